import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../../../../src/features/http/fetch/body.js';
import { entries as capture } from '../../../../../src/features/http/fetch/capture.js';
import { entries as response } from '../../../../../src/features/http/fetch/response.js';
import { entries as transaction } from '../../../../../src/features/http/fetch/transaction.js';
import { Binary } from '../../../../../src/model/value.js';
import { evaluate, evaluateEach, fetchSite, requestStream } from '../../../../support/fetch.js';
import { responseHead } from '../../../../support/head.js';

const form = requestStream('POST /f HTTP/1.1\nHost: h\nContent-Length: 30\n\na=1&b=two%20words&A=3&c&d=&a=9');
const chunked = requestStream('POST /c HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n');
const none = requestStream('GET / HTTP/1.1\nHost: h\n\n');

test('the body and its length are what was received, the size is what was declared', () => {
  assert.deepEqual(evaluate(entries, 'req.body', chunked), new Binary('hello'));
  assert.equal(evaluate(entries, 'req.body_len', form), 30);
  assert.equal(evaluate(entries, 'req.body_size', chunked), 5);
  const part = requestStream('POST /f HTTP/1.1\nHost: h\nContent-Length: 30\n\na=1');
  assert.equal(evaluate(entries, 'req.body_len', part), 3);
  assert.equal(evaluate(entries, 'req.body_size', part), 30);
  assert.equal(evaluate(entries, 'req.body_size', none), 0);
});

test('parameters of forms are found by name', () => {
  assert.deepEqual(evaluate(entries, 'req.body_param(a)', form), new Binary('1'));
  assert.deepEqual(evaluate(entries, 'req.body_param(B,i)', form), new Binary('two%20words'));
  assert.deepEqual(evaluate(entries, 'req.body_param', form), new Binary('1'));
  assert.equal(evaluate(entries, 'req.body_param(c)', form), undefined);
  assert.deepEqual(evaluateEach(entries, 'req.body_param(a)', form), [new Binary('1'), new Binary('9')]);
});

test('the status is that of the response, in logs the one that was sent', () => {
  const head = responseHead('HTTP/1.0 206 Partial\nX-A: b\n\n');
  const stream = { ...none, response: head, status: 503, serverStatus: 204 };
  assert.equal(evaluate(response, 'status', stream), 206);
  assert.equal(evaluate(response, 'status', stream, fetchSite('log')), 503);
  assert.equal(evaluate(response, 'server_status', stream), 204);
  assert.equal(evaluate(response, 'res.ver', stream), '1.0');
  assert.equal(evaluate(response, 'res.ver', none), undefined);
});

test('captures tell of the request as it came', () => {
  const frontend = { config: { mode: 'http', logGlobal: false, logTargets: [], logFormatName: 'http' } };
  const stream = requestStream('GET http://h/x?y HTTP/1.1\nHost: h\n\n', {
    frontend,
    requestCaptures: ['a', undefined],
  });
  stream.request!.uri = '/rewritten';
  assert.equal(evaluate(capture, 'capture.req.uri', stream), '/x?y');
  assert.equal(evaluate(capture, 'capture.req.method', stream), 'GET');
  assert.equal(evaluate(capture, 'capture.req.ver', stream), 'HTTP/1.1');
  assert.equal(evaluate(capture, 'capture.req.hdr(0)', stream), 'a');
  assert.equal(evaluate(capture, 'capture.req.hdr(9)', stream), undefined);
  assert.equal(evaluate(capture, 'capture.req.uri', stream, fetchSite('be-http-response')), undefined);
});

test('captures are kept for backends if the frontend logs requests', () => {
  const frontend = { config: { mode: 'http', logGlobal: true, logTargets: [], logFormatName: 'http' } };
  const stream = requestStream('GET /x HTTP/1.1\nHost: h\n\n', { frontend });
  assert.equal(evaluate(capture, 'capture.req.uri', stream, fetchSite('be-http-response')), '/x');
});

test('a request knows whether it is the first one', () => {
  assert.equal(evaluate(transaction, 'http_first_req', none), true);
  assert.equal(evaluate(transaction, 'txn.sess_term_state', none), '--');
});
