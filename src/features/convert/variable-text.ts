/** Text together with the value of a variable: `concat`, `add_item`, `strcmp`, `secure_memcmp` (manual 7.3.1). */
import { timingSafeEqual } from 'node:crypto';
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { parseVarName } from '../../catalog/kind/text.js';
import type { VarName } from '../../catalog/site.js';
import { castToBytes, castToString } from '../../model/cast.js';
import type { Stream } from '../../model/stream.js';
import { readVar } from '../../model/vars.js';

/** A variable, or nothing at all. */
const perhapsVar = kindOf<VarName | 'none'>('var', 'string', 'a variable name, or nothing', (text) =>
  text === '' ? 'none' : parseVarName(text),
);

/** Text of a variable; empty if it is not set. */
function textOf(place: VarName | 'none'): (stream: Stream) => string {
  if (place === 'none') return () => '';
  return (stream) => {
    const value = readVar(stream, place);
    return value === undefined ? '' : castToString(value);
  };
}

/** Difference of the first bytes that are not the same; -1 or 1 if one text is the start of the other. */
function compare(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return Math.sign(a.length - b.length);
}

function equalInConstantTime(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'));
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'concat',
    doc: '7.3.1#concat',
    brief: 'Appends a text, a variable and another text.',
    since: '1.8',
    support: 'full',
    args: [arg.str('start'), arg.opt(perhapsVar), arg.opt(arg.str('end'))],
    in: 'str',
    out: 'str',
    compile: ([start, place = 'none', end = '']) => {
      if (place === 'none') return (text) => text + start + end;
      const read = textOf(place);
      return (text, stream) => text + start + read(stream) + end;
    },
  }),
  define.converter({
    name: 'add_item',
    doc: '7.3.1#add_item',
    brief: 'Appends a variable and a text, with a delimiter if there is something on both sides of it.',
    since: '2.7',
    support: 'full',
    args: [arg.str('delim'), perhapsVar, arg.opt(arg.str('suff'))],
    in: 'str',
    out: 'str',
    compile: ([delimiter, place, suffix = '']) => {
      const read = textOf(place);
      return (text, stream) => {
        const item = read(stream) + suffix;
        return text === '' || item === '' ? text + item : text + delimiter + item;
      };
    },
  }),
  define.converter({
    name: 'strcmp',
    doc: '7.3.1#strcmp',
    brief: 'Compares with a variable: less than 0, 0 or more than 0.',
    since: '1.9',
    support: 'full',
    args: [arg.varName('var')],
    in: 'str',
    out: 'sint',
    compile:
      ([place]) =>
      (text, stream) => {
        const other = readVar(stream, place);
        return other === undefined ? undefined : compare(text, castToString(other));
      },
  }),
  define.converter({
    name: 'secure_memcmp',
    doc: '7.3.1#secure_memcmp',
    brief: 'Whether a variable holds the same bytes, found out in constant time.',
    since: '2.2',
    support: 'full',
    args: [arg.varName('var')],
    in: 'bin',
    out: 'bool',
    compile:
      ([place]) =>
      ({ bytes }, stream) => {
        const other = readVar(stream, place);
        return other === undefined ? undefined : equalInConstantTime(bytes, castToBytes(other));
      },
  }),
];
