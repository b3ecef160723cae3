import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrderedQueue, Ticket } from '../../../src/base/ordered-queue.js';

/** A small generator, so that a failure repeats. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

test('an ordered queue gives the lowest key first, and equals in order of arrival, whoever leaves in between', () => {
  const next = numbers(7);
  const queue = new OrderedQueue<number>();
  const plain: { ticket: Ticket<number>; key: number }[] = [];
  for (let step = 0; step < 2000; step++) {
    if (plain.length > 0 && next(3) === 0) {
      const { ticket } = plain.splice(next(plain.length), 1)[0]!;
      queue.remove(ticket);
      assert.equal(ticket.at, -1);
    } else {
      const entry = { ticket: new Ticket(step), key: next(20) };
      queue.add(entry.ticket, entry.key);
      plain.push(entry);
    }
    // Entries stand in order of arrival, and the first lowest one wins.
    const lowest = plain.reduce<(typeof plain)[number] | undefined>(
      (best, entry) => (best && best.key <= entry.key ? best : entry),
      undefined,
    );
    assert.equal(queue.first, lowest?.ticket.owner);
    assert.equal(queue.firstKey, lowest?.key ?? Number.POSITIVE_INFINITY);
    assert.equal(queue.size, plain.length);
  }
});

test('a member that was passed over goes back to where it stood', () => {
  const queue = new OrderedQueue<string>();
  const first = new Ticket('first');
  queue.add(first, 1);
  queue.add(new Ticket('second'), 1);
  queue.remove(first);
  queue.enter(first, first.key, first.arrival);
  assert.equal(queue.first, 'first');
});
