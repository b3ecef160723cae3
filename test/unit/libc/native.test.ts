import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeErrno } from '../../../src/base/errno.js';
import { loadNative, native } from '../../../src/libc/native.js';
import { attempt, failureOfErrno } from '../../../src/libc/outcome.js';

test('loadNative says why when the package cannot be loaded', () => {
  const outcome = loadNative('linux', 'x64', () => {
    throw new Error("Cannot find module 'koffi'\nRequire stack:");
  });
  assert.deepEqual(outcome, {
    ok: false,
    code: 'NOTHERE',
    reason: "the package koffi cannot be loaded (Cannot find module 'koffi')",
  });
});

test('loadNative says why on other systems and processors', () => {
  const never = () => assert.fail('must not load');
  assert.match(reasonOf(loadNative('darwin', 'arm64', never)), /darwin/);
  assert.match(reasonOf(loadNative('linux', 'ia32', never)), /ia32/);
});

test('native is loaded once', () => {
  assert.equal(native(), native());
});

test('failureOfErrno names the error and describes it as strerror does', () => {
  assert.deepEqual(failureOfErrno(13), { ok: false, code: 'EACCES', reason: 'Permission denied' });
  assert.equal(describeErrno('EADDRINUSE'), 'Address already in use');
  assert.equal(describeErrno('EXOTIC'), 'EXOTIC');
});

test('attempt turns exceptions into failures', () => {
  const error = Object.assign(new Error('nope'), { code: 'ENOENT' });
  assert.deepEqual(
    attempt(() => {
      throw error;
    }),
    { ok: false, code: 'ENOENT', reason: 'No such file or directory' },
  );
  assert.deepEqual(
    attempt(() => 5),
    { ok: true, value: 5 },
  );
});

function reasonOf(outcome: { ok: boolean; reason?: string }): string {
  return outcome.reason ?? '';
}
