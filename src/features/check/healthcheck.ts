/** `healthcheck` sections: checks under a name, for servers of any backend (manual 12.9). */
import { define, type Entry, type OptionEntry } from '../../catalog/entry.js';

const WHY = 'servers are checked as their backend says';
const head = { since: '3.4', support: 'ignored', why: WHY } as const;

/** Where the rules of checks stand besides backends. */
export const HEALTHCHECK = 'healthcheck';

/** The section, and `type` for each of the options that choose a kind of check. */
export function healthcheckEntries(options: readonly OptionEntry[]): readonly Entry[] {
  return [
    define.section({
      ...{ ...head, name: HEALTHCHECK, doc: '12.9', brief: 'A check under a name.', naming: 'required' },
      ...{ repeatable: false, holdsProxy: true },
      finish({ name, range, proxy, report }) {
        if (proxy?.extra.has('check type')) return;
        const remedy = "add 'type <type>'";
        report('section/incomplete', range, `healthcheck '${name ?? ''}' has no type`, { remedy });
      },
    }),
    ...options.map(({ name, usage, parse }) =>
      define.directive({
        ...{ ...head, name: `type ${name}`, doc: '12.9#type', brief: 'The kind of check.', harmless: true },
        ...{ sections: [HEALTHCHECK], usage: usage.replace(/^option/, 'type') },
        parse(site) {
          site.proxy?.extra.set('check type', name);
          parse?.(site);
        },
      }),
    ),
  ];
}
