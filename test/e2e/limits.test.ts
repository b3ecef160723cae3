/** Limits of the process and of clients, options of sockets, headers of NetScaler appliances: as they show from outside. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { adminSocket, ask, statRow, statRows } from '../support/admin.js';
import { FRONT, withBoth } from '../support/both.js';
import { certificateFile } from '../support/certificates.js';
import { DEFAULTS, GLOBAL, HEAD } from '../support/config-head.js';
import { type Program, startHawser } from '../support/hawser.js';
import { connect, exchange, ok, startOrigin, type Wire } from '../support/wire.js';

const BIND = '    bind "fd@${front}"\n';
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

function start(t: TestContext, text: string, global = ''): Promise<Program> {
  return startHawser(t, { config: `${GLOBAL}${global}${DEFAULTS}${text}`, listeners: ['front'] });
}

/** Milliseconds until so many clients in turn were answered. */
async function serveInTurn(t: TestContext, port: number, clients: number): Promise<number> {
  const from = process.hrtime.bigint();
  for (let client = 0; client < clients; client++) assert.match(await exchange(t, port, GET), /^HTTP\/1.1 200/);
  return Number((process.hrtime.bigint() - from) / 1_000_000n);
}

for (const [word, where] of [
  ['maxconnrate 2', 'global'],
  ['maxsessrate 2', 'global'],
  ['rate-limit sessions 2', 'frontend'],
] as const) {
  test(`${word} lets the third client of a second wait`, async (t) => {
    const program = await start(
      t,
      `frontend f\n${BIND}    http-request return status 200\n${where === 'frontend' ? `    ${word}\n` : ''}`,
      where === 'global' ? `    ${word}\n` : '',
    );
    const ms = await serveInTurn(t, program.ports.front!, 4);
    assert.ok(ms >= 400, `4 clients took ${ms} ms`);
  });
}

/** The first bytes of an answer over TLS, or the name of the failure. */
function overTls(port: number): Promise<{ text: string; socket: tls.TLSSocket }> {
  return new Promise((resolve) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.once('secureConnect', () => socket.write(GET));
    socket.once('data', (data) => resolve({ text: data.toString('latin1'), socket }));
    socket.on('error', () => resolve({ text: 'error', socket }));
    socket.once('close', () => resolve({ text: 'close', socket }));
  });
}

const SECURE = BIND.replace('\n', ` ssl crt ${certificateFile('plain.pem')}\n`);

test('maxsslrate lets the third handshake of a second wait', async (t) => {
  const program = await start(t, `frontend f\n${SECURE}    http-request return status 200\n`, '    maxsslrate 2\n');
  const from = process.hrtime.bigint();
  for (let client = 0; client < 4; client++) {
    const { text, socket } = await overTls(program.ports.front!);
    assert.match(text, /^HTTP\/1.1 200/);
    socket.destroy();
  }
  const ms = Number((process.hrtime.bigint() - from) / 1_000_000n);
  assert.ok(ms >= 400, `4 handshakes took ${ms} ms`);
});

test('maxsslconn refuses handshakes beyond it', async (t) => {
  const program = await start(t, `frontend f\n${SECURE}    http-request return status 200\n`, '    maxsslconn 1\n');
  const first = await overTls(program.ports.front!);
  assert.match(first.text, /^HTTP\/1.1 200/);
  const second = await overTls(program.ports.front!);
  assert.doesNotMatch(second.text, /^HTTP/);
  first.socket.destroy();
  second.socket.destroy();
});

test('max-session-srv-conns limits the idle connections of one client', async (t) => {
  const origins = await Promise.all([1, 2, 3].map(() => startOrigin(t, () => ok('x'))));
  const backends = origins
    .map(({ port }, at) => `backend b${at}\n    http-reuse never\n    server s 127.0.0.1:${port}\n`)
    .join('');
  const program = await start(
    t,
    `frontend f\n${BIND}    max-session-srv-conns 2\n    use_backend %[path,field(2,/)]\n${backends}`,
  );
  const wire = await connect(t, program.ports.front!);
  for (const name of ['b0', 'b1', 'b2']) {
    wire.send(GET.replace('/ ', `/${name} `));
    assert.match(await wire.response(), / 200 /);
  }
  const idle = async () => {
    const rows = await statRows(adminSocket(program));
    return rows.filter(({ svname }) => svname === 's').map(({ idle_conn_cur }) => idle_conn_cur);
  };
  assert.deepEqual(await idle(), ['1', '1', '0']);
  wire.socket.destroy();
});

test('contstats counts bytes while they flow', async (t) => {
  const origin = await startOrigin(t, () => `HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n${'x'.repeat(5000)}`);
  const program = await start(t, `listen l\n${BIND}    option contstats\n    server s 127.0.0.1:${origin.port}\n`);
  const wire = await connect(t, program.ports.front!);
  wire.send(GET);
  await wire.until((text) => text.includes('x'.repeat(5000)));
  for (const name of ['FRONTEND', 's', 'BACKEND']) {
    const { bout } = await statRow(adminSocket(program), 'l', name);
    assert.ok(Number(bout) >= 5000, `${name}: ${bout}`);
  }
  wire.socket.destroy();
});

test('idle-close-on-response answers a client that was idle when the process stops', async (t) => {
  const program = await start(
    t,
    `frontend f\n${BIND}    option idle-close-on-response\n    http-request return status 200\n`,
  );
  const wire = await connect(t, program.ports.front!);
  wire.send(GET);
  await wire.response();
  const stopped = new Promise<void>((resolve) => {
    const probe = () => {
      const socket = net.connect({ port: program.ports.front!, host: '127.0.0.1' });
      socket.once('connect', () => {
        socket.destroy();
        setImmediate(probe);
      });
      socket.once('error', () => resolve());
    };
    process.kill(program.pid, 'SIGUSR1');
    probe();
  });
  await stopped;
  wire.send(GET);
  assert.match(await wire.untilClose(), /^HTTP\/1.1 200 .*connection: close/s);
});

test('a listener with transparent takes addresses that the machine does not have', async (t) => {
  const config = (words: string) =>
    `${HEAD}frontend f\n    bind 192.0.2.77:8080 ${words}\n    http-request return status 200\n`;
  const plain = await startHawser(t, { config: config('') });
  assert.equal((await plain.finished).status, 1);
  assert.match(plain.stderr(), /192\.0\.2\.77/);
  if (process.getuid?.() !== 0) return t.skip('needs the right to bind foreign addresses');
  const foreign = await startHawser(t, { config: config('transparent') });
  const socket = adminSocket(foreign);
  const isUp = new Promise<boolean>((resolve) => {
    const look = () => (fs.existsSync(socket) ? resolve(true) : setImmediate(look));
    void foreign.finished.then(() => resolve(false));
    look();
  });
  assert.equal(await isUp, true, foreign.stderr());
});

test('silent-drop tells the client nothing, or resets with a ttl', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('needs the right to forget connections');
  const program = await start(
    t,
    `frontend f\n${BIND}    http-request silent-drop if { path / }\n    http-request silent-drop rst-ttl 9\n`,
  );
  const silent = await connect(t, program.ports.front!);
  silent.send(GET);
  const loud = await connect(t, program.ports.front!);
  loud.send(GET.replace('/ ', '/x '));
  // The reset of the other one arrives, this one does not know that it is gone.
  await loud.untilClose();
  assert.equal(silent.closed, false);
  assert.match(await ask(program, 'show info'), /^CurrConns: [01]$/m);
  silent.socket.destroy();
});

// ---- NetScaler

function cip(standard: boolean, source: readonly number[]): Buffer {
  const packet = Buffer.alloc(40);
  packet[0] = 0x45;
  packet.writeUInt16BE(40, 2);
  packet[9] = 6;
  packet.set(source, 12);
  packet.set([198, 51, 100, 7], 16);
  packet.writeUInt16BE(4321, 20);
  packet.writeUInt16BE(443, 22);
  packet[32] = 0x50;
  const head = Buffer.alloc(standard ? 12 : 8);
  head.writeUInt32BE(5, 0);
  head.writeUInt32BE(standard ? 52 : 40, 4);
  if (standard) head.writeUInt16BE(40, 10);
  return Buffer.concat([head, packet]);
}

async function afterCip(wire: Wire, header: Buffer): Promise<string> {
  wire.socket.write(header);
  wire.send(GET);
  return wire.response();
}

for (const standard of [false, true]) {
  for (const [what, words, rule] of [
    ['accept-netscaler-cip', ' accept-netscaler-cip 5', ''],
    ['expect-netscaler-cip', '', '    tcp-request connection expect-netscaler-cip layer4\n'],
  ] as const) {
    test(`${what} takes the ${standard ? 'standard' : 'legacy'} header`, async (t) => {
      const bind = BIND.replace('\n', `${words}\n`);
      const program = await start(
        t,
        `frontend f\n${bind}${rule}    http-request return status 200 content-type a/b lf-string "%[src] %[src_port] %[dst] %[dst_port]"\n`,
      );
      const header = cip(standard, [203, 0, 113, 9]);
      // The rule alone has no magic number: it is 0 (haproxy 2.6).
      if (words === '') header.writeUInt32BE(0, 0);
      const text = await afterCip(await connect(t, program.ports.front!), header);
      assert.match(text, /203\.0\.113\.9 4321 198\.51\.100\.7 443$/);
    });
  }
}

withBoth(
  'the limit of a bind line stands in the statistics of its socket',
  `${FRONT.trimEnd()} maxconn 7\n    option socket-stats\n`,
  async (t, program) => {
    // It is there as soon as it answers.
    assert.match(await exchange(t, program.ports.f!, GET), /^HTTP\/1.1 503 /);
    const rows = await statRows(adminSocket(program));
    const limits = rows.filter(({ type }) => type === '3').map(({ svname, slim }) => `${svname} ${slim}`);
    assert.deepEqual(limits, ['sock-1 7']);
  },
);
