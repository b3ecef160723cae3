/** Averages of times: the mean of the samples there are, a sliding one behind the window. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countEnd } from '../../../../src/engine/stream/count-end.js';
import type { StreamState } from '../../../../src/engine/stream/stream-state.js';
import { Counters } from '../../../../src/model/counters.js';
import type { ProcessFigures } from '../../../../src/model/runtime.js';

function state(closeAtMs: number, listenerCounters: Counters) {
  const side = () => ({ frontend: new Counters(), backend: new Counters(), backendConnections: 1 });
  return {
    ...{ session: { listenerCounters }, frontend: side(), backend: side(), server: { counters: new Counters() } },
    ...{ status: 200, bytesFromClient: 10, bytesToClient: 20, requestMs: 0, idleMs: 0, queueAtMs: 0 },
    ...{ backendLive: { isHttp: true }, countedFromClient: 0, countedToClient: 0 },
    ...{ connectAtMs: closeAtMs / 2, dataAtMs: closeAtMs, closeAtMs },
  };
}

test('the first sample is the average, the others count as much as it', () => {
  const listener = new Counters();
  const figures = { bytesOut: 0 } as ProcessFigures;
  const shared = state(100, listener);
  for (const closeAtMs of [100, 200, 300]) {
    const one = { ...shared, closeAtMs, connectAtMs: closeAtMs / 2, dataAtMs: closeAtMs };
    countEnd(one as unknown as StreamState, true, figures);
  }
  const { counters } = shared.server;
  assert.deepEqual([counters.totalTime, counters.connectTime, counters.totalTimeMax], [200, 100, 300]);
  assert.deepEqual([listener.bytesIn, listener.bytesOut, figures.bytesOut], [30, 60, 60]);
});
