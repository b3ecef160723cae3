/** HTTP/1 parsers against random bytes, random splits and messages that smuggle: never throw, one result, refusals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderLastChunk, renderRequestHead, renderResponseHead } from '../../src/net/h1/render.js';
import { H1RequestParser } from '../../src/net/h1/request-parser.js';
import { H1ResponseParser } from '../../src/net/h1/response-parser.js';
import { DEFAULT_H1_SETTINGS } from '../../src/net/h1/settings.js';

/** Reproducible numbers in [0, limit). */
function randomSource(seed: number): (limit: number) => number {
  let state = seed >>> 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}

const RELAXED = { ...DEFAULT_H1_SETTINGS, relaxed: true };

/** Everything the parser says about `bytes` that are given to it in `pieces`; the memory of a piece is wiped after use. */
function transcript(pieces: readonly Buffer[], isResponse: boolean, isRelaxed = false): string {
  const settings = isRelaxed ? RELAXED : DEFAULT_H1_SETTINGS;
  const parser = isResponse ? new H1ResponseParser(settings) : new H1RequestParser(settings);
  let out = '';
  let data = '';
  for (const piece of pieces) {
    const memory = Buffer.from(piece);
    parser.feed(memory);
    for (let event = parser.next(); event !== 'more'; event = parser.next()) {
      if (event === 'fault') {
        assert.equal(parser.next(), 'fault');
        assert.ok(parser.fault!.offset <= parser.fault!.bytes.length);
        // Payload before a fault may be reported or not, depending on the piece it came with.
        return `${out}!${parser.fault!.code}`;
      }
      if (event === 'data') data += parser.dataText();
      if (event === 'head') out += `${headText(parser)}{${parser.head!.headSize} ${parser.head!.keepAlive}}`;
      if (event === 'end') {
        out += `[${data}]${renderLastChunk(parser.trailers)}`;
        data = '';
        if (parser instanceof H1ResponseParser) parser.expect({ method: 'GET', upgrade: false });
      }
    }
    parser.hold();
    memory.fill(0x21);
  }
  return `${out}(${data})${parser.busy}`;
}

function headText(parser: H1RequestParser | H1ResponseParser): string {
  if (parser instanceof H1RequestParser) return renderRequestHead(parser.head!);
  return renderResponseHead(parser.head!);
}

function cut(bytes: Buffer, random: (limit: number) => number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random(random(4) === 0 ? bytes.length : 8);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const REQUESTS = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /x?y HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\nCookie: a=b\r\n\r\n',
  'POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello\r\n\r\nGE',
  'POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n3\r\n\r\n\r\r\n0\r\nX-T: 1\r\n\r\n',
  '\r\nPUT http://a:80/ HTTP/1.0\nHost: a\nConnection: keep-alive, x\nContent-Length: 1, 1\n\nz',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\nTE: trailers, gzip\r\nConnection: close\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
];
const RESPONSES = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nX: 1\r\n\tfolded\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\na\r\n0123456789\r\n0\r\nA: b\r\n\r\n',
  'HTTP/1.1 204 No\r\nContent-Length: 1\r\n\r\n',
  'HTTP/1.1 304\r\nETag: "x"\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\nuntil the end\r\n\r\n',
];

test('fuzz: valid messages read the same however they are cut', () => {
  const random = randomSource(20261120);
  for (const [messages, isResponse] of [
    [REQUESTS, false],
    [RESPONSES, true],
  ] as const) {
    const bytes = Buffer.from(messages.join(''), 'latin1');
    const whole = transcript([bytes], isResponse);
    assert.ok(!whole.includes('!'), whole);
    assert.equal(
      transcript(
        Array.from(bytes, (byte) => Buffer.of(byte)),
        isResponse,
      ),
      whole,
    );
    for (let round = 0; round < 300; round++) assert.equal(transcript(cut(bytes, random), isResponse), whole);
  }
});

test('fuzz: damaged messages never throw and read the same however they are cut', () => {
  const random = randomSource(31);
  const odd = Buffer.from('\0\r\n\t :,;"#0aZ\x7f\x80\xff/?@', 'latin1');
  for (let round = 0; round < 6000; round++) {
    const isResponse = random(2) === 1;
    const messages = isResponse ? RESPONSES : REQUESTS;
    const bytes = Buffer.from(messages[random(messages.length)]! + messages[random(messages.length)]!, 'latin1');
    for (let damage = random(4); damage >= 0; damage--) bytes[random(bytes.length)] = odd[random(odd.length)]!;
    const isRelaxed = random(3) === 0;
    const whole = transcript([bytes], isResponse, isRelaxed);
    assert.equal(
      transcript(cut(bytes, random), isResponse, isRelaxed),
      whole,
      JSON.stringify(bytes.toString('latin1')),
    );
  }
});

test('fuzz: random bytes never throw', () => {
  const random = randomSource(7);
  const alphabet = Buffer.from('GET / HTTP/1.1\r\n\r\n: chunkedContent-Length0123', 'latin1');
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.alloc(1 + random(200));
    const isText = random(2) === 0;
    for (let at = 0; at < bytes.length; at++) bytes[at] = isText ? alphabet[random(alphabet.length)]! : random(256);
    const isResponse = random(2) === 1;
    const isRelaxed = random(2) === 1;
    const whole = transcript([bytes], isResponse, isRelaxed);
    assert.equal(
      transcript(cut(bytes, random), isResponse, isRelaxed),
      whole,
      JSON.stringify(bytes.toString('latin1')),
    );
  }
});

/** Ways to make two parties disagree about where a request ends (RFC 9112 11.2), and why each is refused. */
const SMUGGLING: readonly (readonly [string, string])[] = [
  ['Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello', 'content-length'],
  ['Content-Length: 5, 6\r\n\r\nhello', 'content-length'],
  ['Content-Length: +5\r\n\r\nhello', 'content-length'],
  ['Content-Length: -5\r\n\r\nhello', 'content-length'],
  ['Content-Length: 0x5\r\n\r\nhello', 'content-length'],
  ['Content-Length: 5 5\r\n\r\nhello', 'content-length'],
  ['Content-Length:\r\n\r\nhello', 'content-length'],
  ['Content-Length: 1e1\r\n\r\nhello', 'content-length'],
  ['Content-Length: 99999999999999999999\r\n\r\nhello', 'content-length'],
  ['Content-Length: \x0b5\r\n\r\nhello', 'content-length'],
  ['Content-Length: 5\x00\r\n\r\nhello', 'field-value'],
  ['Content-Length : 5\r\n\r\nhello', 'field-name'],
  ['Content-Length\r\n: 5\r\n\r\nhello', 'field-name'],
  ['\x00Content-Length: 5\r\n\r\nhello', 'field-name'],
  ['Content-Length: 5\rTransfer-Encoding: chunked\r\n\r\nhello', 'line-end'],
  ['Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n', 'transfer-encoding'],
  ['Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n', 'field-name'],
  ['Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n', 'transfer-encoding'],
  ['Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'unsupported-coding'],
  ['Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n', 'transfer-encoding'],
  ['Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n', 'unsupported-coding'],
  ['Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'transfer-encoding'],
  ['Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n', 'transfer-encoding'],
  ['Transfer-Encoding: chunked\x0b\r\n\r\n0\r\n\r\n', 'transfer-encoding'],
  ['Transfer-Encoding: chun\r\n ked\r\n\r\n0\r\n\r\n', 'transfer-encoding'],
  ['Transfer-Encoding:\r\nContent-Length: 5\r\n\r\nhello', 'transfer-encoding'],
  ['Transfer\rEncoding: chunked\r\n\r\n0\r\n\r\n', 'field-name'],
  // Folded into the Host before it.
  [' Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'host'],
  ['Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n', 'chunk-size'],
  ['Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n', 'chunk-size'],
  ['Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n', 'chunk-size'],
  ['Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n', 'chunk-size'],
  ['Transfer-Encoding: chunked\r\n\r\n5\rhello\r\n0\r\n\r\n', 'chunk-size'],
  ['Transfer-Encoding: chunked\r\n\r\n5;a\nb\r\nhello\r\n0\r\n\r\n', 'chunk-size'],
  ['Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n', 'chunk-size'],
  ['Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n', 'chunk-end'],
  ['Transfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n', 'chunk-end'],
];

test('fuzz: smuggling is refused, however the message is cut', () => {
  const random = randomSource(99);
  for (const [rest, code] of SMUGGLING) {
    const bytes = Buffer.from(`POST / HTTP/1.1\r\nHost: a\r\n${rest}`, 'latin1');
    const whole = transcript([bytes], false);
    assert.ok(whole.endsWith(`!${code}`), `${JSON.stringify(rest)}: ${whole}`);
    for (let round = 0; round < 10; round++) assert.equal(transcript(cut(bytes, random), false), whole);
  }
});

test('fuzz: length and chunked together read as chunked, without the length, and end the connection', () => {
  const text = transcript(
    [Buffer.from('POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /', 'latin1')],
    false,
  );
  assert.equal(text, 'POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n{66 false}[]0\r\n\r\n()true');
});
