import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nowMs, preciseNowMs, wallNowMs, wallNowUs } from '../../../src/base/clock.js';

test('clock: monotonic and wall time agree with themselves', () => {
  const first = preciseNowMs();
  const whole = nowMs();
  assert.ok(Number.isInteger(whole) && whole >= Math.trunc(first) && whole <= preciseNowMs());
  assert.ok(Math.abs(wallNowUs() / 1000 - wallNowMs()) <= 3);
});
