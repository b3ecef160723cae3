/** `tcp-check set-var(...)`, `http-check set-var(...)` and their like (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { argText } from '../../catalog/text.js';
import type { VariableStep } from '../../model/config/health-check.js';
import { rulesOf } from './check-config.js';

/** Reads a rule whose word is `action(name)`: the name stands in the keyword. */
export function readVariable(site: DirectiveSite, action: VariableStep['action'], http: boolean): void {
  const keyword = site.rawWords[1];
  const text = keyword?.value ?? '';
  const suffix = text.slice(action.length);
  const range = keyword ? argText(keyword).range : site.keyword;
  const name = /^\((.*)\)$/.exec(suffix)?.[1] ?? '';
  if (!/^(?:proc|sess|txn|req|res|check)\.[A-Za-z0-9_.]+$/.test(name.replace(/,.*$/, ''))) {
    site.report('arg/invalid', range, `'${text}' names no variable, such as check.name`);
    return;
  }
  const value = action === 'unset-var' ? undefined : site.words.expect(arg.any('expr', 'an expression'));
  if (action !== 'unset-var' && !value) return;
  const rules = rulesOf(site, http);
  rules.push({
    ...{ kind: 'variable', index: rules.length, comment: undefined, action, value },
    suffix: { value: suffix, range },
  });
}

/** Reads a `comment` rule: it belongs to the rules behind it. */
export function readComment(site: DirectiveSite, http: boolean): void {
  const comment = site.words.expect(arg.str('string'));
  const rules = rulesOf(site, http);
  if (comment !== undefined) rules.push({ kind: 'comment', index: rules.length, comment });
}
