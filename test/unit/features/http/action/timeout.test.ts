import assert from 'node:assert/strict';
import test from 'node:test';
import { compileFrontend, createStream, runRules } from '../../../../support/rule-run.js';

/** The client timeout of a stream behind a rule. */
function timeoutBehind(rule: string, fields = ''): number | undefined {
  const compiled = compileFrontend([`http-request set-timeout client ${rule}`]);
  assert.deepEqual(compiled.alerts, [], rule);
  const stream = createStream(compiled, `GET / HTTP/1.1\nHost: h\n${fields}`.trimEnd());
  runRules(compiled, 'http-request', stream);
  return stream.timeoutClientMs;
}

test('set-timeout takes times and expressions, and leaves out what is no time', () => {
  assert.equal(timeoutBehind('2s'), 2000);
  assert.equal(timeoutBehind('req.hdr(x)', 'X: 30'), 30);
  assert.equal(timeoutBehind('req.hdr(x)', 'X: 0'), undefined);
  assert.equal(timeoutBehind('req.hdr(x)', 'X: -5'), undefined);
  assert.equal(timeoutBehind('req.hdr(x)'), undefined);
});

test('a timeout of nothing is refused', () => {
  assert.match(compileFrontend(['http-request set-timeout client 0']).alerts.join(), /of at least 1|between 1/);
});

test('set-nice takes numbers beyond its range, which haproxy brings back into it', () => {
  assert.deepEqual(compileFrontend(['http-request set-nice 2000', 'http-request set-nice -2000']).alerts, []);
});
