/** `capture` and `declare capture`: parts of messages that logs show (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { NOT_FRONT, OWN_FRONT } from '../../catalog/section-set.js';

const head = {
  since: '1.1',
  support: 'full',
  sections: OWN_FRONT,
  ignoredIn: NOT_FRONT,
  modes: ['http'],
} as const;

const LENGTH = arg.uint('length', { min: 1 });

/** `len <length>`. */
function readLength(site: DirectiveSite): number | undefined {
  if (site.words.take('len')) return site.words.expect(LENGTH);
  site.report('arg/missing', site.words.last, "'capture' expects 'len <length>'");
  site.words.rest();
  return undefined;
}

function header(side: 'request' | 'response'): DirectiveEntry {
  return define.directive({
    ...head,
    name: `capture ${side} header`,
    doc: `4.2#capture ${side} header`,
    brief: `Logs a header of ${side}s.`,
    usage: `capture ${side} header <name> len <length>`,
    parse(site) {
      const name = site.words.expect(arg.fieldName('name'));
      const length = name === undefined ? undefined : readLength(site);
      if (name !== undefined && length !== undefined) {
        site.proxy?.config.captures[side].push({ name: name.toLowerCase(), length });
      }
    },
  });
}

const cookie = define.directive({
  ...head,
  name: 'capture cookie',
  doc: '4.2#capture cookie',
  brief: 'Logs a cookie of requests and responses.',
  usage: 'capture cookie <name> len <length>',
  parse(site) {
    const text = site.words.expect(arg.nonEmpty('name'));
    const length = text === undefined ? undefined : readLength(site);
    if (text === undefined || length === undefined || !site.proxy) return;
    // A name that ends with `=` is the whole name of the cookie; otherwise it is the start of names.
    const exact = text.endsWith('=');
    const name = exact ? text.slice(0, -1) : text;
    site.proxy.config.captures.cookie = { name, prefix: !exact, length };
  },
});

const declare = define.directive({
  ...{ since: '1.6', support: 'full', sections: OWN_FRONT, modes: ['http'] },
  name: 'declare capture',
  doc: '4.2#declare capture',
  brief: 'Reserves a slot that rules fill.',
  usage: 'declare capture { request | response } len <length>',
  parse(site) {
    const side = site.words.expect(arg.enumeration('direction', ['request', 'response']));
    const length = side === undefined ? undefined : readLength(site);
    if (side !== undefined && length !== undefined) site.proxy?.config.captures[side].push({ name: undefined, length });
  },
});

export const entries: readonly Entry[] = [header('request'), header('response'), cookie, declare];
