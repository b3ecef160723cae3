/** `unix-bind`: what the unix sockets of `bind` lines start from (manual 3.1). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import { define, type Entry } from '../../catalog/entry.js';
import type { UnixBindConfig } from '../../model/config/global.js';

const OCTAL: ArgKind<number> = {
  ...arg.uint('mode'),
  expects: 'an octal number',
  parse(text, site) {
    if (/^[0-7]+$/.test(text.value)) return Number.parseInt(text.value, 8);
    site.report('arg/invalid', text.range, `'${text.value}' does not fit <mode>, which expects ${this.expects}`);
    return undefined;
  },
};

const WORDS: { readonly [name in keyof UnixBindConfig]-?: ArgKind<NonNullable<UnixBindConfig[name]>> } = {
  prefix: arg.nonEmpty('prefix'),
  mode: OCTAL,
  user: arg.user(),
  group: arg.group(),
  uid: arg.uint('uid'),
  gid: arg.uint('gid'),
};

/** The line may be empty. */
export const unixBindEntries: readonly Entry[] = [
  define.directive({
    ...{ name: 'unix-bind', doc: '3.1#unix-bind', brief: 'Prefix, rights and owner of unix sockets.', since: '1.5' },
    ...{ support: 'full', sections: ['global'] },
    usage: 'unix-bind [prefix <prefix>] [mode <mode>] [user <user>] [uid <uid>] [group <group>] [gid <gid>]',
    parse({ words, report, global }) {
      for (let word = words.next(); word; word = words.next()) {
        const kind = WORDS[word.value as keyof UnixBindConfig];
        if (!Object.hasOwn(WORDS, word.value)) {
          const message = `'unix-bind' has no word '${word.value}', but ${Object.keys(WORDS).join(', ')}`;
          report('arg/invalid', word.range, message);
          words.rest();
          return;
        }
        const value = words.expect<string | number>(kind);
        if (value === undefined) return;
        global.unixBind = { ...global.unixBind, [word.value]: value };
      }
    },
  }),
];
