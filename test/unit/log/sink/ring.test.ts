import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RingSink } from '../../../../src/log/sink/ring.js';

const settings = { name: 'r', description: 'r', format: 'raw', maxLength: 1024, sizeBytes: 30, servers: [] } as const;

test('RingSink keeps the newest events within its size', () => {
  const ring = new RingSink(settings, []);
  for (let number = 0; number < 5000; number++) ring.send(`event ${number}`);
  assert.deepEqual(ring.events(), ['event 4998', 'event 4999']);
  assert.equal(ring.dropped, 0);
});

test('RingSink drops an event that is larger than the ring', () => {
  const ring = new RingSink(settings, []);
  ring.send('a');
  ring.send('x'.repeat(30));
  assert.deepEqual([ring.events(), ring.dropped], [['a'], 1]);
});

test('RingSink copies events to its servers and to those who watch', () => {
  const copies: string[] = [];
  const forward = { send: (line: string) => copies.push(line), flush() {}, close: async () => {}, dropped: 0 };
  const seen: string[] = [];
  const ring = new RingSink(settings, [forward]);
  const stop = ring.watch((line) => seen.push(line));
  ring.send('a');
  stop();
  ring.send('b');
  assert.deepEqual([copies, seen], [['a', 'b'], ['a']]);
});
