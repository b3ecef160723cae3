/** Converters of text as a whole (manual 7.3.1). Only ASCII letters have a case. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';

const UPPER = /[A-Z]+/g;
const LOWER = /[a-z]+/g;

/** Lower case of ASCII letters. */
export function lowerAscii(text: string): string {
  return text.replace(UPPER, (letters) => letters.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replace(LOWER, (letters) => letters.toUpperCase());
}

function reverse(text: string): string {
  let out = '';
  for (let at = text.length - 1; at >= 0; at--) out += text[at];
  return out;
}

/** Labels of a host name in reverse order; a dot at the end is ignored, empty labels are refused. */
function reverseDomain(text: string): string | undefined {
  const labels = (text.endsWith('.') ? text.slice(0, -1) : text).split('.');
  return labels.includes('') ? undefined : labels.reverse().join('.');
}

function cutLineEnd(text: string): string {
  const at = text.search(/[\r\n]/);
  return at < 0 ? text : text.slice(0, at);
}

function trimStart(text: string, chars: string): string {
  let at = 0;
  while (at < text.length && chars.includes(text[at]!)) at++;
  return text.slice(at);
}

function trimEnd(text: string, chars: string): string {
  let end = text.length;
  while (end > 0 && chars.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

const shared = { support: 'full', in: 'str', out: 'str' } as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'lower',
    doc: '7.3.1#lower',
    brief: 'Turns letters to lower case.',
    since: '1.5',
    args: [],
    compile: () => lowerAscii,
  }),
  define.converter({
    ...shared,
    name: 'upper',
    doc: '7.3.1#upper',
    brief: 'Turns letters to upper case.',
    since: '1.5',
    args: [],
    compile: () => upperAscii,
  }),
  define.converter({
    ...shared,
    name: 'length',
    doc: '7.3.1#length',
    brief: 'Number of bytes.',
    since: '1.9',
    args: [],
    out: 'sint',
    compile: () => (text) => text.length,
  }),
  define.converter({
    ...shared,
    name: 'reverse',
    doc: '7.3.1#reverse',
    brief: 'The bytes in reverse order.',
    since: '3.5',
    args: [],
    compile: () => reverse,
  }),
  define.converter({
    ...shared,
    name: 'reverse_dom',
    doc: '7.3.1#reverse_dom',
    brief: 'The labels of a host name in reverse order.',
    since: '3.5',
    args: [],
    compile: () => reverseDomain,
  }),
  define.converter({
    ...shared,
    name: 'cut_crlf',
    doc: '7.3.1#cut_crlf',
    brief: 'Cuts the text at the first line end.',
    since: '2.4',
    args: [],
    compile: () => cutLineEnd,
  }),
  define.converter({
    ...shared,
    name: 'ltrim',
    doc: '7.3.1#ltrim',
    brief: 'Takes away some characters at the start.',
    since: '2.4',
    args: [arg.str('chars')],
    compile:
      ([chars]) =>
      (text) =>
        trimStart(text, chars),
  }),
  define.converter({
    ...shared,
    name: 'rtrim',
    doc: '7.3.1#rtrim',
    brief: 'Takes away some characters at the end.',
    since: '2.4',
    args: [arg.str('chars')],
    compile:
      ([chars]) =>
      (text) =>
        trimEnd(text, chars),
  }),
];
