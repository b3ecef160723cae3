/** Reads the words of a line from left to right: the cursor of directives and actions. */
import { rangeOf, type Word } from '../../grammar/config/ast.js';
import type { ArgKind, Values } from '../catalog/arg.js';
import type { WordCursor } from '../catalog/directive-site.js';
import type { Environment, FindFile, HasAccount, ParseSite, Report } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import type { SourceRange } from '../diag/source-text.js';
import type { HostUse } from '../model/config/host-use.js';

/** A word as rows see it. */
function textOf(word: Word): ArgText {
  return { value: word.value, range: rangeOf(word), word };
}

export class WordReader implements WordCursor, ParseSite {
  readonly #words: readonly Word[];
  readonly #site: ParseSite;
  readonly #label: string;
  #at: number;
  #missed: boolean;

  /**
   * @param words of the whole line  @param from index of the first word to read; there must be one before it
   * @param label what messages call the line: `timeout client`
   */
  constructor(words: readonly Word[], from: number, label: string, site: ParseSite) {
    this.#words = words;
    this.#at = from;
    this.#missed = false;
    this.#label = label;
    this.#site = site;
  }

  /** Arguments report as from here: the reader is their site, so that none has to be made for each word. */
  report(...[code, range, message, options]: Parameters<Report>): void {
    this.#site.report(code, range, `'${this.#label}' : ${message}`, options);
  }

  get section(): string {
    return this.#site.section;
  }

  readFile(path: ArgText): string | undefined {
    return this.#site.readFile(path);
  }

  get environment(): Environment | undefined {
    return this.#site.environment;
  }

  needsHost(use: HostUse): void {
    this.#site.needsHost?.({ ...use, message: `'${this.#label}' : ${use.message}` });
  }

  get hasAccount(): HasAccount | undefined {
    return this.#site.hasAccount;
  }

  get findFile(): FindFile | undefined {
    return this.#site.findFile;
  }

  /** The next word as it is in the syntax tree. */
  peekWord(): Word | undefined {
    return this.#words[this.#at];
  }

  /** Takes words up to, not including, the index. */
  takeUntil(end: number): readonly Word[] {
    const taken = this.#words.slice(this.#at, end);
    this.#at = Math.max(this.#at, end);
    return taken;
  }

  /** Index of the next word. */
  get position(): number {
    return this.#at;
  }

  peek(): ArgText | undefined {
    const word = this.#words[this.#at];
    return word && textOf(word);
  }

  next(): ArgText | undefined {
    const word = this.#words[this.#at];
    if (!word) return undefined;
    this.#at++;
    return textOf(word);
  }

  take(value: string): boolean {
    if (this.#words[this.#at]?.value !== value) return false;
    this.#at++;
    return true;
  }

  expect<T>(kind: ArgKind<T>): T | undefined {
    const text = this.next();
    if (text) return kind.parse(text, this);
    if (!kind.optional && this.miss()) {
      this.report('arg/missing', this.last, `expects <${kind.label}>, ${kind.expects}`);
    }
    return undefined;
  }

  /** Notes that a word is missing; false if that was said before: a line that ends early is one problem. */
  miss(): boolean {
    const isFirst = !this.#missed;
    this.#missed = true;
    return isFirst;
  }

  expectAll<const A extends readonly ArgKind<unknown>[]>(kinds: A): Values<A> | undefined {
    const values: unknown[] = [];
    for (const kind of kinds) {
      if (this.done && kind.optional) {
        values.push(undefined);
        continue;
      }
      const value = this.expect(kind);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values as unknown as Values<A>;
  }

  rest(): ArgText[] {
    const words = this.#words.slice(this.#at).map(textOf);
    this.#at = this.#words.length;
    return words;
  }

  /** Takes everything that is left. */
  skipRest(): void {
    this.#at = this.#words.length;
  }

  get done(): boolean {
    return this.#at >= this.#words.length;
  }

  get last(): SourceRange {
    return rangeOf(this.#words[Math.max(0, Math.min(this.#at, this.#words.length) - 1)]!);
  }

  /** Reports what is left over, if anything is. */
  reportRest(): void {
    const word = this.#words[this.#at];
    if (!word) return;
    const message = `cannot handle unexpected argument '${word.value}'`;
    const remedy = word.value === '{' ? "write 'if' or 'unless' in front of the condition" : undefined;
    this.report('arg/unexpected', rangeOf(word), message, { remedy });
  }

  /** Notes what is left over where HAProxy passes over it. */
  noticeRest(): void {
    const word = this.#words[this.#at];
    if (word) this.report('arg/passed-over', rangeOf(word), `'${word.value}' and what follows has no effect`);
  }

  /** What messages call the line. */
  get label(): string {
    return this.#label;
  }
}
