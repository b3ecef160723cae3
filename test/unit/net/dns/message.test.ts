import assert from 'node:assert/strict';
import { test } from 'node:test';
import dnsPacket, { type Answer } from 'dns-packet';
import { canonicalName, isHostName, messageId, parseAnswer, renderQuery } from '../../../../src/net/dns/index.js';

function answer(answers: readonly Answer[], flags = 0, additionals: readonly Answer[] = []): Buffer {
  return dnsPacket.encode({
    ...{ type: 'response', id: 7, flags, questions: [{ type: 'A', name: 'WWW.example.com' }] },
    ...{ answers: [...answers], additionals: [...additionals] },
  });
}

test('a query asks one question with recursion and announces its payload', () => {
  const bytes = renderQuery(0x1234, 'www.example.com', 'AAAA', 4096);
  // RFC 1035 4.1: id, flags RD, counts; the question; an OPT record of type 41 with the payload as its class.
  assert.equal(bytes.subarray(0, 12).toString('hex'), '123401000001000000000001');
  assert.equal(
    bytes.subarray(12).toString('hex'),
    '03777777076578616d706c6503636f6d00001c0001' + '0000291000000000000000',
  );
});

test('records of an answer are taken apart by type, names without case', () => {
  const bytes = answer(
    [
      { type: 'CNAME', name: 'www.example.com', data: 'WEB.example.com' },
      { type: 'A', name: 'web.example.com', data: '192.0.2.1' },
      { type: 'AAAA', name: 'web.example.com', data: '2001:0db8:0::1' },
      { type: 'TXT', name: 'web.example.com', data: 'x' },
      { type: 'SRV', name: '_a._tcp.example.com', data: { target: 'T.example.com', port: 80, weight: 9 } },
    ],
    0,
    [{ type: 'A', name: 't.example.com', data: '192.0.2.2' }],
  );
  const parsed = parseAnswer(bytes)!;
  assert.deepEqual(
    {
      id: parsed.id,
      code: parsed.code,
      truncated: parsed.truncated,
      question: parsed.question,
      answers: parsed.answers,
    },
    { id: 7, code: 0, truncated: false, question: { name: 'www.example.com', type: 'A' }, answers: 5 },
  );
  assert.deepEqual(parsed.records, [
    { type: 'CNAME', name: 'www.example.com', target: 'web.example.com' },
    { type: 'A', name: 'web.example.com', address: '192.0.2.1' },
    { type: 'AAAA', name: 'web.example.com', address: '2001:db8::1' },
    { type: 'SRV', name: '_a._tcp.example.com', target: 't.example.com', port: 80, weight: 9 },
  ]);
  assert.deepEqual(parsed.additionals, [{ type: 'A', name: 't.example.com', address: '192.0.2.2' }]);
});

test('of a truncated answer nothing is read, even if it ends within a record', () => {
  const whole = answer([{ type: 'A', name: 'www.example.com', data: '192.0.2.1' }], 0x0200);
  assert.deepEqual(parseAnswer(whole.subarray(0, -3))?.truncated, true);
  assert.deepEqual(parseAnswer(whole.subarray(0, -3))?.records, []);
});

test('what is no answer is refused: a query, too few bytes, names that point at themselves, any cut', () => {
  assert.equal(parseAnswer(renderQuery(1, 'a.example', 'A', 512)), undefined);
  assert.equal(parseAnswer(Buffer.alloc(5)), undefined);
  assert.equal(messageId(Buffer.alloc(11)), undefined);
  const loop = Buffer.from('0001818000010000000000' + '00' + 'c00c00010001', 'hex');
  assert.equal(parseAnswer(loop), undefined);
  const whole = answer([{ type: 'A', name: 'www.example.com', data: '192.0.2.1' }]);
  for (let length = 0; length < whole.length; length++) assert.equal(parseAnswer(whole.subarray(0, length)), undefined);
});

test('names that can be asked for have labels of 1 to 63 characters', () => {
  assert.equal(isHostName('a.example.'), true);
  assert.equal(isHostName('_http._tcp.example'), true);
  assert.equal(isHostName('a..example'), false);
  assert.equal(isHostName(''), false);
  assert.equal(isHostName(`${'x'.repeat(64)}.example`), false);
  assert.equal(isHostName(`${'x'.repeat(63)}.example`), true);
  assert.equal(isHostName(Array(130).fill('a').join('.')), false);
  assert.equal(isHostName('caf\u00e9.example'), false);
  assert.equal(canonicalName('A.Example.'), 'a.example');
});
