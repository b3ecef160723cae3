/**
 * A configuration of an old version -> one in the words of 3.5. Lines that no rule touches keep their bytes; those that
 * are rewritten keep indentation and comment; what a person has to look at or to do gets a comment line above it.
 */
import { isTooLong, type RawLine } from '../../grammar/config/raw-line.js';
import { type OldFile, type OldStatement, type PlacedStatement, readOldFiles, readStatement } from './old-file.js';
import { findOrderProblems } from './order.js';
import type { MigrationRule, Rewrite } from './rule.js';
import { MIGRATION_RULES } from './rules.js';

/** What became of a line. */
export interface MigratedLine {
  /** In the old text, from 1. */
  readonly line: number;
  /** Offsets of the statement in the old text. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  /** The statements that replace it; none if it went. */
  readonly after: readonly string[];
  /** What to look at, each with the name of its rule in front. */
  readonly reviews: readonly string[];
  /** What is left to do in it. */
  readonly person: string | undefined;
}

/** Something about the file that stands in no statement. */
export interface FileNote {
  /** Offset in the old text. */
  readonly at: number;
  readonly text: string;
}

export interface Migration {
  readonly text: string;
  readonly notes: readonly FileNote[];
  /** The old line, from 1, of every line of the new text. */
  readonly origins: readonly number[];
  readonly changes: readonly MigratedLine[];
}

const MARK = '# hawser: migrate:';
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** A statement on its way through the rules. */
interface Draft {
  readonly placed: PlacedStatement;
  statements: readonly OldStatement[];
  readonly reviews: string[];
  person: string | undefined;
  /** The rewrite that made it a rule of HTTP. */
  rule: Rewrite | undefined;
}

/** Words behind those that a rule is found by; undefined if the rule is not about the statement. */
function findArgs(rule: MigrationRule, { words }: OldStatement): { from: number; isNegated: boolean } | undefined {
  const isNegated = words[0]?.value === 'no' && words.length > 1;
  const skip = isNegated ? 1 : 0;
  if (!rule.words) return { from: skip + 1, isNegated };
  const names = rule.words.find((values) => values.every((value, index) => words[skip + index]?.value === value));
  return names && { from: skip + names.length, isNegated };
}

function apply(rule: MigrationRule, draft: Draft, statement: OldStatement, file: OldFile): readonly OldStatement[] {
  const found = findArgs(rule, statement);
  if (!found) return [statement];
  const { placed } = draft;
  const args = statement.words.slice(found.from);
  const outcome = rule.migrate({ statement, isNegated: found.isNegated, args, section: placed.section, file, placed });
  if (!outcome) return [statement];
  if ('person' in outcome) {
    draft.person = `${rule.name}: ${outcome.person}`;
    return [statement];
  }
  if (outcome.review !== undefined) draft.reviews.push(`${rule.name}: ${outcome.review}`);
  if (outcome.phase) draft.rule = outcome;
  return outcome.lines.map(readStatement);
}

/** First words of the statements that rules are about: most rules are about none of a line's. */
const FIRST_WORDS = new Map(
  MIGRATION_RULES.map((rule) => [rule, rule.words && new Set(rule.words.map(([first]) => first))] as const),
);

function mayBeAbout(rule: MigrationRule, statements: readonly OldStatement[]): boolean {
  const first = FIRST_WORDS.get(rule);
  if (!first) return true;
  for (const { words } of statements) {
    if (first.has(words[0]?.value) || (words[0]?.value === 'no' && first.has(words[1]?.value))) return true;
  }
  return false;
}

function migrateStatement(placed: PlacedStatement, file: OldFile): Draft {
  const draft: Draft = { placed, statements: [placed], reviews: [], person: undefined, rule: undefined };
  for (const rule of MIGRATION_RULES) {
    if (!mayBeAbout(rule, draft.statements) || !rule.sections.includes(placed.section.kind)) continue;
    draft.statements = draft.statements.flatMap((statement, index) => {
      // lines that a header gave birth to are statements like others
      const isHeader = placed.isHeader && index === 0;
      const isAbout = rule.anywhere === true || (rule.onHeader === true) === isHeader;
      return isAbout ? apply(rule, draft, statement, file) : [statement];
    });
  }
  return draft;
}

function isChanged({ placed, statements, person }: Draft): boolean {
  return person !== undefined || statements.length !== 1 || statements[0]!.body !== placed.body;
}

function toLine({ placed, statements, reviews, person }: Draft, base: number): MigratedLine {
  const { line, body } = placed;
  const start = base + line.words[0]!.start;
  const after = statements.map((statement) => statement.body);
  return {
    ...{ line: line.number, start, end: start + body.length, before: body, after, person },
    reviews,
  };
}

/** Writes the new text line by line. */
class Writer {
  readonly #file: OldFile;
  readonly #out: string[];
  readonly #origins: number[];

  constructor(file: OldFile) {
    this.#file = file;
    this.#out = [];
    this.#origins = [];
  }

  keep({ number, start, end }: RawLine): void {
    this.put(this.#file.text.slice(start, end), number);
  }

  /** Keeps a line, with what a person should know above it. */
  warn(line: RawLine, change: MigratedLine): void {
    this.marks(line, change);
    this.keep(line);
  }

  replace({ placed }: Draft, change: MigratedLine): void {
    const { line, isHeader, section } = placed;
    const { text } = this.#file;
    const { after } = change;
    const { indent, carriageReturn } = this.marks(line, change);
    if (after.length === 1 && after[0] === placed.body) {
      this.keep(line);
      return;
    }
    const tail = text.slice(line.words[line.words.length - 1]!.end, line.end);
    const comment = tail.trim() === '' ? carriageReturn : tail.replace(/^#/, ' #');
    if (after.length === 0 && line.comment) this.put(indent + comment.trimStart(), line.number);
    const inner = isHeader ? bodyIndent(section.statements[1], text) : indent;
    for (const [index, statement] of after.entries()) {
      this.put(index === 0 ? indent + statement + comment : inner + statement + carriageReturn, line.number);
    }
  }

  finish(): { readonly text: string; readonly origins: readonly number[] } {
    return { text: this.#out.map((line) => `${line}\n`).join(''), origins: this.#origins };
  }

  private marks(line: RawLine, { reviews, person }: MigratedLine): { indent: string; carriageReturn: string } {
    const text = this.#file.text.slice(line.start, line.end);
    const indent = /^[ \t]*/.exec(text)![0];
    const carriageReturn = text.endsWith('\r') ? '\r' : '';
    for (const review of reviews) this.mark(`${indent}${MARK} check: ${review}${carriageReturn}`, line.number);
    if (person !== undefined) this.mark(`${indent}${MARK} to do: ${person}${carriageReturn}`, line.number);
    return { indent, carriageReturn };
  }

  /** A comment that a run before left above the line is not repeated; one above another line says nothing of this one. */
  private mark(comment: string, number: number): void {
    const clean = comment.replace(/[\x00-\x08\x0a-\x0c\x0e-\x1f]/g, ' ');
    const marks = this.#out.slice(this.#out.findLastIndex((line) => !line.trimStart().startsWith(MARK)) + 1);
    if (!marks.includes(clean)) this.put(clean, number);
  }

  private put(line: string, number: number): void {
    this.#out.push(line);
    this.#origins.push(number);
  }
}

function bodyIndent(first: PlacedStatement | undefined, text: string): string {
  return first ? text.slice(first.line.start, first.line.words[0]!.start) : '    ';
}

/** A line that cannot be cut into words. */
function brokenLine(broken: NonNullable<RawLine['broken']>, { number, start }: RawLine, base: number): MigratedLine {
  const person = isTooLong(broken)
    ? 'the line is longer than a megabyte'
    : 'a quote is never closed; versions before 1.6 took quotes for letters like others, now they are written \\"';
  return { line: number, start: base + start, end: base + start, before: '', after: [''], reviews: [], person };
}

function notesOf(text: string, base: number): FileNote[] {
  const notes: FileNote[] = base > 0 ? [{ at: 0, text: 'the byte order mark at the start was taken away' }] : [];
  if (text.length > base && !text.endsWith('\n')) {
    notes.push({ at: text.length, text: 'the last line had no line feed: see whether the file is complete' });
  }
  return notes;
}

/** Rewrites the texts of one configuration; `isSection` tells which words start a section. */
export function migrateConfigs(texts: readonly string[], isSection: (name: string) => boolean): readonly Migration[] {
  const bases = texts.map((text) => (text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0));
  const bare = texts.map((text, index) => text.slice(bases[index]));
  return readOldFiles(bare, isSection).map((file, index) => migrateFile(file, texts[index]!, bases[index]!));
}

function migrateFile(file: OldFile, text: string, base: number): Migration {
  const drafts = file.sections.flatMap(({ statements }) => statements.map((placed) => migrateStatement(placed, file)));
  const changed = new Map(drafts.filter(isChanged).map((draft) => [draft.placed.line.number, draft] as const));
  const rules = new Map([...changed.values()].flatMap(({ placed, rule }) => (rule ? [[placed, rule] as const] : [])));
  const problems = new Map(file.sections.flatMap((section) => [...findOrderProblems(section, rules)]));
  const changes: MigratedLine[] = [];
  const writer = new Writer(file);
  for (const line of file.lines) {
    const draft = changed.get(line.number);
    if (line.broken) {
      const change = brokenLine(line.broken, line, base);
      changes.push(change);
      writer.warn(line, change);
      continue;
    }
    if (!draft) {
      writer.keep(line);
      continue;
    }
    const problem = problems.get(draft.placed);
    if (problem !== undefined) draft.reviews.push(`order: ${problem}`);
    const change = toLine(draft, base);
    changes.push(change);
    writer.replace(draft, change);
  }
  return { ...writer.finish(), notes: notesOf(text, base), changes };
}
