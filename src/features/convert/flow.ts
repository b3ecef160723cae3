/** Converters that choose or pass on: `iif`, `when`, `debug`, `capture-req`, `capture-res` (manual 7.3.1). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { CompileSite, Condition } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import { castToBytes } from '../../model/cast.js';
import type { Stream } from '../../model/stream.js';
import type { Value } from '../../model/value.js';
import { typeOf } from '../../model/value.js';

const STATES = ['stopping', 'normal', 'error', 'forwarded', 'toapplet', 'processed', 'acl'] as const;

interface When {
  readonly negated: boolean;
  readonly state: (typeof STATES)[number];
}

/** Takes `!error` apart; undefined after a report. */
function parseWhen(word: ArgText, site: CompileSite): When | undefined {
  const negated = word.value.startsWith('!');
  const name = negated ? word.value.slice(1) : word.value;
  const state = STATES.find((one) => one === name);
  if (state) return { negated, state };
  site.report('arg/invalid', word.range, `'${name}' is not one of the conditions ${STATES.join(', ')}`);
  return undefined;
}

/** What `dontlog-normal` takes for an error too: any premature end, a redispatch, or a failed server. */
function isError(stream: Stream): boolean {
  return stream.endCause !== '-' || stream.redispatched || stream.retries > 0 || stream.status >= 500;
}

function isForwarded(stream: Stream): boolean {
  return stream.server !== undefined && stream.connectAtMs >= 0;
}

function isAnsweredHere(stream: Stream): boolean {
  return stream.reply !== undefined;
}

function compileState(state: Exclude<When['state'], 'acl'>, { live }: CompileSite): Condition {
  switch (state) {
    case 'stopping':
      return () => live.process().stopping;
    case 'normal':
      return (stream) => !isError(stream);
    case 'error':
      return isError;
    case 'forwarded':
      return isForwarded;
    case 'toapplet':
      return isAnsweredHere;
    case 'processed':
      return (stream) => isForwarded(stream) || isAnsweredHere(stream);
  }
}

/** The condition of a named ACL. */
function compileAcl(name: ArgText, site: CompileSite): Condition | undefined {
  const { source, start, end } = name.range;
  const word = { value: name.value, source, start, end, quoted: false };
  const term = { negated: false, word, acl: { kind: 'named', name: name.value } } as const;
  return site.compileCondition({ unless: false, alternatives: [[term]], word });
}

function render(value: Value): string {
  const bytes = castToBytes(value);
  return /^[ -~]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('hex');
}

/** Longer values are cut off in captures. */
function captured(text: string, length: number): string {
  return text.length > length ? text.slice(0, length) : text;
}

function captureRow(short: 'req' | 'res', side: 'request' | 'response'): Entry {
  const slots = side === 'request' ? 'requestCaptures' : 'responseCaptures';
  return define.converter({
    ...{ name: `capture-${short}`, doc: `7.3.1#capture-${short}`, since: '1.6', support: 'full' },
    brief: `Keeps the text in a capture slot of the ${side} and passes it on.`,
    args: [arg.uint('id')],
    in: 'str',
    out: 'str',
    compile:
      ([slot]) =>
      (text, stream) => {
        const declared = stream.frontend.config.captures[side][slot];
        if (declared === undefined) return undefined;
        stream[slots][slot] = captured(text, declared.length);
        return text;
      },
  });
}

const DESTINATIONS = ['', 'buf0', 'stdout', 'stderr'] as const;

export const entries: readonly Entry[] = [
  define.converter({
    name: 'iif',
    doc: '7.3.1#iif',
    brief: 'One text if the value is true, another one if it is false.',
    since: '2.3',
    support: 'full',
    args: [arg.str('true'), arg.str('false')],
    in: 'bool',
    out: 'str',
    compile:
      ([yes, no]) =>
      (value) =>
        value ? yes : no,
  }),
  define.converter({
    name: 'when',
    doc: '7.3.1#when',
    brief: 'Passes the value on only under a condition.',
    since: '3.1',
    support: 'full',
    args: [arg.any('condition', `one of ${STATES.join(', ')}`), arg.opt(arg.any('acl')), arg.opt(arg.any('more'))],
    in: 'any',
    out: 'any',
    compile: ([word, name], site) => {
      const when = parseWhen(word, site);
      if (!when) return undefined;
      const { negated, state } = when;
      if (state === 'acl' && !name) {
        site.report('arg/missing', word.range, "'acl' expects the name of an ACL behind it");
        return undefined;
      }
      const condition = state === 'acl' ? name && compileAcl(name, site) : compileState(state, site);
      return condition && ((value, stream) => (condition(stream) === negated ? undefined : value));
    },
  }),
  define.converter({
    name: 'debug',
    doc: '7.3.1#debug',
    acts: true,
    brief: 'Writes the value to a standard stream and passes it on.',
    since: '1.6',
    support: 'partial',
    why: 'The event ring buf0 is not kept: what goes there is dropped.',
    args: [arg.opt(arg.str('prefix')), arg.opt(arg.enumeration('destination', DESTINATIONS))],
    in: 'any',
    out: 'same',
    compile: ([prefix = '', destination = 'buf0']) => {
      if (destination === 'buf0' || destination === '') return (value) => value;
      const sink = destination === 'stdout' ? process.stdout : process.stderr;
      return (value) => {
        sink.write(`[debug] ${prefix}: type=${typeOf(value)} <${render(value)}>\n`, 'latin1');
        return value;
      };
    },
  }),
  captureRow('req', 'request'),
  captureRow('res', 'response'),
];
