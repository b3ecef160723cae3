/**
 * The lint stage: what HAProxy accepts and people mostly do not want. Runs after all others, for `hawser check` only, and
 * says nothing about lines that are wrong anyway.
 */
import type { Diagnostics } from '../diag/diagnostic.js';
import { aclRules } from './rule/acl.js';
import { chainRules } from './rule/chain.js';
import { deprecatedRules } from './rule/deprecated.js';
import { exposureRules } from './rule/exposure.js';
import { fieldNameRules } from './rule/field-name.js';
import { injectionRules } from './rule/injection.js';
import { orderRules } from './rule/order.js';
import { referenceRules } from './rule/reference.js';
import { regexRules } from './rule/regex.js';
import { tlsRules } from './rule/tls.js';
import { trafficRules } from './rule/traffic.js';
import type { LintRule } from './rule.js';
import { rangeOfSpot } from './rule.js';
import { createView, type LintInput, placeOf } from './view.js';

/** Every rule. */
export const LINT_RULES: readonly LintRule[] = [
  ...aclRules,
  ...regexRules,
  ...orderRules,
  ...referenceRules,
  ...deprecatedRules,
  ...exposureRules,
  ...tlsRules,
  ...injectionRules,
  ...fieldNameRules,
  ...trafficRules,
  ...chainRules,
];

/** Runs all rules. */
export function lint(input: Omit<LintInput, 'found'>, diagnostics: Diagnostics): void {
  const found = [...diagnostics.list];
  const view = createView({ ...input, found });
  const broken = new Set(
    found.flatMap(({ severity, range }) => (severity === 'alert' && range ? [placeOf(range)] : [])),
  );
  for (const rule of LINT_RULES) {
    // What stands in a defaults section is found once per proxy that takes it.
    const told = new Set<string>();
    rule.check(view, (spot, message, options) => {
      const range = rangeOfSpot(spot);
      const key = `${range.start} ${range.source.name}`;
      if (broken.has(placeOf(range)) || told.has(key)) return;
      told.add(key);
      diagnostics.report(rule.code, range, message, options);
    });
  }
}
