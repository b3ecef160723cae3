/**
 * The types of `import { parse, check, format } from 'hawser'`. No imports: the build copies this file to dist/index.d.ts.
 * Text is ordinary text here (UTF-16); lines and columns count from 1, columns in UTF-16 units.
 */

/** How bad a problem is; `alert` means that HAProxy would refuse the configuration. */
export type Severity = 'alert' | 'warning' | 'notice' | 'diag';

/** A file: its name for messages, and its text. */
export interface File {
  readonly name: string;
  readonly text: string;
}

/** One text (named `haproxy.cfg`), or several files that are one configuration. */
export type Input = string | File | readonly File[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From the first character to the one behind the last. */
export interface Range {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Something that is to be said about a configuration. */
export interface Problem {
  /** Stable name of the kind of problem, such as `acl/unknown`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong. */
  readonly message: string;
  /** What the code means. */
  readonly title: string;
  /** Why it matters and what to do about problems of this code. */
  readonly help: string;
  /** What to do at this place, if that is known. */
  readonly remedy: string | undefined;
  /** The nearest known word, if one is near. */
  readonly suggestion: string | undefined;
  /** Chapter of HAProxy's manual, with the keyword behind `#`. */
  readonly doc: string;
  /** Undefined where no place is to blame. */
  readonly range: Range | undefined;
}

/** A word of a line after quotes, escapes and environment variables were resolved. */
export interface Word {
  readonly value: string;
  /** As written. */
  readonly text: string;
  readonly quoted: boolean;
  readonly range: Range;
}

/** A line of a section; `words[0]` is the keyword. */
export interface Statement {
  readonly words: readonly Word[];
  /** The comment behind the words with its `#`. */
  readonly comment: string | undefined;
}

/** A section: its header and the lines up to the next one. */
export interface Section {
  /** `global`, `defaults`, `frontend`, ... */
  readonly kind: string;
  /** The word behind the keyword; empty if there is none. */
  readonly name: string;
  readonly header: Statement;
  readonly statements: readonly Statement[];
}

/** The syntax tree of all files. */
export interface Tree {
  readonly sections: readonly Section[];
  /** Lines before the first section. */
  readonly orphans: readonly Statement[];
}

export interface ParseOptions {
  /** Environment variables that `$NAME` stands for. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ParseResult {
  readonly tree: Tree;
  /** Problems of syntax: quotes, variables, conditional blocks. */
  readonly problems: readonly Problem[];
}

export interface CheckOptions {
  /** Take files, accounts, hosts and descriptors that are not here as good. Default: true. */
  readonly hermetic?: boolean;
  /** Run the lint rules. Default: true. */
  readonly lint?: boolean;
}

export interface CheckResult {
  /** Whether there is no alert. */
  readonly valid: boolean;
  /** In the order of the files. Comments `# hawser: ignore=CODE` are obeyed. */
  readonly problems: readonly Problem[];
  /** Number of problems that comments hid. */
  readonly ignored: number;
}

/** The functions. */
export interface Library {
  /** Parses a configuration into its sections, statements and words. Never throws for what stands in it. */
  parse(input: Input, options?: ParseOptions): ParseResult;
  /** Says everything about a configuration that `hawser check` says. Never throws for what stands in it. */
  check(input: Input, options?: CheckOptions): Promise<CheckResult>;
  /** Formats a text: white space changes, nothing else. A text that cannot be cut into words is given back unchanged. */
  format(text: string): string;
}
