/** `healthcheck` sections: checks under a name, for servers of any backend (manual 12.9). */
import { define, type Entry, type OptionEntry } from '../../catalog/entry.js';

const head = { since: '3.4', support: 'full' } as const;

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
    ...options.map(({ name, usage, support, why, parse }) =>
      define.directive({
        ...{ ...head, name: `type ${name}`, doc: '12.9#type', brief: 'The kind of check.', support },
        ...(why === undefined ? {} : { why }),
        ...{ sections: [HEALTHCHECK], usage: usage.replace(/^option/, 'type') },
        parse(site) {
          site.proxy?.extra.set('check type', name);
          parse?.(site);
        },
      }),
    ),
  ];
}
