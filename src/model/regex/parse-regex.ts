/**
 * Recursive descent over a PCRE2 pattern (pcre2pattern(3)), in byte mode. One class: its methods share the cursor
 * and the options in force.
 */
import type { ByteSet, RegexNode } from './ast.js';
import { RegexProblem } from './ast.js';
import { closeCase, escapeSet, setWhere } from './byte-set.js';
import { readClass } from './class.js';
import { Cursor } from './cursor.js';
import { readEscape } from './escape.js';

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
  readonly #cursor: Cursor;
  readonly #names: Map<string, number>;
  #flags: Flags;
  #groups: number;
  #backrefs: { readonly number: number; readonly at: number }[];

  constructor(source: string, ignoreCase: boolean) {
    this.#cursor = new Cursor(source);
    this.#names = groupNames(source);
    this.#flags = { i: ignoreCase, m: false, s: false, x: false, n: false, U: false };
    this.#groups = 0;
    this.#backrefs = [];
  }

  parse(): RegexNode {
    const root = this.#choice();
    if (this.#cursor.at < this.#cursor.source.length) this.#cursor.fail('unmatched closing parenthesis');
    for (const { number, at } of this.#backrefs) {
      if (number > this.#groups) throw new RegexProblem('reference to a group that does not exist', at);
    }
    return root;
  }

  #choice(): RegexNode {
    const before = this.#flags;
    const branches = [this.#sequence()];
    while (this.#cursor.take('|')) branches.push(this.#sequence());
    this.#flags = before;
    return branches.length === 1 ? branches[0]! : { kind: 'choice', branches };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    for (;;) {
      this.#skipExtended();
      const char = this.#cursor.peek();
      if (char === '' || char === '|' || char === ')') break;
      if (char === '\\' && this.#cursor.peek(1) === 'Q') {
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
    const end = this.#cursor.source.indexOf('\\E', this.#cursor.at);
    const stop = end < 0 ? this.#cursor.source.length : end;
    const text = this.#cursor.source.slice(this.#cursor.at + 2, stop);
    this.#cursor.at = end < 0 ? stop : end + 2;
    for (const char of text) parts.push(this.#byte(char.charCodeAt(0)));
    const last = parts.pop();
    if (last) parts.push(text === '' ? last : this.#quantified(last));
  }

  #skipExtended(): void {
    while (this.#flags.x) {
      if (this.#cursor.match(/[\t-\r ]+/y)) continue;
      if (!this.#cursor.match(/#[^\n]*\n?/y)) return;
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
    const char = this.#cursor.peek();
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return readClass(this.#cursor, this.#flags.i);
      case '\\':
        return this.#escape();
      case '.':
        this.#cursor.at++;
        return this.#set(setWhere((code) => this.#flags.s || code !== 0x0a));
      case '^':
        this.#cursor.at++;
        return { kind: 'assert', source: this.#flags.m ? '(?<![^\\n])' : '^' };
      case '$':
        this.#cursor.at++;
        return { kind: 'assert', source: this.#flags.m ? '(?![^\\n])' : DOLLAR };
      case '*':
      case '+':
      case '?':
        return this.#cursor.fail('quantifier does not follow a repeatable item');
      default:
        if (char === '{' && this.#count(false))
          return this.#cursor.fail('quantifier does not follow a repeatable item');
        this.#cursor.at++;
        return this.#byte(char.charCodeAt(0));
    }
  }

  /** Reads `{n}`, `{n,}`, `{n,m}`, `*`, `+`, `?`; undefined, nothing taken, if none stands here. */
  #count(move: boolean): { min: number; max: number } | undefined {
    const at = this.#cursor.at;
    const found = this.#cursor.match(/[*+?]|\{(\d+)(,(\d*))?\}/y);
    if (!found) return undefined;
    if (!move) this.#cursor.at = at;
    const most = Number.POSITIVE_INFINITY;
    if (found[0] === '*') return { min: 0, max: most };
    if (found[0] === '+') return { min: 1, max: most };
    if (found[0] === '?') return { min: 0, max: 1 };
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] ? Number(found[3]) : most;
    if (min > MOST_REPEATS || (max !== most && max > MOST_REPEATS))
      this.#cursor.fail('number too big in {} quantifier', at);
    if (max < min) this.#cursor.fail('numbers out of order in {} quantifier', at);
    return { min, max };
  }

  #quantified(atom: RegexNode): RegexNode {
    let node = atom;
    for (;;) {
      this.#skipExtended();
      const count = this.#count(true);
      if (!count) return node;
      const possessive = this.#cursor.take('+');
      const lazy = !possessive && this.#cursor.take('?') !== this.#flags.U;
      node = { kind: 'repeat', body: node, ...count, lazy };
      if (possessive) node = { kind: 'atomic', body: node };
    }
  }

  #group(): RegexNode | undefined {
    const start = this.#cursor.at;
    if (this.#cursor.take('(?#')) {
      const end = this.#cursor.source.indexOf(')', this.#cursor.at);
      if (end < 0) this.#cursor.fail('missing ) after (?# comment', start);
      this.#cursor.at = end + 1;
      return undefined;
    }
    if (this.#cursor.take('(*')) return this.#cursor.fail('verbs (*...) cannot be run here', start);
    if (!this.#cursor.take('(?')) {
      this.#cursor.at++;
      return this.#flags.n ? this.#closed(start) : this.#capture(start);
    }
    for (const open of ['(?<=', '(?<!', '(?=', '(?!'] as const) {
      if (this.#cursor.take(open.slice(2))) return { kind: 'look', open, body: this.#closed(start) };
    }
    if (this.#cursor.take(':')) return this.#closed(start);
    if (this.#cursor.take('>')) return { kind: 'atomic', body: this.#closed(start) };
    if (this.#cursor.match(/P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*'/y)) return this.#capture(start);
    const reference = this.#cursor.match(/P=([A-Za-z_]\w*)\)/y);
    if (reference) return this.#named(reference[1]!, start);
    if (this.#cursor.peek() === '|') return this.#cursor.fail('branch reset groups (?| cannot be run here', start);
    if (this.#cursor.peek() === '(') return this.#cursor.fail('conditional groups (?( cannot be run here', start);
    if (this.#cursor.match(/R|&|P>|[+-]?\d/y))
      return this.#cursor.fail('recursion and subroutine calls cannot be run here', start);
    return this.#options(start);
  }

  #capture(start: number): RegexNode {
    const number = ++this.#groups;
    return { kind: 'capture', number, body: this.#closed(start) };
  }

  /** Everything up to the closing parenthesis of the group that was opened at `start`. */
  #closed(start: number): RegexNode {
    const body = this.#choice();
    if (!this.#cursor.take(')')) this.#cursor.fail('missing closing parenthesis', start);
    return body.kind === 'choice' ? { kind: 'sequence', parts: [body] } : body;
  }

  /** `(?i)` up to the end of the group, `(?i:...)`. */
  #options(start: number): RegexNode | undefined {
    const found = this.#cursor.match(/(\^?)([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y);
    if (!found) return this.#cursor.fail('unrecognized character after (?', start + 2);
    const before = this.#flags;
    const next = { ...before };
    if (found[1]) Object.assign(next, { i: false, m: false, s: false, x: false, n: false });
    for (const [letters, value] of [
      [found[2], true],
      [found[3], false],
    ] as const) {
      for (const letter of letters ?? '') {
        if (!(letter in next)) this.#cursor.fail(`option ${letter} cannot be set here`, start);
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
    if (number === undefined) return this.#cursor.fail(`reference to a group '${name}' that does not exist`, at);
    return { kind: 'backref', number, fold: this.#flags.i };
  }

  #numbered(number: number, at: number): RegexNode {
    this.#backrefs.push({ number, at });
    return { kind: 'backref', number, fold: this.#flags.i };
  }

  #escape(): RegexNode | undefined {
    const start = this.#cursor.at;
    const next = this.#cursor.peek(1);
    if (next === '') this.#cursor.fail('\\ at end of pattern');
    if (this.#cursor.take('\\E')) return undefined;
    const assertion = this.#assertion(next);
    if (assertion !== undefined) {
      this.#cursor.at += 2;
      return { kind: 'assert', source: assertion };
    }
    const reference = this.#reference(start);
    if (reference) return reference;
    if (this.#cursor.take('\\R')) return { kind: 'atomic', body: newline() };
    const value = readEscape(this.#cursor, false);
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
    const named = this.#cursor.match(/\\k(?:<(\w+)>|\{(\w+)\}|'(\w+)')|\\g\{([A-Za-z_]\w*)\}/y);
    if (named) return this.#named((named[1] ?? named[2] ?? named[3] ?? named[4])!, start);
    const relative = this.#cursor.match(/\\g(?:\{([+-]?\d+)\}|([+-]?\d+))/y);
    if (relative) {
      const text = (relative[1] ?? relative[2])!;
      const base = text[0] === '-' ? this.#groups + 1 : text[0] === '+' ? this.#groups : 0;
      return this.#numbered(base + Number(text), start);
    }
    if (this.#cursor.peek(1) === 'g') return this.#cursor.fail('subroutine calls \\g cannot be run here', start);
    const digits = /\\([1-9]\d*)/y;
    digits.lastIndex = this.#cursor.at;
    const found = digits.exec(this.#cursor.source);
    if (!found) return undefined;
    const number = Number(found[1]);
    if (number > 9 && number > this.#groups && /^[0-7]/.test(found[1]!)) return undefined;
    this.#cursor.at += found[0].length;
    return this.#numbered(number, start);
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
