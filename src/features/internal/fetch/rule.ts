/** The rules of a stream (manual 7.3.2): which one decided, whether they may wait longer, what ACLs say. */
import type { ArgKind } from '../../../catalog/arg.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { CompileSite } from '../../../catalog/site.js';
import type { ArgText } from '../../../catalog/text.js';
import { wordOf } from '../../../catalog/text.js';
import type { Stream } from '../../../model/stream.js';
import { USE_ANYWHERE, USE_PROCESS } from '../../../model/use.js';

const row = plainFetches('7.3.2', USE_PROCESS);
/** HAProxy takes twelve. */
const ACLS: readonly ArgKind<ArgText | undefined>[] = [
  arg.any('acl', 'the name of an ACL'),
  ...new Array<ArgKind<ArgText | undefined>>(11).fill(arg.opt(arg.any('acl', 'the name of an ACL'))),
];

type Condition = NonNullable<ReturnType<CompileSite['compileCondition']>>;

/** A condition of one named ACL; a `!` in front negates it. Undefined after a report. */
function compileAcl(text: ArgText, site: CompileSite): Condition | undefined {
  const negated = text.value.startsWith('!');
  const name = negated ? text.value.slice(1) : text.value;
  const word = wordOf({ value: text.value, range: text.range });
  const term = { acl: { kind: 'named', name }, negated, word } as const;
  return site.compileCondition({ unless: false, alternatives: [[term]], word });
}

function location({ lastRule }: Stream): string | undefined {
  return lastRule && `${lastRule.file}:${lastRule.line}`;
}

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ name: 'acl', doc: '7.3.2#acl', since: '2.9', support: 'full', out: 'bool', use: USE_ANYWHERE, args: ACLS },
    brief: 'Whether all of the named ACLs hold; those behind an exclamation mark must not.',
    compile: (given, site) => {
      const names = given.filter((text) => text !== undefined);
      if (names.length === 1 && names[0]?.value === '') return () => false;
      const conditions = names.map((text) => compileAcl(text, site));
      if (conditions.includes(undefined)) return undefined;
      return (stream) => conditions.every((condition) => condition!(stream));
    },
  }),
  define.fetch({
    ...{ name: 'wait_end', doc: '7.3.2#wait_end', since: '1.3', support: 'full', out: 'bool', use: USE_PROCESS },
    brief: 'True; ACLs get it only once no more data will be waited for.',
    args: [],
    compile: () => () => true,
    compileEach: () => (stream, test) => {
      if (stream.final) return test(true, stream);
      stream.mayChange = true;
      return false;
    },
  }),
  row('last_rule_file', 'str', 'File of the last rule that ended its list.', ({ lastRule }) => lastRule?.file, {
    since: '2.6',
  }),
  row('last_rule_line', 'sint', 'Line of the last rule that ended its list.', ({ lastRule }) => lastRule?.line, {
    since: '2.6',
  }),
  row('last_entity', 'str', 'File and line of the last rule that ended its list.', location, { since: '3.2' }),
  row('waiting_entity', 'str', 'What was waited for when a stream was cut off.', () => undefined, {
    since: '3.2',
    support: 'partial',
    why: 'The rule or filter that was waited for is not remembered.',
  }),
  row('prio_class', 'sint', 'Priority class of the stream.', ({ priorityClass }) => priorityClass ?? 0, {
    since: '2.9',
  }),
  row('prio_offset', 'sint', 'Priority offset of the stream.', ({ priorityOffsetMs }) => priorityOffsetMs ?? 0, {
    since: '2.9',
  }),
];
