/** Random requests that are valid HTTP and offer something to every fetch. */
import type { Pick } from './pick.js';

const SEGMENTS = [
  'a',
  'img',
  'index.html',
  '%41%2f',
  'x;p=1',
  '..',
  '.',
  '',
  'q',
  'LongSegmentName',
  '+',
  '~u',
  "it's",
  '1.5',
];
const QUERIES = [
  'a=1',
  'b=',
  'a=2',
  'c',
  'id=42',
  'name=J%c3%bcrgen+K',
  'x=%zz',
  'A=3',
  'ip=10.1.2.3',
  'q=a,b;c',
  '=v',
  'json=%7B%22a%22:1%7D',
];
const HOSTS = ['example.org', 'Example.ORG:8080', 'a.b.c.d', '10.0.0.1:81', '[::1]:80', 'localhost', 'www.x-y.net.'];
const COOKIES = ['a=1', 'sid=abc123', 'sid="q v"', 'empty=', 'n=42', 'b=x=y', 'noval', 'a=second', 'SID=Upper'];
const LANGUAGES = ['fr;q=0.8', 'en', 'de-DE;q=0.1', '*;q=0.5', 'en-US', 'it;q=0', 'fr-CA;q=1.0'];
const PIECES = [
  'foo',
  'bar',
  ',',
  ' ',
  'Baz',
  '42',
  '-7',
  '"q,x"',
  'a=b',
  ';',
  '1.2.3.4',
  '::1',
  'x/y',
  '%20',
  '0x1F',
  '=',
  "'",
  '\\',
  '\xe9',
  '3.9',
];
const ADDRESSES = [
  '10.1.2.3',
  '192.168.0.1',
  '::1',
  '2001:db8::ff',
  '1.2.3.4, 5.6.7.8',
  'unknown',
  '10.0.0.1:80',
  '256.1.1.1',
  '::ffff:1.2.3.4',
];
const JSONS = [
  '{"a":1}',
  '{"a":{"b":[1,2,"x"]},"t":true,"s":"q\\"u"}',
  '[1,2.5,null]',
  '{"iss":"me","n":-3}',
  '{bad',
  '""',
];
const NUMBERS = [
  '0',
  '1',
  '-1',
  '42',
  '007',
  '4294967296',
  '9223372036854775807',
  '-9223372036854775808',
  '99999999999999999999',
  '1e3',
  '12abc',
  ' 7',
];
const BODIES = ['', 'a=1&b=two&c=%41', 'x', '{"k":"v"}', 'a=1&a=2&=3&d', '\x00\x01binary\xff', `key=${'v'.repeat(60)}`];

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const base64url = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');

function authorization(pick: Pick): string {
  const jwt = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(pick.of(JSONS))}.${base64url('sig')}`;
  return pick.of([
    `Basic ${base64('joe:secret')}`,
    `basic ${base64('amy:wrong:x')}`,
    `Bearer ${jwt}`,
    'Basic !!!',
    'Digest x',
  ]);
}

function target(pick: Pick): string {
  const path = `/${pick.joined(SEGMENTS, 4, '/')}`;
  const query = pick.once(3) ? '' : `?${pick.joined(QUERIES, 4, '&')}`;
  return pick.once(12) ? `http://${pick.of(['abs.example', '10.2.3.4:99'])}${path}${query}` : `${path}${query}`;
}

const FIELDS: readonly ((pick: Pick) => string)[] = [
  (pick) => `X-Text: ${pick.joined(PIECES, 6)}`,
  (pick) => `x-text: ${pick.joined(PIECES, 4)}`,
  (pick) => `X-List: ${pick.joined(PIECES, 3)}, ${pick.joined(PIECES, 2)},${pick.joined(PIECES, 2)}`,
  (pick) => `X-Num: ${pick.of(NUMBERS)}`,
  (pick) => `X-Forwarded-For: ${pick.of(ADDRESSES)}`,
  (pick) => `Cookie: ${pick.joined(COOKIES, 4, '; ')}`,
  (pick) => `Accept-Language: ${pick.joined(LANGUAGES, 4, ', ')}`,
  (pick) => `Authorization: ${authorization(pick)}`,
  (pick) => `X-Json: ${pick.of(JSONS)}`,
  (pick) => `X-B64: ${base64(pick.joined(PIECES, 4))}`,
  () => 'X-Empty:',
  () => 'User-Agent: Mozilla/5.0 (X11; Linux x86_64) Test/1.0',
  (pick) => `X-Date: ${pick.of(['Tue, 15 Nov 1994 08:12:31 GMT', '1600000000', '2020-01-02'])}`,
];

/** A request as a latin1 carrier. `caseName` stands in x-case, which the rules take away first. */
export function randomRequest(pick: Pick, caseName: string): string {
  const body = pick.once(3) ? pick.of(BODIES) : '';
  const method = body === '' ? pick.of(['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'TRACE']) : pick.of(['POST', 'PUT']);
  const fields = FIELDS.filter(() => !pick.once(2)).map((field) => field(pick).trimEnd());
  const type = body === '' ? [] : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`];
  const uri = target(pick);
  const host = uri.startsWith('http://') ? uri.slice(7).split('/')[0]! : pick.of(HOSTS);
  return [`${method} ${uri} HTTP/1.1`, `Host: ${host}`, ...fields, ...type, `X-Case: ${caseName}`, '', body].join(
    '\r\n',
  );
}
