/** Reads a section: opens its draft by the header, then reads its statements. */
import { rangeOf, type Section } from '../../grammar/config/ast.js';
import type { SectionSite } from '../catalog/directive-site.js';
import type { ProxyDraft, RuleDraft } from '../catalog/draft.js';
import type { SectionEntry } from '../catalog/entry.js';
import type { Diagnostics } from '../diag/diagnostic.js';
import type { ProxyKind } from '../model/config/proxy.js';
import type { Ruleset } from '../model/ruleset.js';
import { addCheckedPart } from './checked-parts.js';
import { newDraft } from './proxy-draft.js';
import { typeOf } from './proxy-type.js';
import type { ReadContext } from './read-context.js';
import { readStatement } from './read-statement.js';
import { readFrom, readName } from './section-header.js';
import type { OpenSection } from './statement-site.js';

/** Reads one section of any kind. */
export function readSection(context: ReadContext, section: Section): void {
  const found = context.catalog.find('section', section.kind);
  const entry = found?.file ? undefined : found;
  const keyword = section.header.words[0]!;
  if (!entry) {
    const message = `unknown keyword '${keyword.value}' out of section`;
    context.diagnostics.report('section/unknown', rangeOf(keyword), message);
    return;
  }
  noticeSection(context, entry, section);
  if (entry.experimental && !context.global.flags.get('expose-experimental-directives')) {
    const message = `section '${entry.name}' is experimental: 'expose-experimental-directives' must stand in the global section`;
    context.diagnostics.report('section/experimental', rangeOf(keyword), message);
  }
  const open = openSection(context, section, entry);
  for (const statement of section.statements) readStatement(context, open, statement);
  if (open.proxy) finishProxy(open.proxy);
  entry.finish?.(siteOf(context, section, open));
}

/** What a section is to those who look at it as a whole. */
function siteOf({ global, report }: ReadContext, { header }: Section, open: OpenSection): SectionSite {
  const { kind, name, data, proxy } = open;
  const range = rangeOf(header.words[1] ?? header.words[0]!);
  const checkLater: SectionSite['checkLater'] = (part) => addCheckedPart(proxy, part);
  return { kind, name, data, proxy, global, report, range, checkLater };
}

function noticeSection(context: ReadContext, entry: SectionEntry, section: Section): void {
  const key = `section ${entry.name}`;
  if (entry.support === 'full' || entry.support === 'partial' || context.noticed.has(key)) return;
  context.noticed.add(key);
  const range = rangeOf(section.header.words[0]!);
  const message = `'${entry.name}' sections are checked but not executed: ${entry.why ?? 'not executed yet'}`;
  const severity = entry.support === 'refused' ? 'alert' : 'warning';
  context.diagnostics.report('section/not-executed', range, message, { severity });
}

function openSection(context: ReadContext, section: Section, entry: SectionEntry): OpenSection {
  const { kind } = section;
  const name = readName(context, section, entry);
  if (kind === 'defaults') {
    const from = readFrom(context, section, name, undefined);
    const draft = draftOf(section, name ?? '', from);
    if (from && from.rules.length > 0) reportSides(context, 'defaults', draft, from, 'a defaults section cannot');
    context.defaults.push({ name, draft });
    return { kind, name, proxy: draft, data: draft.extra };
  }
  if (kind === 'frontend' || kind === 'backend' || kind === 'listen') {
    const last = context.defaults[context.defaults.length - 1]?.draft;
    const from = readFrom(context, section, name, last);
    const draft = draftOf(section, name ?? '', from);
    if (from && from.rules.length > 0) checkSides(context, draft, from);
    if (name !== undefined) context.proxies.push(draft);
    return { kind, name, proxy: draft, data: draft.extra };
  }
  const data = dataOf(context, section, entry, name);
  if (!entry.holdsProxy) return { kind, name, proxy: undefined, data };
  const proxy = draftOf(section, name ?? '', undefined);
  context.others?.push(proxy);
  return { kind, name, proxy, data };
}

/** Rules of `defaults` mean different things on both sides: the proxies that take them must be of one side (manual 4). */
function checkSides(context: ReadContext, draft: ProxyDraft, from: ProxyDraft): void {
  const { kind } = draft.config;
  const sides = context.sidesOfRules.get(from) ?? new Set();
  context.sidesOfRules.set(from, sides.add(kind));
  const foreign = RULES_OF_OTHER_SIDE[kind]?.find((name) => from.rules.some(({ ruleset }) => ruleset === name));
  if (sides.size > 1) reportSides(context, kind, draft, from, 'only proxies of one side can, frontends or backends');
  else if (kind === 'listen') reportSides(context, kind, draft, from, 'a listen section cannot');
  else if (foreign) reportSides(context, kind, draft, from, `a ${kind} has no '${foreign}' rules`);
}

const RULES_OF_OTHER_SIDE: Partial<Record<ProxyKind, readonly Ruleset[]>> = {
  frontend: ['tcp-response content'],
  backend: ['tcp-request connection', 'tcp-request session'],
};

function reportSides(
  { diagnostics }: ReadContext,
  kind: string,
  { config, range }: ProxyDraft,
  from: ProxyDraft,
  why: string,
): void {
  const what = config.name === '' ? kind : `${kind} '${config.name}'`;
  const message = `${what} takes rules from 'defaults ${from.config.name}': ${why}`;
  if (range) diagnostics.report('defaults/sides', range, message);
}

function draftOf(section: Section, name: string, from: ProxyDraft | undefined): ProxyDraft {
  const { header, kind } = section;
  const range = rangeOf(header.words[1] ?? header.words[0]!);
  const proxyKind = kind === 'frontend' || kind === 'backend' ? kind : 'listen';
  return newDraft({ kind: proxyKind, name, file: range.source.name, line: header.line, range }, from);
}

function dataOf(
  { sections, diagnostics, proxies }: ReadContext,
  { header, kind }: Section,
  entry: SectionEntry,
  name: string | undefined,
): Map<string, unknown> {
  const key = `${kind} ${name ?? ''}`;
  if (kind === 'log-forward') checkSharedName(proxies, diagnostics, { header, name });
  const existing = sections.get(key);
  if (existing && !entry.repeatable && name !== undefined) {
    const message = `${kind} '${name}' was already defined`;
    diagnostics.report('section/duplicate', rangeOf(header.words[1] ?? header.words[0]!), message);
    // What stands in it is looked at by itself; the first one counts.
    return new Map();
  }
  if (existing && entry.repeatable === 'warned') {
    const message = `${kind} '${name ?? ''}' was begun before: lines are added to it`;
    diagnostics.report('section/continued', rangeOf(header.words[1] ?? header.words[0]!), message);
  }
  const data = existing ?? new Map<string, unknown>();
  sections.set(key, data);
  return data;
}

/** A log-forward section is a proxy to HAProxy, which has one name only. */
function checkSharedName(
  proxies: readonly ProxyDraft[],
  diagnostics: Diagnostics,
  { header, name }: Pick<Section, 'header'> & { readonly name: string | undefined },
): void {
  const other = proxies.find(({ config }) => config.name === name)?.config;
  if (!other) return;
  const place = `${other.file}:${other.line}`;
  const message = `log forward section '${name}' has the same name as ${typeOf(other)} '${name}' declared at ${place}`;
  diagnostics.report('section/duplicate', rangeOf(header.words[1] ?? header.words[0]!), message);
}

/** `redirect` lines are compiled behind all http-request rules of their proxy. */
function finishProxy(draft: ProxyDraft): void {
  const redirects = draft.extra.get('redirects') as RuleDraft[] | undefined;
  if (redirects) draft.rules.push(...redirects);
  draft.extra.delete('redirects');
}
