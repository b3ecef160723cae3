/** A file of an old version as the migration sees it: sections and statements with raw spelling, unknown words and all. */
import { cutLines, type RawLine } from '../../grammar/config/raw-line.js';
import { parseWords } from '../../grammar/words/parse-words.js';

export interface OldWord {
  readonly raw: string;
  /** Decoded; of no use where the word is `opaque`. */
  readonly value: string;
  /** Whether variables of the environment are part of it, so that its value is not known here. */
  readonly isOpaque: boolean;
  /** Offsets in the body of the statement. */
  readonly start: number;
  readonly end: number;
}

/** A statement without its indentation and its comment. */
export interface OldStatement {
  readonly body: string;
  readonly words: readonly OldWord[];
}

export interface PlacedStatement extends OldStatement {
  readonly line: RawLine;
  readonly section: OldSection;
  readonly isHeader: boolean;
}

export interface OldSection {
  readonly kind: string;
  readonly name: string;
  /** Headers are the first statement. */
  readonly statements: readonly PlacedStatement[];
  /** The `defaults` section that holds for a proxy. */
  readonly defaults: OldSection | undefined;
  /** Conditional blocks (`.if`) that it begins in, outermost first. */
  readonly branches: readonly Branch[];
}

/** One of the alternatives of a conditional block. */
interface Branch {
  /** The same object for all alternatives. */
  readonly block: object;
  readonly number: number;
}

/** Whether a configuration can have both sections: not where they stand in alternatives of one block. */
export function canCoexist(one: OldSection, other: OldSection): boolean {
  return one.branches.every(({ block, number }) => {
    const same = other.branches.find((branch) => branch.block === block);
    return same === undefined || same.number === number;
  });
}

/** The blocks that lines are in behind a line `.if`, `.elif`, `.else` or `.endif`. */
function enterBranch(branches: readonly Branch[], word: string): readonly Branch[] {
  if (word === '.if') return [...branches, { block: {}, number: 0 }];
  const last = branches[branches.length - 1];
  if (!last || !/^\.(?:elif|else|endif)$/.test(word)) return branches;
  const outer = branches.slice(0, -1);
  return word === '.endif' ? outer : [...outer, { block: last.block, number: last.number + 1 }];
}

export interface OldFile {
  readonly text: string;
  readonly lines: readonly RawLine[];
  readonly sections: readonly OldSection[];
  /** Sections of all files of the configuration, in their order; complete once all were read. */
  readonly everywhere: readonly OldSection[];
}

/** Proxies, which nothing else may share a name with. */
export const PROXY_KINDS: readonly string[] = ['frontend', 'backend', 'listen'];

interface NameIndex {
  /** All names of sections. */
  readonly names: ReadonlySet<string>;
  readonly proxies: ReadonlyMap<string, readonly OldSection[]>;
}

/** Made once per configuration, when all its files were read: there can be tens of thousands of names. */
const indexes = new WeakMap<readonly OldSection[], NameIndex>();

/** Names of sections, and the proxies that have them. */
export function namesOf({ everywhere }: OldFile): NameIndex {
  const known = indexes.get(everywhere);
  if (known) return known;
  const proxies = new Map<string, OldSection[]>();
  for (const section of everywhere) {
    if (!PROXY_KINDS.includes(section.kind)) continue;
    const same = proxies.get(section.name);
    if (same) same.push(section);
    else proxies.set(section.name, [section]);
  }
  const index = { names: new Set(everywhere.map(({ name }) => name)), proxies };
  indexes.set(everywhere, index);
  return index;
}

function wordOf(raw: string, start: number): OldWord {
  const value = parseWords(raw)[0]?.value ?? raw;
  return { raw, value, isOpaque: /"[^"]*\$/.test(raw), start, end: start + raw.length };
}

/** Cuts a statement, given without indentation and comment, into words. */
export function readStatement(body: string): OldStatement {
  const words = cutLines(body)[0]?.words ?? [];
  return { body, words: words.map(({ raw, start }) => wordOf(raw, start)) };
}

/** Reads the texts of one configuration. */
export function readOldFiles(texts: readonly string[], isSection: (name: string) => boolean): readonly OldFile[] {
  const everywhere: OldSection[] = [];
  const defaults: OldSection[] = [];
  return texts.map((text) => readOldFile(text, isSection, everywhere, defaults));
}

/** Reads a text. Lines that cannot be cut into words, empty ones and conditional blocks are in no section. */
function readOldFile(
  text: string,
  isSection: (name: string) => boolean,
  everywhere: OldSection[],
  defaults: OldSection[],
): OldFile {
  const lines = cutLines(text);
  const sections: (OldSection & { readonly statements: PlacedStatement[] })[] = [];
  let branches: readonly Branch[] = [];
  for (const line of lines) {
    const [first] = line.words;
    if (!first || line.broken) continue;
    if (first.raw.startsWith('.')) {
      branches = enterBranch(branches, first.raw);
      continue;
    }
    const { body, words } = readStatement(text.slice(first.start, line.words[line.words.length - 1]!.end));
    const isHeader = isSection(words[0]!.value);
    if (isHeader) {
      const [kind, name] = [words[0]!.value, words[1]?.value ?? ''];
      const made = { kind, name, statements: [], defaults: defaultsFor(defaults, words), branches };
      sections.push(made);
      everywhere.push(made);
      if (kind === 'defaults') defaults.push(made);
    }
    const section = sections[sections.length - 1];
    section?.statements.push({ line, section, isHeader, body, words });
  }
  return { text, lines, sections, everywhere };
}

function defaultsFor(known: readonly OldSection[], header: readonly OldWord[]): OldSection | undefined {
  const from = header.findIndex(({ value }, index) => index > 1 && value === 'from');
  const name = from < 0 ? undefined : header[from + 1]?.value;
  return name ? known.findLast((section) => section.name === name) : known[known.length - 1];
}

/** The statements of a section that start with given words. */
export function statementsWith(section: OldSection, ...values: readonly string[]): readonly PlacedStatement[] {
  return section.statements.filter(({ words }) => values.every((value, index) => words[index]?.value === value));
}

/** `mode` of a proxy: its own, or that of its defaults. */
export function modeOf(section: OldSection): string {
  const own = statementsWith(section, 'mode').at(-1)?.words[1]?.value;
  return own ?? (section.defaults && section.defaults !== section ? modeOf(section.defaults) : 'tcp');
}
