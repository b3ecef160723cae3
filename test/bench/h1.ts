/** Nanoseconds per HTTP/1 head: parse, edit, render. `node build/test/bench/h1.js` after a transpile; not a test. */

import { renderRequestHead, renderResponseHead } from '../../src/net/h1/render.js';
import { H1RequestParser } from '../../src/net/h1/request-parser.js';
import { H1ResponseParser } from '../../src/net/h1/response-parser.js';
import { DEFAULT_H1_SETTINGS } from '../../src/net/h1/settings.js';

const SIX =
  'Host: www.example.com\r\nUser-Agent: curl/8.5.0 (x86_64-pc-linux-gnu)\r\nAccept: */*\r\n' +
  'Accept-Encoding: gzip, deflate\r\nX-Request-Id: 0123456789abcdef\r\nCookie: sid=0123456789abcdef; lang=en\r\n';
const SEVENTEEN =
  'Host: www.example.com\r\nConnection: keep-alive\r\nCache-Control: max-age=0\r\n' +
  'sec-ch-ua: "Chromium";v="128", "Not;A=Brand";v="24", "Google Chrome";v="128"\r\nsec-ch-ua-mobile: ?0\r\n' +
  'sec-ch-ua-platform: "Linux"\r\nDNT: 1\r\nUpgrade-Insecure-Requests: 1\r\n' +
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36\r\n' +
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8\r\n' +
  'Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n' +
  'Referer: https://www.example.com/some/page/with/a/long/path?and=query\r\n' +
  'Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9,fr;q=0.8\r\n' +
  `Cookie: session=${'0123456789abcdef'.repeat(24)}; theme=dark; consent=yes\r\n`;
const RESPONSE =
  'HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Fri, 20 Nov 2026 18:00:00 GMT\r\nContent-Type: text/plain\r\n' +
  'Content-Length: 0\r\nConnection: keep-alive\r\nETag: "abc-123"\r\n\r\n';

const ROUNDS = 400_000;

function report(name: string, once: (round: number) => number): void {
  for (let round = 0; round < ROUNDS / 4; round++) once(round);
  const times: number[] = [];
  let sum = 0;
  for (let repeat = 0; repeat < 5; repeat++) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < ROUNDS; round++) sum += once(round);
    times.push(Number(process.hrtime.bigint() - start) / ROUNDS);
  }
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(60)} ${times[2]!.toFixed(0).padStart(6)} ns   (${sum > 0 ? 'ok' : 'empty'})`);
}

type Variety = 'fresh' | 'other target' | 'repeated';

function requests(name: string, fields: string, variety: Variety, isRendered: boolean): void {
  const memory = Buffer.alloc(65536);
  const parser = new H1RequestParser(DEFAULT_H1_SETTINGS);
  const pieces = Array.from({ length: 16 }, (_, n) => {
    const target = variety === 'repeated' ? 1 : n % 10;
    const own =
      variety === 'fresh' ? fields.replace('sion=0', `sion=${n % 10}`).replace('sid=0', `sid=${n % 10}`) : fields;
    const text = `GET /index.html?x=${target} HTTP/1.1\r\n${own}\r\n`;
    memory.write(text, n * 4096, 'latin1');
    return memory.subarray(n * 4096, n * 4096 + text.length);
  });
  const sink = Buffer.alloc(65536);
  report(`request, ${name}, ${variety}: parse${isRendered ? ', edit, render, encode' : ''}`, (round) => {
    parser.feed(pieces[round & 15]!);
    parser.next();
    const head = parser.head!;
    parser.next();
    if (!isRendered) return head.fields.names.length;
    head.fields.set('x-forwarded-for', '192.0.2.7');
    return sink.write(renderRequestHead(head), 0, 'latin1');
  });
}

for (const [name, fields] of [
  ['6 fields', SIX],
  ['17 fields', SEVENTEEN],
] as const) {
  requests(name, fields, 'fresh', false);
  for (const variety of ['fresh', 'other target', 'repeated'] as const) requests(name, fields, variety, true);
}

const sink = Buffer.alloc(65536);
const parser = new H1ResponseParser(DEFAULT_H1_SETTINGS);
const pieces = Array.from({ length: 16 }, (_, n) =>
  Buffer.from(RESPONSE.replace('18:00:00', `18:00:${String(n).padStart(2, '0')}`), 'latin1'),
);
const context = { method: 'GET', upgrade: false };
report('response, 6 fields: parse, render, encode', (round) => {
  parser.expect(context);
  parser.feed(pieces[round & 15]!);
  parser.next();
  const text = renderResponseHead(parser.head!);
  parser.next();
  return sink.write(text, 0, 'latin1');
});
