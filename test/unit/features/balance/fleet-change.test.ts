/** Tables that are kept up to date are the same as tables made anew, whatever changed in between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ring } from '../../../../src/features/balance/ring.js';
import { StaticMap } from '../../../../src/features/balance/static-map.js';
import type { Proxy } from '../../../../src/model/proxy.js';
import { Admin } from '../../../../src/model/server.js';
import { addServer, fleet } from '../../../support/proxy.js';

const weighted = (weights: readonly number[]) => weights.map((weight, at) => ({ id: at + 1, weight }));

function change(proxy: Proxy, index: number, values: { readonly admin?: number; readonly weight?: number }): void {
  Object.assign(proxy.servers[index]!, values);
}

const around = (ring: Ring) =>
  Array.from({ length: 512 }, (_, at) => ring.nearest(Math.floor((at * 0x1_0000_0000) / 512))?.name);

test('a ring follows servers that rest, join, leave and change their weight', () => {
  const proxy = fleet(weighted([3, 1, 7, 2]));
  const ring = new Ring(proxy);
  const changes: readonly (() => void)[] = [
    () => change(proxy, 1, { admin: Admin.ForcedMaintenance }),
    () => change(proxy, 2, { weight: 4 }),
    () => void addServer(proxy, 's9', { id: 9, weight: 5 }),
    () => change(proxy, 1, { admin: 0 }),
    () => void proxy.servers.splice(0, 1),
    () => void addServer(proxy, 's10', { id: 10, weight: 2 }),
    () => {
      for (const server of proxy.servers) server.admin = Admin.ForcedMaintenance;
    },
    () => change(proxy, 0, { admin: 0 }),
  ];
  for (const step of changes) {
    step();
    ring.invalidate();
    assert.deepEqual(around(ring), around(new Ring(proxy)));
  }
});

/** The definition: with every slot all earn their weight, and the first one with the most whole turns pays the total. */
function slotsByDefinition(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scores = weights.map(() => 0);
  return Array.from({ length: total }, () => {
    let best = 0;
    let most = -1;
    for (const [at, weight] of weights.entries()) {
      scores[at]! += weight;
      const turns = Math.trunc((scores[at]! + total) / total);
      if (turns <= most) continue;
      most = turns;
      best = at;
    }
    scores[best]! -= total;
    return best + 1;
  });
}

test('a static table has the slots of its definition', () => {
  const fleets = [
    [1],
    [1, 1, 1],
    [7, 3, 10, 1, 5],
    [256, 1],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [5, 0, 5],
    [13, 13, 1, 200, 41],
  ];
  for (const weights of fleets) {
    const proxy = fleet(weighted(weights));
    const present = weights.filter((weight) => weight > 0);
    const ids = weights.flatMap((weight, at) => (weight > 0 ? [at + 1] : []));
    const divisor = present.reduce((a, b) => {
      let [high, low] = [a, b];
      while (low > 0) [high, low] = [low, high % low];
      return high;
    });
    const expected = slotsByDefinition(present.map((weight) => weight / divisor)).map((slot) => ids[slot - 1]);
    assert.deepEqual(
      new StaticMap(proxy).slots.map(({ id }) => id),
      expected,
      weights.join(' '),
    );
  }
});
