/**
 * Runs a list of compiled rules in order until one decides. A rule that yields is the one that runs first when the stream
 * comes back; a condition that cannot be decided yet has all rules run anew, those in front of it too (haproxy 2.6).
 */
import type { Rule } from '../../compile/plan.js';
import { Verdict } from '../../model/verdict.js';
import type { StreamState } from '../stream/stream-state.js';

/** Where a stream stands in the list that it is running. */
export interface RulePosition {
  ruleIndex: number;
}

/**
 * Goes on at `position.ruleIndex`. `Continue`: all rules were run. With `stream.final` false, a condition that lacks data
 * yields instead of failing.
 */
export function runRules(rules: readonly Rule[], position: RulePosition, stream: StreamState): Verdict {
  for (let at = position.ruleIndex; at < rules.length; at++) {
    const rule = rules[at]!;
    const { condition } = rule;
    if (condition !== undefined) {
      stream.mayChange = false;
      const holds = condition(stream);
      if (stream.mayChange && !stream.final) {
        position.ruleIndex = 0;
        return Verdict.Yield;
      }
      if (!holds) continue;
    }
    const verdict = rule.run(stream);
    if (verdict === Verdict.Continue) continue;
    position.ruleIndex = verdict === Verdict.Yield ? at : 0;
    if (verdict !== Verdict.Yield) {
      stream.lastRule = rule;
      stream.strictRewrite = undefined;
    }
    return verdict;
  }
  position.ruleIndex = 0;
  stream.strictRewrite = undefined;
  return Verdict.Continue;
}
