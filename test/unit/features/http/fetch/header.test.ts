import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries as headText } from '../../../../../src/features/http/fetch/head-text.js';
import { entries } from '../../../../../src/features/http/fetch/header.js';
import { Binary, Ipv4 } from '../../../../../src/model/value.js';
import { evaluate, evaluateEach, fetchSite, requestStream, streamOf } from '../../../../support/fetch.js';
import { responseHead } from '../../../../support/head.js';

const request = requestStream(`GET / HTTP/1.1
Host: h
X-Multi: one
x-multi: two, three
X-MULTI:
X-Multi: four,"five,six",seven
X-Space:    padded\x20\x20
X-Num: 42
X-Num: -7 , 15abc
X-Comma: ,,a,,b,
X-Quote: "a\\"b,c", d
X-Ip: 10.0.0.1, 10.0.0.2:8080 , 2001:db8::1,[2001:db8::2]:80, bad

`);

const CASES: readonly (readonly [call: string, value: unknown])[] = [
  ['req.hdr(host)', 'h'],
  ['req.hdr(X-Multi)', 'seven'],
  ['req.hdr(x-multi,1)', 'one'],
  ['req.hdr(x-multi,4)', ''],
  ['req.hdr(x-multi,7)', 'seven'],
  ['req.hdr(x-multi,8)', undefined],
  ['req.hdr(x-multi,0)', 'seven'],
  ['req.hdr(x-multi,-2)', '"five,six"'],
  ['req.hdr(x-multi,-6)', 'two'],
  ['req.hdr(x-multi,-7)', 'one'],
  ['req.hdr(x-multi,-8)', undefined],
  ['req.hdr(x-comma)', ''],
  ['req.hdr(x-comma,3)', 'a'],
  ['req.hdr(x-quote,1)', '"a\\"b,c"'],
  ['req.hdr(x-quote,2)', 'd'],
  ['req.hdr(x-space)', 'padded'],
  ['req.hdr(nope)', undefined],
  ['req.hdr(,1)', 'h'],
  ['req.hdr', undefined],
  ['req.fhdr(x-multi)', 'four,"five,six",seven'],
  ['req.fhdr(x-multi,2)', 'two, three'],
  ['req.fhdr(x-multi,-2)', ''],
  ['req.fhdr(x-multi,-5)', undefined],
  ['req.fhdr(,1)', 'h'],
  ['req.hdr_cnt(x-multi)', 7],
  ['req.hdr_cnt(nope)', 0],
  ['req.fhdr_cnt(x-multi)', 4],
  ['req.fhdr_cnt', 11],
  ['req.hdr_val(x-num)', 15],
  ['req.hdr_val(x-num,2)', -7],
  ['req.hdr_val(x-multi)', 0],
  ['req.hdr_val(nope)', undefined],
  ['hdr_val(x-num,1)', 42],
  ['req.hdr_ip(x-ip,1)', new Ipv4(0x0a000001)],
  ['req.hdr_ip(x-ip,2)', new Ipv4(0x0a000002)],
  ['req.hdr_ip(x-ip,-2)', undefined],
  ['req.hdr_ip(x-ip)', undefined],
];

for (const [call, value] of CASES) {
  test(`${call} picks as HAProxy 3.5 does`, () => assert.deepEqual(evaluate(entries, call, request), value));
}

const ADDRESSES: readonly (readonly [text: string, found: boolean])[] = [
  ['1.2.3.4:0', true],
  ['1.2.3.4:65535', true],
  ['1.2.3.4:080', true],
  ['0001.2.3.4', true],
  ['01.02.03.04:1', true],
  ['1.2.3.4:', false],
  ['1.2.3.4:65536', false],
  ['1.2.3.4:+5', false],
  ['1.2.3.4:1a', false],
  ['1.2.3.4.5', false],
  ['1.2.3.4/24', false],
  ['1.2.3.4:80:1', false],
  ['1.2.3.400', false],
  ['1.2.3', false],
  ['1..3.4', false],
  ['0x1.2.3.4', false],
  ['[2001:db8::1]', false],
];

for (const [text, found] of ADDRESSES) {
  test(`'${text}' in a field is ${found ? 'an' : 'no'} address, as in HAProxy 2.6`, () => {
    const stream = requestStream(`GET / HTTP/1.1\nHost: h\nX-A: ${text}\n\n`);
    const value = evaluate(entries, 'req.hdr_ip(x-a)', stream);
    assert.deepEqual(value, found ? new Ipv4(0x01020304) : undefined);
  });
}

test('occurrences farther back than ten are refused', () => {
  const site = fetchSite();
  assert.equal(evaluate(entries, 'req.hdr(x,-11)', request, site), 'refused');
  assert.equal(site.problems.length, 1);
});

test('ACLs get every value unless an occurrence is named', () => {
  assert.deepEqual(evaluateEach(entries, 'req.hdr(x-multi)', request), [
    ...['one', 'two', 'three', '', 'four', '"five,six"', 'seven'],
  ]);
  assert.deepEqual(evaluateEach(entries, 'req.fhdr(x-num)', request), ['42', '-7 , 15abc']);
  assert.deepEqual(evaluateEach(entries, 'req.hdr_val(x-num)', request), [42, -7, 15]);
  assert.equal(evaluateEach(entries, 'req.hdr_ip(x-ip)', request)?.length, 3);
  assert.equal(evaluateEach(entries, 'req.hdr(x-multi,2)', request), undefined);
});

test('hdr reads the response where the response is processed', () => {
  const response = responseHead('HTTP/1.1 200 OK\nX-Num: 12\n\n');
  const stream = streamOf({ ...request, response });
  assert.equal(evaluate(entries, 'hdr(x-num)', stream), '15abc');
  assert.equal(evaluate(entries, 'hdr(x-num)', stream, fetchSite('be-http-response')), '12');
  assert.equal(evaluate(entries, 'shdr(x-num)', stream), '12');
});

test('all fields come as text, as packed strings and as names', () => {
  const stream = requestStream('GET / HTTP/1.1\nHost: h\nX-A: b\n\n');
  assert.deepEqual(evaluate(headText, 'req.hdrs', stream), new Binary('host: h\r\nx-a: b\r\n\r\n'));
  assert.deepEqual(evaluate(headText, 'req.hdrs_bin', stream), new Binary('\x04host\x01h\x03x-a\x01b\0\0'));
  assert.equal(evaluate(headText, 'req.hdr_names', stream), 'host,x-a');
  assert.equal(evaluate(headText, 'req.hdr_names(|)', stream), 'host|x-a');
  assert.equal(evaluate(headText, 'req.hdr_names()', stream), 'host\0x-a');
});

test('lengths of 240 and more take several bytes in packed strings', () => {
  const stream = requestStream(`GET / HTTP/1.1\nX-A: ${'v'.repeat(300)}\n\n`);
  const packed = evaluate(headText, 'req.hdrs_bin', stream) as Binary;
  assert.equal(packed.bytes.slice(4, 6), '\xfc\x03');
});
