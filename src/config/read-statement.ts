/** Reads one statement: finds its row, checks place and prefix, lets the row read its words. */
import { rangeOf, type Statement } from '../../grammar/config/ast.js';
import type { DirectiveEntry, OptionEntry } from '../catalog/entry.js';
import type { ReadContext } from './read-context.js';
import { type OpenSection, type StatementHead, StatementSite } from './statement-site.js';
import { noticeSupport } from './support-notice.js';
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

/** The first words as a name. `http-check set-var(name)`: what stands in parentheses is an argument. */
function nameOf(values: readonly string[], length: number): string {
  if (length === 1) return values[0] ?? '';
  const rest = values.slice(1, length).map((value) => value.replace(/\(.*$/, ''));
  return `${values[0]} ${rest.join(' ')}`;
}

/** The longest name wins: `http-check send` before `http-check`. */
function findDirective(context: ReadContext, section: string, values: readonly string[]): Found | undefined {
  const most = context.catalog.hasLonger('directive', values[0] ?? '') ? MOST_WORDS : 1;
  for (let length = Math.min(most, values.length); length > 0; length--) {
    const rows = context.catalog.named('directive', nameOf(values, length));
    const entry = placedRow(rows, section);
    if (entry) return { entry, length, placed: entry.sections.includes(section) };
  }
  return undefined;
}

function findOption(context: ReadContext, section: string, values: readonly string[]): Found | undefined {
  const rows = context.catalog.named('option', values[1] ?? '');
  const entry = placedRow(rows, section);
  return entry && { entry, length: 2, placed: entry.sections.includes(section) };
}

function placedRow<E extends Row>(rows: readonly E[], section: string): E | undefined {
  return (
    rows.find((row) => row.sections.includes(section)) ?? rows.find((row) => row.ignoredIn?.includes(section) === true)
  );
}

function prefixOf(values: readonly string[]): StatementHead['prefix'] {
  const [first] = values;
  return values.length > 1 && (first === 'no' || first === 'default') ? first : undefined;
}

/** Reads a statement of a section into the drafts. */
export function readStatement(context: ReadContext, section: OpenSection, statement: Statement): void {
  const values = statement.words.map(({ value }) => value);
  const prefix = prefixOf(values);
  const at = prefix ? 1 : 0;
  const bare = values.slice(at);
  const directive = findDirective(context, section.kind, bare);
  const isOption = bare[0] === 'option' && !directive;
  const found = isOption ? findOption(context, section.kind, bare) : directive;
  const length = found?.length ?? 1;
  const label = bare.slice(0, length).join(' ');
  const site = new StatementSite(context, section, statement, { prefix, at, length, label });
  if (!found) {
    const { words } = statement;
    if (isOption) reportUnknownOption(context.catalog, section.kind, words, at + 1, site.report);
    else reportUnknownKeyword(context.catalog, section.kind, words, at, site.report);
    return;
  }
  readFound(context, site, found, label);
}

function readFound(context: ReadContext, site: StatementSite, { entry, placed }: Found, label: string): void {
  const place = site.section;
  if (!placed) {
    const lacks = place === 'backend' ? 'frontend' : 'backend';
    const message = `'${label}' is ignored because ${place} '${site.sectionName ?? ''}' has no ${lacks} capability`;
    site.report('keyword/no-effect', site.keyword, message);
    return;
  }
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
  const before = context.diagnostics.list.length;
  if (entry.parse) entry.parse(site);
  else applySwitch(site, entry.name);
  if (context.diagnostics.list.length === before) site.words.reportRest();
}

/** A plain option: on, off, or back to what nobody set. */
function applySwitch(site: StatementSite, name: string): void {
  const options = site.proxy?.config.options;
  if (site.prefix === 'default') options?.delete(name);
  else options?.set(name, site.prefix === undefined);
}
