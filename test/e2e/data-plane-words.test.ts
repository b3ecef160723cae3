/** Words of the data plane beside what haproxy 2.6 was seen to do: answers of one's own, persistence, retries, PROXY fields. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { parseProxyHeader } from '../../src/net/proxy-protocol/parse.js';
import { adminSocket, statRows } from '../support/admin.js';
import { DEFAULTS, GLOBAL } from '../support/config-head.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { connect, exchange, ok, startOrigin } from '../support/wire.js';

const BIND = '    bind "fd@${front}"\n';

function start(t: TestContext, text: string): Promise<Program> {
  return startHawser(t, { config: `${DEFAULTS}${text}`, listeners: ['front'] });
}

function get(path = '/', fields = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;
}

test('http-error answers with parts that are made per request', async (t) => {
  const program = await start(
    t,
    `listen l\n${BIND}    http-error status 400 content-type text/plain lf-string "bad %[path]" hdr X-Page "%[src]"
    http-error status 410 hdr X-Only 1
    http-error status 503 content-type a/b string "gone %[path]"
    http-request deny deny_status 400 if { path /400 }
    http-request deny deny_status 410 if { path /410 }\n`,
  );
  const ask = (path: string) => exchange(t, program.ports.front!, get(path));
  assert.equal(
    await ask('/400'),
    'HTTP/1.1 400 Bad Request\r\nx-page: 127.0.0.1\r\ncontent-length: 8\r\ncontent-type: text/plain\r\n\r\nbad /400',
  );
  assert.equal(await ask('/410'), 'HTTP/1.1 410 Gone\r\nx-only: 1\r\ncontent-length: 0\r\n\r\n');
  assert.match(await ask('/'), /^HTTP\/1.1 503 .*\r\n\r\ngone %\[path\]$/s);
});

test('a denied request keeps its status in the log where errorloc redirects', async (t) => {
  const program = await startHawser(t, {
    config: `global\n    log stdout format raw local0\n${DEFAULTS}    log global\n    option httplog
frontend f\n${BIND}    errorloc 403 /go\n    http-request deny\n`,
    listeners: ['front'],
  });
  assert.match(await exchange(t, program.ports.front!, get()), /^HTTP\/1.1 302 /);
  await program.stop();
  assert.match(program.stdout(), / 403 0 - - PR-- /);
});

test('http-buffer-request waits no longer than timeout http-request', async (t) => {
  const program = await start(
    t,
    `listen l\n${BIND}    option http-buffer-request\n    timeout http-request 200ms\n    server s 127.0.0.1:1\n`,
  );
  const text = await exchange(t, program.ports.front!, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1');
  assert.match(text, /^HTTP\/1.1 408 /);
});

test('redir sends GET and HEAD to the address of the server', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const program = await start(t, `listen l\n${BIND}    server s 127.0.0.1:${origin.port} redir http://a.b/c\n`);
  assert.match(
    await exchange(t, program.ports.front!, get('/p?q')),
    /^HTTP\/1.1 302 Found\r\n.*location: http:\/\/a.b\/c\/p\?q\r\nconnection: close\r\n/s,
  );
  assert.match(
    await exchange(t, program.ports.front!, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n'),
    / 200 /,
  );
});

test('force-persist leads to a server that is down, others do not', async (t) => {
  const up = await startOrigin(t, () => ok('up'));
  const down = await startOrigin(t, () => ok('down'));
  const program = await start(
    t,
    `listen l\n${BIND}    cookie C insert\n    force-persist if { path /force }
    server s 127.0.0.1:${up.port} cookie a\n    server d 127.0.0.1:${down.port} cookie b disabled\n`,
  );
  const ask = (path: string) => exchange(t, program.ports.front!, get(path, 'Cookie: C=b\r\n'));
  assert.match(await ask('/'), /\r\n\r\nup$/);
  assert.match(await ask('/force'), /\r\n\r\ndown$/);
});

test('a body is sent again for every reason of retry-on', async (t) => {
  let count = 0;
  const origin = await startOrigin(t, () => (count++ === 0 ? 'junk\r\n\r\n' : ok('again')));
  const program = await start(
    t,
    `listen l\n${BIND}    retry-on junk-response\n    server s 127.0.0.1:${origin.port}\n`,
  );
  const text = await exchange(t, program.ports.front!, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc');
  assert.match(text, /again$/);
});

test('a connection serves again behind a response that was retried', async (t) => {
  let count = 0;
  const origin = await startOrigin(t, () =>
    count++ === 0 ? 'HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno' : ok('fine'),
  );
  const program = await start(
    t,
    `listen l\n${BIND}    http-reuse always\n    retry-on 503\n    server s 127.0.0.1:${origin.port} pool-purge-delay 1m\n`,
  );
  const wire = await connect(t, program.ports.front!);
  for (const _ of [1, 2, 3]) {
    wire.send(get());
    assert.match(await wire.response(), /fine$/);
  }
  assert.ok(origin.connections.size <= 2, `${origin.connections.size} connections`);
  wire.socket.destroy();
});

test('proxy-v2-options and set-proxy-v2-tlv-fmt add fields to PROXY headers', async (t) => {
  const received = new Promise<Buffer>((resolve) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', resolve);
    });
    t.after(() => server.close());
    void listenOn(server).then(async (port) => {
      const program = await start(
        t,
        `frontend f\n${BIND}    unique-id-format id-%[path]\n    default_backend b
backend b\n    server s 127.0.0.1:${port} send-proxy-v2 proxy-v2-options crc32c,unique-id set-proxy-v2-tlv-fmt(0xE1) "%[path]!"\n`,
      );
      (await connect(t, program.ports.front!)).send(get('/x'));
    });
  });
  const parsed = parseProxyHeader(await received);
  assert.ok(parsed.kind === 'header');
  const tlvs = parsed.header.tlvs.filter(({ type }) => type !== 3);
  assert.deepEqual(tlvs, [
    { type: 0xe1, value: '/x!' },
    { type: 5, value: 'id-/x' },
  ]);
});

test('option forwarded takes expressions', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const program = await start(
    t,
    `listen l\n${BIND}    option forwarded host-expr str(h.com) by-expr str(_hap) for for_port-expr int(10)
    server s 127.0.0.1:${origin.port}\n`,
  );
  await exchange(t, program.ports.front!, get());
  assert.match(origin.requests[0]!, /\r\nforwarded: host="h.com";by=_hap;for="127.0.0.1:10"\r\n/);
});

for (const [what, rule, status, counts] of [
  ['a request', 'http-request add-header x-big', 500, ['1', '0', '0']],
  ['the target of a request', 'http-request set-path', 500, ['1', '0', '0']],
  ['a response', 'http-response add-header x-big', 500, ['1', '1', '1']],
  ['an answer', 'http-after-response add-header x-big', 500, ['2', '2', '2']],
  [
    'a request without strict mode',
    'http-request strict-mode off\n    http-request add-header x-big',
    200,
    ['1', '0', '0'],
  ],
  [
    'a response without strict mode',
    'http-response strict-mode off\n    http-response add-header x-big',
    200,
    ['1', '1', '1'],
  ],
] as const) {
  test(`${what} that no longer fits into a buffer is a failed rewrite`, async (t) => {
    const origin = await startOrigin(t, () => ok('x'));
    const program = await startHawser(t, {
      config: `${GLOBAL}    tune.bufsize 4096\n    tune.maxrewrite 1024\n${DEFAULTS}listen l\n${BIND}    ${rule} ${'z'.repeat(4000)}\n    http-request set-header x-fits ${'y'.repeat(900)}\n    server s 127.0.0.1:${origin.port}\n`,
      listeners: ['front'],
    });
    const text = await exchange(t, program.ports.front!, get());
    assert.match(text, new RegExp(`^HTTP/1.1 ${status} `));
    assert.equal(text.includes('zzz') || (origin.requests[0] ?? '').includes('zzz'), false);
    const rows = await statRows(adminSocket(program));
    assert.deepEqual(
      rows.map(({ svname, wrew }) => [svname, wrew]),
      ['FRONTEND', 's', 'BACKEND'].map((name, at) => [name, counts[at]]),
    );
  });
}

test('ports of servers name variables of the environment without quotes', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const program = await startHawser(t, {
    config: `${DEFAULTS}listen l\n${BIND}    server s 127.0.0.1:\${ORIGIN_PORT}\n`,
    listeners: ['front'],
    env: { ORIGIN_PORT: String(origin.port) },
  });
  assert.match(await exchange(t, program.ports.front!, get()), /\r\n\r\nx$/);
});

test('a request that content rules of the frontend refuse is none in the log', async (t) => {
  const program = await startHawser(t, {
    config: `global\n    log stdout format raw local0\n${DEFAULTS}    log global\n    option httplog
frontend f\n${BIND}    tcp-request inspect-delay 1s\n    tcp-request content reject if { path /no }\n    http-request return status 200\n`,
    listeners: ['front'],
  });
  await exchange(t, program.ports.front!, get('/no'));
  await exchange(t, program.ports.front!, get('/yes'));
  await program.stop();
  const [refused, served] = program.stdout().trim().split('\n');
  assert.match(refused!, / -1 0 - - PR-- .* "<BADREQ>"$/);
  assert.match(served!, / 200 .* "GET \/yes HTTP\/1.1"$/);
});

test('neighbouring early-hint rules make one 103, a condition begins another', async (t) => {
  const origin = await startOrigin(t, () => ok('x'));
  const program = await start(
    t,
    `listen l\n${BIND}    http-request early-hint a 1\n    http-request early-hint b 2
    http-request early-hint c 3 if { path / }\n    http-request early-hint d 4 if { path /no }\n    server s 127.0.0.1:${origin.port}\n`,
  );
  const wire = await connect(t, program.ports.front!);
  wire.send(get());
  const text = await wire.until((received) => received.includes('200 OK'));
  const hint = (fields: string) => `HTTP/1.1 103 Early Hints\r\n${fields}\r\n\r\n`;
  assert.ok(text.startsWith(`${hint('a: 1\r\nb: 2')}${hint('c: 3')}HTTP/1.1 200 OK`), text);
  wire.socket.destroy();
});
