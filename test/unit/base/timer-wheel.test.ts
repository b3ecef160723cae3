import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preciseNowMs } from '../../../src/base/clock.js';
import { TimerEntry, TimerWheel } from '../../../src/base/timer-wheel.js';

/** A wheel with a clock that the test moves, and entries that note when they fire. */
function bench() {
  const state = { nowMs: 1000, fired: [] as string[] };
  const wheel = new TimerWheel(() => state.nowMs);
  const entry = (name: string): TimerEntry =>
    new TimerEntry({ onTimeout: () => state.fired.push(`${name}@${state.nowMs}`) });
  const run = (untilMs: number): string[] => {
    while (state.nowMs < untilMs) {
      state.nowMs += 1;
      wheel.advance();
    }
    return state.fired.splice(0);
  };
  return { state, wheel, entry, run };
}

test('wheel: fires not before the limit and at most a tick after it', () => {
  const { state, wheel, entry, run } = bench();
  for (const delayMs of [1, 7, 8, 9, 20, 33, 100, 4096, 65536, 65537, 200000]) {
    const one = entry('t');
    const startMs = state.nowMs;
    wheel.arm(one, startMs, delayMs);
    const [fired, ...others] = run(startMs + delayMs + 10);
    const atMs = Number(fired!.slice(2));
    assert.ok(atMs >= startMs + delayMs && atMs <= startMs + delayMs + 8, `${delayMs} fired after ${atMs - startMs}`);
    assert.deepEqual(others, []);
    assert.equal(one.armed, false);
  }
  assert.equal(wheel.size, 0);
});

test('wheel: a limit that moves away is stored and found again', () => {
  const { state, wheel, entry, run } = bench();
  const one = entry('t');
  wheel.arm(one, state.nowMs, 50);
  assert.deepEqual(run(1040), []);
  wheel.arm(one, state.nowMs, 50);
  one.expireMs += 10;
  assert.deepEqual(run(1099), []);
  assert.equal(run(1120).length, 1);
  wheel.remove(one);
});

test('wheel: an earlier limit moves the entry', () => {
  const { state, wheel, entry, run } = bench();
  const one = entry('t');
  wheel.arm(one, state.nowMs, 5000);
  wheel.arm(one, state.nowMs, 20);
  assert.equal(run(1030).length, 1);
  assert.deepEqual(run(7000), []);
});

test('wheel: disarmed and removed entries stay silent', () => {
  const { state, wheel, entry, run } = bench();
  const [a, b, c] = [entry('a'), entry('b'), entry('c')];
  for (const one of [a, b, c]) wheel.arm(one, state.nowMs, 30);
  wheel.disarm(a);
  wheel.remove(b);
  wheel.arm(c, state.nowMs, 0);
  assert.deepEqual(run(2000), []);
  assert.equal(wheel.size, 0);
});

test('wheel: handlers may arm and remove entries of the same slot', () => {
  const state = { nowMs: 1000 };
  const wheel = new TimerWheel(() => state.nowMs);
  const fired: string[] = [];
  const b = new TimerEntry({ onTimeout: () => fired.push('b') });
  const c = new TimerEntry({ onTimeout: () => fired.push('c') });
  const a = new TimerEntry({
    onTimeout: (self) => {
      fired.push('a');
      wheel.remove(b);
      if (fired.length < 3) wheel.arm(self, state.nowMs, 10);
    },
  });
  // The newest entry of a slot is served first.
  for (const one of [c, b, a]) wheel.arm(one, state.nowMs, 30);
  for (; state.nowMs < 1200; state.nowMs++) wheel.advance();
  assert.deepEqual(fired, ['a', 'c', 'a']);
  assert.equal(wheel.size, 0);
});

test('wheel: a long stall serves everything once', () => {
  const { state, wheel, entry } = bench();
  for (let n = 0; n < 100; n++) wheel.arm(entry(String(n)), state.nowMs, 1 + n * 1000);
  state.nowMs += 10_000_000;
  wheel.advance();
  assert.equal(state.fired.length, 100);
  assert.equal(wheel.size, 0);
});

test('wheel: the timer of the process drives it and ends with it', async () => {
  const wheel = new TimerWheel();
  const startMs = preciseNowMs();
  await new Promise<void>((resolve) => {
    const entry = new TimerEntry({ onTimeout: () => resolve() });
    wheel.arm(entry, startMs, 20);
  });
  assert.ok(preciseNowMs() - startMs >= 20);
  assert.equal(wheel.size, 0);
});
