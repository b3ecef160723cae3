/** The embedded actions of the configuration grammar: what becomes of the raw words of each line of one file. */
import type { IToken } from 'chevrotain';
import type { SourceText } from '../../src/diag/source-text.js';
import { BlockStack } from '../source/block-stack.js';
import { decodeWord, type WordContext } from '../words/decode.js';
import { isBlank, MAX_LINE_BYTES, OpenQuote, PlainWords } from '../words/tokens.js';
import { rangeOf, type Section, type Statement, type Word } from './ast.js';
import { changeEnvironment } from './environment.js';
import type { ParseOptions } from './parse-options.js';
import { appendPlainWords, PlainStatement, plainWord } from './plain-statement.js';

/** HAProxy cuts a line after so many words, keyword included. */
const MAX_WORDS = 64;

const HASH = 35;

interface OpenSection extends Section {
  readonly statements: Statement[];
}

/** Reads one file; sections and orphans are appended to the lists of all files. */
export class FileReader {
  readonly #source: SourceText;
  readonly #options: ParseOptions;
  readonly #sections: Section[];
  readonly #orphans: Statement[];
  readonly #blocks: BlockStack;
  readonly #words: WordContext;
  #section: OpenSection | undefined;
  #line: number;
  /** Offset of the piece of the file that offsets of tokens count in. */
  #base: number;

  constructor(source: SourceText, options: ParseOptions, sections: Section[], orphans: Statement[]) {
    this.#source = source;
    this.#options = options;
    this.#sections = sections;
    this.#orphans = orphans;
    this.#blocks = new BlockStack(options, options.diagnostics);
    this.#section = undefined;
    this.#line = 1;
    this.#base = 0;
    this.#words = {
      source,
      env: options.env,
      diagnostics: options.diagnostics,
      place: () => ({ file: source.name, line: source.lineNumber(this.#line), section: this.sectionName() }),
    };
  }

  /** The tokens that follow belong to the piece of the file that starts at an offset. */
  startPiece(base: number): void {
    this.#base = base;
  }

  lineFeed(): void {
    this.#line++;
  }

  /** Whole lines of plain words or a comment; the offset counts in the piece. */
  plainLines(offset: number, length: number): void {
    const { text } = this.#source;
    const end = this.#base + offset + length;
    for (let start = this.#base + offset; start < end; ) {
      const lineFeed = text.indexOf('\n', start);
      this.plainLine(text, start, lineFeed);
      this.lineFeed();
      start = lineFeed + 1;
    }
  }

  private plainLine(text: string, from: number, to: number): void {
    let start = from;
    while (start < to && isBlank(text.charCodeAt(start))) start++;
    if (start === to || text.charCodeAt(start) === HASH) return;
    let end = to;
    while (isBlank(text.charCodeAt(end - 1))) end--;
    let behind = start + 1;
    while (behind < end && !isBlank(text.charCodeAt(behind))) behind++;
    const line = this.#source.lineNumber(this.#line);
    this.finishLine(new PlainStatement(this.#source, start, end, line), plainWord(text, start, behind), end - start);
  }

  /** A line with at least one raw word. */
  statement(raw: readonly IToken[], comment: string | undefined): void {
    const words: Word[] = [];
    let valid = true;
    let broken = false;
    for (const token of raw) {
      if (!this.take(token, words)) valid = false;
      if (valid || broken) continue;
      // only words before the first broken one are trustworthy
      broken = true;
      this.keepHeader(words, comment);
    }
    // the copy is as long as it needs to be: the tree of a large file lives on
    if (valid && words.length > 0)
      this.finishLine(
        { words: words.slice(), line: this.#source.lineNumber(this.#line), comment },
        words[0]!.value,
        Number.POSITIVE_INFINITY,
      );
  }

  finish(): void {
    this.#blocks.finish();
    this.checkEnd();
  }

  /** Appends the words that a token stands for. @returns false after a report */
  private take(token: IToken, words: Word[]): boolean {
    const { image, tokenType } = token;
    const start = this.#base + token.startOffset;
    if (tokenType === OpenQuote) return this.openQuote(token);
    if (tokenType !== PlainWords) return decodeWord(this.#words, image, start, words);
    appendPlainWords(this.#source, start, start + image.length, words);
    return true;
  }

  private openQuote(token: IToken): false {
    const start = this.#base + token.startOffset;
    const range = { source: this.#source, start, end: start + token.image.length };
    if (range.end - range.start > MAX_LINE_BYTES)
      this.#options.diagnostics.report('line/too-long', range, 'line too long');
    else this.#options.diagnostics.report('word/unterminated-quote', range, 'unmatched quote');
    return false;
  }

  /** Opens the section of a header line that has a broken word, so that its statements find a home. */
  private keepHeader(words: readonly Word[], comment: string | undefined): void {
    const keyword = words[0];
    if (keyword && this.#blocks.active && this.#options.isSection(keyword.value)) {
      const header = { words: [...words], line: this.#source.lineNumber(this.#line), comment };
      this.openSection(header, keyword.value);
    }
  }

  /** @param length bytes of the statement at most, if it is a plain one */
  private finishLine(statement: Statement, keyword: string, length: number): void {
    if (keyword.startsWith('.')) {
      this.#blocks.directive(statement.words);
      return;
    }
    // a line whose first word is empty has always counted as an empty line
    if (keyword === '' || !this.#blocks.active) return;
    // shorter plain lines can have nothing that is told of
    if (length > 2 * MAX_WORDS) this.checkWords(statement);
    if (this.#options.isSection(keyword)) this.openSection(statement, keyword);
    else if (this.#section) this.addStatement(this.#section, statement);
    else this.#orphans.push(statement);
  }

  private openSection(header: Statement, kind: string): void {
    this.#section = { kind, header, statements: [] };
    this.#sections.push(this.#section);
  }

  private addStatement(section: OpenSection, statement: Statement): void {
    section.statements.push(statement);
    const { environmentWords, env, onStatement } = this.#options;
    if (environmentWords?.section === section.kind) changeEnvironment(env, environmentWords, statement);
    onStatement?.(statement, section.kind);
  }

  private checkWords({ words }: Statement): void {
    const { diagnostics } = this.#options;
    const extra = words[MAX_WORDS];
    if (extra) {
      const message = `too many words, truncating after word ${MAX_WORDS}`;
      const last = words[MAX_WORDS - 1]!;
      diagnostics.report(
        'line/too-many-words',
        rangeOf(last),
        `${message}, position ${this.position(last)}: <${last.value}>.`,
      );
    }
    const empty = words.findIndex((word) => word.value === '');
    if (empty >= 0) this.reportEmpty(words[empty]!, empty);
  }

  /** The place that counts is behind the opening quote or dollar sign. */
  private reportEmpty({ start, end }: Word, index: number): void {
    const raw = this.#source.text.slice(start, end);
    const at = start + (/^["'](?:\$\{?)?/.exec(raw)?.[0].length ?? 0);
    const { column } = this.#source.position(at);
    const message = `argument number ${index} at position ${column} is empty and marks the end of the argument list`;
    this.#options.diagnostics.report('word/empty', { source: this.#source, start: at, end }, message);
  }

  /** Column of a word, from 1, not counting the blanks at the start of the line. */
  private position(word: Word): number {
    const { text } = this.#source;
    let start = text.lastIndexOf('\n', word.start - 1) + 1;
    while (text[start] === ' ' || text[start] === '\t') start++;
    return word.start - start + 1;
  }

  private sectionName(): string {
    return this.#section?.header.words[1]?.value ?? this.#section?.kind ?? '';
  }

  private checkEnd(): void {
    const { text } = this.#source;
    const { diagnostics } = this.#options;
    for (let nul = text.indexOf('\0'); nul >= 0; nul = text.indexOf('\0', nul + 1)) {
      diagnostics.report('source/nul-byte', { source: this.#source, start: nul, end: nul + 1 }, 'unexpected NUL byte.');
    }
    if (text === '' || text.endsWith('\n')) return;
    const end = text.length;
    const column = end - (text.lastIndexOf('\n') + 1) + 1;
    const message = `Missing LF on last line, file might have been truncated at position ${column}.`;
    diagnostics.report('source/missing-line-feed', { source: this.#source, start: end, end }, message);
  }
}
