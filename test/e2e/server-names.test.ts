/** Names in TLS hellos and of kept connections (manual 5.2 `sni-auto`, `check-sni-auto`, `pool-conn-name`); `healthcheck` sections (12.9). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { adminSocket, answers, askUntil, statRow, statRows } from '../support/admin.js';
import { certificate } from '../support/certificates.js';
import { HEAD } from '../support/config-head.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { bodyOf, connect, exchange, ok, startOrigin } from '../support/wire.js';

/** A TLS server that answers with the name it was asked for, and notes the names of checks. */
async function startNamed(t: TestContext) {
  const { cert, key } = certificate('ecdsa');
  const checked: string[] = [];
  const server = tls.createServer({ cert, key }, (socket) => {
    const name = socket.servername || '-';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (data.toString('latin1').includes('/check')) checked.push(name);
      socket.write(ok(name));
    });
  });
  server.on('tlsClientError', () => {});
  t.after(() => server.close());
  return { port: await listenOn(server), checked };
}

test('sni-auto: without an expression servers are asked for the name of the request', async (t) => {
  const { port } = await startNamed(t);
  const words = ['', ' no-sni-auto', ' sni str(own.example)', ' no-sni-auto sni-auto'];
  const proxies = words.map(
    (word, at) => `listen l${at}\n    bind "fd@\${l${at}}"\n    server s 127.0.0.1:${port} ssl verify none${word}\n`,
  );
  const raw = `listen raw\n    mode tcp\n    bind "fd@\${raw}"\n    server s 127.0.0.1:${port} ssl verify none\n`;
  const listeners = ['l0', 'l1', 'l2', 'l3', 'raw'];
  const program = await startHawser(t, { config: `${HEAD}${proxies.join('')}${raw}`, listeners });
  const nameOf = async (listener: string, host: string) =>
    bodyOf(await exchange(t, program.ports[listener]!, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
  const names: string[] = [];
  for (const listener of listeners) names.push(await nameOf(listener, 'www.example:8443'));
  assert.deepEqual(names, ['www.example', '-', 'own.example', 'www.example', '-']);
  assert.equal(await nameOf('l0', '192.0.2.1'), '-');
});

test('pool-conn-name: kept connections are taken by those of their name', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const server = `server s 127.0.0.1:${origin.port} pool-conn-name req.hdr(x-name)`;
  const config = `${HEAD}listen l\n    bind "fd@\${l}"\n    http-reuse always\n    ${server}\n`;
  const program = await startHawser(t, { config, listeners: ['l'] });
  const wire = await connect(t, program.ports.l!);
  const seen: string[] = [];
  for (const name of ['a', 'a', 'b', 'a']) {
    wire.send(`GET / HTTP/1.1\r\nHost: h\r\nX-Name: ${name}\r\n\r\n`);
    await wire.response();
    const { connect: opened, reuse } = await statRow(adminSocket(program), 'l', 's');
    seen.push(`${opened} ${reuse}`);
  }
  assert.deepEqual(seen, ['1 0', '1 1', '2 1', '2 2']);
});

/** What the first check of every server found. */
async function statuses(program: Program): Promise<readonly string[]> {
  const socket = adminSocket(program);
  await answers(socket);
  const shown = async () =>
    (await statRows(socket))
      .filter(({ svname }) => /^s\d$/.test(svname!))
      .map(({ svname, check_status }) => `${svname} ${check_status}`);
  return askUntil(shown, (lines) => lines.every((line) => /^s\d [A-Z]/.test(line) && !line.endsWith('INI')));
}

test('check-sni-auto: checks ask for the host of their request', async (t) => {
  const { port, checked } = await startNamed(t);
  const server = `server s1 127.0.0.1:${port} ssl verify none check inter 1s`;
  const rule =
    '    option httpchk\n    http-check send meth GET uri /check ver HTTP/1.1 hdr Host checks.example:8443\n';
  const backends = ['', ' no-check-sni-auto', ' check-sni own.example'].map(
    (word, at) => `backend b${at}\n${rule}    ${server}${word}\n`,
  );
  const program = await startHawser(t, { config: `${HEAD}    timeout check 2s\n${backends.join('')}` });
  assert.deepEqual(await statuses(program), ['s1 L7OK', 's1 L7OK', 's1 L7OK']);
  assert.deepEqual([...new Set(checked)].sort(), ['-', 'checks.example', 'own.example']);
});

test('healthcheck: servers are checked as the section says that they name', async (t) => {
  const asked: string[] = [];
  const origin = await startOrigin(t, (request) => {
    asked.push(request.split('\r\n')[0]!);
    return request.startsWith('GET /own') ? 'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n' : ok('fine');
  });
  const sections = `healthcheck web
    type httpchk GET /web
    http-check expect string fine
healthcheck talk
    type tcp-check
    tcp-check connect
    tcp-check send "TALK\\r\\n\\r\\n"
    tcp-check expect string fine
backend be
    option httpchk GET /own
    default-server inter 1s
    server s1 127.0.0.1:${origin.port} check
    server s2 127.0.0.1:${origin.port} check healthcheck web
    server s3 127.0.0.1:${origin.port} check healthcheck talk
`;
  const program = await startHawser(t, { config: `${HEAD}    timeout check 2s\n${sections}` });
  assert.deepEqual(await statuses(program), ['s1 L7STS', 's2 L7OK', 's3 L7OK']);
  assert.deepEqual([...new Set(asked)].sort(), ['GET /own HTTP/1.0', 'GET /web HTTP/1.0', 'TALK']);
});

test('curves: servers are offered those that are named', async (t) => {
  const { cert, key } = certificate('ecdsa');
  const server = tls.createServer({ cert, key, ecdhCurve: 'P-256' }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(ok('x')));
  });
  server.on('tlsClientError', () => {});
  t.after(() => server.close());
  const port = await listenOn(server);
  const words = ['curves P-256', 'curves P-384', 'curves P-256:P-384 no-tls-tickets sigalgs ECDSA+SHA256'];
  const listeners = words.map((_, at) => `l${at}`);
  const proxies = words.map(
    (word, at) =>
      `listen l${at}\n    bind "fd@\${l${at}}"\n    retries 0\n    server s 127.0.0.1:${port} ssl verify none cc reno ${word}\n`,
  );
  const program = await startHawser(t, { config: `${HEAD}${proxies.join('')}`, listeners });
  const seen: string[] = [];
  for (const name of listeners) {
    const answer = await exchange(t, program.ports[name]!, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    seen.push(answer.split(' ')[1]!);
  }
  assert.deepEqual(seen, ['200', '503', '200']);
});
