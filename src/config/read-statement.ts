/** Reads one statement: finds its row, checks place and prefix, lets the row read its words. */
import { rangeOf, type Statement, type Word } from '../../grammar/config/ast.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { ProxyDraft, SwitchDraft } from '../catalog/draft.js';
import type { DirectiveEntry, OptionEntry } from '../catalog/entry.js';
import type { Report } from '../catalog/site.js';
import { CODES } from '../diag/code.js';
import { type CodeEntry, Diagnostics } from '../diag/diagnostic.js';
import type { SourceRange } from '../diag/source-text.js';
import type { UsePoint } from '../model/ruleset.js';
import { addCheckedPart } from './checked-parts.js';
import { addIgnoredTarget } from './ignored-target.js';
import { newDraft } from './proxy-draft.js';
import type { ReadContext } from './read-context.js';
import { isDynamic } from './resolve/backend.js';
import { type OpenSection, type StatementHead, StatementSite } from './statement-site.js';
import { checkExperimental, noticeSupport } from './support-notice.js';
import { reportUnknownKeyword, reportUnknownOption } from './unknown-word.js';

type Row = DirectiveEntry | OptionEntry;

interface Found {
  readonly entry: Row;
  /** Words that name it, behind the prefix. */
  readonly length: number;
  readonly placed: boolean;
}

/** Words that the longest name of a directive has. */
const MOST_WORDS = 3;

/** Words from `at` on as a name. `http-check set-var(name)`: what stands in parentheses is an argument. */
function nameOf(words: readonly Word[], at: number, length: number): string {
  let name = words[at]!.value;
  for (let next = at + 1; next < at + length; next++) name += ` ${words[next]!.value.replace(/\(.*$/, '')}`;
  return name;
}

/** What messages call a line; an option may lack its name. */
function labelOf(words: readonly Word[], at: number, length: number): string {
  let label = words[at]!.value;
  const end = Math.min(at + length, words.length);
  for (let next = at + 1; next < end; next++) label += ` ${words[next]!.value}`;
  return label;
}

/** The longest name wins: `http-check send` before `http-check`. */
function findDirective(catalog: Catalog, section: string, words: readonly Word[], at: number): Found | undefined {
  const most = catalog.hasLonger('directive', words[at]!.value) ? MOST_WORDS : 1;
  for (let length = Math.min(most, words.length - at); length > 0; length--) {
    const found = placedRow(catalog.named('directive', nameOf(words, at, length)), section, length);
    if (found) return found;
  }
  return undefined;
}

function findOption(catalog: Catalog, section: string, name: Word | undefined): Found | undefined {
  return placedRow(catalog.named('option', name?.value ?? ''), section, 2);
}

function placedRow(rows: readonly Row[], section: string, length: number): Found | undefined {
  for (const entry of rows) if (entry.sections.includes(section)) return { entry, length, placed: true };
  for (const entry of rows) if (entry.ignoredIn?.includes(section)) return { entry, length, placed: false };
  return undefined;
}

function prefixOf({ words }: Statement): StatementHead['prefix'] {
  const first = words[0]!.value;
  return words.length > 1 && (first === 'no' || first === 'default') ? first : undefined;
}

/** Reads a statement of a section into the drafts. */
export function readStatement(context: ReadContext, section: OpenSection, statement: Statement): void {
  const { words } = statement;
  const prefix = prefixOf(statement);
  const at = prefix ? 1 : 0;
  const directive = findDirective(context.catalog, section.kind, words, at);
  const isOption = words[at]!.value === 'option' && !directive;
  const found = isOption ? findOption(context.catalog, section.kind, words[at + 1]) : directive;
  const length = found?.length ?? 1;
  const label = labelOf(words, at, length);
  const head: StatementHead = { prefix, at, length, label };
  const site = new StatementSite(context, section, statement, head);
  if (!found) {
    if (isOption) reportUnknownOption(context.catalog, section.kind, words, at + 1, site.report);
    else reportUnknownKeyword(context.catalog, section.kind, words, at, site.report);
    return;
  }
  if (found.placed) readFound(context, site, found, label);
  else readIgnored(context, section, statement, { head, entry: found.entry });
}

/** A line of the other side has no effect, but its words are looked at: HAProxy refuses those that are wrong. */
function readIgnored(
  context: ReadContext,
  section: OpenSection,
  statement: Statement,
  { head, entry }: { readonly head: StatementHead; readonly entry: Row },
): void {
  const place = section.kind;
  const lacks = place === 'backend' ? 'frontend' : 'backend';
  const message = `'${head.label}' is ignored because ${place} '${section.name ?? ''}' has no ${lacks} capability`;
  const keyword = rangeOf(statement.words[head.at]!);
  context.report('keyword/no-effect', keyword, message);
  const { proxy } = section;
  if (!proxy) return;
  const diagnostics = new Diagnostics(context.diagnostics.purpose);
  const report: Report = (...args) => diagnostics.report(...args);
  const apart: ReadContext = { ...context, diagnostics, report, hosts: [], references: [], others: [] };
  const { kind, name, file, line } = proxy.config;
  const draft = newDraft({ kind, name, file, line, range: proxy.range ?? keyword }, undefined);
  const site = new StatementSite(apart, { ...section, proxy: draft, data: draft.extra }, statement, head);
  readFound(apart, site, { entry }, head.label);
  keepIgnored(proxy, draft);
  for (const found of diagnostics.list) {
    const { own }: CodeEntry = CODES[found.code];
    if (found.severity === 'alert' && !own && found.range)
      context.report(found.code, found.range, found.message, found);
  }
}

/** Where the conditions of switching rules are evaluated. */
const SWITCH_USE: Readonly<Record<SwitchDraft['kind'], UsePoint>> = {
  use_backend: 'fe-use-backend',
  'use-server': 'be-set-server',
  'force-be-switch': 'fe-http-request',
  'force-persist': 'be-http-request',
  'ignore-persist': 'be-http-request',
  'monitor-fail': 'fe-http-request',
};

/** What a line of the other side names must be there all the same. */
function keepIgnored(proxy: ProxyDraft, { switches, config, extra }: ProxyDraft): void {
  for (const { kind, target, condition } of switches) {
    const use = SWITCH_USE[kind];
    if (condition) addCheckedPart(proxy, { use, condition });
    if (!target) continue;
    if (isDynamic(target.value)) addCheckedPart(proxy, { use, format: target });
    else addIgnoredTarget(proxy, kind, target);
  }
  const range = extra.get('default_backend') as SourceRange | undefined;
  if (config.defaultBackend !== undefined && range)
    addIgnoredTarget(proxy, 'default_backend', { value: config.defaultBackend, range });
}

function readFound(context: ReadContext, site: StatementSite, { entry }: Pick<Found, 'entry'>, label: string): void {
  if (site.prefix && !entry.negatable) {
    const word = rangeOf(site.statement.words[0]!);
    site.report('keyword/prefix', word, `'${site.prefix}' is not supported in front of '${label}'`);
    return;
  }
  if (entry.deprecated) {
    const hint = entry.deprecated.use ? `; use ${entry.deprecated.use}` : '';
    site.report('keyword/deprecated', site.keyword, `'${label}' is deprecated${hint}`);
  }
  noticeSupport(entry, label, site.keyword, site.report, context.noticed);
  checkExperimental(entry, label, site.keyword, context);
  const { list } = context.diagnostics;
  const before = list.length;
  if (entry.parse) entry.parse(site);
  else applySwitch(site, entry.name);
  // Where something was wrong, words may stand unread.
  if (list.length !== before && list.slice(before).some(({ severity }) => severity === 'alert')) return;
  if (entry.kind === 'directive' && entry.moreWords) site.words.noticeRest();
  else site.words.reportRest();
}

/** A plain option: on, off, or back to what nobody set. */
function applySwitch(site: StatementSite, name: string): void {
  const options = site.proxy?.config.options;
  if (site.prefix === 'default') options?.delete(name);
  else options?.set(name, site.prefix === undefined);
}
