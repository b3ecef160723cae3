/** Actions on stick tables: `track-sc*`, `sc-inc-gpc*`, `sc-add-gpc`, `sc-set-gpt*` (manual 4.4). They never end a ruleset. */
import type { ActionSite } from '../../catalog/directive-site.js';
import type { Action, Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { sintOf } from '../../catalog/sint-of.js';
import type { Expression } from '../../catalog/site.js';
import type { Ruleset } from '../../model/ruleset.js';
import { RULESETS } from '../../model/ruleset.js';
import { initialCountedStatuses } from '../../model/status-set.js';
import type { DataCode, StickTable } from '../../model/stick-table.js';
import { DATA, dataCode, NO_ENTRY } from '../../model/stick-table.js';
import type { Session, Stream } from '../../model/stream.js';
import { Verdict } from '../../model/verdict.js';
import { CounterSet, countEvent } from './counter-set.js';
import { increase } from './figure.js';
import { sampleTypeOf } from './table-name.js';
import { trackerOf } from './tracked.js';

const TRACKING: readonly Ruleset[] = [
  ...(['tcp-request connection', 'tcp-request session', 'tcp-request content'] as const),
  ...(['http-request', 'http-response'] as const),
];

/** The number behind `track-sc`; undefined after a report. */
function counterNumber(site: ActionSite): number | undefined {
  const text = site.suffix?.value ?? '';
  const most = site.live.tables.counters - 1;
  if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
  const what = text === '' ? 'has no number' : `has the number '${text}'`;
  site.report('arg/invalid', site.keyword, `'track-sc' ${what}; numbers go from 0 to ${most} (tune.stick-counters)`);
  return undefined;
}

/** The table of a `track-sc` rule; undefined after a report. */
function trackedTable(site: ActionSite, key: Expression, word: string): StickTable | undefined {
  const given = site.words.take('table') ? site.words.next() : undefined;
  const stray = given ? undefined : site.words.next();
  if (stray) {
    site.report('arg/unexpected', stray.range, `'${word}' expects 'table', 'if' or 'unless' and not '${stray.value}'`);
    site.words.rest();
    return undefined;
  }
  const name = given?.value ?? site.proxyName;
  const table = site.live.tables.get(name);
  if (!table) {
    const message = `Proxy '${site.proxyName}': unable to find table '${name}' referenced by ${word}.`;
    site.report('table/unknown-in-rule', given?.range ?? site.keyword, message);
    return undefined;
  }
  if (site.canCast?.(key.type, sampleTypeOf(table.config.keyType)) === false) {
    const message = `Proxy '${site.proxyName}': stick-table '${name}' uses a type incompatible with the '${word}' rule.`;
    site.report('table/incompatible', site.keyword, message);
    return undefined;
  }
  return table;
}

function compileTrack(site: ActionSite): Action | undefined {
  const counter = counterNumber(site);
  const key = site.expression();
  if (counter === undefined || !key) {
    site.words.rest();
    return undefined;
  }
  const table = trackedTable(site, key, `track-sc${counter}`);
  if (!table) return undefined;
  const { ruleset, live } = site;
  const start = (owner: Stream | Session, entry: number): void => {
    const set = owner.tracked instanceof CounterSet ? owner.tracked : new CounterSet(live.tables.counters);
    owner.tracked = set;
    set.track(counter, table, entry);
  };
  if (ruleset === 'tcp-request connection' || ruleset === 'tcp-request session') {
    return (stream) => {
      if (trackerOf(stream, counter) !== undefined) return Verdict.Continue;
      const entry = entryOf(stream, key, table);
      if (entry !== NO_ENTRY) start(stream.session, entry);
      return Verdict.Continue;
    };
  }
  const count = eventCounter(site, table);
  return (stream) => {
    if (trackerOf(stream, counter) !== undefined) return Verdict.Continue;
    stream.mayChange = false;
    const entry = entryOf(stream, key, table);
    if (entry === NO_ENTRY) return stream.mayChange && !stream.final ? Verdict.Yield : Verdict.Continue;
    start(stream, entry);
    count?.(stream, entry);
    return Verdict.Continue;
  };
}

function entryOf(stream: Stream, key: Expression, table: StickTable): number {
  const value = key.evaluate(stream);
  return value === undefined ? NO_ENTRY : table.obtain(value);
}

/** What an entry has missed when it is tracked from here on: the request, and what its response says. */
function eventCounter(site: ActionSite, table: StickTable): ((stream: Stream, entry: number) => void) | undefined {
  if (site.mode !== 'http') return undefined;
  if (site.ruleset === 'http-response') {
    const { errors, failures } = site.live.countedStatuses ?? initialCountedStatuses();
    return (stream, entry) => {
      countEvent(table, entry, DATA.requestCount, DATA.requestRate);
      if (errors.has(stream.status)) countEvent(table, entry, DATA.errorCount, DATA.errorRate);
      if (failures.has(stream.status)) countEvent(table, entry, DATA.failCount, DATA.failRate);
    };
  }
  // Content rules of a frontend stand before the place where requests are counted.
  if (site.ruleset !== 'http-request' && site.use !== 'be-tcp-content') return undefined;
  return (_stream, entry) => countEvent(table, entry, DATA.requestCount, DATA.requestRate);
}

const track = define.action({
  ...{ name: 'track-sc', match: 'prefix', rulesets: TRACKING, doc: '4.4#track-sc0', since: '1.5', support: 'full' },
  usage: 'track-sc<n> <key> [table <table>]',
  brief: 'Counts events of this connection or stream in a stick table.',
  compile: compileTrack,
});

/** Numbers between the parentheses behind an action's name; undefined after a report. */
function numbers(site: ActionSite, labels: readonly string[]): readonly number[] | undefined {
  const text = site.suffix?.value ?? '';
  const given = /^\((.*)\)$/.exec(text)?.[1]?.split(',') ?? [];
  const limits = { idx: 99, 'sc-id': site.live.tables.counters - 1 } as const;
  const values = labels.map((label, at) => {
    const word = given[at]?.trim() ?? '';
    const most = label === 'idx' ? limits.idx : limits['sc-id'];
    // HAProxy takes 0 for a counter that is not named at all.
    if (text === '' && labels.length === 1) return 0;
    if (/^\d+$/.test(word) && Number(word) <= most) return Number(word);
    site.report(
      'arg/invalid',
      site.keyword,
      `<${label}> of '(${labels.join(',')})' must be a number from 0 to ${most}`,
    );
    return undefined;
  });
  if (values.includes(undefined)) {
    site.words.rest();
    return undefined;
  }
  return values as number[];
}

/** A number or an expression that gives one; undefined after a report. */
function operand(site: ActionSite): ((stream: Stream) => number | undefined) | undefined {
  const next = site.words.peek();
  if (next && /^\d+$/.test(next.value)) {
    const value = Number(next.value);
    site.words.next();
    if (value <= 0xffffffff) return () => value;
    site.report('arg/invalid', next.range, `'${next.value}' does not fit into 32 bits`);
    return undefined;
  }
  const expression = site.expression();
  if (!expression) return undefined;
  const read = sintOf(expression);
  return (stream) => {
    const number = read(stream);
    return number === undefined ? undefined : Number(BigInt.asUintN(32, BigInt(number)));
  };
}

/** Does something to the entry that a counter tracks, if there is one. */
function onTracked(counter: number, act: (table: StickTable, entry: number, stream: Stream) => void): Action {
  return (stream) => {
    const tracker = trackerOf(stream, counter);
    if (tracker !== undefined) act(tracker.tableOf(counter)!, tracker.entryOf(counter), stream);
    return Verdict.Continue;
  };
}

interface Row {
  readonly name: string;
  readonly usage: string;
  readonly brief: string;
  readonly since: string;
  readonly compile: (site: ActionSite) => Action | undefined;
}

const shared = { match: 'prefix', rulesets: RULESETS, support: 'full' } as const;

function row({ name, ...rest }: Row): Entry {
  return define.action({ ...shared, name, doc: `4.4#${name}`, ...rest });
}

function incrementRow(type: 'gpc0' | 'gpc1'): Entry {
  const figure = increase(dataCode(type), dataCode(`${type}_rate`));
  return row({
    ...{ name: `sc-inc-${type}`, usage: `sc-inc-${type}(<sc-id>)`, since: '1.6', brief: `Adds 1 to ${type}.` },
    compile(site) {
      const at = numbers(site, ['sc-id']);
      return at && onTracked(at[0]!, (table, entry) => figure(table, entry, 0));
    },
  });
}

const increment = row({
  ...{ name: 'sc-inc-gpc', usage: 'sc-inc-gpc(<idx>,<sc-id>)', since: '2.5', brief: 'Adds 1 to an element of gpc.' },
  compile(site) {
    const figure = increase(dataCode('gpc'), dataCode('gpc_rate'));
    const at = numbers(site, ['idx', 'sc-id']);
    return at && onTracked(at[1]!, (table, entry) => figure(table, entry, at[0]!));
  },
});

const add = row({
  ...{ name: 'sc-add-gpc', usage: 'sc-add-gpc(<idx>,<sc-id>) { <int> | <expr> }', since: '2.8' },
  brief: 'Adds a number to an element of gpc.',
  compile(site) {
    const at = numbers(site, ['idx', 'sc-id']);
    const by = at && operand(site);
    if (!at || !by) return undefined;
    const [gpc, rate] = [dataCode('gpc'), dataCode('gpc_rate')];
    return onTracked(at[1]!, (table, entry, stream) => {
      const value = by(stream);
      if (value !== undefined) increase(gpc, rate, value)(table, entry, at[0]!);
    });
  },
});

function setTag(index: number, counter: number, code: DataCode, site: ActionSite): Action | undefined {
  const value = operand(site);
  return (
    value &&
    onTracked(counter, (table, entry, stream) => {
      const number = value(stream);
      if (number === undefined || !table.stores(code, index)) return;
      table.write(entry, code, index, number);
      table.touch(entry);
    })
  );
}

const setFirstTag = row({
  ...{ name: 'sc-set-gpt0', usage: 'sc-set-gpt0(<sc-id>) { <int> | <expr> }', since: '1.6', brief: 'Sets gpt0.' },
  compile(site) {
    const at = numbers(site, ['sc-id']);
    return at && setTag(0, at[0]!, dataCode('gpt0'), site);
  },
});

const setAnyTag = row({
  ...{ name: 'sc-set-gpt', usage: 'sc-set-gpt(<idx>,<sc-id>) { <int> | <expr> }', since: '2.5' },
  brief: 'Sets an element of gpt.',
  compile(site) {
    const at = numbers(site, ['idx', 'sc-id']);
    return at && setTag(at[0]!, at[1]!, dataCode('gpt'), site);
  },
});

export const entries: readonly Entry[] = [
  track,
  incrementRow('gpc0'),
  incrementRow('gpc1'),
  increment,
  add,
  setFirstTag,
  setAnyTag,
];
