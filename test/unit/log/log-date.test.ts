import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LogDate } from '../../../src/log/log-date.js';

before(() => {
  process.env.TZ = 'America/St_Johns';
});

test('syslog pads the day with a blank and keeps the text during a second', () => {
  let nowMs = Date.UTC(2026, 0, 5, 12, 0, 0, 0);
  const date = new LogDate(() => nowMs);
  assert.equal(date.syslog(), 'Jan  5 08:30:00');
  nowMs += 999;
  assert.equal(date.syslog(), 'Jan  5 08:30:00');
  nowMs += 1;
  assert.equal(date.syslog(), 'Jan  5 08:30:01');
});

test('iso writes microseconds and a negative offset with minutes', () => {
  const date = new LogDate(() => Date.UTC(2026, 0, 5, 12, 0, 0, 7) + 0.25);
  assert.equal(date.iso(), '2026-01-05T08:30:00.007250-03:30');
});

test('iso follows the wall clock without a given clock, and never goes back', () => {
  const date = new LogDate();
  const before = Date.now();
  const texts = Array.from({ length: 100 }, () => date.iso());
  assert.deepEqual(texts, [...texts].sort());
  assert.ok(Math.abs(Date.parse(texts[0] as string) - before) < 1000);
});
