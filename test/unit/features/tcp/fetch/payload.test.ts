import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries as distcc } from '../../../../../src/features/tcp/fetch/distcc.js';
import { entries } from '../../../../../src/features/tcp/fetch/payload.js';
import { entries as rdp } from '../../../../../src/features/tcp/fetch/rdp.js';
import { Binary } from '../../../../../src/model/value.js';
import { channelOf, evaluate, fetchSite, requestStream, streamOf } from '../../../../support/fetch.js';

function tcp(bytes: string, closed = true) {
  return streamOf({ frontend: { config: { mode: 'tcp' } }, requestChannel: channelOf(bytes, closed), final: false });
}

const lv = tcp('\0\x03abc\x01xyz');
const text = tcp('hello world, this is raw');

test('bytes are cut out at offsets', () => {
  assert.equal(evaluate(entries, 'req.len', lv), 9);
  assert.equal(evaluate(entries, 'req_len', lv), 9);
  assert.deepEqual(evaluate(entries, 'req.payload(0,5)', lv), new Binary('\0\x03abc'));
  assert.deepEqual(evaluate(entries, 'req.payload(0,0)', lv), new Binary('\0\x03abc\x01xyz'));
  assert.deepEqual(evaluate(entries, 'payload(0,4)', text), new Binary('hell'));
  assert.equal(evaluate(entries, 'req.payload(6,5)', lv), undefined);
  assert.equal(evaluate(entries, 'req.payload(100,1)', lv), undefined);
});

test('blocks bring their length along', () => {
  assert.deepEqual(evaluate(entries, 'req.payload_lv(0,2)', lv), new Binary('abc'));
  assert.deepEqual(evaluate(entries, 'req.payload_lv(0,2,+1)', lv), new Binary('bc\x01'));
  assert.deepEqual(evaluate(entries, 'req.payload_lv(0,2,6)', lv), new Binary('xyz'));
  assert.equal(evaluate(entries, 'req.payload_lv(5,1)', text), undefined);
  assert.equal(evaluate(entries, 'req.payload_lv(0,0)', lv), 'refused');
  assert.equal(evaluate(entries, 'req.payload_lv(0,2,-3)', lv), 'refused');
});

test('what lacks bytes may change while the sender goes on', () => {
  const open = tcp('\0\x03ab', false);
  assert.equal(evaluate(entries, 'req.payload_lv(0,2)', open), undefined);
  assert.equal(open.mayChange, true);
  const ended = tcp('\0\x03ab', true);
  assert.equal(evaluate(entries, 'req.payload_lv(0,2)', ended), undefined);
  assert.equal(ended.mayChange, false);
});

test('HTTP messages have a size and no bytes', () => {
  const http = requestStream('GET /p?x=1 HTTP/1.1\nHost: www.example.com\nX-A: 1\n\n');
  assert.equal(evaluate(entries, 'req.len', http), 61);
  assert.equal(evaluate(entries, 'req.payload(0,0)', http), undefined);
});

test('payload reads the response where that is processed', () => {
  const stream = streamOf({ frontend: { config: { mode: 'tcp' } }, responseChannel: channelOf('answer') });
  assert.deepEqual(evaluate(entries, 'payload(0,3)', stream, fetchSite('be-tcp-response')), new Binary('ans'));
});

const packet = tcp(`\x03\0\0/*\xe0\0\0\0\0\0Cookie: mstshash=administ\r\n\x01\0\x08\0\x03\0\0\0`);

test('the cookie of RDP is read, with its name in any case', () => {
  assert.equal(evaluate(rdp, 'req.rdp_cookie', packet), 'administ');
  assert.equal(evaluate(rdp, 'rdp_cookie(MSTSHASH)', packet), 'administ');
  assert.equal(evaluate(rdp, 'req.rdp_cookie(other)', packet), undefined);
  assert.equal(evaluate(rdp, 'req.rdp_cookie_cnt', packet), 1);
  assert.equal(evaluate(rdp, 'req.rdp_cookie_cnt', text), 0);
  const part = tcp(`\x03\0\0/*\xe0\0\0\0\0\0Cook`, false);
  assert.equal(evaluate(rdp, 'req.rdp_cookie', part), undefined);
  assert.equal(part.mayChange, true);
});

test('tokens of distcc have numbers and bodies', () => {
  const message = tcp('DIST00000001ARGC00000002ARGV00000003gccARGV00000002-cDOTI00000004abcd');
  assert.equal(evaluate(distcc, 'distcc_param(DIST)', message), 1);
  assert.equal(evaluate(distcc, 'distcc_param(ARGV,2)', message), 2);
  assert.deepEqual(evaluate(distcc, 'distcc_body(ARGV,2)', message), new Binary('-c'));
  assert.deepEqual(evaluate(distcc, 'distcc_body(DOTI)', message), new Binary('abcd'));
  assert.equal(evaluate(distcc, 'distcc_param(DOTO)', message), undefined);
  assert.equal(evaluate(distcc, 'distcc_param(X)', message), 'refused');
  assert.equal(evaluate(distcc, 'distcc_param(ARGC)', text), undefined);
});
