/** `set-var` and `unset-var` as converters (manual 7.3.1): the value passes on if the variable was changed. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { CONDITIONS, compileSetter } from './condition.js';

const condition = arg.opt(arg.enumeration('condition', CONDITIONS));

export const entries: readonly Entry[] = [
  define.converter({
    name: 'set-var',
    doc: '7.3.1#set-var',
    brief: 'Stores the value in a variable and passes it on; nothing comes out if a condition does not hold.',
    since: '1.6',
    support: 'full',
    args: [arg.varName('var'), condition, condition, condition, condition],
    in: 'any',
    out: 'any',
    compile: ([place, ...conditions], site) => {
      const set = compileSetter(
        place,
        conditions.filter((one) => one !== undefined),
        site.live.tune,
      );
      return (value, stream) => (set(stream, value) ? value : undefined);
    },
  }),
  define.converter({
    name: 'unset-var',
    doc: '7.3.1#unset-var',
    brief: 'Removes a variable and passes the value on.',
    since: '1.6',
    support: 'full',
    args: [arg.varName('var')],
    in: 'any',
    out: 'any',
    compile:
      ([{ scope, name }]) =>
      (value, stream) => {
        const store = stream.vars(scope);
        if (store === undefined) return undefined;
        store.delete(name);
        return value;
      },
  }),
];
