import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../../src/compile/plan.js';
import { runRules } from '../../../../src/engine/phase/run-rules.js';
import type { StreamState } from '../../../../src/engine/stream/stream-state.js';
import { Verdict } from '../../../../src/model/verdict.js';

interface Step {
  readonly condition?: (stream: StreamState) => boolean;
  readonly run: () => Verdict;
}

const rulesOf = (steps: readonly Step[]) => steps as unknown as readonly Rule[];
const streamOf = () => ({ mayChange: false, final: false, lastRule: undefined }) as unknown as StreamState;

test('rules: a condition that lacks data has the rules in front of it run anew', () => {
  let counted = 0;
  let isHere = false;
  const rules = rulesOf([
    {
      run: () => {
        counted++;
        return Verdict.Continue;
      },
    },
    {
      condition: (stream) => {
        stream.mayChange = !isHere;
        return isHere;
      },
      run: () => Verdict.Stop,
    },
  ]);
  const position = { ruleIndex: 0 };
  assert.equal(runRules(rules, position, streamOf()), Verdict.Yield);
  isHere = true;
  assert.equal(runRules(rules, position, streamOf()), Verdict.Stop);
  assert.equal(counted, 2);
});

test('rules: an action that waits goes on by itself', () => {
  let counted = 0;
  const verdicts = [Verdict.Yield, Verdict.Continue];
  const rules = rulesOf([
    {
      run: () => {
        counted++;
        return Verdict.Continue;
      },
    },
    { run: () => verdicts.shift()! },
  ]);
  const position = { ruleIndex: 0 };
  assert.equal(runRules(rules, position, streamOf()), Verdict.Yield);
  assert.equal(position.ruleIndex, 1);
  assert.equal(runRules(rules, position, streamOf()), Verdict.Continue);
  assert.equal(counted, 1);
});

test('rules: when nothing more comes, what is unknown does not hold', () => {
  const stream = streamOf();
  Object.assign(stream, { final: true });
  const rules = rulesOf([
    {
      condition: (asked) => {
        asked.mayChange = true;
        return false;
      },
      run: () => Verdict.Deny,
    },
  ]);
  assert.equal(runRules(rules, { ruleIndex: 0 }, stream), Verdict.Continue);
});
