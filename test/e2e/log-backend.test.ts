/** Log backends: lines go to the server that is chosen for each, over UDP and TCP, by the states of the servers. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { adminSocket, answers, askUntil, type StatRow, statRows } from '../support/admin.js';
import { certificate } from '../support/certificates.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { startTcpSyslog, startUdpSyslog, type TcpCollector } from '../support/syslog.js';
import { command, exchange, ok, startOrigin } from '../support/wire.js';

const CONFIG = `global
    stats socket "\${DIR}/admin.sock" level admin
    log-send-hostname box
    log-tag hawser
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    timeout check 1s
    log-format "%HP %[var(txn.key)]"
frontend turns
    bind "fd@\${turns}"
    http-request set-var(txn.key) req.hdr(x-key)
    log backend@log-turns format rfc3164 local0
    default_backend be
frontend keys
    bind "fd@\${keys}"
    http-request set-var(txn.key) req.hdr(x-key)
    log backend@log-keys format rfc3164 local0
    default_backend be
frontend sticky
    bind "fd@\${sticky}"
    http-request set-var(txn.key) req.hdr(x-key)
    log backend@log-sticky format rfc3164 local0
    default_backend be
backend log-turns
    mode log
    balance roundrobin
    server one "udp@127.0.0.1:\${UDP1}" weight 10
    server two "udp@127.0.0.1:\${UDP2}"
    server three "\${HOST1}:\${TCP1}" log-proto octet-count
backend log-keys
    mode log
    balance log-hash field(2,\\ ),lower
    server one "udp@127.0.0.1:\${UDP1}"
    server two "udp@127.0.0.1:\${UDP2}"
    server three "tcp@\${HOST1}:\${TCP1}" log-proto octet-count
backend log-sticky
    mode log
    balance sticky
    default-server check inter 300ms rise 1 fall 1
    server one "\${HOST1}:\${TCP1}"
    server two "\${HOST2}:\${TCP2}"
backend be
    server s "127.0.0.1:\${ORIGIN}"
`;

/** Addresses of this process alone: ports of collectors that are away stay free. */
const HOSTS = [`127.78.${process.pid % 250}.1`, `127.78.${process.pid % 250}.2`] as const;

async function start(t: TestContext) {
  const origin = await startOrigin(t, () => ok(''));
  const udp = [await startUdpSyslog(t), await startUdpSyslog(t)] as const;
  const tcp = [await startTcpSyslog(t, HOSTS[0]), await startTcpSyslog(t, HOSTS[1])] as const;
  const env = {
    ...{ ORIGIN: String(origin.port), UDP1: String(udp[0].port), UDP2: String(udp[1].port) },
    ...{ TCP1: String(tcp[0].port), TCP2: String(tcp[1].port), HOST1: HOSTS[0], HOST2: HOSTS[1] },
  };
  const program = await startHawser(t, { config: CONFIG, listeners: ['turns', 'keys', 'sticky'], env });
  return { program, udp, tcp };
}

async function ask(t: TestContext, { ports }: Program, name: string, uri: string, key = 'k'): Promise<void> {
  await exchange(t, ports[name]!, `GET ${uri} HTTP/1.1\r\nHost: h\r\nX-Key: ${key}\r\nConnection: close\r\n\r\n`);
}

const has = (uri: string) => (line: string) => line.includes(`: ${uri} `);

test('mode log: roundrobin gives lines to servers in turn, each in its transport', async (t) => {
  const { program, udp, tcp } = await start(t);
  for (const uri of ['/1', '/2', '/3', '/4']) await ask(t, program, 'turns', uri);
  assert.match(await udp[0].line(has('/1')), /^<134>\w{3} [ \d]\d [\d:]{8} box hawser\[\d+\]: \/1 k$/);
  await udp[0].line(has('/4'));
  await udp[1].line(has('/2'));
  // Octets are counted, so that no line ends.
  await askUntil(tcp[0].text, (text) => text.includes('/3 k'));
  const [, length, line] = /^(\d+) (.*)$/s.exec(tcp[0].text())!;
  assert.equal(line!.length, Number(length));
  assert.deepEqual([udp[0].lines().length, udp[1].lines().length], [2, 1]);
});

test('mode log: a server in maintenance gets no lines, one that moved gets them where it is', async (t) => {
  const { program, udp, tcp } = await start(t);
  const socket = adminSocket(program);
  await ask(t, program, 'turns', '/0');
  await udp[0].line(has('/0'));
  await command(socket, 'set server log-turns/three state maint');
  await command(socket, `set server log-turns/two addr 127.0.0.1 port ${udp[0].port}`);
  for (const uri of ['/1', '/2']) await ask(t, program, 'turns', uri);
  await Promise.all([udp[0].line(has('/1')), udp[0].line(has('/2'))]);
  assert.deepEqual([udp[1].lines(), tcp[0].text()], [[], '']);
  await command(socket, 'disable server log-turns/one');
  await command(socket, 'disable server log-turns/two');
  await ask(t, program, 'turns', '/lost');
  assert.match(await command(socket, 'show info'), /^DroppedLogs: 1$/m);
  assert.match(await command(socket, 'add server be/four udp@127.0.0.1:9'), /dgram-type address not acceptable/);
});

test('mode log: log-hash sends lines of one key to one server', async (t) => {
  const { program, udp, tcp } = await start(t);
  const keys = ['alpha', 'beta', 'gamma', 'delta', 'eps', 'zeta', 'eta', 'theta'];
  for (const round of [1, 2]) {
    for (const key of keys) await ask(t, program, 'keys', `/${round}`, round === 1 ? key : key.toUpperCase());
  }
  const all = () => [...udp[0].lines(), ...udp[1].lines(), ...(tcp[0].text().match(/\/\d \w+/g) ?? [])];
  await askUntil(all, (lines) => lines.length >= 16);
  const places = [udp[0].lines().join('\n'), udp[1].lines().join('\n'), tcp[0].text()];
  const placeOf = (text: string) => places.findIndex((place) => place.includes(text));
  for (const key of keys) assert.equal(placeOf(`/1 ${key}`), placeOf(`/2 ${key.toUpperCase()}`), key);
  assert.ok(new Set(keys.map((key) => placeOf(`/1 ${key}`))).size > 1);
});

/** Waits until the checks of the sticky backend found what they have to. */
async function statesAre(program: Program, wanted: string): Promise<void> {
  const socket = adminSocket(program);
  await answers(socket);
  const isServer = ({ pxname, svname }: StatRow) => pxname === 'log-sticky' && (svname === 'one' || svname === 'two');
  await askUntil(
    async () => (await statRows(socket)).filter(isServer).map(({ status }) => status),
    (states) => states.join(' ') === wanted,
  );
}

test('mode log: sticky stays with a server until its checks fail, and then with the next one', async (t) => {
  const { program, tcp } = await start(t);
  const [one, two]: readonly [TcpCollector, TcpCollector] = tcp;
  await statesAre(program, 'UP UP');
  await ask(t, program, 'sticky', '/1');
  await one.line(has('/1'));
  await one.stop();
  await statesAre(program, 'DOWN UP');
  await ask(t, program, 'sticky', '/2');
  await two.line(has('/2'));
  await one.resume();
  await statesAre(program, 'UP UP');
  await ask(t, program, 'sticky', '/3');
  await two.line(has('/3'));
});

test('mode log: lines go out over TLS', async (t) => {
  const { cert, key } = certificate('ecdsa');
  let heard: (text: string) => void = () => {};
  const first = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const server = tls.createServer({ cert, key }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => heard(data.toString('latin1')));
    t.after(() => socket.destroy());
  });
  t.after(() => server.close());
  const port = await listenOn(server);
  const config = `defaults
    mode http
    timeout client 5s
frontend web
    bind "fd@\${web}"
    log backend@secure format raw local0
    log-format "%HP"
    http-request return status 200
backend secure
    mode log
    server s 127.0.0.1:${port} ssl verify none log-bufsize 4k
`;
  const program = await startHawser(t, { config, listeners: ['web'] });
  await ask(t, program, 'web', '/x');
  assert.equal(await first, '/x\n');
});
