import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderResponseHead } from '../../../../src/net/h1/render.js';
import { H1ResponseParser } from '../../../../src/net/h1/response-parser.js';
import { DEFAULT_H1_SETTINGS, type H1Settings } from '../../../../src/net/h1/settings.js';

interface Asked {
  readonly method?: string;
  readonly upgrade?: boolean;
  readonly settings?: Partial<H1Settings>;
}

/** What a client would see: heads as rendered, payload in brackets, `|kind`, `!code` when refused, '...' when unfinished. */
function read(bytes: string, { method = 'GET', upgrade = false, settings = {} }: Asked = {}): string {
  const parser = new H1ResponseParser({ ...DEFAULT_H1_SETTINGS, ...settings });
  parser.expect({ method, upgrade });
  parser.feed(Buffer.from(bytes, 'latin1'));
  let out = '';
  for (;;) {
    switch (parser.next()) {
      case 'head':
        out += renderResponseHead(parser.head!);
        break;
      case 'data':
        out += `[${parser.dataText()}]`;
        break;
      case 'end':
        return `${out}|${parser.head!.bodyKind}${parser.unread > 0 ? ` +${parser.unread}` : ''}`;
      case 'more':
        return `${out}... ${parser.finish()}`;
      case 'fault':
        return `${out}!${parser.fault!.code}`;
    }
  }
}

const OK = 'HTTP/1.1 200 OK\r\n';
const seen = (fields: string): string => `HTTP/1.1 200 OK\r\n${fields}\r\n`;

test('response: length, and what is left over', () => {
  assert.equal(read(`${OK}Content-Length: 2\r\n\r\nab`), `${seen('content-length: 2\r\n')}[ab]|length`);
  assert.equal(read(`${OK}Content-Length: 2\r\n\r\nabcd`), `${seen('content-length: 2\r\n')}[ab]|length +2`);
  assert.equal(read(`\r\n${OK}Content-Length: 0\r\n\r\n`), `${seen('content-length: 0\r\n')}|length`);
  assert.equal(
    read(`${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nab`),
    `${seen('content-length: 2\r\n')}[ab]|length`,
  );
  assert.equal(read(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nab`), '!content-length');
  assert.equal(read(`${OK}Content-Length: 5\r\n\r\nab`), `${seen('content-length: 5\r\n')}[ab]... fault`);
});

test('response: status line', () => {
  const line = (first: string): string => read(`${first}\r\nContent-Length: 0\r\n\r\n`).split('\r\n')[0]!;
  assert.equal(line('HTTP/1.1 200'), 'HTTP/1.1 200 ');
  assert.equal(line('HTTP/1.1 200 '), 'HTTP/1.1 200 ');
  assert.equal(line('HTTP/1.1  200   OK  now '), 'HTTP/1.1 200 OK  now ');
  assert.equal(line('HTTP/1.1 200\tOK'), 'HTTP/1.1 200 OK');
  assert.equal(line('HTTP/1.1 200 O\xe9\tK\x01'), 'HTTP/1.1 200 O\xe9\tK\x01');
  assert.equal(line('HTTP/1.2 200 OK'), 'HTTP/1.1 200 OK');
  assert.equal(line('HTTP/1.0 999 OK'), 'HTTP/1.0 999 OK');
  for (const first of [
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 099 OK',
    'HTTP/1.1 2x0 OK',
    'HTTP/1.1 200OK',
    'HTTP/1.1 ',
  ]) {
    assert.equal(line(first), '!status', first);
  }
  for (const first of ['http/1.1 200 OK', 'RTSP/1.0 200 OK', 'ICY 200 OK', 'garbage', 'HTTP/1.1']) {
    assert.equal(line(first), '!version', first);
  }
});

test('response: without length the end of the connection is the end', () => {
  assert.equal(read(`${OK}\r\nuntil close`), `${seen('')}[until close]... end`);
  assert.equal(read('HTTP/1.0 200 OK\r\n\r\nbody'), 'HTTP/1.0 200 OK\r\n\r\n[body]... end');
});

test('response: chunked', () => {
  const head = seen('transfer-encoding: chunked\r\n');
  const body = '2\r\nab\r\n0\r\nX: y\r\n\r\n';
  assert.equal(read(`${OK}Transfer-Encoding: chunked\r\n\r\n${body}`), `${head}[ab]|chunked`);
  assert.equal(read(`${OK}Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n${body}`), `${head}[ab]|chunked`);
  assert.equal(read(`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n`), `${head}[ab]... fault`);
  assert.equal(read(`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n`), `${head}[ab]!chunk-size`);
  for (const value of ['gzip', 'gzip, chunked', 'identity']) {
    assert.equal(read(`${OK}Transfer-Encoding: ${value}\r\n\r\n`), '!unsupported-coding', value);
  }
  for (const value of ['', 'chunked, chunked', 'chunked, gzip']) {
    assert.equal(read(`${OK}Transfer-Encoding: ${value}\r\n\r\n`), '!transfer-encoding', value);
  }
  const settings = { relaxed: true };
  assert.equal(
    read(`${OK}Transfer-Encoding:\r\n\r\nab`, { settings }),
    `${seen('transfer-encoding: \r\n')}[ab]... end`,
  );
  assert.match(read(`${OK}Transfer-Encoding: chunked, chunked\r\n\r\n${body}`, { settings }), /\[ab\]\|chunked$/);
});

test('response: statuses and methods without a body', () => {
  assert.equal(read('HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n'), 'HTTP/1.1 204 No\r\n\r\n|none');
  assert.equal(read('HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n'), 'HTTP/1.1 204 No\r\n\r\n|none');
  assert.equal(
    read('HTTP/1.1 304 NM\r\nContent-Length: 2\r\n\r\n'),
    'HTTP/1.1 304 NM\r\ncontent-length: 2\r\n\r\n|none',
  );
  const method = 'HEAD';
  assert.equal(read(`${OK}Content-Length: 2\r\n\r\n`, { method }), `${seen('content-length: 2\r\n')}|none`);
  assert.equal(
    read(`${OK}Transfer-Encoding: chunked\r\n\r\n`, { method }),
    `${seen('transfer-encoding: chunked\r\n')}|none`,
  );
});

test('response: interim ones pass without lengths, the final one follows', () => {
  const final = `${OK}Content-Length: 2\r\n\r\nab`;
  const finalSeen = `${seen('content-length: 2\r\n')}[ab]|length`;
  assert.equal(
    read(`HTTP/1.1 100 Continue\r\nContent-Length: 3\r\nX: y\r\n\r\n${final}`),
    `HTTP/1.1 100 Continue\r\nx: y\r\n\r\n${finalSeen}`,
  );
  assert.equal(
    read(`HTTP/1.1 199 EH\r\nTransfer-Encoding: chunked\r\n\r\n${final}`),
    `HTTP/1.1 199 EH\r\n\r\n${finalSeen}`,
  );
});

test('response: 101 needs the upgrade on both sides', () => {
  const switching = 'HTTP/1.1 101 SP\r\n';
  const fields = 'Connection: Upgrade\r\nUpgrade: foo\r\n';
  assert.equal(read(`${switching}${fields}\r\nfoo`), '!upgrade');
  assert.equal(read(`${switching}Upgrade: foo\r\n\r\nfoo`, { upgrade: true }), '!upgrade');
  assert.equal(
    read(`${switching}${fields}Content-Length: 1\r\n\r\nfoo`, { upgrade: true }),
    `${switching}${fields.toLowerCase().replace('upgrade\r', 'Upgrade\r')}\r\n[foo]... end`,
  );
  const websocket = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  assert.equal(read(`${switching}${websocket}\r\nfoo`, { upgrade: true }), '!websocket');
  assert.match(
    read(`${switching}${websocket}Sec-WebSocket-Accept: x\r\n\r\nfoo`, { upgrade: true }),
    /\[foo\]\.\.\. end$/,
  );
});

test('response: CONNECT becomes a tunnel when it succeeds', () => {
  const method = 'CONNECT';
  assert.equal(
    read(`${OK}Content-Length: 2\r\n\r\ntunnel`, { method }),
    `${seen('content-length: 2\r\n')}[tunnel]... end`,
  );
  assert.match(read('HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nab', { method }), /\[ab\]\|length$/);
});

test('response: whether the server keeps the connection', () => {
  const keeps = (bytes: string): boolean => {
    const parser = new H1ResponseParser(DEFAULT_H1_SETTINGS);
    parser.expect({ method: 'GET', upgrade: false });
    parser.feed(Buffer.from(bytes, 'latin1'));
    assert.equal(parser.next(), 'head');
    return parser.head!.keepAlive;
  };
  assert.equal(keeps(`${OK}Content-Length: 0\r\n\r\n`), true);
  assert.equal(keeps(`${OK}Content-Length: 0\r\nConnection: close\r\n\r\n`), false);
  assert.equal(keeps(`${OK}\r\n`), false);
  assert.equal(keeps('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'), false);
  assert.equal(keeps('HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n'), true);
});

test('response: one connection, several requests', () => {
  const parser = new H1ResponseParser(DEFAULT_H1_SETTINGS);
  const head = Buffer.from(`${OK}Content-Length: 2\r\n\r\n`, 'latin1');
  for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
    parser.expect({ method, upgrade: false });
    parser.feed(head);
    assert.equal(parser.next(), 'head');
    if (method === 'GET') {
      parser.feed(Buffer.from('ab'));
      assert.equal(parser.next(), 'data');
    }
    assert.equal(parser.next(), 'end');
    assert.equal(parser.next(), 'more');
    assert.equal(parser.busy, false);
  }
});

test('H1ResponseParser shows what came of a body with its head, and reports it all the same', () => {
  const parser = new H1ResponseParser(DEFAULT_H1_SETTINGS);
  parser.feed(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n'));
  assert.equal(parser.next(), 'head');
  assert.equal(parser.peekBody().toString(), 'abcde');
  assert.equal(parser.next(), 'data');
  assert.equal(parser.dataText(), 'abc');
});
