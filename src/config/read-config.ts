/** The config stage: syntax tree -> typed configuration. Reports every problem of every file in one run. */
import fs from 'node:fs';
import { type ConfigTree, rangeOf, type Section } from '../../grammar/config/ast.js';
import type { Catalog } from '../catalog/create-catalog.js';
import { suggest } from '../catalog/derive/suggest.js';
import type { Environment, HasAccount, Report } from '../catalog/site.js';
import { type Diagnostic, Diagnostics } from '../diag/diagnostic.js';
import type { SourceRange } from '../diag/source-text.js';
import { initialGlobal } from '../model/config/global.js';
import { runChecks } from './check/run-checks.js';
import { type ReadBytes, readFromDisk } from './files.js';
import { findFile } from './named-file.js';
import { readOtherFile } from './other-file.js';
import type { ReadContext } from './read-context.js';
import { readSection } from './read-section.js';
import { resolveNames } from './resolve/resolve-names.js';
import { resolveSections } from './resolve/section.js';
import type { TypedConfig } from './typed-config.js';
import { reportRemoved } from './unknown-word.js';

export interface ReadOptions {
  /** Reads a file that the configuration names, as a latin1 carrier; throws like `fs`. Default: the disk. */
  readonly readBytes?: ReadBytes;
  /** Whether a file or folder is there. Default: looks at the disk. */
  readonly exists?: (name: string) => boolean;
  /** Variables that addresses may name. Default: none is set. */
  readonly environment?: Environment;
  /** Whether the machine has a user or group of a name. Default: everybody exists. */
  readonly hasAccount?: HasAccount;
  /** Name among peers that the command line gives: no line of the files changes it. */
  readonly localPeer?: string | undefined;
}

/** Kinds of sections that proxies refer to while they are read. */
const EARLY: readonly string[] = ['http-errors'];

/**
 * Reads a syntax tree by the rows of the catalog. Never throws: problems are reported, and the result holds what could
 * be understood.
 */
export function readConfig(
  tree: ConfigTree,
  catalog: Catalog,
  diagnostics: Diagnostics,
  options: ReadOptions = {},
): TypedConfig {
  const own = new Diagnostics(diagnostics.purpose);
  const global = initialGlobal();
  if (options.localPeer !== undefined) {
    global.localPeer = options.localPeer;
    global.flags.set('local peer given', true);
  }
  const exists = options.exists ?? fs.existsSync;
  const context: ReadContext = {
    catalog,
    diagnostics: own,
    report: (code, range, message, more) => own.report(code, range, message, more),
    findFile: (role, text) => findFile(role, text, global, exists),
    global,
    defaults: [],
    proxies: [],
    sections: new Map(),
    readBytes: options.readBytes ?? readFromDisk,
    environment: options.environment ?? (() => undefined),
    hasAccount: options.hasAccount ?? (() => true),
    sidesOfRules: new Map(),
    hosts: [],
    noticed: new Set(),
    references: [],
    others: [],
    readOther: (file) => readOtherFile(context, file),
    otherFiles: new Map(),
  };
  readOrphans(context, tree);
  for (const section of inReadingOrder(tree.sections)) readSection(context, section);
  const broken = placesOf(diagnostics.list);
  for (const found of inFileOrder(context.diagnostics.list, tree)) {
    if (!found.range || !broken.has(placeOf(found.range))) repeat(found, diagnostics);
  }
  const config: TypedConfig = {
    global: context.global,
    proxies: context.proxies,
    sections: context.sections,
    hosts: context.hosts,
    others: context.others,
    reading: {
      // Only those with a name can be taken later.
      defaults: context.defaults.filter(({ name }) => name !== undefined),
      sections: context.sections,
      findFile: context.findFile,
      readBytes: context.readBytes,
      environment: context.environment,
      hasAccount: context.hasAccount,
    },
  };
  const report: Report = (...args) => diagnostics.report(...args);
  resolveNames(config, report);
  resolveSections(context.references ?? [], config, report);
  runChecks(config, catalog, report);
  return config;
}

function readOrphans({ catalog, diagnostics }: ReadContext, tree: ConfigTree): void {
  const names = catalog.all('section').flatMap(({ name, file }) => (file ? [] : [name]));
  for (const { words } of tree.orphans) {
    const word = words[0]!;
    if (reportRemoved(catalog, 'section', words, 0, (...args) => diagnostics.report(...args))) continue;
    const near = suggest(word.value, names);
    const hint = near === undefined ? '' : `; did you mean '${near}'?`;
    diagnostics.report('section/unknown', rangeOf(word), `unknown keyword '${word.value}' out of section${hint}`);
  }
}

function placeOf({ source, start }: SourceRange): string {
  return `${source.position(start).line} ${source.name}`;
}

/** Lines that could not be taken apart: what is missing in them is no problem of its own. */
function placesOf(list: readonly Diagnostic[]): ReadonlySet<string> {
  const alerts = list.filter(({ severity, range }) => severity === 'alert' && range);
  return new Set(alerts.map(({ range }) => placeOf(range as SourceRange)));
}

function inReadingOrder(sections: readonly Section[]): readonly Section[] {
  const early = sections.filter(({ kind }) => EARLY.includes(kind));
  return [...early, ...sections.filter(({ kind }) => !EARLY.includes(kind))];
}

function inFileOrder(list: readonly Diagnostic[], tree: ConfigTree): readonly Diagnostic[] {
  const rank = new Map(tree.sources.map((source, index) => [source, index]));
  const key = ({ range }: Diagnostic) => (range ? (rank.get(range.source) ?? 0) : tree.sources.length);
  return [...list].sort((a, b) => key(a) - key(b) || (a.range?.start ?? 0) - (b.range?.start ?? 0));
}

function repeat({ code, range, message, remedy, severity }: Diagnostic, diagnostics: Diagnostics): void {
  diagnostics.report(code, range, message, { remedy, severity });
}
