import assert from 'node:assert/strict';
import { test } from 'node:test';
import v8 from 'node:v8';
import { collectGarbage, type HeapAccess, QuietHeap } from '../../../src/app/quiet-heap.js';

const MIB = 1024 * 1024;

/** A heap that is looked at instead of the own one. */
class FakeHeap implements HeapAccess {
  busy = 0;
  served = 0;
  used = 20 * MIB;
  taken = 40 * MIB;
  collections = 0;

  busyShare(): number {
    return this.busy;
  }

  requests(): number {
    return this.served;
  }

  size(): { readonly used: number; readonly taken: number } {
    return this;
  }

  collect(): Promise<void> {
    this.collections++;
    this.taken = this.used;
    return Promise.resolve();
  }
}

async function looks(quiet: QuietHeap, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await quiet.look();
}

test('memory is given back once per time of quiet', async () => {
  const heap = new FakeHeap();
  const quiet = new QuietHeap(heap);
  await looks(quiet, 2);
  assert.equal(heap.collections, 0);
  await looks(quiet, 10);
  assert.equal(heap.collections, 1);
  heap.taken = 60 * MIB;
  await looks(quiet, 10);
  assert.equal(heap.collections, 1);
  heap.busy = 0.3;
  await looks(quiet, 10);
  heap.busy = 0.001;
  await looks(quiet, 3);
  assert.equal(heap.collections, 2);
});

test('a look that finds the process busy begins the wait anew', async () => {
  const heap = new FakeHeap();
  const quiet = new QuietHeap(heap);
  await looks(quiet, 2);
  heap.busy = 0.05;
  await looks(quiet, 1);
  heap.busy = 0;
  await looks(quiet, 2);
  assert.equal(heap.collections, 0);
});

test('a process that is asked all the time is not quiet, however little it works', async () => {
  const heap = new FakeHeap();
  const quiet = new QuietHeap(heap);
  for (let at = 0; at < 5; at++) {
    heap.served += 20;
    await quiet.look();
  }
  assert.equal(heap.collections, 0);
  for (let at = 0; at < 3; at++) {
    heap.served += 5;
    await quiet.look();
  }
  assert.equal(heap.collections, 1);
});

test('a heap that hardly grew since the last time is left alone', async () => {
  const heap = new FakeHeap();
  const quiet = new QuietHeap(heap);
  await looks(quiet, 3);
  heap.busy = 1;
  await looks(quiet, 1);
  heap.busy = 0;
  heap.taken = 24 * MIB;
  await looks(quiet, 5);
  assert.equal(heap.collections, 1);
});

test('a large heap is left alone: the pause would be long', async () => {
  const heap = new FakeHeap();
  heap.used = 200 * MIB;
  heap.taken = 300 * MIB;
  await looks(new QuietHeap(heap), 10);
  assert.equal(heap.collections, 0);
});

test('collectGarbage shrinks what V8 has taken', async () => {
  let garbage: unknown = Array.from({ length: 400_000 }, (_, at) => ({ at }));
  const before = v8.getHeapStatistics().total_heap_size;
  assert.ok(garbage !== undefined);
  garbage = undefined;
  await collectGarbage();
  assert.ok(v8.getHeapStatistics().total_heap_size < before - 5 * MIB);
});
