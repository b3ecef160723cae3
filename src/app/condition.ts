/** `-cc`: evaluates a condition of conditional blocks (manual 2.4) for scripts. */
import { checkCondition } from '../../grammar/source/check-condition.js';
import { Env } from '../../grammar/words/env.js';
import type { Options } from './argv.js';
import { describeFeatures } from './version.js';

/** @returns 0 if it holds, 1 if not, 2 if it is not a condition */
export function evaluateCondition(options: Options): number {
  const result = checkCondition(options.condition, {
    env: Env.fromProcess(process.env),
    features: describeFeatures(),
  });
  if (result.ok) return result.value ? 0 : 1;
  process.stderr.write(`hawser: ${result.message}\n`);
  return 2;
}
