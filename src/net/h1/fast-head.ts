/**
 * The usual head: arrived at once, CRLF line ends, no folded lines. One anchored expression proves the grammar and finds
 * the end, then `indexOf` cuts the fields. What it does not match is left to head-machine.ts, which knows why.
 */
import type { Framing } from './framing.js';

const FIELDS = "(?:[!#-'*+\\-.^-z|~\\dA-Z]+:[^\\0\\r\\n]*\\r\\n)*\\r\\n";
const REQUEST = new RegExp(`[!#-'*+\\-.^-z|~\\dA-Z]+ [!"$-~]+ HTTP\\/1\\.[01]\\r\\n${FIELDS}`, 'y');
const RESPONSE = new RegExp(`HTTP\\/1\\.[01] [1-9]\\d\\d (?:[^ \\t\\r\\n][^\\r\\n]*)?\\r\\n${FIELDS}`, 'y');

/** Length of the request head at the start of `text`, or 0 when the expression does not match. */
export function matchRequest(text: string): number {
  REQUEST.lastIndex = 0;
  return REQUEST.test(text) ? REQUEST.lastIndex : 0;
}

/** Length of the response head at the start of `text`, or 0. */
export function matchResponse(text: string): number {
  RESPONSE.lastIndex = 0;
  return RESPONSE.test(text) ? RESPONSE.lastIndex : 0;
}

/**
 * Hands the fields between `from` and `headEnd` (behind the empty line) of a matched head to `framing`. False when one of
 * them is refused or when there are more than `maxFields`.
 */
export function takeFields(text: string, from: number, headEnd: number, framing: Framing, maxFields: number): boolean {
  const last = headEnd - 2;
  let count = 0;
  for (let at = from; at < last; ) {
    if (++count > maxFields) return false;
    const colon = text.indexOf(':', at);
    const lineEnd = text.indexOf('\r', colon);
    let start = colon + 1;
    let end = lineEnd;
    while (isBlank(text.charCodeAt(start))) start++;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
    if (framing.add(text.slice(at, colon), text.slice(start, end)) !== '') return false;
    at = lineEnd + 2;
  }
  return true;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
