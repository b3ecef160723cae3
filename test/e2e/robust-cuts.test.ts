/**
 * A conversation cut at every byte, in both directions, stays the same conversation; a hundred requests in one piece, heads
 * of 64 KB and of a thousand fields pass where the configuration makes room for them, and are refused where it does not.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { ready } from '../support/process.js';
import { connect, exchange, ok, startOrigin, Wire } from '../support/wire.js';

function config(words = ''): string {
  return `global
    zero-warning
${words}
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    retries 0
    no option abortonclose
frontend f
    bind "fd@\${f}"
    http-request set-header X-Seen %[req.hdr_cnt]
    http-response set-header X-Back %[res.hdr_cnt]
    default_backend b
backend b
    http-reuse always
    server s "127.0.0.1:\${ORIGIN}"
`;
}

async function start(t: TestContext, origin: number, words = ''): Promise<Program> {
  const env = { ORIGIN: String(origin) };
  const program = await startHawser(t, { config: config(words), listeners: ['f'], env, args: ['-V'] });
  await ready(program);
  return program;
}

/** Runs `one` for every number below `count`, some at a time. */
async function forEach(count: number, one: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

function written(socket: net.Socket, bytes: string): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, 'latin1', () => setImmediate(resolve)));
}

const CONVERSATION =
  'POST /one?a=b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nCookie: a=b; c=d\r\n\r\n' +
  '5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: trailer\r\n\r\n' +
  '\r\nPUT /two HTTP/1.1\r\nHost: h\r\nX-Fold: a\r\n b\r\nContent-Length: 4\r\n\r\nbody' +
  'GET http://h/three HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

/** What the chunks of a body carry, and its trailers: where chunks begin and end is not part of what was said. */
function payload(body: string): string {
  let said = '';
  for (let at = 0; ; ) {
    const line = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.slice(at, line), 16);
    if (size === 0) return `${said}|${body.slice(line + 2).replaceAll('\r\n', '|')}`;
    said += body.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}

/** An origin that reads whole requests and says what it read. */
async function startEcho(t: TestContext): Promise<number> {
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data.toString('latin1');
      for (;;) {
        const head = /^[\s\S]*?\r\n\r\n/.exec(text)?.[0];
        if (head === undefined) return;
        const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
        const chunks = /\r\ntransfer-encoding: chunked/.test(head);
        const body = chunks
          ? /^(?:[\da-fA-F]+\r\n[\s\S]*?)?0\r\n(?:[^\r]+\r\n)*\r\n/.exec(text.slice(head.length))?.[0]
          : text.slice(head.length, head.length + Number(length ?? 0));
        if (body === undefined || (!chunks && body.length < Number(length ?? 0))) return;
        text = text.slice(head.length + body.length);
        const said = chunks ? payload(body) : body;
        socket.write(ok(`${head.replaceAll('\r\n', '|')}${said}`), 'latin1');
      }
    });
  });
  t.after(() => server.close());
  return listenOn(server);
}

test('cuts: requests that come in two pieces, cut at every byte, are the same requests', async (t) => {
  const program = await start(t, await startEcho(t));
  const say = async (at: number) => {
    const wire = await connect(t, program.ports.f!);
    wire.socket.setNoDelay(true);
    if (at > 0) await written(wire.socket, CONVERSATION.slice(0, at));
    wire.send(CONVERSATION.slice(at));
    const text = await wire.untilClose();
    wire.socket.destroy();
    return text;
  };
  const whole = await say(0);
  assert.deepEqual(whole.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200']);
  assert.match(whole, /hello world\|t: trailer\|/);
  await forEach(CONVERSATION.length, async (at) => {
    assert.equal(await say(at), whole, `cut in front of byte ${at}`);
  });
});

const ANSWERS: Readonly<Record<string, string>> = {
  chunked:
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a=b\r\n\r\n' +
    '5\r\nhello\r\n7;x\r\n, world\r\n0\r\nT: trailer\r\n\r\n',
  length: 'HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-Fold: a\r\n\tb\r\n\r\nhello',
};

/** An origin that answers `/kind/N/then` with N bytes of an answer, then with the rest or with the end. */
async function startCutter(t: TestContext): Promise<number> {
  const server = net.createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('data', async (data) => {
      const [, kind, at, then] = /^GET \/(\w+)\/(\d+)\/(\w+) /.exec(data.toString('latin1'))!;
      const answer = ANSWERS[kind!]!;
      if (Number(at) > 0) await written(socket, answer.slice(0, Number(at)));
      if (then === 'rest') socket.write(answer.slice(Number(at)), 'latin1');
      socket.end();
    });
  });
  t.after(() => server.close());
  return listenOn(server);
}

/** A response whose body stands there whole, in whatever chunks it came. */
function withoutChunks(text: string): string {
  const end = text.indexOf('\r\n\r\n', text.lastIndexOf('HTTP/1.1 ')) + 4;
  const head = text.slice(0, end);
  return head.includes('\r\ntransfer-encoding: chunked\r\n') ? head + payload(text.slice(end)) : text;
}

async function ask(t: TestContext, program: Program, target: string): Promise<string> {
  const wire = await connect(t, program.ports.f!);
  wire.send(`GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
  const text = await wire.untilClose();
  wire.socket.destroy();
  return text;
}

for (const [kind, answer] of Object.entries(ANSWERS)) {
  test(`cuts: an answer (${kind}) that comes in two pieces, cut at every byte, is the same answer`, async (t) => {
    const program = await start(t, await startCutter(t));
    const whole = withoutChunks(await ask(t, program, `/${kind}/0/rest`));
    assert.match(whole, kind === 'chunked' ? /hello, world\|t: trailer\|\|$/ : /\r\n\r\nhello$/);
    await forEach(answer.length, async (at) => {
      const text = await ask(t, program, `/${kind}/${at}/rest`);
      assert.equal(withoutChunks(text), whole, `cut in front of byte ${at}`);
    });
  });

  test(`cuts: an answer (${kind}) that ends at any byte is a 502, or visibly incomplete`, async (t) => {
    const program = await start(t, await startCutter(t));
    const headEnd = answer.lastIndexOf('\r\n\r\n', answer.indexOf('hello')) + 4;
    await forEach(answer.length, async (at) => {
      const text = (await ask(t, program, `/${kind}/${at}/end`)).replace(/^HTTP\/1\.1 103 [\s\S]*?\r\n\r\n/, '');
      const where = `ended behind byte ${at}: ${JSON.stringify(text)}`;
      if (at < headEnd) assert.match(text, /^HTTP\/1\.1 502 /, where);
      else if (kind === 'chunked') assert.doesNotMatch(text, /\r\n0\r\n(?:t: trailer\r\n)?\r\n$/, where);
      else assert.ok(text.length - text.indexOf('\r\n\r\n') - 4 < 5, where);
    });
  });
}

test('cuts: a hundred requests in one piece are answered in order', async (t) => {
  const origin = await startOrigin(t, (request) => ok(/ (\S+) /.exec(request)![1]!));
  const program = await start(t, origin.port);
  const targets = Array.from({ length: 100 }, (_, at) => `/${at}`);
  const bytes = targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`).join('');
  for (const piece of [bytes.length, 1000, 37]) {
    const wire = await connect(t, program.ports.f!);
    for (let at = 0; at < bytes.length; at += piece) wire.send(bytes.slice(at, at + piece));
    const found: string[] = [];
    for (const _ of targets) found.push((await wire.response()).split('\r\n\r\n')[1]!);
    assert.deepEqual(found, targets);
    wire.socket.destroy();
  }
});

test('cuts: a hundred requests and the end in one piece are answered all', async (t) => {
  const origin = await startOrigin(t, (request) => ok(/ (\S+) /.exec(request)![1]!));
  const program = await start(t, origin.port);
  const socket = net.connect({ port: program.ports.f!, host: '127.0.0.1', allowHalfOpen: true });
  const wire = new Wire(socket);
  t.after(() => socket.destroy());
  const closed = wire.untilClose();
  socket.once('end', () => socket.destroy());
  socket.end(Array.from({ length: 100 }, (_, at) => `GET /${at} HTTP/1.1\r\nHost: h\r\n\r\n`).join(''), 'latin1');
  assert.equal((await closed).match(/HTTP\/1\.1 200 OK/g)?.length, 100);
});

test('cuts: heads of 64 KB pass both ways with a buffer for them, and are refused without', async (t) => {
  const big = `X-Big: ${'b'.repeat(65_000)}\r\n`;
  const origin = await startOrigin(t, (request) =>
    ok(String(/x-big: (b*)/.exec(request)?.[1]?.length), request.includes('/back') ? big : ''),
  );
  const request = `GET /both/back HTTP/1.1\r\nHost: h\r\n${big}\r\n`;
  const roomy = await start(t, origin.port, '    tune.bufsize 131072');
  const text = await exchange(t, roomy.ports.f!, request);
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n65000$/);
  assert.match(text, /\r\nx-big: b{65000}\r\n/);
  const narrow = await start(t, origin.port);
  assert.match(await exchange(t, narrow.ports.f!, request), /^HTTP\/1\.1 400 /);
  assert.match(await exchange(t, narrow.ports.f!, 'GET /back HTTP/1.1\r\nHost: h\r\n\r\n'), /^HTTP\/1\.1 502 /);
});

test('cuts: a thousand fields pass both ways where they are allowed, and are refused where not', async (t) => {
  const many = Array.from({ length: 1000 }, (_, at) => `X-F${at}: ${at}\r\n`).join('');
  const origin = await startOrigin(t, (request) =>
    ok(String(request.match(/\r\nx-f\d+: /g)?.length), request.includes('/back') ? many : ''),
  );
  const request = `GET /both/back HTTP/1.1\r\nHost: h\r\n${many}\r\n`;
  const roomy = await start(t, origin.port, '    tune.bufsize 65536\n    tune.http.maxhdr 1100');
  const text = await exchange(t, roomy.ports.f!, request);
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n1000$/);
  assert.equal(text.match(/\r\nx-f\d+: /g)?.length, 1000);
  const narrow = await start(t, origin.port, '    tune.bufsize 65536');
  assert.match(await exchange(t, narrow.ports.f!, request), /^HTTP\/1\.1 400 /);
  assert.match(await exchange(t, narrow.ports.f!, 'GET /back HTTP/1.1\r\nHost: h\r\n\r\n'), /^HTTP\/1\.1 502 /);
});
