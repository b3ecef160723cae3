import assert from 'node:assert/strict';
import test from 'node:test';
import { timers } from '../../../../src/base/timer-wheel.js';
import { Flow, type FlowTarget } from '../../../../src/engine/filter/flow.js';
import type { Filter, FlowWorker } from '../../../../src/model/filter.js';

const FILTER: Filter = { name: 'test', id: 'x', owner: 'f', ranks: { request: 0, response: 0 } };

class Target implements FlowTarget {
  text = '';
  isFull = false;
  ends = 0;
  moves = 0;
  forward(bytes: Buffer): void {
    this.text += bytes.toString('latin1');
  }
  ended(): void {
    this.ends++;
  }
  moved(): void {
    this.moves++;
  }
}

function worker(more: Partial<FlowWorker>): FlowWorker {
  return { filter: FILTER, side: 'response', wakeAtMs: Number.POSITIVE_INFINITY, ...more };
}

test('workers see bytes in the order of their ranks', () => {
  const target = new Target();
  const flow = new Flow(target, 100);
  flow.add(worker({ transform: (bytes) => Buffer.from(`(${bytes})`) }), 2);
  flow.add(worker({ transform: (bytes) => Buffer.from(`[${bytes}]`), finish: () => Buffer.from('!') }), 1);
  flow.push(Buffer.from('a'));
  flow.end();
  assert.equal(target.text, '([a])(!)');
  assert.equal(target.ends, 1);
  assert.equal(flow.busy, false);
});

test('what a worker keeps is copied, and offered again with what follows', () => {
  const target = new Target();
  const flow = new Flow(target, 6);
  let room = 3;
  const admit = (size: number) => {
    const taken = Math.min(size, room);
    room -= taken;
    return taken;
  };
  flow.add(worker({ admit }), 0);
  const lent = Buffer.from('abcdef');
  flow.push(lent);
  lent.fill('x');
  assert.deepEqual([target.text, flow.heldBytes, flow.full], ['abc', 3, false]);
  flow.push(Buffer.from('ghi'));
  assert.equal(flow.full, true);
  flow.end();
  assert.equal(target.ends, 0);
  room = 100;
  flow.pump();
  assert.deepEqual([target.text, target.ends, flow.busy], ['abcdefghi', 1, false]);
});

test('a full target holds everything until it is pumped', () => {
  const target = new Target();
  const flow = new Flow(target, 100);
  flow.add(worker({}), 0);
  target.isFull = true;
  flow.push(Buffer.from('ab'));
  flow.end();
  assert.deepEqual([target.text, target.ends], ['', 0]);
  target.isFull = false;
  flow.pump();
  assert.deepEqual([target.text, target.ends], ['ab', 1]);
});

test('the same payload can pass again', () => {
  const target = new Target();
  const flow = new Flow(target, 100);
  let restarts = 0;
  flow.add(worker({ restart: () => restarts++ }), 0);
  flow.push(Buffer.from('ab'));
  flow.end();
  flow.restart();
  flow.push(Buffer.from('ab'));
  flow.end();
  assert.deepEqual([target.text, target.ends, restarts], ['abab', 2, 1]);
});

test('time lets a worker go on, and closing leaves no timer', async () => {
  const before = timers.size;
  const target = new Target();
  const flow = new Flow(target, 100);
  let calls = 0;
  let closed = 0;
  const slow = {
    ...worker({}),
    wakeAtMs: 0,
    admit: (size: number, _isLast: boolean, nowMs: number) => {
      slow.wakeAtMs = nowMs + 1;
      return calls++ === 0 ? 0 : size;
    },
    close: () => closed++,
  };
  flow.add(slow, 0);
  await new Promise<void>((resolve) => {
    target.moved = resolve;
    flow.push(Buffer.from('late'));
  });
  assert.equal(target.text, 'late');
  flow.close();
  assert.deepEqual([closed, flow.active, timers.size], [1, false, before]);
});
