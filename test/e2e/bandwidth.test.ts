/** Bandwidth limits of the running program (manual 9.7). Times are lower bounds: what is limited cannot be faster. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { connect, exchange, ok, startOrigin } from '../support/wire.js';

const BIND = '    bind "fd@${front}"\n';

function start(t: TestContext, mode: string, text: string): Promise<Program> {
  const defaults = `defaults\n    mode ${mode}\n    timeout connect 5s\n    timeout client 1s\n    timeout server 1s\n`;
  return startHawser(t, { config: `${defaults}${text}`, listeners: ['front'] });
}

/** What came, and how long it took. */
async function timed(work: () => Promise<string>): Promise<{ text: string; ms: number }> {
  const from = process.hrtime.bigint();
  const text = await work();
  return { text, ms: Number((process.hrtime.bigint() - from) / 1_000_000n) };
}

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

test('bwlim-out slows a response down and delivers all of it, longer than timeouts', async (t) => {
  const body = 'abcdefghij'.repeat(3000);
  const origin = await startOrigin(t, () => ok(body));
  const program = await start(
    t,
    'http',
    `listen l\n${BIND}    filter bwlim-out slow default-limit 10k default-period 500ms
    http-request set-bandwidth-limit slow limit 5000 period 300ms if { path / }
    server s 127.0.0.1:${origin.port}\n`,
  );
  const { text, ms } = await timed(() => exchange(t, program.ports.front!, GET));
  assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), body);
  assert.ok(ms >= 1200, `30000 bytes, 5000 per 300 ms, took ${ms} ms`);
});

test('a filter that no rule enables limits nothing', async (t) => {
  const origin = await startOrigin(t, () => ok('x'.repeat(50_000)));
  const program = await start(
    t,
    'http',
    `listen l\n${BIND}    filter bwlim-out slow default-limit 1 default-period 1h
    http-request set-bandwidth-limit slow if { path /slow }
    server s 127.0.0.1:${origin.port}\n`,
  );
  assert.equal((await exchange(t, program.ports.front!, GET)).endsWith('x'.repeat(50_000)), true);
});

test('a shared limit holds over all streams of its key, from http-response too', async (t) => {
  const origin = await startOrigin(t, () => ok('x'.repeat(6000)));
  const program = await start(
    t,
    'http',
    `listen l\n${BIND}    filter bwlim-out shared key src table marks limit 6000 min-size 500
    http-response set-bandwidth-limit shared
    server s 127.0.0.1:${origin.port}
backend marks\n    stick-table type ip size 1k expire 1m store bytes_out_rate(500ms)\n`,
  );
  const both = () => Promise.all([1, 2].map(() => exchange(t, program.ports.front!, GET)));
  const { text, ms } = await timed(async () => (await both()).map((one) => String(one.length)).join(' '));
  const [first, second] = text.split(' ');
  assert.equal(first, second);
  assert.ok(ms >= 450, `12000 bytes, 6000 per 500 ms, took ${ms} ms`);
});

test('bwlim-in slows a request down, and the connection is used again', async (t) => {
  const body = 'y'.repeat(20_000);
  let connections = 0;
  const server = net.createServer((socket) => {
    connections++;
    let request = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      request += data.toString('latin1');
      // An answer in front of the request's last byte would cost the connection.
      if (!request.endsWith(`\r\n\r\n${body}`)) return;
      request = '';
      socket.write(ok('got'));
    });
  });
  const port = await listenOn(server);
  t.after(() => server.close());
  const program = await start(
    t,
    'http',
    `listen l\n${BIND}    http-reuse always\n    filter bwlim-in up default-limit 5000 default-period 200ms
    http-request set-bandwidth-limit up
    server s 127.0.0.1:${port}\n`,
  );
  const wire = await connect(t, program.ports.front!);
  for (const round of [1, 2]) {
    const { text, ms } = await timed(async () => {
      wire.send(`POST /${round} HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      return wire.response();
    });
    assert.match(text, /^HTTP\/1.1 200/);
    assert.ok(ms >= 550, `20000 bytes, 5000 per 200 ms, took ${ms} ms`);
  }
  assert.equal(connections, 1);
  wire.socket.destroy();
});

test('both directions are limited in TCP mode, ends come behind the bytes', async (t) => {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const pieces: Buffer[] = [];
    socket.on('error', () => {});
    socket.on('data', (data) => pieces.push(data));
    socket.on('end', () => socket.end(Buffer.concat(pieces)));
  });
  const port = await listenOn(server);
  t.after(() => server.close());
  const program = await start(
    t,
    'tcp',
    `listen l\n${BIND}    filter bwlim-in up default-limit 5000 default-period 200ms
    filter bwlim-out down default-limit 5000 default-period 200ms
    tcp-request inspect-delay 5s
    tcp-request content set-bandwidth-limit up
    tcp-response content set-bandwidth-limit down
    server s 127.0.0.1:${port}\n`,
  );
  const body = 'z'.repeat(20_000);
  const { text, ms } = await timed(async () => {
    const wire = await connect(t, program.ports.front!);
    wire.socket.end(body);
    return wire.untilClose();
  });
  assert.equal(text.length, body.length);
  assert.ok(ms >= 1100, `20000 bytes both ways, 5000 per 200 ms, took ${ms} ms`);
});

for (const [what, lines, message] of [
  ['an unknown filter', 'http-request set-bandwidth-limit none', /unable to find the filter 'none'/],
  ['a limit without period', 'filter bwlim-out a default-limit 1k', /expects 'default-period'/],
  ['both forms at once', 'filter bwlim-out a default-limit 1k default-period 1s key src', /cannot stand beside/],
  ['a missing table', 'filter bwlim-out a limit 1k key src table nope', /unable to find table 'nope'/],
  [
    'a name that is taken',
    'filter bwlim-in a default-limit 1 default-period 1s\n    filter bwlim-out a default-limit 1 default-period 1s',
    /is taken/,
  ],
] as const) {
  test(`${what} is refused`, async (t) => {
    const program = await startHawser(t, {
      config: `defaults\n    mode http\nbackend b\n    ${lines}\n`,
      args: ['-c'],
    });
    assert.equal((await program.finished).status, 1);
    assert.match(program.stderr(), message);
  });
}
