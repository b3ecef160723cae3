/** Lines that fit the usage of rows: a value for each kind of argument. */
import type { ArgKind } from '../../src/catalog/arg.js';
import type { BindWordEntry, ServerWordEntry } from '../../src/catalog/entry.js';

/** Values by what usage lines call the argument; the first pattern that fits counts. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/address|addr|ip\b/, '127.0.0.1:18099'],
  [/cond|condition/, 'if TRUE'],
  [/time|delay|interval|period|age/, '5s'],
  [/size|bytes|len/, '1000'],
  [/number|conns?|count|nb|n\b|max|weight|limit|uid|gid|id\b|port|rate|level$|usage/, '10'],
  [/code|status/, '503'],
  [/expr|fmt|format|sample/, 'src'],
  [/mode/, 'http'],
];

function valueOf(label: string): string {
  return VALUES.find(([pattern]) => pattern.test(label))?.[1] ?? 'name';
}

/** The first way to write a usage line: optional parts left out, the first of alternatives taken. */
export function sampleOfUsage(usage: string, name: string, kind: string): string | undefined {
  const head = kind === 'option' && !usage.startsWith('option ') ? `option ${name}` : '';
  let text = `${head} ${usage}`.replace(/\.\.\.|\*/g, ' ').replace(/param\b/g, ' ');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/\[[^[\]]*\]/g, ' ').replace(/\{([^{}|]*)(?:\|[^{}]*)?\}/g, '$1');
  }
  text = (text.split('|')[0] ?? '').replace(/<([^>]*)>/g, (_all, label: string) => valueOf(label));
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' || /[<>[\]{}|]/.test(line) ? undefined : line;
}

function sampleOfKind(kind: ArgKind<unknown>): string {
  const listed = /^one of '([^']*)'|^'([^']*)'/.exec(kind.expects);
  if (listed) return listed[1] ?? listed[2] ?? '';
  if (kind.type === 'address') return '127.0.0.1:18098';
  if (/integer|number/.test(kind.expects)) return '10';
  if (/time/.test(kind.expects)) return '5s';
  if (/size/.test(kind.expects)) return '1000';
  return valueOf(kind.label);
}

/** A word of a bind or server line with its arguments. */
export function sampleOf({ name, args }: BindWordEntry | ServerWordEntry): string {
  return [name, ...args.filter(({ optional }) => !optional).map(sampleOfKind)].join(' ');
}
