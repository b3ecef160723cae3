/**
 * Raw spelling of a word -> its value (manual 2.2, 2.3): quotes and escapes are removed, variables are replaced.
 * One word of the file becomes several where `"${NAME[*]}"` expands to several, and none where it expands to nothing.
 */
import type { DiagnosticCode } from '../../src/diag/code.js';
import type { Diagnostics } from '../../src/diag/diagnostic.js';
import type { SourceText } from '../../src/diag/source-text.js';
import type { Word } from '../config/ast.js';
import { type Env, type LinePlace, pseudoVariable } from './env.js';
import { rememberSegments, type Segment } from './range-in-word.js';

/** Everything that decoding a word depends on. `place` is asked for only where a pseudo-variable is used. */
export interface WordContext {
  readonly source: SourceText;
  readonly env: Env;
  readonly place: () => LinePlace;
  readonly diagnostics: Diagnostics;
}

/** Escapes that stand for one character. A dollar is escaped between double quotes only. */
const ESCAPES: Readonly<Record<string, string>> = {
  ' ': ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '#': '#',
  n: '\n',
  r: '\r',
  t: '\t',
};

const SPECIAL = /["'\\]/;
const VARIABLE = /\$(\{?)(\.?[A-Za-z_]\w*)?/y;
const BLANK = /[ \t\n\v\f\r]/;

/**
 * Appends the words that the raw spelling between two offsets stands for.
 * Problems are reported, the first one of the word only; then the word is left out and the result is false.
 */
export function decodeWord(context: WordContext, raw: string, start: number, words: Word[]): boolean {
  if (!SPECIAL.test(raw)) {
    words.push({ value: raw, source: context.source, start, end: start + raw.length, quoted: false });
    return true;
  }
  return new WordDecoder(context, raw, start, words).run();
}

/** The state of decoding one raw word. */
class WordDecoder {
  readonly #context: WordContext;
  readonly #raw: string;
  readonly #start: number;
  readonly #words: Word[];
  #value: string;
  /** Whether there is a word even if its value is empty: something was written that is not a `[*]`. */
  #begun: boolean;
  #quoted: boolean;
  /** Offset in the raw spelling that follows the variable that was just replaced. */
  #at: number;
  #segments: Segment[] | undefined;

  constructor(context: WordContext, raw: string, start: number, words: Word[]) {
    this.#context = context;
    this.#raw = raw;
    this.#start = start;
    this.#words = words;
    this.#value = '';
    this.#begun = false;
    this.#quoted = false;
    this.#at = 0;
    this.#segments = undefined;
  }

  run(): boolean {
    const raw = this.#raw;
    let quote = '';
    let seen = false;
    while (this.#at < raw.length) {
      const at = this.#at;
      const char = raw[at]!;
      if (quote === '' ? char === '"' || char === "'" : char === quote) {
        // an empty pair of quotes is a word; quotes around a [*] alone are not
        if (quote !== '' && !seen) this.#begun = true;
        quote = quote === '' ? char : '';
        seen = false;
        this.#quoted = true;
        this.#at++;
      } else if (char === '\\' && quote !== "'") {
        seen = true;
        if (!this.escape(quote)) return false;
      } else if (char === '$' && quote === '"') {
        seen = true;
        if (!this.variable()) return false;
      } else {
        seen = true;
        this.add(char);
        this.#at++;
      }
    }
    if (quote !== '')
      return this.fail('word/unterminated-quote', raw.lastIndexOf(quote), raw.length, 'unmatched quote');
    if (this.#begun) this.flush();
    return true;
  }

  private add(text: string): void {
    this.#value += text;
    this.#begun = true;
  }

  private flush(): void {
    const word: Word = {
      value: this.#value,
      source: this.#context.source,
      start: this.#start,
      end: this.#start + this.#raw.length,
      quoted: this.#quoted,
    };
    if (this.#segments) rememberSegments(word, this.#segments);
    this.#words.push(word);
    this.#value = '';
    this.#begun = false;
    // the next word of an expansion starts in the midst of the raw spelling
    if (this.#segments) this.#segments = [];
  }

  private escape(quote: string): boolean {
    const next = this.#raw[this.#at + 1] ?? '';
    const plain = ESCAPES[next] ?? (next === '$' && quote === '"' ? '$' : undefined);
    if (plain !== undefined) {
      this.add(plain);
      this.#at += 2;
    } else if (next === 'x') {
      const digits = this.#raw.slice(this.#at + 2, this.#at + 4);
      if (!/^[0-9A-Fa-f]{2}$/.test(digits)) {
        return this.fail('word/bad-hex-escape', this.#at, this.#at + 2, 'truncated or invalid hexadecimal sequence');
      }
      this.add(String.fromCharCode(Number.parseInt(digits, 16)));
      this.#at += 4;
    } else {
      this.add('\\');
      this.#at++;
    }
    return true;
  }

  /** Replaces `$NAME`, `${NAME}`, `${NAME-default}`, `${NAME[*]}`, `${NAME[*]-default}`. */
  private variable(): boolean {
    const raw = this.#raw;
    const dollar = this.#at;
    VARIABLE.lastIndex = dollar;
    const [head, brace, name] = VARIABLE.exec(raw)!;
    const found = name === undefined ? undefined : this.lookUp(name);
    if (name === undefined || (found === undefined && name.startsWith('.'))) {
      const at = dollar + 1 + brace!.length;
      return this.fail('word/bad-variable-name', at, at + 1, 'forbidden first char in environment variable name');
    }
    let at = dollar + head.length;
    let value = found ?? '';
    let expand = false;
    if (brace !== '') {
      if (raw[at] === '[') {
        if (!raw.startsWith('[*]', at)) {
          return this.fail('word/bad-expansion', at, at + 1, 'truncated or invalid word expansion sequence');
        }
        expand = true;
        at += 3;
      }
      const close = raw[at] === '-' ? raw.indexOf('}', at) : at;
      if (raw[close] !== '}') {
        return this.fail(
          'word/unterminated-variable',
          dollar + 1,
          dollar + 2,
          'unmatched brace in environment variable name',
        );
      }
      if (raw[at] === '-') value = found ?? raw.slice(at + 1, close);
      at = close + 1;
    }
    this.#segments ??= [];
    this.insert(value, dollar, at, expand);
    this.#at = at;
    return true;
  }

  private insert(value: string, from: number, to: number, expand: boolean): void {
    let pieceStart = this.#value.length;
    const remember = (): void => {
      this.#segments!.push({
        valueStart: pieceStart,
        valueEnd: this.#value.length,
        rawStart: this.#start + from,
        rawEnd: this.#start + to,
      });
    };
    if (!expand) {
      this.add(value);
      remember();
      return;
    }
    for (const char of value) {
      if (!BLANK.test(char)) this.add(char);
      else if (this.#begun) {
        remember();
        this.flush();
        pieceStart = 0;
      }
    }
    remember();
  }

  private lookUp(name: string): string | undefined {
    return name.startsWith('.') ? pseudoVariable(name, this.#context.place()) : this.#context.env.get(name);
  }

  private fail(code: DiagnosticCode, from: number, to: number, message: string): false {
    const { diagnostics, source } = this.#context;
    const end = Math.min(this.#start + to, this.#start + this.#raw.length);
    diagnostics.report(code, { source, start: this.#start + from, end: Math.max(end, this.#start + from) }, message);
    return false;
  }
}
