/** Kinds of arguments that name a user or a group of the machine. */
import type { ArgKind } from './kind.js';
import { invalid } from './kind.js';

function account(label: string, kind: 'user' | 'group'): ArgKind<string> {
  const self: ArgKind<string> = {
    ...{ label, type: 'string', expects: `the name of a ${kind} of this machine`, optional: false },
    parse(text, site) {
      if (text.value === '') return invalid(self, text, site);
      if (site.hasAccount?.(kind, text.value) === false) {
        site.report('user/unknown', text.range, `cannot find ${kind} '${text.value}' on this machine`);
      }
      return text.value;
    },
  };
  return self;
}

/** The name of a user; one that does not exist is reported. */
export const user = (label = 'user'): ArgKind<string> => account(label, 'user');

/** The name of a group; one that does not exist is reported. */
export const group = (label = 'group'): ArgKind<string> => account(label, 'group');
