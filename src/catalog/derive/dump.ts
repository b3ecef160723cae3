/** `-dK<class>`: every word that is known, in the format of HAProxy 3.5, so that tools can compare. */
import { RULESETS, USE_POINTS } from '../../model/ruleset.js';
import type { Catalog } from '../create-catalog.js';
import type { CliEntry, ConverterEntry, Entry, EntryKind, FetchEntry, OptionEntry } from '../entry.js';
import { usageOfCall } from './usage.js';

/** Classes in the order in which `-dKall` prints them. */
export const DUMP_CLASSES = ['acl', 'cfg', 'cli', 'cnv', 'flt', 'smp', 'svc'] as const;
export type DumpClass = (typeof DUMP_CLASSES)[number];

/** Byte order, as strcmp sorts. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Words of expressions that are refused cannot be used: they are not listed. */
function isListed(entry: Entry): boolean {
  return entry.support !== 'refused' || (entry.kind !== 'fetch' && entry.kind !== 'converter');
}

/** Names and aliases of a kind, sorted, each with its row. */
function rowsOf<K extends EntryKind>(catalog: Catalog, kind: K) {
  const named = catalog
    .all(kind)
    .filter(isListed)
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

function directivesIn(catalog: Catalog, section: string): string[] {
  const wanted = section === 'listen' ? PROXIES : [section];
  const rows = rowsOf(catalog, 'directive').filter(({ entry }) => entry.sections.some((name) => wanted.includes(name)));
  return [...new Set(rows.map(({ name }) => name.split(' ')[0] ?? name))];
}

function optionLine(name: string, entry: OptionEntry): string {
  const sides = [
    entry.sections.includes('frontend') ? 'FE ' : '',
    entry.sections.includes('backend') ? 'BE ' : '',
    entry.modes?.length === 1 && entry.modes[0] === 'http' ? 'HTTP ' : '',
  ];
  return `option ${name} [ ${sides.join('')}]`;
}

function proxyWords(catalog: Catalog): string[] {
  const skip = (args: readonly unknown[]) => (args.length > 0 ? ` +${args.length}` : '');
  const binds = rowsOf(catalog, 'bind-word');
  const bindLine = (scope: string, name: string, args: readonly unknown[]) =>
    `bind <addr> ${scope}${name}${skip(args)}`;
  return [
    ...binds.filter(({ entry }) => !entry.tls).map(({ name, entry }) => bindLine('', name, entry.args)),
    ...binds.filter(({ entry }) => entry.tls).map(({ name, entry }) => bindLine('ssl ', name, entry.args)),
    ...rowsOf(catalog, 'server-word').map(({ name, entry }) => `server <name> <addr> ${name}${skip(entry.args)}`),
    ...rowsOf(catalog, 'option').map(({ name, entry }) => optionLine(name, entry)),
    ...RULESETS.flatMap((ruleset) =>
      rowsOf(catalog, 'action')
        .filter(({ entry }) => entry.rulesets.includes(ruleset))
        .map(({ name, entry }) => `${ruleset} ${name}${entry.match === 'prefix' ? '*' : ''}`),
    ),
  ];
}

function dumpConfig(catalog: Catalog): string[] {
  const lines = ['# List of registered configuration keywords:'];
  for (const section of SECTIONS) {
    const words = directivesIn(catalog, section);
    if (section === 'listen') words.push(...proxyWords(catalog));
    lines.push(section, ...words.map((word) => `\t${word}`));
  }
  return lines;
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
  return usageOfCall(entry.args, (kind) => kind.type);
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
  return [`# List of registered ${title} names:`, ...rowsOf(catalog, kind).map(({ name }) => name)];
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
    return `[ ${flags} ] ${name}${typesOf(entry)}: ${entry.out}`;
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
