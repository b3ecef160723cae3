import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries as parameter } from '../../../../../src/features/http/fetch/parameter.js';
import { entries } from '../../../../../src/features/http/fetch/request-line.js';
import { Binary, Ipv4, Method } from '../../../../../src/model/value.js';
import { channelOf, evaluate, evaluateEach, requestStream, streamOf } from '../../../../support/fetch.js';

const plain = requestStream('GET /a/b.html?x=1&y=2&x=3 HTTP/1.1\nHost: www.Example.com:8080\n\n');
const absolute = requestStream('GET http://10.2.3.4:8000/x HTTP/1.1\nHost: 10.2.3.4:8000\n\n');
const star = requestStream('OPTIONS * HTTP/1.1\nHost: www.example.com\n\n');
const http10 = requestStream('GET /old?a HTTP/1.0\nX-Y: z\n\n');
const params = requestStream('GET /s;jid=1;k=2?a=1;b=2&c=3&A=4&d&e=&=f&a=9 HTTP/1.1\nHost: h\n\n');

const CASES: readonly (readonly [stream: typeof plain, call: string, value: unknown])[] = [
  [plain, 'path', '/a/b.html'],
  [plain, 'pathq', '/a/b.html?x=1&y=2&x=3'],
  [plain, 'query', 'x=1&y=2&x=3'],
  [plain, 'query(with_qm)', '?x=1&y=2&x=3'],
  [plain, 'base', 'www.Example.com:8080/a/b.html'],
  [plain, 'baseq', 'www.Example.com:8080/a/b.html?x=1&y=2&x=3'],
  [plain, 'base32', 3567828137],
  [plain, 'url32', 2265338033],
  [plain, 'base32+src', new Binary('\xd4\xa8\xbc\xa9\x7f\0\0\x01')],
  [plain, 'url32+src', new Binary('\x87\x06\x50\xb1\x7f\0\0\x01')],
  [plain, 'url_ip', undefined],
  [plain, 'req.ver', '1.1'],
  [plain, 'req.proto_http', true],
  [absolute, 'path', '/x'],
  [absolute, 'url', 'http://10.2.3.4:8000/x'],
  [absolute, 'url_ip', new Ipv4(0x0a020304)],
  [absolute, 'url_port', 8000],
  [star, 'path', undefined],
  [star, 'base', 'www.example.com'],
  [star, 'base32', 1242975261],
  [star, 'method', new Method('OPTIONS')],
  [http10, 'base', '/old'],
  [http10, 'req_ver', '1.0'],
];

for (const [stream, call, value] of CASES) {
  test(`${call} of ${stream.request?.uri} is as recorded`, () => {
    assert.deepEqual(evaluate(entries, call, stream), value);
  });
}

test('a known method stays as received, another one is read where it stands', () => {
  plain.request!.method = 'PUT';
  assert.deepEqual(evaluate(entries, 'method', plain), new Method('GET'));
  const other = requestStream('BREW /pot HTTP/1.1\nHost: h\n\n');
  assert.deepEqual(evaluate(entries, 'method', other), new Method('BREW'));
});

test('an option of query that does not exist is refused', () => {
  assert.equal(evaluate(entries, 'query(x)', plain), 'refused');
});

test('parameters are found behind the question mark or another delimiter', () => {
  assert.equal(evaluate(parameter, 'urlp(x)', plain), '1');
  assert.equal(evaluate(parameter, 'urlp', params), '1');
  assert.equal(evaluate(parameter, 'urlp(b)', params), '2');
  assert.equal(evaluate(parameter, 'urlp(d)', params), undefined);
  assert.equal(evaluate(parameter, 'urlp(e)', params), '');
  assert.equal(evaluate(parameter, 'urlp(jid,;)', params), '1');
  assert.equal(evaluate(parameter, 'urlp(k,;)', params), '2?a=1');
  assert.equal(evaluate(parameter, 'urlp(a,&)', params), '9');
  assert.equal(evaluate(parameter, 'url_param(X,,i)', plain), '1');
  assert.equal(evaluate(parameter, 'urlp_val(c)', params), 3);
  assert.equal(evaluate(parameter, 'urlp(zz)', params), undefined);
});

test('ACLs get the values of all parameters of a name', () => {
  assert.deepEqual(evaluateEach(parameter, 'urlp(x)', plain), ['1', '3']);
  assert.deepEqual(evaluateEach(parameter, 'urlp(a)', params), ['1', '9']);
});

test('a request is read from the bytes of a TCP stream, as soon as all of its head is there', () => {
  const tcp = (bytes: string, closed: boolean) =>
    streamOf({
      frontend: { config: { mode: 'tcp' } },
      requestChannel: channelOf(bytes, closed),
      final: false,
    });
  const whole = tcp('GET /p?q=1 HTTP/1.1\r\nHost: h\r\n\r\n', false);
  assert.equal(evaluate(entries, 'path', whole), '/p');
  assert.equal(evaluate(entries, 'path', whole), '/p');
  assert.equal(whole.mayChange, false);
  const part = tcp('GET /p?q=1 HT', false);
  assert.equal(evaluate(entries, 'path', part), undefined);
  assert.equal(part.mayChange, true);
  const junk = tcp('\x16\x03\x01 no request', false);
  assert.equal(evaluate(entries, 'path', junk), undefined);
});
