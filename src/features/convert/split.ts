/** Parts of delimited text: `word`, `field`, `param` (manual 7.3.1). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';

/** Offsets of one part of a text. */
type Span = readonly [start: number, end: number];

/** Parts between delimiters; empty ones only if `keepEmpty`. */
function spansOf(text: string, delimiters: string, keepEmpty: boolean): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !delimiters.includes(text[at]!)) continue;
    if (keepEmpty || at > start) spans.push([start, at]);
    start = at + 1;
  }
  return spans;
}

/**
 * `count` parts from the `index`-th on, with what stands between them. Negative indexes count from the end and towards the
 * start. A count that is not positive, or more than there is, takes all to the end of the text.
 */
function pick(text: string, spans: readonly Span[], index: number, count: number): string | undefined {
  if (index > 0) {
    const first = spans[index - 1];
    if (first === undefined) return undefined;
    const last = count > 0 ? spans[index - 2 + count] : undefined;
    return text.slice(first[0], last === undefined ? text.length : last[1]);
  }
  const last = spans[spans.length + index];
  if (last === undefined) return undefined;
  const first = count > 0 ? spans[spans.length + index + 1 - count] : undefined;
  return text.slice(first === undefined ? 0 : first[0], last[1]);
}

/** The first of `count` = 1 fields without looking at those behind it. */
function fieldAt(text: string, delimiters: string, index: number): string | undefined {
  let start = 0;
  let left = index;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !delimiters.includes(text[at]!)) continue;
    if (--left === 0) return text.slice(start, at);
    start = at + 1;
  }
  return undefined;
}

/** The first of `count` = 1 words without looking at those behind it. */
function wordAt(text: string, delimiters: string, index: number): string | undefined {
  let start = 0;
  let left = index;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !delimiters.includes(text[at]!)) continue;
    if (at > start && --left === 0) return text.slice(start, at);
    start = at + 1;
  }
  return undefined;
}

const index = kindOf('index', 'integer', 'an integer other than 0', (text) =>
  /^[+-]?[0-9]{1,9}$/.test(text) && Number(text) !== 0 ? Number(text) : undefined,
);
const delimiters = kindOf('delimiters', 'string', 'at least one delimiter', (text) => text || undefined);

/** One character, or its code as 0xHH. */
const delimiter = kindOf('delim', 'string', 'one character or its code as 0xHH', (text) => {
  if (text.length === 1) return text;
  return /^0[xX][0-9A-Fa-f]{2}$/.test(text) ? String.fromCharCode(Number.parseInt(text, 16)) : undefined;
});

/** The value of the first parameter with this name; empty if it has none. */
function parameter(text: string, name: string, separator: string): string | undefined {
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf(separator, start);
    const end = at < 0 ? text.length : at;
    if (text.startsWith(name, start)) {
      const behind = start + name.length;
      if (behind === end) return '';
      if (behind < end && text.charCodeAt(behind) === 61) return text.slice(behind + 1, end);
    }
    start = end + 1;
  }
  return undefined;
}

const shared = { support: 'full', in: 'str', out: 'str' } as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'word',
    doc: '7.3.1#word',
    brief: 'Keeps the n-th word of a text cut at any of the delimiters; empty words do not count.',
    since: '1.6',
    args: [index, delimiters, arg.opt(arg.sint('count'))],
    compile: ([n, chars, count = 1]) => {
      if (n > 0 && count === 1) return (text) => wordAt(text, chars, n);
      return (text) => pick(text, spansOf(text, chars, false), n, count);
    },
  }),
  define.converter({
    ...shared,
    name: 'field',
    doc: '7.3.1#field',
    brief: 'Keeps the n-th field of a text cut at any of the delimiters.',
    since: '1.6',
    args: [index, delimiters, arg.opt(arg.sint('count'))],
    compile: ([n, chars, count = 1]) => {
      if (n > 0 && count === 1) return (text) => fieldAt(text, chars, n);
      return (text) => pick(text, spansOf(text, chars, true), n, count);
    },
  }),
  define.converter({
    ...shared,
    name: 'param',
    doc: '7.3.1#param',
    brief: 'Value of the first parameter of a name in a query.',
    since: '2.7',
    args: [arg.str('name'), arg.opt(delimiter)],
    compile: ([name, separator = '&']) => (name === '' ? () => undefined : (text) => parameter(text, name, separator)),
  }),
];
