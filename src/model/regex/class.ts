/** Classes of a pattern: `[...]` (pcre2pattern(3), "Square brackets and character classes"). */
import type { ByteSet, RegexNode } from './ast.js';
import { closeCase, complement, include, posixSet } from './byte-set.js';
import type { Cursor } from './cursor.js';
import { readEscape } from './escape.js';

/** Takes a class from its opening bracket on; `fold` = case is ignored. */
export function readClass(cursor: Cursor, fold: boolean): RegexNode {
  const start = cursor.at++;
  const negated = cursor.take('^');
  const set: ByteSet = new Uint8Array(256);
  for (let first = true; first || cursor.peek() !== ']'; first = false) {
    if (cursor.peek() === '') cursor.fail('missing terminating ] for character class', start);
    readItem(cursor, set, first);
  }
  cursor.at++;
  if (fold) closeCase(set);
  return { kind: 'set', set: negated ? complement(set) : set, fold };
}

function readItem(cursor: Cursor, set: ByteSet, first: boolean): void {
  if (cursor.take('\\E')) return;
  if (cursor.take('\\Q')) {
    const end = cursor.source.indexOf('\\E', cursor.at);
    const stop = end < 0 ? cursor.source.length : end;
    for (; cursor.at < stop; cursor.at++) set[cursor.source.charCodeAt(cursor.at)] = 1;
    return;
  }
  const at = cursor.at;
  const low = readAtom(cursor, first);
  if (typeof low !== 'number') {
    include(set, low);
    return;
  }
  if (cursor.peek() !== '-' || cursor.peek(1) === ']' || cursor.peek(1) === '') {
    set[low] = 1;
    return;
  }
  cursor.at++;
  const high = readAtom(cursor, false);
  if (typeof high !== 'number') {
    set[low] = 1;
    set[0x2d] = 1;
    include(set, high);
    return;
  }
  if (high < low) cursor.fail('range out of order in character class', at);
  for (let code = low; code <= high; code++) set[code] = 1;
}

function readAtom(cursor: Cursor, first: boolean): number | ByteSet {
  const posix = cursor.match(/\[:(\^?)(\w*):\]/y);
  if (posix) {
    const set = posixSet(posix[2]!);
    if (!set) return cursor.fail('unknown POSIX class name', cursor.at - posix[0].length);
    return posix[1] ? complement(set) : set;
  }
  if (cursor.match(/\[[.=]\w*[.=]\]/y)) return cursor.fail('POSIX collating elements cannot be run here');
  if (cursor.peek() === '\\') {
    if (cursor.peek(1) === '') cursor.fail('\\ at end of pattern');
    return readEscape(cursor, true);
  }
  if (cursor.peek() === ']' && !first) return cursor.fail('missing terminating ] for character class');
  const code = cursor.source.charCodeAt(cursor.at);
  cursor.at++;
  return code;
}
