/**
 * The usual head: arrived at once, CRLF line ends, no folded lines. An anchored expression takes the first line, `indexOf`
 * cuts the fields and proves on the way that nothing unusual stands in them. What is not so simple is left to
 * head-machine.ts, which knows why. (Measured on Node 20: 17 fields in half the time of a byte loop, and without the
 * expression over all fields that a positive grammar would need.)
 */
import { trimmedSlice } from './field-list.js';
import { findSpelling } from './field-name.js';
import type { Framing } from './framing.js';

const REQUEST_LINE = /[!#-'*+\-.^-z|~\dA-Z]+ [!"$-~]+ HTTP\/1\.[01]\r\n/y;
const STATUS_LINE = /HTTP\/1\.[01] [1-9]\d\d (?:[^ \t\r\n][^\r\n]*)?\r\n/y;
const TOKEN = /^[!#-'*+\-.^-z|~\dA-Z]+$/;

/** Length of the request line at the start of `text`, or 0. */
export function matchRequestLine(text: string): number {
  REQUEST_LINE.lastIndex = 0;
  return REQUEST_LINE.test(text) ? REQUEST_LINE.lastIndex : 0;
}

/** Length of the status line at the start of `text`, or 0. */
export function matchStatusLine(text: string): number {
  STATUS_LINE.lastIndex = 0;
  return STATUS_LINE.test(text) ? STATUS_LINE.lastIndex : 0;
}

/**
 * Hands the fields from `from` on to `framing`. Returns the position behind the empty line; 0 when one of them is unusual,
 * refused or not complete, or when there are more than `maxFields`.
 */
export function takeFields(text: string, from: number, framing: Framing, maxFields: number): number {
  const rest = from === 0 ? text : text.slice(from);
  if (framing.recall(rest)) return text.length;
  framing.reset();
  let at = from;
  for (let count = 0; text.charCodeAt(at) !== 0x0d; count++) {
    const colon = text.indexOf(':', at);
    const lineEnd = text.indexOf('\r', at);
    if (colon <= at || lineEnd < colon || count === maxFields || text.indexOf('\n', at) !== lineEnd + 1) return 0;
    if (!takeField(text, at, colon, lineEnd, framing)) return 0;
    at = lineEnd + 2;
  }
  if (text.charCodeAt(at + 1) !== 0x0a || text.includes('\0')) return 0;
  if (at + 2 === text.length) framing.remember(rest);
  return at + 2;
}

function takeField(text: string, at: number, colon: number, lineEnd: number, framing: Framing): boolean {
  const value = trimmedSlice(text, colon + 1, lineEnd);
  const spelling = findSpelling(text, at, colon);
  if (spelling !== undefined) return framing.addKnown(spelling, value) === '';
  const name = text.slice(at, colon);
  return TOKEN.test(name) && framing.add(name, value) === '';
}
