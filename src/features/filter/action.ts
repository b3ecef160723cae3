/** `set-bandwidth-limit`: enables a filter of the proxy for this stream (manual 4.4). */

import type { ArgKind } from '../../catalog/arg.js';
import { arg } from '../../catalog/arg.js';
import type { ActionSite } from '../../catalog/directive-site.js';
import type { Action, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { sintOf } from '../../catalog/sint-of.js';
import type { Expression } from '../../catalog/site.js';
import { NO_ENTRY } from '../../model/stick-table.js';
import type { Stream } from '../../model/stream.js';
import { Verdict } from '../../model/verdict.js';
import { BandwidthFilter } from './bandwidth.js';
import { BandwidthLimit, type ByteMeter, SharedMeter, StreamMeter } from './bandwidth-limit.js';

/** A number for this stream; undefined where the expression gives none that can be used. */
type Amount = (stream: Stream) => number | undefined;

/** A constant or an expression; undefined after a report. */
function amount(site: ActionSite, kind: ArgKind<number>): Amount | undefined {
  if (/^\d/.test(site.words.peek()?.value ?? '')) {
    const value = site.words.expect(kind);
    return value === undefined ? undefined : () => value;
  }
  const expression = site.expression();
  if (!expression) return undefined;
  const read = sintOf(expression);
  return (stream) => {
    const number = read(stream);
    return number === undefined || number <= 0 ? undefined : Number(number);
  };
}

function namedFilter(site: ActionSite): BandwidthFilter | undefined {
  const word = site.words.peek();
  const id = site.words.expect(arg.nonEmpty('name'));
  if (id === undefined || !word) return undefined;
  const filter = site.filter?.(id);
  if (filter instanceof BandwidthFilter) return filter;
  const message = `unable to find the filter '${id}' that 'set-bandwidth-limit' names in proxy '${site.proxyName}'`;
  site.report('arg/invalid', word.range, message);
  site.words.rest();
  return undefined;
}

/** Takes `limit` and `period`; undefined after a report. */
function readAmounts(site: ActionSite, filter: BandwidthFilter): { limit?: Amount; period?: Amount } | undefined {
  const amounts: { limit?: Amount; period?: Amount } = {};
  for (let word = site.words.peek(); word; word = site.words.peek()) {
    const what = word.value;
    if (what !== 'limit' && what !== 'period') return amounts;
    if (filter.shared) {
      const message = `'${what}' cannot be changed for '${filter.id}', a limit that streams share`;
      site.report('arg/invalid', word.range, message);
      site.words.rest();
      return undefined;
    }
    site.words.next();
    const value = what === 'limit' ? amount(site, arg.size('size', { min: 1 })) : amount(site, arg.timeMs('time'));
    if (!value) return undefined;
    amounts[what] = value;
  }
  return amounts;
}

/** Makes the meter of a stream; undefined: it is not limited. */
type MakeMeter = (stream: Stream) => ByteMeter | undefined;

function sharedMeter({ shared, limitBytes }: BandwidthFilter, key: Expression): MakeMeter {
  const { table, rate, periodMs } = shared!;
  return (stream) => {
    const value = key.evaluate(stream);
    const entry = value === undefined ? NO_ENTRY : table.obtain(value);
    return entry === NO_ENTRY ? undefined : new SharedMeter(limitBytes, periodMs, table, entry, rate);
  };
}

function ownMeter(filter: BandwidthFilter, limit: Amount | undefined, period: Amount | undefined): MakeMeter {
  return (stream) =>
    new StreamMeter(limit?.(stream) ?? filter.limitBytes, Math.max(1, period?.(stream) ?? filter.periodMs));
}

function enable(filter: BandwidthFilter, make: MakeMeter): Action {
  const { side, minBytes } = filter;
  return (stream) => {
    const { filters } = stream;
    if (filters === undefined) return Verdict.Continue;
    const known = filters.find(filter, side);
    const meter = make(stream);
    if (meter === undefined) return Verdict.Continue;
    if (known instanceof BandwidthLimit) known.change(meter);
    else filters.start(new BandwidthLimit(filter, side, minBytes, meter));
    return Verdict.Continue;
  };
}

function compile(site: ActionSite): Action | undefined {
  const filter = namedFilter(site);
  const amounts = filter && readAmounts(site, filter);
  if (!filter || !amounts) return undefined;
  if (!filter.shared) return enable(filter, ownMeter(filter, amounts.limit, amounts.period));
  const key = filter.compileKey(site);
  return key && enable(filter, sharedMeter(filter, key));
}

export const entries: readonly Entry[] = [
  define.action({
    ...{ name: 'set-bandwidth-limit', doc: '4.4#set-bandwidth-limit', since: '2.7', support: 'full' },
    brief: 'Limits the bandwidth of this stream by a filter of the proxy.',
    rulesets: ['tcp-request content', 'tcp-response content', 'http-request', 'http-response'],
    usage: 'set-bandwidth-limit <name> [limit {<expr> | <size>}] [period {<expr> | <time>}]',
    compile,
  }),
];
