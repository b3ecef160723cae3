/** `var` (manual 7.3.2): the value of a variable, with an optional value for when it is not set. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { parseVarName } from '../../catalog/kind/text.js';
import type { VarName } from '../../catalog/site.js';
import { USE_POINTS } from '../../model/ruleset.js';

/** Scopes of the stream that this one was made for: there is none, so these variables are never set. */
const PARENT = /^p(?:sess|txn|req|res)\.[A-Za-z0-9_.]+$/;

/** A variable to read, or `parent` for one of a parent stream. */
const readableVar = kindOf<VarName | 'parent'>(
  'var',
  'string',
  'a variable name that starts with its scope',
  (text) => parseVarName(text) ?? (PARENT.test(text) ? 'parent' : undefined),
);

export const entries: readonly Entry[] = [
  define.fetch({
    name: 'var',
    doc: '7.3.2#var',
    brief: 'Value of a variable, with the type it was set with; the default if it is not set.',
    since: '1.6',
    support: 'full',
    args: [readableVar, arg.opt(arg.str('default'))],
    out: 'any',
    use: USE_POINTS,
    compile: ([place, fallback]) => {
      if (place === 'parent') return () => fallback;
      const { scope, name } = place;
      if (fallback === undefined) return (stream) => stream.vars(scope)?.get(name);
      return (stream) => stream.vars(scope)?.get(name) ?? fallback;
    },
  }),
];
