/**
 * The formatter: changes white space between words and nothing else. Statements stand four blanks behind their section,
 * blocks indent what they hold, one empty line parts sections, groups are at most one empty line apart, lines end without
 * blanks and with a line feed. Comments go with the statement below them; those at the left margin that belong to none stay
 * there. Formatting what is formatted changes nothing.
 */
import type { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { alignWords } from './align-words.js';
import { cutLines, isTooLong, type RawLine } from './raw-line.js';

export interface FormatOptions {
  /** Whether a word starts a section. */
  readonly isSection: (name: string) => boolean;
  readonly diagnostics: Diagnostics;
  /** Name of the text in diagnostics. */
  readonly name?: string;
}

const INDENT = '    ';

type LineKind = 'empty' | 'comment' | 'header' | 'directive' | 'statement';

/** The open blocks and the section around a line. */
class Nesting {
  /** Indentation of the open `.if` lines, and whether the section around them began inside. */
  readonly #blocks: number[];
  #header: number | undefined;
  /** Number of blocks that were open where the section began. */
  #headerDepth: number;

  constructor() {
    this.#blocks = [];
    this.#header = undefined;
    this.#headerDepth = 0;
  }

  get statement(): number {
    const block = this.#blocks[this.#blocks.length - 1];
    if (this.#header === undefined) return block === undefined ? 0 : block + 1;
    return block !== undefined && this.#blocks.length > this.#headerDepth ? block + 1 : this.#header + 1;
  }

  get outside(): number {
    const block = this.#blocks[this.#blocks.length - 1];
    return block === undefined ? 0 : block + 1;
  }

  openSection(): number {
    this.#header = this.outside;
    this.#headerDepth = this.#blocks.length;
    return this.#header;
  }

  /** The indentation of a line that starts with a dot. */
  directive(name: string, isOutside: boolean): number {
    if (name === '.if') {
      const indent = isOutside ? this.outside : this.statement;
      this.#blocks.push(indent);
      return indent;
    }
    const block = this.#blocks[this.#blocks.length - 1];
    if (block === undefined || (name !== '.elif' && name !== '.else' && name !== '.endif')) return this.statement;
    if (name === '.endif') this.#blocks.pop();
    if (this.#blocks.length < this.#headerDepth) {
      this.#headerDepth = this.#blocks.length;
      this.#header = this.outside;
    }
    return block;
  }
}

function kindOf({ words, comment }: RawLine, isSection: FormatOptions['isSection']): LineKind {
  const first = words[0]?.raw;
  if (first === undefined) return comment ? 'comment' : 'empty';
  if (first.startsWith('.')) return 'directive';
  return isSection(first) ? 'header' : 'statement';
}

/** Writes the lines of one text. */
class Formatter {
  readonly #text: string;
  readonly #lines: readonly RawLine[];
  readonly #kinds: readonly LineKind[];
  readonly #nesting: Nesting;
  readonly #out: string[];

  constructor(text: string, lines: readonly RawLine[], isSection: FormatOptions['isSection']) {
    this.#text = text;
    this.#lines = lines;
    this.#kinds = lines.map((line) => kindOf(line, isSection));
    this.#nesting = new Nesting();
    this.#out = [];
  }

  run(): string {
    for (let at = 0; at < this.#lines.length; ) at = this.group(at);
    while (this.#out[this.#out.length - 1] === '') this.#out.pop();
    return this.#out.map((line) => `${line}\n`).join('');
  }

  /** Writes the lines from `at` that are rendered together; gives the line behind them. */
  private group(at: number): number {
    switch (this.#kinds[at]!) {
      case 'empty':
        this.emptyLine();
        return at + 1;
      case 'comment':
        return this.comments(at);
      case 'header':
        this.beforeSection();
        this.put(this.#nesting.openSection(), alignWords([this.#lines[at]!], this.#text)[0]!);
        return at + 1;
      case 'directive':
        this.directive(at);
        return at + 1;
      case 'statement':
        return this.statements(at);
    }
  }

  private statements(from: number): number {
    let to = from + 1;
    while (this.#kinds[to] === 'statement') to++;
    for (const line of alignWords(this.#lines.slice(from, to), this.#text)) this.put(this.#nesting.statement, line);
    return to;
  }

  private directive(at: number): void {
    const name = this.#lines[at]!.words[0]!.raw;
    const isOutside = name === '.if' && this.opensSection(at + 1);
    if (isOutside) this.beforeSection();
    const line = alignWords([this.#lines[at]!], this.#text)[0]!;
    this.put(this.#nesting.directive(name, isOutside), line);
  }

  /** Whether the next line that is no comment and no directive is the header of a section. */
  private opensSection(from: number): boolean {
    let at = from;
    while (this.#kinds[at] === 'empty' || this.#kinds[at] === 'comment' || this.#kinds[at] === 'directive') at++;
    return this.#kinds[at] === 'header';
  }

  /** Comments in a row go with the line that follows them without an empty one. */
  private comments(from: number): number {
    let to = from + 1;
    while (this.#kinds[to] === 'comment') to++;
    const follower = this.#kinds[to] ?? 'empty';
    const isOutside =
      follower === 'header' || (follower === 'directive' && this.isSectionBlock(to) && this.opensSection(to + 1));
    if (isOutside) this.beforeSection();
    for (const line of this.#lines.slice(from, to)) {
      const { raw, start } = line.comment!;
      const isAtMargin = follower === 'empty' && start === line.start;
      this.put(isAtMargin ? 0 : isOutside ? this.#nesting.outside : this.#nesting.statement, raw.trimEnd());
    }
    return to;
  }

  private isSectionBlock(at: number): boolean {
    return this.#lines[at]!.words[0]!.raw === '.if';
  }

  /** One empty line in front of a section, its comments and its block. */
  private beforeSection(): void {
    let before = this.#out.length - 1;
    while (this.#out[before] === '') before--;
    const last = this.#out[before]?.trimStart() ?? '';
    const isFirstInBlock = /^\.(?:if|elif|else)\b/.test(last) || this.#isAfterHeading;
    if (before >= 0 && !isFirstInBlock) this.emptyLine();
  }

  /** Whether the last line is a comment that goes with what is to come. */
  get #isAfterHeading(): boolean {
    return this.#out[this.#out.length - 1]?.trimStart().startsWith('#') === true;
  }

  private emptyLine(): void {
    if (this.#out.length > 0 && this.#out[this.#out.length - 1] !== '') this.#out.push('');
  }

  private put(indent: number, text: string): void {
    this.#out.push(INDENT.repeat(indent) + text);
  }
}

/** Formats a text. One that cannot be cut into words is reported and given back unchanged. */
export function formatConfig(text: string, { isSection, diagnostics, name = '' }: FormatOptions): string {
  const lines = cutLines(text);
  const broken = lines.filter((line) => line.broken);
  const source = new SourceText(name, text);
  for (const { broken: quote } of broken) {
    const range = { source, start: quote!.start, end: quote!.end };
    if (isTooLong(quote!)) diagnostics.report('line/too-long', range, 'line too long');
    else diagnostics.report('word/unterminated-quote', range, 'unmatched quote');
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    diagnostics.report('source/nul-byte', { source, start: nul, end: nul + 1 }, 'unexpected NUL byte.');
  }
  return broken.length > 0 || nul >= 0 ? text : new Formatter(text, lines, isSection).run();
}
