/** HTTP/1 behaviour next to haproxy of this machine (Debian's 2.6): bytes to the origin, bytes to the client, log lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutHaproxy26 } from '../../support/program.js';
import { CASES as CONVERSATIONS } from './cases.js';
import { startStage } from './stage.js';
import { WORD_CASES } from './word-cases.js';

const CASES = [...CONVERSATIONS, ...WORD_CASES];

test('parity with haproxy', { skip: withoutHaproxy26 }, async (t) => {
  const [theirs, ours] = [await startStage(t, CASES, 'haproxy'), await startStage(t, CASES)];
  // One after the other: with short time limits, who is busy with other cases is late.
  for (const [index, one] of CASES.entries()) {
    const title = one.known === undefined ? '' : `; not compared: ${one.known.reason}`;
    await t.test(`parity: ${one.name}${title}`, async () => {
      const [expected, seen] = await Promise.all([theirs.run(index), ours.run(index)]);
      const mask = one.known?.mask ?? ((all) => all);
      assert.deepEqual(mask(seen), mask(expected));
    });
  }
});
