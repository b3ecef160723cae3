import assert from 'node:assert/strict';
import test from 'node:test';
import { renderClock, renderLogDate, renderLogDateMs, renderZone } from '../../../src/base/calendar.js';

const DATE = new Date(2026, 1, 6, 2, 12, 5, 43);

test('dates are written in local time, two digits each', () => {
  assert.equal(renderClock(DATE), '02:12:05');
  assert.equal(renderLogDate(DATE), '06/Feb/2026:02:12:05');
  assert.equal(renderLogDateMs(DATE.getTime()), '06/Feb/2026:02:12:05.043');
});

test('renderZone writes hours and minutes with their sign', () => {
  const at = (minutes: number) => ({ getTimezoneOffset: () => -minutes }) as Date;
  assert.equal(renderZone(at(0)), '+0000');
  assert.equal(renderZone(at(-210), ':'), '-03:30');
  assert.equal(renderZone(at(345)), '+0545');
});
