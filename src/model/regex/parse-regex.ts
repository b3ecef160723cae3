/**
 * Recursive descent over a PCRE2 pattern (pcre2pattern(3)), in byte mode. One class, longer than most: its methods share
 * the cursor and the options in force.
 */
import type { ByteSet, RegexNode } from './ast.js';
import { RegexProblem } from './ast.js';
import { closeCase, complement, escapeSet, include, posixSet, propertySet, setWhere } from './byte-set.js';

/** Options that `(?imsxnU-...)` switches. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  readonly n: boolean;
  readonly U: boolean;
}

const DOLLAR = '(?=\\n?$)';
const SIMPLE: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };
const MOST_REPEATS = 65535;

/** Parses a pattern. @throws RegexProblem */
export function parseRegex(source: string, ignoreCase: boolean): RegexNode {
  return new Parser(source, ignoreCase).parse();
}

/** Names of groups in order of their numbers; found first, because references may stand in front of their group. */
function groupNames(source: string): Map<string, number> {
  const names = new Map<string, number>();
  let number = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (char === '[') at = endOfClass(source, at);
    else if (char === '(' && source[at + 1] === '?') {
      const name = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(source.slice(at, at + 80));
      if (name) names.set((name[1] ?? name[2])!, ++number);
    } else if (char === '(' && source[at + 1] !== '*') number++;
  }
  return names;
}

function endOfClass(source: string, start: number): number {
  let at = start + 1;
  if (source[at] === '^') at++;
  if (source[at] === ']') at++;
  for (; at < source.length && source[at] !== ']'; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '[' && source[at + 1] === ':') at = Math.max(at, source.indexOf(':]', at) + 1);
  }
  return at;
}

class Parser {
  readonly #source: string;
  readonly #names: Map<string, number>;
  #at: number;
  #flags: Flags;
  #groups: number;
  #backrefs: { readonly number: number; readonly at: number }[];

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#names = groupNames(source);
    this.#at = 0;
    this.#flags = { i: ignoreCase, m: false, s: false, x: false, n: false, U: false };
    this.#groups = 0;
    this.#backrefs = [];
  }

  parse(): RegexNode {
    const root = this.#choice();
    if (this.#at < this.#source.length) this.#fail('unmatched closing parenthesis');
    for (const { number, at } of this.#backrefs) {
      if (number > this.#groups) throw new RegexProblem('reference to a group that does not exist', at);
    }
    return root;
  }

  #fail(problem: string, at = this.#at): never {
    throw new RegexProblem(problem, at);
  }

  #peek(offset = 0): string {
    return this.#source[this.#at + offset] ?? '';
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Takes what the sticky pattern matches here. */
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found) this.#at += found[0].length;
    return found;
  }

  #choice(): RegexNode {
    const before = this.#flags;
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#flags = before;
    return branches.length === 1 ? branches[0]! : { kind: 'choice', branches };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    for (;;) {
      this.#skipExtended();
      const char = this.#peek();
      if (char === '' || char === '|' || char === ')') break;
      if (char === '\\' && this.#peek(1) === 'Q') {
        this.#quoted(parts);
        continue;
      }
      const part = this.#atom();
      if (part) parts.push(this.#quantified(part));
    }
    if (parts.length === 0) return { kind: 'empty' };
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  /** `\Q...\E`: each byte for itself; a quantifier behind belongs to the last one. */
  #quoted(parts: RegexNode[]): void {
    const end = this.#source.indexOf('\\E', this.#at);
    const stop = end < 0 ? this.#source.length : end;
    const text = this.#source.slice(this.#at + 2, stop);
    this.#at = end < 0 ? stop : end + 2;
    for (const char of text) parts.push(this.#byte(char.charCodeAt(0)));
    const last = parts.pop();
    if (last) parts.push(text === '' ? last : this.#quantified(last));
  }

  #skipExtended(): void {
    while (this.#flags.x) {
      if (this.#match(/[\t-\r ]+/y)) continue;
      if (!this.#match(/#[^\n]*\n?/y)) return;
    }
  }

  #byte(code: number): RegexNode {
    return { kind: 'byte', code, fold: this.#flags.i };
  }

  #set(set: ByteSet): RegexNode {
    if (this.#flags.i) closeCase(set);
    return { kind: 'set', set, fold: this.#flags.i };
  }

  /** One item without its quantifier; undefined for what only changes options. */
  #atom(): RegexNode | undefined {
    const char = this.#peek();
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '.':
        this.#at++;
        return this.#set(setWhere((code) => this.#flags.s || code !== 0x0a));
      case '^':
        this.#at++;
        return { kind: 'assert', source: this.#flags.m ? '(?<![^\\n])' : '^' };
      case '$':
        this.#at++;
        return { kind: 'assert', source: this.#flags.m ? '(?![^\\n])' : DOLLAR };
      case '*':
      case '+':
      case '?':
        return this.#fail('quantifier does not follow a repeatable item');
      default:
        if (char === '{' && this.#count(false)) return this.#fail('quantifier does not follow a repeatable item');
        this.#at++;
        return this.#byte(char.charCodeAt(0));
    }
  }

  /** Reads `{n}`, `{n,}`, `{n,m}`, `*`, `+`, `?`; undefined, nothing taken, if none stands here. */
  #count(move: boolean): { min: number; max: number } | undefined {
    const at = this.#at;
    const found = this.#match(/[*+?]|\{(\d+)(,(\d*))?\}/y);
    if (!found) return undefined;
    if (!move) this.#at = at;
    const most = Number.POSITIVE_INFINITY;
    if (found[0] === '*') return { min: 0, max: most };
    if (found[0] === '+') return { min: 1, max: most };
    if (found[0] === '?') return { min: 0, max: 1 };
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] ? Number(found[3]) : most;
    if (min > MOST_REPEATS || (max !== most && max > MOST_REPEATS)) this.#fail('number too big in {} quantifier', at);
    if (max < min) this.#fail('numbers out of order in {} quantifier', at);
    return { min, max };
  }

  #quantified(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      this.#skipExtended();
      const count = this.#count(true);
      if (!count) return node;
      const possessive = this.#take('+');
      const lazy = !possessive && this.#take('?') !== this.#flags.U;
      node = { kind: 'repeat', body: node, ...count, lazy };
      if (possessive) node = { kind: 'atomic', body: node };
    }
  }

  #group(): RegexNode | undefined {
    const start = this.#at;
    if (this.#take('(?#')) {
      const end = this.#source.indexOf(')', this.#at);
      if (end < 0) this.#fail('missing ) after (?# comment', start);
      this.#at = end + 1;
      return undefined;
    }
    if (this.#take('(*')) return this.#fail('verbs (*...) cannot be run here', start);
    if (!this.#take('(?')) {
      this.#at++;
      return this.#flags.n ? this.#closed(start) : this.#capture(start);
    }
    for (const open of ['(?<=', '(?<!', '(?=', '(?!'] as const) {
      if (this.#take(open.slice(2))) return { kind: 'look', open, body: this.#closed(start) };
    }
    if (this.#take(':')) return this.#closed(start);
    if (this.#take('>')) return { kind: 'atomic', body: this.#closed(start) };
    if (this.#match(/P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*'/y)) return this.#capture(start);
    const reference = this.#match(/P=([A-Za-z_]\w*)\)/y);
    if (reference) return this.#named(reference[1]!, start);
    if (this.#peek() === '|') return this.#fail('branch reset groups (?| cannot be run here', start);
    if (this.#peek() === '(') return this.#fail('conditional groups (?( cannot be run here', start);
    if (this.#match(/R|&|P>|[+-]?\d/y)) return this.#fail('recursion and subroutine calls cannot be run here', start);
    return this.#options(start);
  }

  #capture(start: number): RegexNode {
    const number = ++this.#groups;
    return { kind: 'capture', number, body: this.#closed(start) };
  }

  /** Everything up to the closing parenthesis of the group that was opened at `start`. */
  #closed(start: number): RegexNode {
    const body = this.#choice();
    if (!this.#take(')')) this.#fail('missing closing parenthesis', start);
    return body.kind === 'choice' ? { kind: 'sequence', parts: [body] } : body;
  }

  /** `(?i)` up to the end of the group, `(?i:...)`. */
  #options(start: number): RegexNode | undefined {
    const found = this.#match(/(\^?)([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y);
    if (!found) return this.#fail('unrecognized character after (?', start + 2);
    const before = this.#flags;
    const next = { ...before };
    if (found[1]) Object.assign(next, { i: false, m: false, s: false, x: false, n: false });
    for (const [letters, value] of [
      [found[2], true],
      [found[3], false],
    ] as const) {
      for (const letter of letters ?? '') {
        if (!(letter in next)) this.#fail(`option ${letter} cannot be set here`, start);
        next[letter as keyof Flags] = value;
      }
    }
    this.#flags = next;
    if (found[4] === ')') return undefined;
    const body = this.#closed(start);
    this.#flags = before;
    return body;
  }

  #named(name: string, at: number): RegexNode {
    const number = this.#names.get(name);
    if (number === undefined) return this.#fail(`reference to a group '${name}' that does not exist`, at);
    return { kind: 'backref', number, fold: this.#flags.i };
  }

  #numbered(number: number, at: number): RegexNode {
    this.#backrefs.push({ number, at });
    return { kind: 'backref', number, fold: this.#flags.i };
  }

  #escape(): RegexNode | undefined {
    const start = this.#at;
    const next = this.#peek(1);
    if (next === '') this.#fail('\\ at end of pattern');
    if (this.#take('\\E')) return undefined;
    const assertion = this.#assertion(next);
    if (assertion !== undefined) {
      this.#at += 2;
      return { kind: 'assert', source: assertion };
    }
    const reference = this.#reference(start);
    if (reference) return reference;
    if (this.#take('\\R')) return { kind: 'atomic', body: newline() };
    const value = this.#escaped(false);
    return typeof value === 'number' ? this.#byte(value) : this.#set(value);
  }

  #assertion(letter: string): string | undefined {
    switch (letter) {
      case 'b':
      case 'B':
        return `\\${letter}`;
      case 'A':
        return '^';
      case 'z':
        return '$';
      case 'Z':
        return DOLLAR;
      case 'G':
        return '^';
      default:
        return undefined;
    }
  }

  #reference(start: number): RegexNode | undefined {
    const named = this.#match(/\\k(?:<(\w+)>|\{(\w+)\}|'(\w+)')|\\g\{([A-Za-z_]\w*)\}/y);
    if (named) return this.#named((named[1] ?? named[2] ?? named[3] ?? named[4])!, start);
    const relative = this.#match(/\\g(?:\{([+-]?\d+)\}|([+-]?\d+))/y);
    if (relative) {
      const text = (relative[1] ?? relative[2])!;
      const base = text[0] === '-' ? this.#groups + 1 : text[0] === '+' ? this.#groups : 0;
      return this.#numbered(base + Number(text), start);
    }
    if (this.#peek(1) === 'g') return this.#fail('subroutine calls \\g cannot be run here', start);
    const digits = /\\([1-9]\d*)/y;
    digits.lastIndex = this.#at;
    const found = digits.exec(this.#source);
    if (!found) return undefined;
    const number = Number(found[1]);
    if (number > 9 && number > this.#groups && /^[0-7]/.test(found[1]!)) return undefined;
    this.#at += found[0].length;
    return this.#numbered(number, start);
  }

  /** Escapes that mean the same in and out of classes: a byte or a set. The cursor stands on the backslash. */
  #escaped(inClass: boolean): number | ByteSet {
    const start = this.#at;
    const hex = this.#match(/\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{0,2}))/y);
    if (hex) return this.#inByte(Number.parseInt(hex[1] ?? `0${hex[2]}`, 16), start);
    const octal = this.#match(/\\(?:o\{([0-7]+)\}|(0[0-7]{0,2}|[1-7][0-7]{1,2}|[1-7]))/y);
    if (octal) return this.#inByte(Number.parseInt((octal[1] ?? octal[2])!, 8), start);
    const control = this.#match(/\\c([\x20-\x7e])/y);
    if (control) return control[1]!.toUpperCase().charCodeAt(0) ^ 0x40;
    const property = this.#match(/\\([pP])(?:\{(\^?)(\w+)\}|(\w))/y);
    if (property) {
      const negated = (property[1] === 'P') !== (property[2] === '^');
      const name = (property[3] ?? property[4])!;
      return propertySet(name, negated) ?? this.#fail(`unknown property ${name}`, start);
    }
    const letter = this.#peek(1);
    this.#at += 2;
    if (inClass && letter === 'b') return 8;
    if (Object.hasOwn(SIMPLE, letter)) return SIMPLE[letter]!;
    const set = escapeSet(letter);
    if (set) return set;
    if (letter === 'K') return this.#fail('\\K cannot be run here', start);
    if (letter === 'C') return setWhere(() => true);
    if (/[A-Za-z0-9]/.test(letter)) return this.#fail(`unrecognized character ${letter} follows \\`, start + 1);
    return letter.charCodeAt(0);
  }

  #inByte(code: number, at: number): number {
    if (code > 0xff) this.#fail('character code point value in \\x{} or \\o{} is too large', at);
    return code;
  }

  #class(): RegexNode {
    const start = this.#at++;
    const negated = this.#take('^');
    const set: ByteSet = new Uint8Array(256);
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#peek() === '') this.#fail('missing terminating ] for character class', start);
      this.#classItem(set, first);
    }
    this.#at++;
    if (this.#flags.i) closeCase(set);
    return { kind: 'set', set: negated ? complement(set) : set, fold: this.#flags.i };
  }

  #classItem(set: ByteSet, first: boolean): void {
    if (this.#take('\\E')) return;
    if (this.#take('\\Q')) {
      const end = this.#source.indexOf('\\E', this.#at);
      const stop = end < 0 ? this.#source.length : end;
      for (; this.#at < stop; this.#at++) set[this.#source.charCodeAt(this.#at)] = 1;
      return;
    }
    const at = this.#at;
    const low = this.#classAtom(first);
    if (typeof low !== 'number') {
      include(set, low);
      return;
    }
    if (this.#peek() !== '-' || this.#peek(1) === ']' || this.#peek(1) === '') {
      set[low] = 1;
      return;
    }
    this.#at++;
    const high = this.#classAtom(false);
    if (typeof high !== 'number') {
      set[low] = 1;
      set[0x2d] = 1;
      include(set, high);
      return;
    }
    if (high < low) this.#fail('range out of order in character class', at);
    for (let code = low; code <= high; code++) set[code] = 1;
  }

  #classAtom(first: boolean): number | ByteSet {
    const posix = this.#match(/\[:(\^?)(\w*):\]/y);
    if (posix) {
      const set = posixSet(posix[2]!);
      if (!set) return this.#fail('unknown POSIX class name', this.#at - posix[0].length);
      return posix[1] ? complement(set) : set;
    }
    if (this.#match(/\[[.=]\w*[.=]\]/y)) return this.#fail('POSIX collating elements cannot be run here');
    if (this.#peek() === '\\') {
      if (this.#peek(1) === '') this.#fail('\\ at end of pattern');
      return this.#escaped(true);
    }
    if (this.#peek() === ']' && !first) return this.#fail('missing terminating ] for character class');
    const code = this.#source.charCodeAt(this.#at);
    this.#at++;
    return code;
  }
}

/** `\R`. */
function newline(): RegexNode {
  const crlf: RegexNode = {
    kind: 'sequence',
    parts: [
      { kind: 'byte', code: 13, fold: false },
      { kind: 'byte', code: 10, fold: false },
    ],
  };
  const single: RegexNode = { kind: 'set', set: escapeSet('v')!, fold: false };
  return { kind: 'choice', branches: [crlf, single] };
}
