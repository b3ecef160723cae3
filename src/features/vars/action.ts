/** `set-var(name[,cond...])`, `set-var-fmt(...)`, `unset-var(name)` in every ruleset (manual 4.4). */
import type { ActionSite } from '../../catalog/directive-site.js';
import type { Action, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { parseVarName } from '../../catalog/kind/text.js';
import type { VarName } from '../../catalog/site.js';
import { RULESETS } from '../../model/ruleset.js';
import { Verdict } from '../../model/verdict.js';
import type { SetCondition } from './condition.js';
import { CONDITIONS, compileSetter } from './condition.js';

interface Target {
  readonly place: VarName;
  readonly conditions: readonly SetCondition[];
}

/** Takes `(scope.name,cond,...)` apart; undefined after a report. */
function parseTarget(site: ActionSite): Target | undefined {
  const text = site.suffix?.value ?? '';
  const range = site.suffix?.range ?? site.keyword;
  if (!text.startsWith('(') || !text.endsWith(')')) {
    site.report('arg/missing', range, `expects a variable between parentheses, found '${text}'`);
    return undefined;
  }
  const [name = '', ...words] = text.slice(1, -1).split(',');
  const place = parseVarName(name);
  if (!place) {
    const expects = `a scope (proc, sess, txn, req, res, check), a dot and a name of letters, digits and '_'`;
    site.report('arg/invalid', range, `'${name}' is not a variable name, which has ${expects}`);
    return undefined;
  }
  const conditions = words.map((word) => CONDITIONS.find((condition) => condition === word));
  const unknown = conditions.indexOf(undefined);
  if (unknown < 0) return { place, conditions: conditions as readonly SetCondition[] };
  site.report('arg/invalid', range, `'${words[unknown]}' is not one of ${CONDITIONS.join(', ')}`);
  return undefined;
}

function compileSetVar(site: ActionSite): Action | undefined {
  const target = parseTarget(site);
  const expression = site.expression();
  if (!target || !expression) return undefined;
  const set = compileSetter(target.place, target.conditions, site.live.tune);
  return (stream) => {
    const value = expression.evaluate(stream);
    if (value !== undefined) set(stream, value);
    return Verdict.Continue;
  };
}

function compileSetVarFormat(site: ActionSite): Action | undefined {
  const target = parseTarget(site);
  const format = site.format('plain');
  if (!target || !format) return undefined;
  const set = compileSetter(target.place, target.conditions, site.live.tune);
  return (stream) => {
    set(stream, format(stream));
    return Verdict.Continue;
  };
}

function compileUnsetVar(site: ActionSite): Action | undefined {
  const target = parseTarget(site);
  if (!target) return undefined;
  const { scope, name } = target.place;
  return (stream) => {
    stream.vars(scope)?.delete(name);
    return Verdict.Continue;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'set-var',
    doc: '4.4#set-var',
    brief: 'Stores the value of an expression in a variable.',
    since: '1.6',
    support: 'full',
    rulesets: RULESETS,
    match: 'prefix',
    usage: 'set-var(<var-name>[,<cond>...]) <expr>',
    compile: compileSetVar,
  }),
  define.action({
    name: 'set-var-fmt',
    doc: '4.4#set-var-fmt',
    brief: 'Stores the result of a format in a variable.',
    since: '2.5',
    support: 'full',
    rulesets: RULESETS,
    match: 'prefix',
    usage: 'set-var-fmt(<var-name>[,<cond>...]) <fmt>',
    compile: compileSetVarFormat,
  }),
  define.action({
    name: 'unset-var',
    doc: '4.4#unset-var',
    brief: 'Removes a variable.',
    since: '1.6',
    support: 'full',
    rulesets: RULESETS,
    match: 'prefix',
    usage: 'unset-var(<var-name>)',
    compile: compileUnsetVar,
  }),
];
