import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frequency } from '../../../src/base/frequency.js';

test('frequency: the previous period fades out', () => {
  const rate = new Frequency(1000);
  rate.add(100, 10_000);
  assert.equal(rate.read(10_000), 100);
  assert.equal(rate.read(10_999), 100);
  assert.equal(rate.read(11_000), 100);
  assert.equal(rate.read(11_250), 75);
  assert.equal(rate.read(11_500), 50);
  rate.add(10, 11_500);
  assert.equal(rate.read(11_900), 20);
  assert.equal(rate.read(12_000), 10);
  assert.equal(rate.read(13_000), 0);
});

test('frequency: a single event does not flap', () => {
  const rate = new Frequency(1000);
  rate.add(1, 5000);
  assert.equal(rate.read(6999), 1);
  assert.equal(rate.read(7000), 0);
});

test('frequency: what remains under a limit, and how long to wait', () => {
  const rate = new Frequency(1000);
  assert.equal(rate.remaining(10, 0, 1000), 10);
  rate.add(8, 1000);
  assert.equal(rate.remaining(10, 0, 1000), 2);
  assert.equal(rate.remaining(10, 3, 1000), 0);
  assert.equal(rate.nextDelayMs(10, 0, 1000), 0);
  rate.add(2, 1000);
  assert.equal(rate.nextDelayMs(10, 0, 1000), 100);
  assert.equal(rate.remaining(10, 0, 3000), 10);
  rate.clear();
  assert.equal(rate.read(3000), 0);
});
