import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderLastChunk, renderRequestHead } from '../../../../src/net/h1/render.js';
import { H1RequestParser } from '../../../../src/net/h1/request-parser.js';
import { DEFAULT_H1_SETTINGS, type H1Settings } from '../../../../src/net/h1/settings.js';

/** What a server would see of the first request in `bytes`; `!code status` when it is refused; '...' when it is cut off. */
function forward(bytes: string, settings: Partial<H1Settings> = {}): string {
  const parser = new H1RequestParser({ ...DEFAULT_H1_SETTINGS, ...settings });
  parser.feed(Buffer.from(bytes, 'latin1'));
  let out = '';
  for (;;) {
    switch (parser.next()) {
      case 'head':
        out = renderRequestHead(parser.head!);
        break;
      case 'data':
        out += parser.head!.bodyKind === 'chunked' ? `[${parser.dataText()}]` : parser.dataText();
        break;
      case 'end':
        return parser.head!.bodyKind === 'chunked' ? out + renderLastChunk(parser.trailers) : out;
      case 'more':
        return `${out}...`;
      case 'fault':
        return `!${parser.fault!.code} ${parser.fault!.status}`;
    }
  }
}

const HOST = 'Host: a\r\n\r\n';

test('request: names become lower case, values lose their blanks', () => {
  assert.equal(
    forward('GET /x?y=1 HTTP/1.1\r\nHost: A.example\r\nX-Mixed: \t Case \r\nX-Empty:\r\n\r\n'),
    'GET /x?y=1 HTTP/1.1\r\nhost: A.example\r\nx-mixed: Case\r\nx-empty: \r\n\r\n',
  );
});

test('request: empty lines before it are skipped', () => {
  for (const lead of ['\r\n', '\n', '\r\n\n\r\n']) {
    assert.equal(forward(`${lead}GET / HTTP/1.1\r\n${HOST}`), 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  }
  assert.equal(forward(`\r\rGET / HTTP/1.1\r\n${HOST}`), '!line-end 400');
});

test('request: bare LF ends a line, bare CR does not', () => {
  assert.equal(forward('GET / HTTP/1.1\nHost: a\n\n'), 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  assert.equal(forward('GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n'), '!line-end 400');
  assert.equal(forward('GET / HTTP/1.1\rHost: a\r\n\r\n'), '!line-end 400');
});

test('request: folded values are joined by blanks', () => {
  const head = 'GET / HTTP/1.1\r\n';
  assert.equal(forward(`${head}X: 1\r\n folded\r\n\r\n`), `${head}x: 1   folded\r\n\r\n`);
  assert.equal(forward(`${head}X: \r\n y\r\n\tz\r\n\r\n`), `${head}x: y  \tz\r\n\r\n`);
  assert.equal(forward(`${head}X: 1\n y\r\n\r\n`), `${head}x: 1  y\r\n\r\n`);
  assert.equal(forward(`${head}X: 1  \r\n   \r\n  y \r\n\r\n`), `${head}x: 1           y\r\n\r\n`);
  assert.equal(forward(`${head} X: 1\r\n\r\n`), '!field-name 400');
});

test('request: first line, what is accepted and what is refused', () => {
  const ok = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';
  for (const line of ['GET  / HTTP/1.1', 'GET\t/ HTTP/1.1', 'GET /  HTTP/1.1', 'GET / HTTP/1.2', 'GET / HTTP/2.0']) {
    assert.equal(forward(`${line}\r\n${HOST}`), ok, line);
  }
  assert.equal(forward(`GET / HTTP/0.9\r\n${HOST}`), 'GET / HTTP/0.9\r\nhost: a\r\n\r\n');
  for (const version of ['HTTP/1.10', 'HTTP/1.1 ', 'http/1.1', 'RTSP/1.0', 'HTTP/11', 'HTTP/1.', 'X']) {
    assert.equal(forward(`GET / ${version}\r\n${HOST}`), '!version 400', version);
  }
  assert.equal(forward('GET /\r\n'), '!version 400');
  assert.equal(forward(` GET / HTTP/1.1\r\n${HOST}`), '!method 400');
  assert.equal(forward(`G@T / HTTP/1.1\r\n${HOST}`), '!method 400');
  assert.equal(forward('\x16\x03\x01\x00\x01'), '!method 400');
  for (const target of ['/\xe9', '/\x01', '/\x7f', '/\x00', '/a#b']) {
    assert.equal(forward(`GET ${target} HTTP/1.1\r\n${HOST}`), '!uri 400');
  }
  const odd = '/"<>|{}^`\\';
  assert.equal(forward(`GET ${odd} HTTP/1.1\r\n${HOST}`), `GET ${odd} HTTP/1.1\r\nhost: a\r\n\r\n`);
});

test('request: field syntax that is refused', () => {
  for (const field of ['NoColon', ': x', 'X : y', 'X\xe9: y', 'X\x00: b', 'X": 1', 'Bad Header: x']) {
    assert.equal(forward(`GET / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`), '!field-name 400', field);
  }
  assert.equal(forward('GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n'), '!field-value 400');
  assert.equal(forward('GET / HTTP/1.1\r\nX: \xe9\x01\t\x7fy\r\n\r\n'), 'GET / HTTP/1.1\r\nx: \xe9\x01\t\x7fy\r\n\r\n');
});

test('request: target and Host must agree', () => {
  const get = (target: string, host: string): string => forward(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const seen = (target: string, host: string): string => `GET ${target} HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
  assert.equal(get('http://b.example/x', 'b.example'), seen('http://b.example/x', 'b.example'));
  assert.equal(get('http://b.example/x', 'c.example'), '!authority 400');
  assert.equal(get('http://A/x', 'a'), seen('http://A/x', 'a'));
  assert.equal(get('http://a:80/x', 'a'), seen('http://a/x', 'a'));
  assert.equal(get('http://u@a:80/x', 'a:80'), seen('http://u@a/x', 'a'));
  assert.equal(get('http://a/x', 'a:80'), seen('http://a/x', 'a:80'));
  assert.equal(get('https://a:443/x', 'a'), seen('https://a/x', 'a'));
  assert.equal(get('http://a:443/x', 'a'), '!authority 400');
  assert.equal(get('http://a:/x', 'a'), seen('http://a/x', 'a'));
  assert.equal(get('http://[::1]:80/x', '[::1]'), seen('http://[::1]/x', '[::1]'));
  assert.equal(get('ws://a:80/x', 'a'), '!authority 400');
  assert.equal(get('http://a', 'a'), seen('http://a/', 'a'));
  assert.equal(get('http://a?x=1', 'a'), '!authority 400');
  assert.equal(get('http:/x', 'a'), '!authority 400');
  assert.equal(get('foo', 'a'), '!authority 400');
  assert.equal(get('a:80', 'a:80'), seen('a:80', 'a:80'));
  assert.equal(get('*', 'a'), seen('*', 'a'));
  assert.equal(get('/', 'a b'), '!host 400');
  assert.equal(forward('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'), '!host 400');
  assert.equal(forward('GET / HTTP/1.1\r\nHost: a\r\nHost: A\r\n\r\n'), seen('/', 'a'));
});

test('request: ports that the scheme or CONNECT imply are taken off target and Host, others must agree', () => {
  // Answers of haproxy 2.6; undefined = refused.
  const cases: readonly (readonly [method: string, target: string, host: string, result: string | undefined])[] = [
    ['GET', 'http://h:80/p', 'h:80', 'http://h/p h'],
    ['GET', 'http://h:80/p', 'h:', 'http://h/p h'],
    ['GET', 'http://h:/p', 'h:80', 'http://h/p h'],
    ['GET', 'http://h/p', 'h:80', 'http://h/p h:80'],
    ['GET', 'http://h:80/p', 'h:81', undefined],
    ['GET', 'https://h:443/p', 'h', 'https://h/p h'],
    ['GET', 'https://h:80/p', 'h:80', 'https://h:80/p h:80'],
    ['GET', 'HTTP://H:80/p', 'h', 'HTTP://H/p H'],
    ['GET', 'http://u:p@h:80/p', 'h:80', 'http://u:p@h/p h'],
    ['GET', 'http://[::1]:80/', '[::1]:80', 'http://[::1]/ [::1]'],
    ['GET', 'http://:', ':80', 'http:// '],
    ['GET', 'http:///p', 'a', 'http:///p a'],
    ['CONNECT', 'h:80', 'h:80', 'h:80 h'],
    ['CONNECT', 'h:80', 'h', 'h:80 h'],
    ['CONNECT', 'h:443', 'h:', 'h:443 h:'],
    ['CONNECT', 'h:80', 'h:443', undefined],
    ['CONNECT', 'h:8080', 'h', undefined],
  ];
  for (const [method, target, host, result] of cases) {
    const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
    parser.feed(Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
    const event = parser.next();
    const actual = event === 'head' ? `${parser.head!.uri} ${parser.head!.fields.first('host')}` : undefined;
    assert.equal(actual, result, `${method} ${target} ${host}`);
  }
});

test('request: CONNECT needs a port and has no body', () => {
  const connect = (target: string, host: string): string =>
    forward(`CONNECT ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\nab`);
  assert.equal(connect('a:443', 'a:443'), 'CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n');
  assert.equal(connect('a:8080', 'a:8080'), 'CONNECT a:8080 HTTP/1.1\r\nhost: a:8080\r\n\r\n');
  for (const [target, host] of [
    ['a', 'a'],
    ['a:', 'a:'],
    ['a:xx', 'a:xx'],
    ['/', 'a'],
    ['[::1]', '[::1]'],
    ['a:8080', 'a'],
  ]) {
    assert.equal(connect(target!, host!), '!authority 400', target);
  }
});

test('request: lengths', () => {
  const post = (fields: string, body = 'a'): string => forward(`POST / HTTP/1.1\r\n${fields}\r\n\r\n${body}`);
  const seen = (value: string, body = 'a'): string => `POST / HTTP/1.1\r\ncontent-length: ${value}\r\n\r\n${body}`;
  assert.equal(post('Content-Length: 1\r\nContent-Length: 1'), seen('1'));
  assert.equal(post('Content-Length: 1, 1'), seen('1'));
  assert.equal(post('Content-Length: 1 , 1 ,1'), seen('1'));
  assert.equal(post('Content-Length: 01'), seen('01'));
  assert.equal(post('Content-Length: 1\r\nContent-Length: 01'), seen('1'));
  assert.equal(post('Content-Length: 9223372036854775807'), `${seen('9223372036854775807')}...`);
  for (const value of [
    '1,2',
    '1,',
    ',1',
    '',
    '+5',
    '-5',
    '0x5',
    '5 5',
    '5;a',
    '9223372036854775808',
    '18446744073709551617',
  ]) {
    assert.equal(post(`Content-Length: ${value}`), '!content-length 400', value);
  }
  assert.equal(post('Content-Length: 1\r\nContent-Length: 2'), '!content-length 400');
  assert.equal(post('Content-Length: 9007199254740993\r\nContent-Length: 9007199254740992'), '!content-length 400');
  assert.equal(forward('GET / HTTP/1.0\r\nContent-Length: 1\r\n\r\na'), '!unexpected-payload 413');
  assert.equal(forward('GET / HTTP/1.0\r\nContent-Length: 0\r\n\r\n'), 'GET / HTTP/1.0\r\ncontent-length: 0\r\n\r\n');
});

test('request: transfer codings', () => {
  const post = (value: string): string => forward(`POST / HTTP/1.1\r\nTransfer-Encoding: ${value}\r\n\r\n0\r\n\r\n`);
  for (const value of ['chunked', 'Chunked', 'chunked,', 'chunked , ']) {
    const plain = value.replace(/ *, *$/, '');
    assert.equal(post(value), `POST / HTTP/1.1\r\ntransfer-encoding: ${plain}\r\n\r\n0\r\n\r\n`);
  }
  for (const value of ['gzip, chunked', ',chunked', 'identity, chunked', 'gzip\r\nTransfer-Encoding: chunked']) {
    assert.equal(post(value), '!unsupported-coding 422', value);
  }
  for (const value of [
    '',
    'gzip',
    'identity',
    'chunked, gzip',
    'chunked, chunked',
    'xchunked',
    'chunked;q=1',
    '\x0bchunked',
    '"chunked"',
  ]) {
    assert.equal(post(value), '!transfer-encoding 400', value);
  }
});

test('request: a length beside chunked is dropped and the connection ends', () => {
  for (const fields of [
    'Content-Length: 3\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Length: 3',
  ]) {
    const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
    parser.feed(Buffer.from(`POST / HTTP/1.1\r\n${fields}\r\n\r\n`, 'latin1'));
    assert.equal(parser.next(), 'head');
    assert.deepEqual(parser.head!.fields.names, ['transfer-encoding']);
    assert.equal(parser.head!.keepAlive, false);
  }
});

test('request: chunks, extensions, trailers', () => {
  const post = (body: string): string =>
    forward(`POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${body}`).replace(/^.*\r\n.*\r\n\r\n/, '');
  assert.equal(post('5;a=b\r\nhello\r\n0;x\r\nX-T: 1\r\n\r\n'), '[hello]0\r\nx-t: 1\r\n\r\n');
  assert.equal(post('5 \r\nhello\r\n0\r\n\r\n'), '[hello]0\r\n\r\n');
  assert.equal(post('00000000000000000005\t;a\r\nhello\r\n00\r\n\r\n'), '[hello]0\r\n\r\n');
  assert.equal(post('A\r\nhellohello\r\na\r\nhellohello\r\n0\r\n\r\n'), '[hellohello][hellohello]0\r\n\r\n');
  assert.equal(post('5\r\nhello\r\n0\r\nX-T: 1\r\n folded\r\n\r\n'), '[hello]0\r\nx-t: 1   folded\r\n\r\n');
  assert.equal(post('fffffffffffff\r\nhello'), '[hello]...');
  for (const bad of [' 5', '0x5', '', ';', 'g', '10000000000000', '7fffffffffffffff', '5;\rx', '5\n', '5;\n']) {
    assert.equal(post(`${bad}\r\nhello\r\n0\r\n\r\n`), '!chunk-size 400', bad);
  }
  assert.equal(post('5\r\nhello0\r\n\r\n'), '!chunk-end 400');
  assert.equal(post('5\r\nhello\n0\r\n\r\n'), '!chunk-end 400');
  assert.equal(post('0\r\nX\r\n\r\n'), '!field-name 400');
  assert.equal(post('0\r\n: 1\r\n\r\n'), '!field-name 400');
});

test('request: connection tokens are read and taken away', () => {
  const connection = (value: string, version = '1.1'): string => {
    const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
    parser.feed(Buffer.from(`GET / HTTP/${version}\r\nConnection: ${value}\r\n\r\n`, 'latin1'));
    assert.equal(parser.next(), 'head');
    return `${parser.head!.keepAlive} ${parser.head!.fields.first('connection')}`;
  };
  assert.equal(connection('keep-alive, X-Hop'), 'true X-Hop');
  assert.equal(connection('a,keep-alive,b , close'), 'false a,b');
  assert.equal(connection('a, b, close'), 'false a, b');
  assert.equal(connection('close, a , b'), 'false a,b');
  assert.equal(connection('a ,, b'), 'true a ,, b');
  assert.equal(connection('a,b,'), 'true a,b');
  assert.equal(connection(', ,'), 'true undefined');
  assert.equal(connection('CLOSE'), 'false undefined');
  assert.equal(connection('"a,close", b, close'), 'false "a,close", b');
  assert.equal(connection('keep-alive', '1.0'), 'true undefined');
  assert.equal(connection('x', '1.0'), 'false x');
  assert.equal(connection('keep-alive, close', '1.0'), 'false undefined');
});

test('request: upgrades', () => {
  const ask = (fields: string): string => {
    const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
    parser.feed(Buffer.from(`GET / HTTP/1.1\r\nConnection: Upgrade\r\n${fields}\r\n`, 'latin1'));
    if (parser.next() === 'fault') return parser.fault!.code;
    return `${parser.head!.upgrade} ${parser.head!.fields.names.join()}`;
  };
  assert.equal(ask('Upgrade: foo\r\n'), 'true connection,upgrade');
  assert.equal(ask('Upgrade: foo\r\nContent-Length: 1\r\n'), 'false connection,content-length');
  assert.equal(ask('Upgrade: foo\r\nContent-Length: 0\r\n'), 'true connection,upgrade,content-length');
  assert.equal(ask('Upgrade: websocket\r\n'), 'websocket');
  assert.equal(ask('Upgrade: foo, WebSocket\r\nSec-WebSocket-Key: x\r\n'), 'websocket');
  assert.equal(
    ask('Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'),
    'true connection,upgrade,sec-websocket-key',
  );
});

test('request: TE keeps only trailers', () => {
  assert.equal(forward('GET / HTTP/1.1\r\nTE: gzip, trailers\r\n\r\n'), 'GET / HTTP/1.1\r\nte: trailers\r\n\r\n');
  assert.equal(forward('GET / HTTP/1.1\r\nTE: gzip\r\n\r\n'), 'GET / HTTP/1.1\r\n\r\n');
});

test('request: limits', () => {
  const lines = (count: number): string => forward(`GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(count)}\r\n`);
  assert.match(lines(100), /^GET/);
  assert.equal(lines(101), '!too-many-fields 400');
  // The sizes at which haproxy 2.6 changes its mind.
  const long = (size: number, before: string): string => {
    const head = `GET / HTTP/1.1\r\nHost: a\r\n${before}X: `;
    return forward(`${head}${'y'.repeat(size - head.length - 4)}\r\n\r\n`);
  };
  assert.match(long(15273, ''), /^GET/);
  assert.equal(long(15274, ''), '!too-large 400');
  assert.match(long(15073, 'A: b\r\n'.repeat(50)), /^GET/);
  assert.equal(long(15074, 'A: b\r\n'.repeat(50)), '!too-large 400');
  assert.equal(long(15274, '').length, long(99999, '').length);
  const target = (size: number): string => forward(`GET /${'y'.repeat(size - 18)} HTTP/1.1\r\n\r\n`);
  assert.match(target(15281), /^GET/);
  assert.equal(target(15282), '!too-large 400');
});

test('request: violations pass on demand', () => {
  const relaxed = (bytes: string): string => forward(bytes, { relaxed: true });
  assert.equal(relaxed('GET /\r\n'), 'GET / HTTP/1.0\r\n\r\n');
  assert.equal(relaxed('POST /\r\n'), '!version 400');
  assert.equal(relaxed(`GET / RTSP/1.0\r\n${HOST}`), 'GET / RTSP/1.0\r\nhost: a\r\n\r\n');
  assert.equal(relaxed(`GET /\xe9#a HTTP/1.1\r\n${HOST}`), 'GET /\xe9#a HTTP/1.1\r\nhost: a\r\n\r\n');
  assert.equal(
    relaxed('GET / HTTP/1.1\r\nBad Name: x\r\n\x00X: y\r\nZ: a\x00b\r\n\r\n'),
    'GET / HTTP/1.1\r\nz: a\x00b\r\n\r\n',
  );
  assert.equal(relaxed('GET / HTTP/1.1\r\n: x\r\n\r\n'), '!field-name 400');
  assert.equal(relaxed('CONNECT a HTTP/1.1\r\nHost: b\r\n\r\n'), 'CONNECT a HTTP/1.1\r\nhost: b\r\n\r\n');
  assert.equal(relaxed('GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n'), 'GET http://a/ HTTP/1.1\r\nhost: b\r\n\r\n');
  assert.equal(relaxed(`GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`).slice(0, 5), 'GET /');
});

test('request: pipelined requests are read one after the other', () => {
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  parser.feed(Buffer.from('GET /1 HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3', 'latin1'));
  const seen: string[] = [];
  for (let event = parser.next(); event !== 'more'; event = parser.next()) {
    seen.push(event === 'head' ? parser.head!.uri : event);
  }
  assert.deepEqual(seen, ['/1', 'end', '/2', 'end']);
  assert.equal(parser.busy, true);
});

test('request: a repeated head is read again, and edits of the first do not show', () => {
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  const piece = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n', 'latin1');
  for (let round = 0; round < 3; round++) {
    parser.feed(piece);
    assert.equal(parser.next(), 'head');
    assert.equal(renderRequestHead(parser.head!), 'GET / HTTP/1.1\r\nhost: a\r\nx: 1\r\n\r\n');
    parser.head!.fields.set('x', 'changed');
    parser.head!.fields.values[0] = 'changed';
    parser.head!.uri = '/changed';
    assert.equal(parser.next(), 'end');
  }
});

test('request: held bytes survive the reuse of the buffer', () => {
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  const memory = Buffer.from('GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n', 'latin1');
  parser.feed(memory);
  assert.equal(parser.next(), 'head');
  assert.equal(parser.next(), 'end');
  parser.hold();
  memory.fill(0);
  assert.equal(parser.next(), 'head');
  assert.equal(parser.head!.uri, '/2');
});

test('request: a fault knows where and in what', () => {
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  parser.feed(Buffer.from('GET / HTTP/1.1\r\nA: 1\r\nB C: 2\r\n\r\n', 'latin1'));
  assert.equal(parser.next(), 'fault');
  assert.equal(parser.fault!.offset, 23);
  assert.equal(parser.fault!.bytes.toString('latin1', 22, 25), 'B C');
  assert.equal(parser.next(), 'fault');
});

test('request: the end of the connection is idle, or cuts a message off', () => {
  const after = (bytes: string): string => {
    const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
    parser.feed(Buffer.from(bytes, 'latin1'));
    while (parser.next() !== 'more');
    return parser.finish();
  };
  assert.equal(after(''), 'idle');
  assert.equal(after('\r\n'), 'idle');
  assert.equal(after('GET / HTTP/1.1\r\n\r\n'), 'idle');
  assert.equal(after('GET / HT'), 'fault');
  assert.equal(after('POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab'), 'fault');
});

test('request: the method of the HTTP/2 preface is refused in HTTP/1', () => {
  for (const line of ['PRI * HTTP/1.1', 'PRI /x HTTP/1.0']) assert.match(forward(`${line}\r\n${HOST}`), /^!\w+ 400$/);
  assert.match(forward(`PRIX / HTTP/1.1\r\n${HOST}`), /^PRIX/);
});

test('request: what only a relaxed parser accepts is remembered', () => {
  const violation = (bytes: string): number | undefined => {
    const parser = new H1RequestParser({ ...DEFAULT_H1_SETTINGS, relaxed: true });
    parser.feed(Buffer.from(bytes, 'latin1'));
    assert.equal(parser.next(), 'head');
    return parser.violation?.offset;
  };
  assert.equal(violation(`GET / HTTP/1.1\r\n${HOST}`), undefined);
  assert.equal(violation(`GET / HTTP/1.1\r\nX[y]: 1\r\n${HOST}`), 17);
  assert.equal(violation(`GET / HTTP/1.1\r\nX: a\0b\r\n${HOST}`), 20);
  assert.equal(violation(`GET /#a HTTP/1.1\r\n${HOST}`), 5);
});
