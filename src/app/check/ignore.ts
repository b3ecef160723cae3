/** Problems that were looked at and are meant: by comments in the files, and by the project file `.hawser.json`. */
import path from 'node:path';
import { Comment, tokenizeLines } from '../../../grammar/words/tokens.js';
import { suggest } from '../../catalog/derive/suggest.js';
import { CODES } from '../../diag/code.js';
import type { Diagnostic, Diagnostics } from '../../diag/diagnostic.js';
import type { SourceRange, SourceText } from '../../diag/source-text.js';

/** Hides diagnostics of a code, or of an area (`lint/*`). */
export interface Ignore {
  readonly code: string;
  /** Where it is written. */
  readonly range: SourceRange;
  /** Whether it is about the place of a diagnostic. */
  readonly covers: (diagnostic: Diagnostic) => boolean;
  /** Whether it must hide something. */
  readonly expected: boolean;
}

const MARK = /#\s*hawser:\s*ignore=([^\s#]*)/;

function isKnown(code: string): boolean {
  if (Object.hasOwn(CODES, code)) return true;
  const area = /^([\w-]+)\/\*$/.exec(code)?.[1];
  return area !== undefined && Object.keys(CODES).some((each) => each.startsWith(`${area}/`));
}

function matches(pattern: string, code: string): boolean {
  return pattern.endsWith('/*') ? code.startsWith(pattern.slice(0, -1)) : pattern === code;
}

/** The line that a comment is about: its own, or the next one that is no comment if nothing stands before it. */
function lineOf(source: SourceText, offset: number): number {
  const { line, column } = source.position(offset);
  if (
    source
      .line(line)
      .slice(0, column - 1)
      .trim() !== ''
  )
    return line;
  let next = line + 1;
  while (/^\s*#/.test(source.line(next))) next++;
  return next;
}

/** Ignores in the comments of a file. */
export function readComments(source: SourceText): readonly Ignore[] {
  if (!MARK.test(source.text)) return [];
  return tokenizeLines(source.text).flatMap((token) => {
    const match = token.tokenType === Comment ? MARK.exec(token.image) : null;
    if (!match) return [];
    const line = lineOf(source, token.startOffset);
    const covers = ({ range }: Diagnostic): boolean =>
      range?.source === source && range.source.position(range.start).line === line;
    const [whole, list = ''] = match;
    let start = token.startOffset + match.index + whole.length - list.length;
    return list.split(',').map((code): Ignore => {
      const range = { source, start, end: start + code.length };
      start += code.length + 1;
      return { code, range, covers, expected: true };
    });
  });
}

/** A glob over names of files: `*` within a folder, `**` across folders, `?` one character. */
function globOf(pattern: string): RegExp {
  const source = pattern.replace(/^\.\//, '').replace(/\*\*\/|\*\*|[*?]|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^(?:\\./)?${source}$`, 's');
}

interface ProjectEntry {
  readonly code: string;
  readonly files: readonly string[] | undefined;
}

function readEntry(entry: unknown): ProjectEntry | undefined {
  if (typeof entry === 'string') return { code: entry, files: undefined };
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { code, files, ...rest } = entry as { code?: unknown; files?: unknown };
  const isList = Array.isArray(files) && files.every((each) => typeof each === 'string');
  if (typeof code !== 'string' || !isList || Object.keys(rest).length > 0) return undefined;
  return { code, files: files as string[] };
}

/** Ignores of a project file; what is wrong with it is reported. */
export function readProject(source: SourceText, diagnostics: Diagnostics): readonly Ignore[] {
  const whole = { source, start: 0, end: Math.max(0, source.text.trimEnd().length) };
  const refuse = (message: string): readonly Ignore[] => {
    diagnostics.report('ignore/project-file', whole, `${source.name}: ${message}`);
    return [];
  };
  let data: unknown;
  try {
    data = JSON.parse(source.text);
  } catch (error) {
    return refuse(`this is no JSON (${(error as Error).message})`);
  }
  if (typeof data !== 'object' || data === null) return refuse('an object is expected');
  const { ignore = [], ...rest } = data as { ignore?: unknown };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return refuse(`'${unknown}' is not known; only 'ignore' is`);
  if (!Array.isArray(ignore)) return refuse("'ignore' is a list");
  const entries = ignore.map(readEntry);
  const wrong = entries.indexOf(undefined);
  if (wrong >= 0) return refuse(`entry ${wrong + 1} of 'ignore' is neither a code nor { "code": ..., "files": [...] }`);
  return (entries as ProjectEntry[]).map((entry) => projectIgnore(entry, source));
}

function projectIgnore({ code, files }: ProjectEntry, source: SourceText): Ignore {
  const at = source.text.indexOf(JSON.stringify(code));
  const range = at < 0 ? { source, start: 0, end: 0 } : { source, start: at + 1, end: at + 1 + code.length };
  const globs = files?.map(globOf);
  const covers = ({ range: place }: Diagnostic): boolean => {
    if (globs === undefined) return true;
    const name = place?.source.name;
    return name !== undefined && globs.some((glob) => glob.test(name) || glob.test(path.relative('.', name)));
  };
  return { code, range, covers, expected: false };
}

export interface Filtered {
  readonly shown: readonly Diagnostic[];
  readonly ignored: number;
}

/** Reports codes that do not exist to `diagnostics`, takes out of a list what is ignored, and takes note of comments that ignore nothing. */
export function applyIgnores(
  list: readonly Diagnostic[],
  diagnostics: Diagnostics,
  ignores: readonly Ignore[],
): Filtered {
  const known: Ignore[] = [];
  const before = diagnostics.list.length;
  for (const ignore of ignores) {
    if (isKnown(ignore.code)) known.push(ignore);
    else reportUnknown(ignore, diagnostics);
  }
  const used = new Set<Ignore>();
  const hidden = new Set<Diagnostic>();
  for (const found of list) {
    for (const ignore of known) {
      if (!matches(ignore.code, found.code) || !ignore.covers(found)) continue;
      used.add(ignore);
      hidden.add(found);
    }
  }
  for (const { code, range, expected } of known.filter((ignore) => !used.has(ignore))) {
    if (expected) diagnostics.report('ignore/unused', range, `there is no problem '${code}' to ignore here`);
  }
  const own = diagnostics.list.slice(before);
  return { shown: [...list.filter((found) => !hidden.has(found)), ...own], ignored: hidden.size };
}

function reportUnknown({ code, range }: Ignore, diagnostics: Diagnostics): void {
  const near = suggest(code, Object.keys(CODES));
  const remedy = near === undefined ? undefined : `did you mean '${near}'?`;
  diagnostics.report('ignore/unknown-code', range, `there is no code '${code}'`, { remedy });
}
