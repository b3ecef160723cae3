import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckGate, type Done } from '../../../../src/engine/health/gate.js';
import type { Run } from '../../../../src/engine/health/health-check.js';
import { plainFinding } from '../../../../src/engine/health/verdict.js';

/** Runs that end when the test says so; `log` tells what happened. */
function runs(gate: CheckGate, names: readonly string[]) {
  const log: string[] = [];
  const ends: Record<string, () => void> = {};
  const make = (name: string) => {
    const run = (done: Done): Run => {
      ends[name] = () => done(plainFinding('L4OK'), 0);
      return { start: () => log.push(`start ${name}`), cancel: () => log.push(`cancel ${name}`) };
    };
    return gate.limit(run)(() => log.push(`end ${name}`));
  };
  return { log, ends, all: names.map(make) };
}

test('tune.max-checks-per-thread: who finds no place waits until one ends', () => {
  const { log, ends, all } = runs(new CheckGate(2), ['a', 'b', 'c', 'd']);
  for (const run of all) run.start();
  assert.deepEqual(log.splice(0), ['start a', 'start b']);
  ends.b!();
  assert.deepEqual(log.splice(0), ['start c', 'end b']);
  all[3]!.cancel();
  all[0]!.cancel();
  assert.deepEqual(log.splice(0), ['cancel d', 'cancel a']);
  ends.c!();
  assert.deepEqual(log, ['end c']);
});

test('tune.max-checks-per-thread 0: all run at once', () => {
  const { log, all } = runs(new CheckGate(0), ['a', 'b', 'c']);
  for (const run of all) run.start();
  assert.deepEqual(log, ['start a', 'start b', 'start c']);
});
