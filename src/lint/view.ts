/** What lint rules look at: the statements of all sections, taken apart on demand, beside the typed configuration. */
import type { AclAst, ConditionAst } from '../../grammar/condition/ast.js';
import { parseAcl, parseCondition } from '../../grammar/condition/parse-condition.js';
import type { ConfigTree, Section, Statement, Word } from '../../grammar/config/ast.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { ProxyDraft } from '../catalog/draft.js';
import type { TypedConfig } from '../config/typed-config.js';
import type { Diagnostic } from '../diag/diagnostic.js';
import { Diagnostics } from '../diag/diagnostic.js';
import type { SourceRange } from '../diag/source-text.js';
import { RULESETS, type Ruleset } from '../model/ruleset.js';

/** An `acl` line. */
export interface LintAcl {
  readonly name: string;
  readonly ast: AclAst;
}

/** A statement of a section. */
export interface LintLine {
  readonly statement: Statement;
  readonly section: LintSection;
  readonly words: readonly Word[];
  /** The keyword behind `no` or `default`. */
  readonly keyword: string;
  /** Set for rules of rulesets, with the action without its parentheses. */
  readonly ruleset: Ruleset | undefined;
  readonly action: string;
  /** Words behind the keyword (of rules: behind the action), without the condition. */
  readonly args: readonly Word[];
  /** Undefined without a condition, or if it cannot be read. */
  condition(): ConditionAst | undefined;
  /** Whether `if` or `unless` stands in it. */
  readonly conditional: boolean;
  /** Of `acl` lines that can be read. */
  acl(): LintAcl | undefined;
}

/** A section with its lines. */
export interface LintSection {
  readonly kind: string;
  readonly name: string;
  readonly header: Statement;
  readonly lines: readonly LintLine[];
  /** Of `frontend`, `backend` and `listen`. */
  readonly draft: ProxyDraft | undefined;
  /** The `defaults` section whose settings it takes. */
  readonly defaults: LintSection | undefined;
}

/** A whole configuration. */
export interface LintView {
  readonly sections: readonly LintSection[];
  /** `frontend`, `backend` and `listen` sections. */
  readonly proxies: readonly LintSection[];
  readonly config: TypedConfig;
  readonly catalog: Catalog;
  /** Frontends that lead to a backend, by `use_backend` or as their default; a `listen` section leads to itself. */
  waysTo(backend: string): ReadonlySet<LintSection>;
  /** Whether a line has an error. */
  isWrong(line: LintLine): boolean;
  /** Whether something of such a code was found already. */
  has(code: RegExp): boolean;
  /** Whether the line of a range has something of such a code already. */
  hasAt(range: SourceRange, code: RegExp): boolean;
}

export interface LintInput {
  readonly tree: ConfigTree;
  readonly config: TypedConfig;
  readonly catalog: Catalog;
  /** What the other stages found. */
  readonly found: readonly Diagnostic[];
}

/** Prepares what the rules look at. */
export function createView({ tree, config, catalog, found }: LintInput): LintView {
  const drafts = draftsByPlace(config);
  const sections: LintSection[] = [];
  let last: LintSection | undefined;
  const named = new Map<string, LintSection>();
  for (const section of tree.sections) {
    const from = section.header.words.findIndex(({ value }, index) => index > 0 && value === 'from');
    const base = from > 0 ? named.get(section.header.words[from + 1]?.value ?? '') : last;
    const made = createSection(section, drafts, base);
    sections.push(made);
    if (section.kind !== 'defaults') continue;
    last = made;
    if (made.name !== '') named.set(made.name, made);
  }
  const byLine = new Map<string, string[]>();
  const wrong = new Set<string>();
  for (const { code, range, severity } of found) {
    if (!range) continue;
    const key = placeOf(range);
    if (severity === 'alert') wrong.add(key);
    byLine.set(key, [...(byLine.get(key) ?? []), code]);
  }
  const proxies = sections.filter(({ draft }) => draft !== undefined);
  const ways = waysOf(proxies);
  return {
    sections,
    proxies,
    waysTo: (backend) => ways.get(backend) ?? NOWHERE,
    config,
    catalog,
    isWrong: ({ words }) => wrong.has(placeOf(words[0]!)),
    has: (code) => found.some((each) => code.test(each.code)),
    hasAt: (range, code) => byLine.get(placeOf(range))?.some((each) => code.test(each)) === true,
  };
}

const NOWHERE: ReadonlySet<LintSection> = new Set();

function waysOf(proxies: readonly LintSection[]): ReadonlyMap<string, ReadonlySet<LintSection>> {
  const ways = new Map<string, Set<LintSection>>();
  const add = (backend: string, section: LintSection): void => {
    const known = ways.get(backend);
    if (known) known.add(section);
    else ways.set(backend, new Set([section]));
  };
  for (const section of proxies) {
    const config = section.draft?.config;
    if (!config || config.kind === 'backend') continue;
    if (config.kind === 'listen') add(section.name, section);
    if (config.defaultBackend !== undefined) add(config.defaultBackend, section);
    for (const { keyword, args } of section.lines) {
      if (keyword === 'use_backend' && args[0]) add(args[0].value, section);
    }
  }
  return ways;
}

/** A key for the line that a range starts in. */
export function placeOf({ source, start }: SourceRange): string {
  return `${source.position(start).line} ${source.name}`;
}

function draftsByPlace(config: TypedConfig): ReadonlyMap<string, ProxyDraft> {
  return new Map(config.proxies.flatMap((draft) => (draft.range ? [[placeOf(draft.range), draft]] : [])));
}

function createSection(
  { kind, header, statements }: Section,
  drafts: ReadonlyMap<string, ProxyDraft>,
  base: LintSection | undefined,
): LintSection {
  const word = header.words[0]!;
  const draft = drafts.get(placeOf({ source: word.source, start: word.start, end: word.end }));
  const lines: LintLine[] = [];
  const second = header.words[1]?.value ?? '';
  const name = kind === 'defaults' && second === 'from' ? '' : second;
  const section: LintSection = { kind, name, header, lines, draft, defaults: draft ? base : undefined };
  for (const statement of statements) lines.push(createLine(statement, section));
  return section;
}

function createLine(statement: Statement, section: LintSection): LintLine {
  const { words } = statement;
  const first = words[0]!.value;
  const at = words.length > 1 && (first === 'no' || first === 'default') ? 1 : 0;
  const { ruleset, length } = rulesetOf(words, at);
  const from = at + length;
  const start = words.findIndex((word, index) => index >= from && !word.quoted && /^(?:if|unless)$/.test(word.value));
  const keyword = words[at]!.value;
  const conditional = start >= 0 && keyword !== 'acl';
  const end = conditional ? start : words.length;
  return {
    statement,
    section,
    words,
    keyword,
    ruleset,
    action: ruleset === undefined ? '' : (words[from - 1]?.value.replace(/\(.*$/s, '') ?? ''),
    args: words.slice(from, end),
    conditional,
    condition: once(() => (conditional ? parseCondition(words.slice(start), new Diagnostics()) : undefined)),
    acl: once(() => readAcl(words, at)),
  };
}

/** Words that name a rule, action included: `http-request deny` has two, `tcp-request content accept` three. */
function rulesetOf(words: readonly Word[], at: number): { ruleset: Ruleset | undefined; length: number } {
  const one = words[at]!.value;
  const two = `${one} ${words[at + 1]?.value ?? ''}`;
  const short = RULESETS.find((name) => name === one);
  if (short && words.length > at + 1) return { ruleset: short, length: 2 };
  const long = RULESETS.find((name) => name === two);
  return long && words.length > at + 2 ? { ruleset: long, length: 3 } : { ruleset: undefined, length: 1 };
}

function readAcl(words: readonly Word[], at: number): LintAcl | undefined {
  if (words[at]!.value !== 'acl' || words.length < at + 3) return undefined;
  const ast = parseAcl(words.slice(at + 2), new Diagnostics());
  return ast && { name: words[at + 1]!.value, ast };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
