import assert from 'node:assert/strict';
import test from 'node:test';
import { BandwidthLimit, type ByteMeter, StreamMeter } from '../../../../src/features/filter/bandwidth-limit.js';
import type { Filter } from '../../../../src/model/filter.js';

const FILTER: Filter = { name: 'bwlim-out', id: 'x', owner: 'f', ranks: { request: 0, response: 0 } };
const NEVER = Number.POSITIVE_INFINITY;

function limit(meter: ByteMeter, minBytes = 0): BandwidthLimit {
  return new BandwidthLimit(FILTER, 'response', minBytes, meter);
}

/** Lets a transfer run on a clock of its own: what goes when. */
function transfer(worker: BandwidthLimit, sizeBytes: number): { at: number; size: number }[] {
  const steps: { at: number; size: number }[] = [];
  let left = sizeBytes;
  for (let now = 1000; left > 0; now = worker.wakeAtMs) {
    const size = worker.admit(left, true, now);
    if (size > 0) steps.push({ at: now - 1000, size });
    left -= size;
    if (left > 0) assert.ok(worker.wakeAtMs > now && worker.wakeAtMs < NEVER, `no next moment at ${now}`);
  }
  return steps;
}

test('a stream sends its limit at once, then no more than the limit in any period', () => {
  const steps = transfer(limit(new StreamMeter(1000, 1000), 100), 5000);
  assert.deepEqual(steps[0], { at: 0, size: 1000 });
  const sent = (from: number, to: number) =>
    steps.filter(({ at }) => at >= from && at < to).reduce((sum, { size }) => sum + size, 0);
  for (const from of [0, 1000, 2000, 3000]) assert.ok(sent(from, from + 1000) <= 2000, `from ${from}`);
  assert.ok(steps.at(-1)!.at >= 4000 && steps.at(-1)!.at <= 5600, String(steps.at(-1)!.at));
});

test('what is below the limit passes at once and sets no moment', () => {
  const worker = limit(new StreamMeter(1000, 1000));
  assert.equal(worker.admit(900, false, 1000), 900);
  assert.equal(worker.wakeAtMs, NEVER);
});

test('min-size keeps pieces from becoming small', () => {
  const steps = transfer(limit(new StreamMeter(1000, 1000), 250), 3000);
  assert.ok(
    steps.slice(0, -1).every(({ size }) => size >= 250),
    JSON.stringify(steps),
  );
});

test('a min-size above the limit still lets bytes pass', () => {
  const steps = transfer(limit(new StreamMeter(100, 1000), 5000), 500);
  assert.equal(
    steps.reduce((sum, { size }) => sum + size, 0),
    500,
  );
});

test('streams that share a limit get an equal part', () => {
  let used = 0;
  const meter: ByteMeter = {
    ...{ limitBytes: 1000, periodMs: 1000, users: 4, read: () => used },
    add: (size) => {
      used += size;
    },
  };
  assert.equal(limit(meter).admit(5000, false, 1000), 250);
  assert.equal(limit(meter).admit(5000, false, 1000), 188);
});

test('another limit takes effect at once', () => {
  const worker = limit(new StreamMeter(10, 1000));
  assert.equal(worker.admit(100, false, 1000), 10);
  assert.equal(worker.admit(90, false, 1001), 0);
  worker.change(new StreamMeter(1000, 1000));
  assert.equal(worker.admit(90, false, 1002), 90);
});
