/** Servers behind SOCKS4 proxies (manual 5.2 `socks4`, `check-via-socks4`): traffic and checks, beside haproxy. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { adminSocket, answers, askUntil, statRows } from '../support/admin.js';
import { certificate } from '../support/certificates.js';
import { HEAD } from '../support/config-head.js';
import { type Program, startHawser } from '../support/hawser.js';
import { haproxy26 } from '../support/program.js';
import { startSocksProxy } from '../support/socks-proxy.js';
import { connect, ok, startOrigin } from '../support/wire.js';

const CONFIG = `${HEAD}    retries 0
listen plain
    bind "fd@\${plain}"
    server s "127.0.0.1:\${ORIGIN}" socks4 "127.0.0.1:\${SOCKS}"
listen secure
    bind "fd@\${secure}"
    server s "127.0.0.1:\${SECURE}" ssl verify none socks4 "127.0.0.1:\${SOCKS}"
listen headed
    bind "fd@\${headed}"
    server s "127.0.0.1:\${ORIGIN}" send-proxy socks4 "127.0.0.1:\${SOCKS}"
listen raw
    mode tcp
    bind "fd@\${raw}"
    server s "127.0.0.1:\${ORIGIN}" socks4 "127.0.0.1:\${SOCKS}"
listen refused
    bind "fd@\${refused}"
    server s "127.0.0.1:\${ORIGIN}" socks4 "127.0.0.1:\${REFUSING}"
`;

const CHECKS = `${HEAD}    default-server inter 1s socks4 "127.0.0.1:\${SOCKS}"
listen l
    bind "fd@\${l}"
    option httpchk GET /check
    server direct "127.0.0.1:\${ORIGIN}" check
    server plain "127.0.0.1:\${ORIGIN}" check check-via-socks4
    server headed "127.0.0.1:\${ORIGIN}" check check-via-socks4 check-send-proxy
    server secure "127.0.0.1:\${SECURE}" ssl verify none check check-via-socks4
    server refused "127.0.0.1:\${ORIGIN}" check check-via-socks4 socks4 "127.0.0.1:\${REFUSING}"
backend rules
    option tcp-check
    tcp-check connect via-socks4
    tcp-check send-lf "rule %[srv_name]\\r\\n\\r\\n"
    tcp-check expect string 200
    server s "127.0.0.1:\${ORIGIN}" check
`;

const REQUEST = 'GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

interface Programs {
  readonly program?: [string];
}

/** Answers anything: a request, or what a check says. */
const answer = (text: string) => (text.startsWith('rule') ? 'HTTP/1.1 200 OK\r\n' : ok('yes'));

async function places(t: TestContext) {
  const tls = certificate('ecdsa');
  const origin = await startOrigin(t, answer);
  const secure = await startOrigin(t, answer, tls);
  const [socks, refusing] = [await startSocksProxy(t), await startSocksProxy(t, false)];
  const env = {
    ...{ ORIGIN: String(origin.port), SECURE: String(secure.port) },
    ...{ SOCKS: String(socks.port), REFUSING: String(refusing.port) },
  };
  return { origin, secure, socks, refusing, env };
}

/** First line and body of what comes back on each way. */
async function traffic(t: TestContext, { program }: Programs) {
  const { origin, secure, socks, refusing, env } = await places(t);
  const listeners = ['plain', 'secure', 'headed', 'raw', 'refused'];
  const started = await startHawser(t, { config: CONFIG, listeners, env, ...(program ? { program } : {}) });
  const answers: string[] = [];
  for (const name of listeners) {
    const wire = await connect(t, started.ports[name]!);
    wire.send(REQUEST);
    const text = await wire.response();
    answers.push(`${name} ${text.split('\r\n')[0]} ${/yes$/.test(text)}`);
    wire.socket.destroy();
  }
  const names = (text: string) =>
    text.replaceAll(String(origin.port), 'ORIGIN').replaceAll(String(secure.port), 'SECURE');
  return { answers, asked: socks.asked.map(names), refused: refusing.asked.map(names) };
}

test('socks4: plain, TLS, PROXY headers and TCP go through the proxy', async (t) => {
  const seen = await traffic(t, {});
  assert.deepEqual(seen, {
    answers: [
      ...['plain HTTP/1.1 200 OK true', 'secure HTTP/1.1 200 OK true', 'headed HTTP/1.1 200 OK true'],
      ...['raw HTTP/1.1 200 OK true', 'refused HTTP/1.1 503 Service Unavailable false'],
    ],
    asked: ['ORIGIN', 'SECURE', 'ORIGIN', 'ORIGIN'].map((port) => `4.1 127.0.0.1:${port} HAProxy`),
    refused: ['4.1 127.0.0.1:ORIGIN HAProxy'],
  });
  if (haproxy26 === undefined) t.diagnostic('there is no haproxy 2.6 to compare with');
  else assert.deepEqual(seen, await traffic(t, { program: [haproxy26] }));
});

/** Check status of every server once all have one. */
async function statuses(program: Program): Promise<readonly string[]> {
  const socket = adminSocket(program);
  await answers(socket);
  const shown = async () =>
    (await statRows(socket))
      .filter(({ svname }) => ['direct', 'plain', 'headed', 'secure', 'refused', 's'].includes(svname!))
      // What stands in parentheses is whatever error the system call before left behind.
      .map((row) => `${row.svname} ${row.check_status} ${row.last_chk}`.replace(/ \([A-Z][^)]*\)$/, ''));
  return askUntil(shown, (lines) => lines.every((line) => !/ (?:INI|\*.*)? /.test(line)));
}

async function checks(t: TestContext, { program }: Programs) {
  const { origin, secure, socks, refusing, env } = await places(t);
  const started = await startHawser(t, { config: CHECKS, listeners: ['l'], env, ...(program ? { program } : {}) });
  const shown = await statuses(started);
  // Which of them went which way: there may have been several checks of each.
  const directly = origin.requests.length - socks.asked.filter((text) => text.includes(`:${origin.port} `)).length;
  return { shown, direct: directly > 0, refused: new Set(refusing.asked).size, secure: secure.requests.length > 0 };
}

test('check-via-socks4: checks go through the proxy where they are told to', async (t) => {
  const seen = await checks(t, {});
  assert.deepEqual([seen.direct, seen.refused, seen.secure], [true, 1, true]);
  if (haproxy26 === undefined) t.diagnostic('there is no haproxy 2.6 to compare with');
  else assert.deepEqual(seen, await checks(t, { program: [haproxy26] }));
});
