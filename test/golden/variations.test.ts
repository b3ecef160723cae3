/** A sample of the variations that `bin/dev parity variations --all` compares with the haproxy of this machine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptedSeeds, allVariations, choose, compare, hasHaproxy, seeds, unexplained } from '../parity/variations.js';

const SEEDS = 45;
const COUNT = 160;

test('check: agrees with haproxy on variations of valid lines, but for what is known', {
  skip: hasHaproxy() ? false : 'there is no haproxy on this machine',
}, async () => {
  const found = await compare(choose(allVariations(acceptedSeeds(choose(seeds(), SEEDS))), COUNT));
  const lines = unexplained(found).map(({ section, line, haproxy, hawser }) => {
    return `${section}: ${line}: haproxy ${haproxy || 'accepts'}, hawser ${hawser || 'accepts'}`;
  });
  assert.deepEqual(lines, []);
});
