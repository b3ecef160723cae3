/** Bytes that no peer should send, on both sides of a running program: an error or the end for them, service for all others. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { mutate } from '../fuzz/damage.js';
import { below, type Random, seeded } from '../fuzz/random.js';
import { adminSocket, ask } from '../support/admin.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { ready } from '../support/process.js';
import { connect, exchange, Wire } from '../support/wire.js';

/** Rules that look at every part of a message, so that odd ones reach as much code as possible. */
const CONFIG = `global
    expose-experimental-directives
    stats socket "\${DIR}/admin.sock" level admin
defaults
    mode http
    log stdout format raw local0
    option forwardfor
    option http-buffer-request
    timeout connect 1s
    timeout client 2s
    timeout server 2s
    timeout http-request 2s
    timeout tunnel 2s
frontend f
    bind "fd@\${f}"
    bind "fd@\${proxied}" accept-proxy
    capture request header Host len 20
    capture request header Cookie len 200
    capture response header Set-Cookie len 200
    capture cookie a len 30
    log-format "%ci %{+Q}r %hr %hs %CC %CS %ts %ST %{+E}HU %HM %HP %HQ %[capture.req.uri]"
    unique-id-format %{+X}o%ci:%cp-%rt
    unique-id-header X-Id
    acl a path_reg ^/(a|b)+$
    acl b url_param(x) -m found
    acl c req.cook(a) -m sub b
    acl d req.body -m reg x+
    acl e hdr_cnt(host) gt 1
    http-request set-var(txn.h) req.hdrs,length
    http-request set-var(txn.j) req.body,json_query('$.a.b')
    http-request set-var(txn.u) url,url_dec,lower
    http-request set-var(txn.i) hdr_ip(x-forwarded-for,-1),ipmask(24)
    http-request set-var(txn.n) hdr_val(content-length),mul(3)
    http-request set-var(txn.b) http_auth_user
    http-request normalize-uri path-merge-slashes if a
    http-request normalize-uri query-sort-by-name if b
    http-request replace-header Cookie ^(.*)a=(.*)$ \\1b=\\2 if c
    http-request set-header X-Body %[req.body,hex,bytes(0,20)] if d
    http-request deny deny_status 403 if e
    http-request return status 200 content-type text/plain lf-string "%[path] %[var(txn.u)]" if { path_beg /here }
    http-request redirect location /there?%[query] if { path_beg /redirect }
    http-response set-var(txn.r) res.hdr(set-cookie,-1),word(1,=)
    http-response replace-header Set-Cookie (.*) \\1;x
    http-response set-status 299 if { status 298 }
    default_backend b
backend b
    cookie S prefix nocache
    option redispatch
    stats enable
    stats uri /stats
    server s "127.0.0.1:\${ORIGIN}" cookie one
listen t
    mode tcp
    bind "fd@\${t}"
    tcp-request inspect-delay 1s
    tcp-request content reject if { req.ssl_sni -m sub bad } || { req.ssl_hello_type 2 }
    tcp-request content set-var(sess.x) req.payload(0,20),hex if { req.len gt 4 }
    tcp-response inspect-delay 1s
    tcp-response content accept if { res.len gt 2 }
    server s "127.0.0.1:\${ORIGIN}"
`;

const REQUESTS = [
  'GET /aab?x=1&y=%41+2 HTTP/1.1\r\nHost: h\r\nCookie: a=b; S=one~v; c="d"\r\nX-Forwarded-For: 1.2.3.4, ::1\r\n\r\n',
  'POST /here/%2e%2e//x HTTP/1.1\r\nHost: h\r\nContent-Length: 17\r\nAuthorization: Basic YTpi\r\n\r\n{"a":{"b":"xxx"}}',
  'POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n5;q=1\r\nhello\r\n0\r\nT: x\r\n\r\n',
  'GET http://h:80/redirect?z HTTP/1.0\r\nHost: h:80\r\nConnection: keep-alive, te\r\nTE: trailers\r\n\r\n',
  'GET /up HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello',
  'CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n\x16\x03\x01',
  'OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\nHEAD /stats;csv HTTP/1.1\r\nHost: h\r\n\r\n',
  'PROXY TCP4 1.2.3.4 5.6.7.8 90 91\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n',
  '\r\n\r\n\0\r\nQUIT\r\n\x0d\x0a\x0d\x0a\x00\x0d\x0a\x51\x55\x49\x54\x0a\x21\x11\x00\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x00\x50\x00\x51GET / HTTP/1.1\r\n\r\n',
  '\x16\x03\x01\x00\x2a\x01\x00\x00\x26\x03\x03abcdefghijklmnopqrstuvwxyz012345\x00\x00\x02\x13\x01\x01\x00\x00\x05\x00\x00\x00\x01\x00',
];

const RESPONSES = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=1; path=/\r\nSet-Cookie: S=v; HttpOnly\r\n\r\nhello',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nX: 1\r\n\tfolded\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 298 Odd\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: 1\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x00',
  'HTTP/1.0 200 OK\r\n\r\nuntil the end',
  'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
];

function randomBytes(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(below(random, 256))).join('');
}

function odd(random: Random, messages: readonly string[]): string {
  const message = messages[below(random, messages.length)]!;
  const kind = below(random, 8);
  if (kind === 0) return randomBytes(random, below(random, 300));
  if (kind === 1) return mutate(random, message) + mutate(random, messages[below(random, messages.length)]!);
  if (kind === 2) return message + randomBytes(random, below(random, 100));
  return mutate(random, message);
}

/** A server that answers anything with the next odd response, then ends or resets. */
async function startOddServer(t: TestContext, random: Random): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      const text = random() < 0.2 ? RESPONSES[0]! : odd(random, RESPONSES);
      socket.write(text, 'latin1');
      if (random() < 0.2) socket.resetAndDestroy();
      else socket.end();
    });
  });
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return listenOn(server);
}

async function start(t: TestContext, origin: number): Promise<Program> {
  const program = await startHawser(t, {
    config: CONFIG,
    listeners: ['f', 'proxied', 't'],
    env: { ORIGIN: String(origin) },
    args: ['-V'],
  });
  await ready(program);
  return program;
}

/** Sends in pieces, then FIN; everything that came until the close. */
async function throwAt(t: TestContext, port: number, bytes: string, pieces: number): Promise<string> {
  const wire = await connect(t, port);
  const size = Math.ceil(bytes.length / pieces) || 1;
  for (let at = 0; at < bytes.length && !wire.closed; at += size) {
    wire.send(bytes.slice(at, at + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (!wire.closed) wire.socket.end();
  return wire.untilClose();
}

async function stillServes(t: TestContext, program: Program): Promise<void> {
  const text = await exchange(t, program.ports.f!, 'GET /here HTTP/1.1\r\nHost: h\r\n\r\n');
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\/here \/here$/);
  assert.doesNotMatch(program.stderr(), /internal error/);
}

test('robust: odd requests and odd responses get errors or the end, and harm nobody else', async (t) => {
  const random = seeded(77);
  const program = await start(t, await startOddServer(t, seeded(78)));
  const ports = [program.ports.f!, program.ports.f!, program.ports.proxied!, program.ports.t!];
  let left = 1500;
  const client = async () => {
    while (left > 0) {
      left--;
      const port = ports[below(random, ports.length)]!;
      const text = await throwAt(t, port, odd(random, REQUESTS), 1 + below(random, 4));
      if (port !== program.ports.t) assert.match(text, /^(?:HTTP\/1\.[01] \d{3}[ \r]|$)/);
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  await stillServes(t, program);
});

test('robust: a request in single bytes is a request; garbage behind it is refused by itself', async (t) => {
  const program = await start(t, 1);
  const request = 'GET /here HTTP/1.1\r\nHost: h\r\n\r\n';
  const slow = await throwAt(t, program.ports.f!, request, request.length);
  assert.match(slow, /^HTTP\/1\.1 200 OK/);
  const text = await throwAt(t, program.ports.f!, `${request}${request}\x01\x02 garbage\r\n\r\n`, 1);
  assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 400']);
});

test('robust: floods of headers, endless lines, NULs and absurd lengths are refused', async (t) => {
  const program = await start(t, 1);
  const head = 'GET /here HTTP/1.1\r\nHost: h\r\n';
  const chunked = 'POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
  const cases: readonly (readonly [string, RegExp])[] = [
    [`${head}${'A: b\r\n'.repeat(500)}\r\n`, /^HTTP\/1\.1 400 /],
    [`${head}X: ${'y'.repeat(40_000)}\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`${head}${'x'.repeat(40_000)}`, /^HTTP\/1\.1 400 /],
    [`GET /${'z'.repeat(40_000)} HTTP/1.1\r\n\r\n`, /^HTTP\/1\.1 4(?:00|14) /],
    ['\r\n'.repeat(30_000), /^(?:HTTP\/1\.1 400 |$)/],
    [`${head}X: a\0b\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ['\0'.repeat(100), /^HTTP\/1\.1 400 /],
    [`${head}Content-Length: 99999999999999999999\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, /^HTTP\/1\.1 400 /],
    [`${chunked}fffffffffffffffff\r\n`, /^HTTP\/1\.1 400 /],
    [`${chunked}-1\r\n`, /^HTTP\/1\.1 400 /],
    [`${chunked}5;${'e'.repeat(100_000)}`, /^(?:HTTP\/1\.1 400 |$)/],
    [`${chunked}0\r\n${'T: t\r\n'.repeat(5000)}\r\n`, /^HTTP\/1\.1 /],
  ];
  for (const [bytes, expected] of cases) {
    assert.match(await throwAt(t, program.ports.f!, bytes, 3), expected, JSON.stringify(bytes.slice(0, 80)));
  }
  await stillServes(t, program);
});

test('robust: the runtime API survives odd commands', async (t) => {
  const program = await start(t, 1);
  const random = seeded(79);
  const commands = [
    'show info',
    'show stat -1 4 -1 typed',
    'set server b/s weight 50%',
    'show sess all',
    'help',
    'prompt',
    'show map #0',
    'get weight b/s',
    'set maxconn frontend f 10',
    'clear counters all',
    'disable frontend f; enable frontend f',
    'show errors',
    'add map #0 a b',
    'show servers state',
    'set var proc.x str(a)',
  ];
  for (let round = 0; round < 300; round++) {
    const line =
      below(random, 6) === 0 ? randomBytes(random, 60) : mutate(random, commands[below(random, commands.length)]!);
    const socket = net.connect({ path: adminSocket(program) });
    const wire = new Wire(socket);
    socket.end(`${line}\n`, 'latin1');
    await wire.untilClose();
  }
  assert.match(await ask(program, 'show info'), new RegExp(`^Pid: ${program.pid}$`, 'm'));
  assert.doesNotMatch(program.stderr(), /internal error/);
});
