/** Lines to log backends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BalancedSink } from '../../../../src/log/sink/balanced.js';
import type { LogSink } from '../../../../src/log/sink.js';

test('BalancedSink: the server is chosen by the message, and gets the whole line', () => {
  const got: string[] = [];
  const server = (name: string): LogSink => ({
    ...{ send: (line) => got.push(`${name} ${line}`), flush: () => {}, close: async () => {}, dropped: 0 },
  });
  const sinks = new Map([
    ['m1', server('a')],
    ['m2', server('b')],
  ]);
  const sink = new BalancedSink((message) => sinks.get(message));
  sink.send('<134> m1', 6);
  sink.send('<134> m2', 6);
  sink.send('m2');
  sink.send('<134> m3', 6);
  assert.deepEqual([got, sink.dropped], [['a <134> m1', 'b <134> m2', 'b m2'], 1]);
});
