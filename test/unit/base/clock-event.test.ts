/** Time within an event. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enterEvent, leaveEvent, nowMs, preciseNowMs } from '../../../src/base/clock.js';

test('the clock stands still within an event and goes on behind it', () => {
  enterEvent();
  const begin = nowMs();
  while (preciseNowMs() < begin + 3);
  assert.equal(nowMs(), begin);
  leaveEvent();
  assert.ok(nowMs() >= begin + 2);
});
