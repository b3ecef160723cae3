/**
 * One mistake, one problem: what is only missing, or only stands where it does, because another line is wrong is left out.
 * The wrong lines are looked at as text: some could not even be cut into words.
 */
import type { ConfigTree, Section } from '../../../grammar/config/ast.js';
import type { DiagnosticCode } from '../../diag/code.js';
import type { Diagnostic, Diagnostics } from '../../diag/diagnostic.js';
import type { SourceRange, SourceText } from '../../diag/source-text.js';

/** A line with an alert. */
interface WrongLine {
  readonly source: SourceText;
  readonly line: number;
  /** Its words, as far as blanks tell them, without quotes. */
  readonly words: readonly string[];
  /** Words that its problems say were meant. */
  readonly meant: ReadonlySet<string>;
  readonly section: Section | undefined;
}

/** What looks whether something went wrong before. */
interface Wrong {
  readonly lines: readonly WrongLine[];
  /** Names that wrong lines with one of these keywords declare. */
  names(keywords: readonly string[]): ReadonlySet<string>;
  /** Wrong lines of the section that a range is in. */
  linesNear(range: SourceRange): readonly WrongLine[];
}

/** Finds the section that a line stands in. */
function sectionFinder({ sections }: ConfigTree): (source: SourceText, line: number) => Section | undefined {
  const bySource = new Map<SourceText | undefined, Section[]>();
  for (const section of sections) {
    const source = section.header.words[0]?.source;
    const list = bySource.get(source);
    if (list) list.push(section);
    else bySource.set(source, [section]);
  }
  return (source, line) => {
    const list = bySource.get(source) ?? [];
    let [from, to] = [0, list.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (list[middle]!.header.line <= line) from = middle + 1;
      else to = middle;
    }
    return list[from - 1];
  };
}

function lineAt({ source, start }: SourceRange): number {
  return source.position(start).line;
}

/** The proxy and the rule that a problem is in. */
const PLACE = /^(?:Proxy '[^']*': |error detected in \S+ '[^']*' while parsing '[^']*' rule : )/;

/** What stands between single quotes in a message, less its place. */
function quoted(message: string): readonly string[] {
  return [...message.replace(PLACE, '').matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
}

type SectionAt = ReturnType<typeof sectionFinder>;

function wrongLines(sectionAt: SectionAt, list: readonly Diagnostic[]): readonly WrongLine[] {
  const found = new Map<SourceText, Map<number, WrongLine & { readonly meant: Set<string> }>>();
  for (const { severity, range, message, remedy, code } of list) {
    if (severity !== 'alert' || !range || Object.hasOwn(FOLLOW_UPS, code)) continue;
    const { source } = range;
    const line = lineAt(range);
    const known = found.get(source) ?? new Map();
    found.set(source, known);
    const words = source
      .line(line)
      .trim()
      .replace(/["'\\]/g, '')
      .split(/\s+/);
    const entry = known.get(line) ?? { source, line, words, meant: new Set(), section: sectionAt(source, line) };
    known.set(line, entry);
    for (const [, word = ''] of `${message} ${remedy ?? ''}`.matchAll(/did you mean '([^']+)'/g)) entry.meant.add(word);
  }
  return [...found.values()].flatMap((lines) => [...lines.values()]);
}

function look(tree: ConfigTree, list: readonly Diagnostic[]): Wrong {
  const sectionAt = sectionFinder(tree);
  const lines = wrongLines(sectionAt, list);
  return {
    lines,
    names: (keywords) =>
      new Set(lines.flatMap(({ words: [keyword = '', name = ''] }) => (keywords.includes(keyword) ? [name] : []))),
    linesNear(range) {
      const section = sectionAt(range.source, lineAt(range));
      return lines.filter((wrong) => wrong.section === section);
    },
  };
}

type FollowUp = (found: Diagnostic, range: SourceRange, wrong: Wrong) => boolean;

const PROXIES = ['frontend', 'backend', 'listen'] as const;

/** A name that is quoted, or the part of it behind the slash, is declared on a wrong line. */
function namesDeclared(...keywords: readonly string[]): FollowUp {
  return ({ message }, _range, wrong) => {
    const names = wrong.names(keywords);
    return quoted(message).some((text) => names.has(text) || names.has(text.slice(text.lastIndexOf('/') + 1)));
  };
}

/** A wrong line of the section is, or was meant to be, the one that is missing. */
function lacks(...keywords: readonly string[]): FollowUp {
  return (_found, range, wrong) =>
    wrong
      .linesNear(range)
      .some(({ words, meant }) => keywords.some((keyword) => words[0] === keyword || meant.has(keyword)));
}

/** The proxy of the server is wrong only where the problem is that it is unknown. */
const namesServer: FollowUp = (found, ...rest) => {
  const keywords = found.message.includes('unknown backend') ? PROXIES : ['server'];
  return namesDeclared(...keywords)(found, ...rest);
};

const namesAcl: FollowUp = (_found, { source, start, end }, wrong) =>
  wrong.names(['acl']).has(source.text.slice(start, end).replace(/^!+/, ''));

/** Tables are called like their sections. */
const namesTable: FollowUp = ({ message }, _range, { lines, names }) => {
  const tables = lines.filter(({ words: [keyword] }) => keyword === 'stick-table' || keyword === 'table');
  const owners = tables.flatMap(({ section }) => section?.header.words[1]?.value ?? []);
  const missing = new Set([...owners, ...names(PROXIES)]);
  return quoted(message).some((text) => missing.has(text.split('/')[0]!));
};

const isOnWrongLine: FollowUp = (_found, range, { lines }) =>
  lines.some(({ source, line }) => source === range.source && line === lineAt(range));

/** A check that was misspelled is one all the same. */
const lacksCheck: FollowUp = (_found, range, wrong) =>
  wrong
    .linesNear(range)
    .some(({ words, meant }) => words[0] === 'option' && (/chk$/.test(words[1] ?? '') || meant.has('httpchk')));

/** Whatever a section lacks: the remedy says its word (`add 'docroot <path>'`). */
const lacksNamed: FollowUp = (found, range, wrong) => {
  const keywords = quoted(found.remedy ?? '').map((text) => text.split(' ')[0]!);
  return lacks(...keywords)(found, range, wrong);
};

/** Lines that set timeouts, those of old times as well; those of `defaults` are handed down. */
const TIMEOUT = /^(?:timeout|(?:cli|con|srv)timeout)$/;

const lacksTimeout: FollowUp = (_found, range, wrong) =>
  [...wrong.linesNear(range), ...wrong.lines.filter(({ section }) => section?.kind === 'defaults')].some(
    ({ words: [keyword = ''], meant }) => TIMEOUT.test(keyword) || meant.has('timeout'),
  );

/** Targets of the defaults and of the global section are handed down. */
const lacksLog: FollowUp = (_found, range, wrong) =>
  [
    ...wrong.linesNear(range),
    ...wrong.lines.filter(({ section }) => section?.kind === 'defaults' || section?.kind === 'global'),
  ].some(({ words: [keyword = ''], meant }) => keyword === 'log' || meant.has('log'));

/** The mode of a proxy or of its defaults may be another one. */
const lacksMode: FollowUp = (_found, range, wrong) =>
  [...wrong.linesNear(range), ...wrong.lines.filter(({ section }) => section?.kind === 'defaults')].some(
    ({ words: [keyword = ''], meant }) => keyword === 'mode' || meant.has('mode'),
  );

/** The rule before it may not be as final as it looks. */
const isBehindWrongRule: FollowUp = (_found, range, wrong) => {
  const line = lineAt(range);
  const [keyword] = range.source.line(line).trim().split(/\s+/);
  return wrong.linesNear(range).some((other) => other.line < line && other.words[0] === keyword);
};

/** Filters that rules name. */
const namesFilter: FollowUp = ({ message }, range, wrong) => {
  const [, name] = /unable to find the filter '([^']+)'/.exec(message) ?? [];
  return (
    name !== undefined && wrong.linesNear(range).some(({ words }) => words[0] === 'filter' && words.includes(name))
  );
};

/** Sets of answers that lack what a wrong line of theirs may have meant. */
const lacksAnswer: FollowUp = ({ message }, _range, { lines }) =>
  lines.some(
    ({ section }) => section?.kind === 'http-errors' && quoted(message).includes(section.header.words[1]?.value ?? ''),
  );

/** A wrong line of the userlist has the name that is missing, whatever its keyword was meant to be. */
const lacksMember: FollowUp = ({ message }, range, wrong) => {
  const missing = quoted(message).at(-1);
  return wrong.linesNear(range).some(({ words: [, name] }) => name === missing);
};

const FOLLOW_UPS: Readonly<Partial<Record<DiagnosticCode, FollowUp>>> = {
  'acl/unknown': namesAcl,
  'backend/unknown': namesDeclared(...PROXIES),
  'check/rules-unused': lacksCheck,
  'expr/unknown-proxy': namesDeclared(...PROXIES),
  'expr/unknown-server': namesServer,
  'http/reply-word': lacksAnswer,
  'log/no-target': lacksLog,
  'proxy/missing-timeout': lacksTimeout,
  'proxy/mode': lacksMode,
  'proxy/mode-mismatch': lacksMode,
  'proxy/no-bind': lacks('bind'),
  'proxy/no-certificate': isOnWrongLine,
  'resolvers/empty': lacks('nameserver'),
  'rule/never-reached': isBehindWrongRule,
  'section/incomplete': lacksNamed,
  'rule/ignored': lacksMode,
  'server/track': namesServer,
  'server/unknown': namesServer,
  'table/unknown': namesTable,
  'table/unknown-in-rule': namesTable,
  'tls/unusable': isOnWrongLine,
  'userlist/unknown': lacksMember,
};

/** Problems without those that go away with others. */
export function withoutFollowUps({ list, alerts }: Diagnostics, tree: ConfigTree): readonly Diagnostic[] {
  if (alerts === 0) return [...list];
  const wrong = look(tree, list);
  const assumed = new Set(list.flatMap(({ code, message }) => (code === 'assume/file' ? quoted(message) : [])));
  return list.filter((found) => {
    const { code, range } = found;
    // A file that was taken as empty lacks nothing that anybody could know of.
    if (
      (code === 'section/incomplete' || code === 'spoe/no-agent') &&
      quoted(found.message).some((name) => assumed.has(name))
    )
      return false;
    const test = FOLLOW_UPS[code] ?? (code === 'arg/invalid' ? namesFilter : undefined);
    return !test || !range || !test(found, range, wrong);
  });
}
