import assert from 'node:assert/strict';
import test from 'node:test';
import type { FormatUse } from '../../../src/catalog/site.js';
import type { Stream } from '../../../src/model/stream.js';
import { createBench, formatOf } from './bench.js';

const STREAM = {
  path: '/p',
  originalMethod: 'GET',
  originalUri: '/a/b%20c?x=1&y="2"',
  originalVersion: 11,
  status: 200,
  endCause: '-',
  endState: '-',
  requestCookieState: '-',
  responseCookieState: '-',
  requestCaptures: ['www.exampl', 'Mozilla "5.0" [x] \\ \u00e9', undefined],
  responseCaptures: ['text/plain'],
  requestCookieCapture: 'SRV=abc',
  responseCookieCapture: undefined,
  bytesFromServer: 98,
  retries: 0,
  redispatched: false,
  frontend: { name: 'fe', config: { mode: 'http' } },
  session: { source: { address: undefined, text: '127.0.0.1', port: 1234 } },
};

function render(line: string, use: FormatUse = 'log', changes: object = {}): string {
  const bench = createBench();
  const format = formatOf(bench, line, use);
  assert.ok(format, `${line}: ${bench.reports().join()}`);
  return format({ ...STREAM, ...changes } as unknown as Stream);
}

test('formats write aliases with their flags as HAProxy 3.5 does', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['"%ci:%cp %HM %ST"', '127.0.0.1:1234 GET 200'],
    ['"%{+Q}HQ"', '"?x=1&y=#222#22"'],
    ['"%r"', 'GET /a/b%20c?x=1&y=#222#22 HTTP/1.1'],
    ['"%{+Q}hr"', '"{www.exampl|Mozilla #225.0#22 [x] \\ #E9|}"'],
    ['"%{+E}hr"', '{www.exampl|Mozilla #225.0#22 [x\\] \\\\ #E9|}'],
    ['"%hrl"', 'www.exampl Mozilla #225.0#22 [x] \\ #E9 -'],
    ['"%{+Q}hrl"', '"www.exampl" "Mozilla #225.0#22 [x] \\ #E9" ""'],
    ['"%{+Q}ts"', '--'],
    ['"%{+Q}CS %CS"', '"" -'],
    ['"%{+X}o %ci %cp %ST"', '7F000001 04D2 200'],
    ['"%ci %{+Q}o %f %{-Q}f"', '127.0.0.1 "fe" fe'],
    ['"%{+Z}ci"', '127.0.0.1'],
    ['"a  b   c"', 'a b c'],
    ['"%[str()] %{+Q}[str()]"', '- ""'],
    ['"%[int(255)] %[bin(00ff41)] %%"', '255 - %'],
  ];
  for (const [line, expected] of lines) assert.equal(render(line), expected, line);
});

test('a line feed at the end belongs to no log line', () => {
  for (const line of ['"a %ci\\n"', '"%[str(b)]\\n"']) assert.ok(!render(line).endsWith('\n'), line);
  assert.equal(render('"a %[bin(620a)]"'), 'a b');
  assert.equal(render('"a %[bin(620a)]c"'), 'a b\nc');
});

test('formats encode items and whole lines', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['"%{+json}ST %{+json}ci %{+json}[int(5)] %{+json}[bin(00ff)]"', '200 "127.0.0.1" 5 ""'],
    [
      '"%{+json}o %(s:str)[int(5)] %(i:sint)[str(7)] %(b:bool)[int(1)] %(x:str)ST %(y:sint)HM"',
      '{"s": "5", "i": 7, "b": true, "x": "200", "y": "GET"}',
    ],
    ['"%{+json}o %ci unnamed %HM"', '{}'],
    ['"%{+json}hrl"', '["www.exampl", "Mozilla #225.0#22 [x] \\\\ #E9", "-"]'],
    ['"%{+cbor}HP"', '7F682F612F6225323063FF'],
    ['"%{+cbor}CC"', '675352563D616263'],
    ['"%{+cbor}B"', '1862'],
    ['"%{+cbor}rc"', '00'],
    [
      '"%{+cbor}hrl"',
      '9F7F6A7777772E6578616D706CFF7F684D6F7A696C6C61206323323263352E306323323267205B785D205C2063234539FF7F612DFFFF',
    ],
    ['"%{+cbor,+bin}o %(a)[str(x)]"', '\xbf\x61a\x61x\xff'],
  ];
  for (const [line, expected] of lines) assert.equal(render(line), expected, line);
});

test('logs merge blanks around items that write nothing', () => {
  const none = { requestCaptures: [], responseCaptures: [] };
  assert.equal(render('"a %hr %hs %{+Q}f"', 'log', none), 'a "fe"');
  assert.equal(render('"a %hr %hs b"'), 'a {www.exampl|Mozilla #225.0#22 [x] \\ #E9|} {text/plain} b');
  assert.equal(render('"a %hr%hs b"', 'log', none), 'a b');
  assert.equal(render('"a %hrl %hsl"', 'log', none), 'a ');
  assert.equal(render('"a %hr %hs b"', 'log', { originalMethod: '' }), 'a b');
});

test('formats of header fields keep blanks, leave out what is missing and encode control characters', () => {
  assert.equal(render('"a  %[late]b"', 'http'), 'a  b');
  assert.equal(render('"%[bin(610a62)]"', 'http'), 'a%0Ab');
  assert.equal(render('"%[bin(610a62)]"', 'plain'), 'a\nb');
  assert.equal(render('"%[path,lower] %[path]"', 'http'), '/p /p');
});

test('formats report unknown aliases and problems of expressions with their place', () => {
  const bench = createBench();
  assert.equal(formatOf(bench, '"%HMx %[pth] %[path,lowr]"'), undefined);
  assert.deepEqual(bench.reports(), [
    'format/unknown-alias: %HMx',
    'expr/unknown-fetch: pth',
    'expr/unknown-converter: lowr',
  ]);
});
