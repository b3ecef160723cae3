/** Escapes of a pattern that stand for bytes: the same in and out of classes (pcre2pattern(3), "Backslash"). */
import type { ByteSet } from './ast.js';
import { escapeSet, propertySet, setWhere } from './byte-set.js';
import type { Cursor } from './cursor.js';

const SIMPLE: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

/** Takes an escape: a byte or a set of bytes. The cursor stands on the backslash. */
export function readEscape(cursor: Cursor, inClass: boolean): number | ByteSet {
  const start = cursor.at;
  const hex = cursor.match(/\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{0,2}))/y);
  if (hex) return inByte(cursor, Number.parseInt(hex[1] ?? `0${hex[2]}`, 16), start);
  const octal = cursor.match(/\\(?:o\{([0-7]+)\}|(0[0-7]{0,2}|[1-7][0-7]{1,2}|[1-7]))/y);
  if (octal) return inByte(cursor, Number.parseInt((octal[1] ?? octal[2])!, 8), start);
  const control = cursor.match(/\\c([\x20-\x7e])/y);
  if (control) return control[1]!.toUpperCase().charCodeAt(0) ^ 0x40;
  const property = cursor.match(/\\([pP])(?:\{(\^?)(\w+)\}|(\w))/y);
  if (property) {
    const negated = (property[1] === 'P') !== (property[2] === '^');
    const name = (property[3] ?? property[4])!;
    return propertySet(name, negated) ?? cursor.fail(`unknown property ${name}`, start);
  }
  const letter = cursor.peek(1);
  cursor.at += 2;
  if (inClass && letter === 'b') return 8;
  if (Object.hasOwn(SIMPLE, letter)) return SIMPLE[letter]!;
  const set = escapeSet(letter);
  if (set) return set;
  if (letter === 'K') return cursor.fail('\\K cannot be run here', start);
  if (letter === 'C') return setWhere(() => true);
  if (/[A-Za-z0-9]/.test(letter)) return cursor.fail(`unrecognized character ${letter} follows \\`, start + 1);
  return letter.charCodeAt(0);
}

function inByte(cursor: Cursor, code: number, at: number): number {
  if (code > 0xff) cursor.fail('character code point value in \\x{} or \\o{} is too large', at);
  return code;
}
