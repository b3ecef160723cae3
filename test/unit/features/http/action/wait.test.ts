import assert from 'node:assert/strict';
import test from 'node:test';
import { Verdict } from '../../../../../src/model/verdict.js';
import { compileFrontend, createStream, runRules } from '../../../../support/rule-run.js';

test('pause yields until its time has come', () => {
  const compiled = compileFrontend(['http-request pause 60s']);
  const stream = createStream(compiled, 'GET / HTTP/1.1');
  assert.equal(runRules(compiled, 'http-request', stream), Verdict.Yield);
  const { wakeAtMs } = stream;
  assert.ok(Number.isFinite(wakeAtMs));
  assert.equal(runRules(compiled, 'http-request', stream), Verdict.Yield);
  assert.equal(stream.wakeAtMs, wakeAtMs);
  stream.wakeAtMs = -1;
  assert.equal(runRules(compiled, 'http-request', stream), Verdict.Continue);
});

test('pause goes on at once when its expression gives no time', () => {
  const compiled = compileFrontend(['http-request pause req.hdr(nope)']);
  const stream = createStream(compiled, 'GET / HTTP/1.1');
  assert.equal(runRules(compiled, 'http-request', stream), Verdict.Continue);
});

test('wait-for-body answers 408 when the body is late', () => {
  const compiled = compileFrontend(['http-request wait-for-body time 1s at-least 4']);
  const base = createStream(compiled, 'POST / HTTP/1.1');
  base.request!.bodyKind = 'length';
  const bytes = { value: Buffer.from('abc') };
  const stream = Object.assign(base, { requestChannel: { bytes: () => bytes.value, closed: false, total: 3 } });
  assert.equal(runRules(compiled, 'http-request', stream), Verdict.Yield);
  stream.wakeAtMs = -1;
  assert.equal(runRules(compiled, 'http-request', stream), Verdict.Reply);
  assert.equal(stream.reply?.status, 408);
  bytes.value = Buffer.from('abcd');
  assert.equal(runRules(compiled, 'http-request', stream), Verdict.Continue);
});

test('early-hint collects fields', () => {
  const compiled = compileFrontend(['http-request early-hint Link a', 'http-request early-hint Link b']);
  const stream = createStream(compiled, 'GET / HTTP/1.1');
  runRules(compiled, 'http-request', stream);
  assert.deepEqual(stream.earlyHints?.values, ['a', 'b']);
});

test('set-timeout changes timeouts of the stream and refuses those of the other side', () => {
  const compiled = compileFrontend(['http-request set-timeout client 5s']);
  const stream = createStream(compiled, 'GET / HTTP/1.1');
  runRules(compiled, 'http-request', stream);
  assert.equal(stream.timeoutClientMs, 5000);
  assert.notDeepEqual(compileFrontend(['http-request set-timeout server 5s']).alerts, []);
});
