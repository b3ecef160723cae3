/** `-dK<class>`: every word that is known, in the format of HAProxy 3.5, so that tools can compare. */
import { RULESETS, USE_POINTS } from '../../model/ruleset.js';
import type { ArgKind } from '../arg.js';
import type { Catalog } from '../create-catalog.js';
import type { CliEntry, ConverterEntry, EntryKind, FetchEntry, OptionEntry } from '../entry.js';
import { CRT_LIST_WORDS, isRegistered, LISTED_REMOVED, LISTED_SKIPS, type ListedKind } from './registered.js';
import { usageOfCall } from './usage.js';

/** Classes in the order in which `-dKall` prints them. */
export const DUMP_CLASSES = ['acl', 'cfg', 'cli', 'cnv', 'flt', 'smp', 'svc'] as const;
export type DumpClass = (typeof DUMP_CLASSES)[number];

/** Byte order, as strcmp sorts. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Names and aliases of a kind, sorted, each with its row. */
function rowsOf<K extends EntryKind>(catalog: Catalog, kind: K) {
  const named = catalog
    .all(kind)
    .flatMap((entry) => [entry.name, ...(entry.aliases ?? [])].map((name) => ({ name, entry })));
  return named.sort((a, b) => byBytes(a.name, b.name));
}

function dumpAcl(catalog: Catalog): string[] {
  const rows = rowsOf(catalog, 'acl-word').map(({ name, entry }) => `${name} = ${entry.fetch} -m ${entry.match}`);
  return ['# List of registered ACL keywords:', ...rows];
}

/** Sections that HAProxy lists, in its order; `listen` stands for all proxies. */
const SECTIONS = ['global', 'listen', 'userlist', 'peers', 'crt-list', 'crt-store', 'traces', 'acme'] as const;
const PROXIES = ['defaults', 'frontend', 'backend', 'listen'];

/** A line of a section, and whether HAProxy lists it. */
interface Listed {
  readonly text: string;
  readonly registered: boolean;
}

function listed(kind: ListedKind, name: string, text: string, scope = ''): Listed {
  return { text, registered: isRegistered(kind, name, scope) };
}

function directivesIn(catalog: Catalog, section: string): Listed[] {
  const wanted = section === 'listen' ? PROXIES : [section];
  const rows = rowsOf(catalog, 'directive').filter(({ entry }) => entry.sections.some((name) => wanted.includes(name)));
  const names = [...rows.map(({ name }) => name.split(' ')[0] ?? name), ...(LISTED_REMOVED[section] ?? [])];
  return [...new Set(names)].sort(byBytes).map((name) => listed('word', name, name, section));
}

/** Sides and mode of an option; one that HAProxy only knows to refuse has none. */
function optionLine(name: string, entry: OptionEntry): string {
  const sides = [
    entry.sections.includes('frontend') ? 'FE ' : '',
    entry.sections.includes('backend') ? 'BE ' : '',
    entry.modes?.length === 1 && entry.modes[0] === 'http' ? 'HTTP ' : '',
  ];
  return `option ${name} [ ${name === 'transparent' ? '' : sides.join('')}]`;
}

/** How many words behind a keyword belong to it. */
function skipOf(name: string, args: readonly unknown[]): string {
  return LISTED_SKIPS[name] ?? (args.length > 0 ? ` +${args.length}` : '');
}

function proxyWords(catalog: Catalog): Listed[] {
  const binds = rowsOf(catalog, 'bind-word').map(({ name, entry }) => ({
    tls: entry.tls === true,
    line: listed('bind-word', name, `bind <addr> ${entry.tls ? 'ssl ' : ''}${name}${skipOf(name, entry.args)}`),
  }));
  const servers = rowsOf(catalog, 'server-word');
  return [
    ...binds.filter(({ tls }) => !tls).map(({ line }) => line),
    ...binds.filter(({ tls }) => tls).map(({ line }) => line),
    ...servers.map(({ name, entry }) =>
      listed('server-word', name, `server <name> <addr> ${name}${skipOf(name, entry.args)}`),
    ),
    ...rowsOf(catalog, 'option').map(({ name, entry }) => listed('option', name, optionLine(name, entry))),
    ...RULESETS.flatMap((ruleset) =>
      rowsOf(catalog, 'action')
        .filter(({ entry }) => entry.rulesets.includes(ruleset))
        .map(({ name, entry }) => `${ruleset} ${name}${entry.match === 'prefix' ? '*' : ''}`)
        .map((line) => listed('action', line, line)),
    ),
  ];
}

function crtListWords(catalog: Catalog): Listed[] {
  const rows = rowsOf(catalog, 'bind-word').filter(({ name }) => CRT_LIST_WORDS.includes(name));
  return rows.map(({ name, entry }) => listed('bind-word', name, `${name}${skipOf(name, entry.args)}`));
}

function sectionWords(catalog: Catalog, section: (typeof SECTIONS)[number]): Listed[] {
  if (section === 'crt-list') return crtListWords(catalog);
  return [...directivesIn(catalog, section), ...(section === 'listen' ? proxyWords(catalog) : [])];
}

function dumpConfig(catalog: Catalog): string[] {
  const lines = ['# List of registered configuration keywords:'];
  const more: string[] = [];
  for (const section of SECTIONS) {
    const words = sectionWords(catalog, section);
    const texts = (registered: boolean) =>
      words.filter((word) => word.registered === registered).map(({ text }) => text);
    lines.push(section, ...texts(true).map((text) => `\t${text}`));
    more.push(...texts(false).map((text) => `#\t${section}: ${text}`));
  }
  return more.length > 0 ? [...lines, '# Taken as well, known to the parser without a table:', ...more] : lines;
}

const SOCKETS = { worker: '[WORKER] ', master: '[MASTER] ', both: '[MASTER] [WORKER] ' } as const;

function socketsOf({ socket = 'worker' }: CliEntry): string {
  return SOCKETS[socket];
}

function modeOf({ mode }: CliEntry): string {
  return mode === undefined ? '' : mode === 'expert' ? '[EXPERT] ' : '[EXPERIM] ';
}

function dumpCli(catalog: Catalog): string[] {
  const rows = catalog.all('cli').map((entry) => `${entry.words.join(' ')} ${socketsOf(entry)}${modeOf(entry)}`);
  return ['# List of registered CLI keywords:', ...rows.sort(byBytes)];
}

/** `(string[,integer])`: types of arguments as HAProxy names them. */
function typesOf(entry: ConverterEntry | FetchEntry): string {
  return usageOfCall(
    entry.args.map((kind) => asListed(kind, entry)),
    (kind) => kind.type,
  );
}

/** Names that stand for the current proxy when they are left out: HAProxy lists them as if they had to be there. */
const IMPLIED: readonly string[] = ['table', 'backend', 'frontend'];

function asListed(kind: ArgKind<unknown>, { name }: ConverterEntry | FetchEntry): ArgKind<unknown> {
  const isCounter = /^sc[0-9]?_/.test(name);
  return IMPLIED.includes(kind.type) && !isCounter ? { ...kind, optional: false } : kind;
}

function dumpConverters(catalog: Catalog): string[] {
  // HAProxy prints the type that comes out before the one that goes in.
  const outOf = (entry: ConverterEntry) => (entry.out === 'same' ? 'same' : entry.out);
  const rows = rowsOf(catalog, 'converter').map(
    ({ name, entry }) => `${name}${typesOf(entry)}: ${outOf(entry)} => ${entry.in}`,
  );
  return ['# List of registered sample converter functions:', ...rows];
}

function dumpNamed(catalog: Catalog, kind: 'filter' | 'service', title: string): string[] {
  const rows = rowsOf(catalog, kind).map(({ name, entry }) =>
    'tag' in entry && entry.tag !== undefined ? `${name} [${entry.tag}]` : name,
  );
  return [`# List of registered ${title} names:`, ...rows];
}

const LEGEND: readonly string[] = [
  'frontend tcp-request connection rule',
  'frontend tcp-request session rule',
  'frontend tcp-request content rule',
  'frontend http-request header rule',
  'frontend http-request body rule',
  'frontend use-backend rule',
  'backend tcp-request content rule',
  'backend http-request header rule',
  'backend http-request body rule',
  'backend use-server, balance or stick-match rule',
  'server source selection',
  'backend tcp-response content rule',
  'backend http-response header rule',
  'backend http-response body rule',
  'backend stick-store rule',
  'frontend tcp-response content rule',
  'frontend http-response header rule',
  'frontend http-response body rule',
  'logs',
  'backend tcp-check rule',
  'configuration parser',
  'CLI parser',
];

/** The picture above the columns: one leader per use point. */
function legend(): string[] {
  const count = LEGEND.length;
  return LEGEND.map((text, row) => {
    const bars = '/ '.repeat(row);
    return `#${' '.repeat(count + 1 - row)}${bars}_.${'-'.repeat(count - row)} ${text}`;
  });
}

function dumpFetches(catalog: Catalog): string[] {
  const rows = rowsOf(catalog, 'fetch').map(({ name, entry }) => {
    const flags = USE_POINTS.map((point) => (entry.use.includes(point) ? 'Y' : '.')).join(' ');
    return `[ ${flags} ] ${name}${typesOf(entry)}: ${entry.listedOut ?? entry.out}`;
  });
  const count = LEGEND.length;
  const under = [`# ${'/ '.repeat(count)} `, `# ${'| '.repeat(count)}`];
  return ['# List of registered sample fetch functions:', ...legend(), ...under, ...rows];
}

/** The lines of a class. */
export function dumpClass(catalog: Catalog, name: DumpClass): string[] {
  switch (name) {
    case 'acl':
      return dumpAcl(catalog);
    case 'cfg':
      return dumpConfig(catalog);
    case 'cli':
      return dumpCli(catalog);
    case 'cnv':
      return dumpConverters(catalog);
    case 'flt':
      return dumpNamed(catalog, 'filter', 'filter');
    case 'smp':
      return dumpFetches(catalog);
    case 'svc':
      return dumpNamed(catalog, 'service', 'service');
    default:
      return name satisfies never;
  }
}
