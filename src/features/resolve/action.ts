/** `do-resolve` (manual 4.4): the rules wait until a name has an address. */
import type { ActionSite } from '../../catalog/directive-site.js';
import { type Action, define, type Entry } from '../../catalog/entry.js';
import { parseVarName } from '../../catalog/kind/text.js';
import type { PendingLookup } from '../../model/name-lookup.js';
import type { Stream } from '../../model/stream.js';
import { Verdict } from '../../model/verdict.js';

const USAGE = 'do-resolve(<var>,<resolvers>[,ipv4|ipv6]) <expr>';

interface Target {
  readonly scope: NonNullable<ReturnType<typeof parseVarName>>['scope'];
  readonly name: string;
  readonly section: string;
  readonly family: 4 | 6;
}

/** Takes `(txn.ip,dns,ipv4)` apart; undefined after a report. */
function parseTarget(site: ActionSite): Target | undefined {
  const text = site.suffix?.value ?? '';
  const range = site.suffix?.range ?? site.keyword;
  const [, inner] = /^\((.*)\)$/.exec(text) ?? [];
  const [variable = '', section = '', family = 'ipv6'] = inner?.split(',') ?? [];
  if (section === '' || (family !== 'ipv4' && family !== 'ipv6')) {
    site.report('arg/invalid', range, `can't parse 'do-resolve${text}', expects '${USAGE}'`);
    return undefined;
  }
  const place = parseVarName(variable);
  if (place === undefined) {
    site.report('arg/invalid', range, `'${variable}' is not a variable name with a scope in '${USAGE}'`);
    return undefined;
  }
  if (section !== 'default' && site.sectionNamed('resolvers', section) === undefined) {
    site.report(
      'resolvers/unknown',
      range,
      `Proxy '${site.proxyName}': can't find resolvers section '${section}' for do-resolve action`,
    );
  }
  return { ...place, section, family: family === 'ipv4' ? 4 : 6 };
}

/** The look-up that a stream waits for; the number tells the requests of one connection apart. */
interface Waiting {
  readonly streamId: number;
  readonly lookup: PendingLookup;
}

function compileDoResolve(site: ActionSite): Action | undefined {
  const target = parseTarget(site);
  const expression = site.expression();
  if (!target || !expression) return undefined;
  const { lookups } = site.live;
  const waiting = new WeakMap<Stream, Waiting>();
  // Inspection delays end the wait of content rules; http-request rules wait as long as it takes.
  const isContent = site.ruleset === 'tcp-request content';
  const begin = (stream: Stream): PendingLookup | undefined => {
    const name = expression.evaluateString(stream);
    if (name === undefined || name === '') return undefined;
    return lookups?.lookup(target.section, name, target.family, () => {
      if (waiting.get(stream)?.streamId === stream.id) stream.wake?.();
    });
  };
  return (stream) => {
    const known = waiting.get(stream);
    const lookup = known?.streamId === stream.id ? known.lookup : begin(stream);
    if (lookup === undefined) return Verdict.Continue;
    if (!lookup.done && !(isContent && stream.final)) {
      waiting.set(stream, { streamId: stream.id, lookup });
      return Verdict.Yield;
    }
    waiting.delete(stream);
    if (lookup.address !== undefined) stream.vars(target.scope)?.set(target.name, lookup.address);
    return Verdict.Continue;
  };
}

export const actionEntries: readonly Entry[] = [
  define.action({
    name: 'do-resolve',
    match: 'prefix',
    doc: '4.4#do-resolve',
    brief: 'Looks a name up and stores its address in a variable.',
    since: '2.0',
    support: 'full',
    rulesets: ['tcp-request content', 'http-request'],
    usage: USAGE,
    compile: compileDoResolve,
  }),
];
