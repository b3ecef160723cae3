/** From the command line to a plan: files, words, sections, closures. Every stage reports; none stops the others. */
import os from 'node:os';
import type { ConfigTree, Statement } from '../../grammar/config/ast.js';
import { parseConfig } from '../../grammar/config/parse-config.js';
import { readSources } from '../../grammar/source/read-sources.js';
import { Env } from '../../grammar/words/env.js';
import { type CompileOptions, type OpenPlan, openPlan } from '../compile/compile-plan.js';
import { FORMAT_VARIABLES } from '../compile/format/built-in.js';
import type { Plan } from '../compile/plan.js';
import { type ReadOptions, readConfig } from '../config/read-config.js';
import type { TypedConfig } from '../config/typed-config.js';
import { Diagnostics } from '../diag/diagnostic.js';
import type { SourceText } from '../diag/source-text.js';
import { findGroup, findUser } from '../libc/account.js';
import type { Options } from './argv.js';
import { hawserCatalog } from './catalog.js';
import { translateLegacy } from './legacy.js';
import { UsageError } from './option-table.js';
import { describeFeatures, LANGUAGE_VERSION } from './version.js';

/** What came of the files of a command line. The plan runs only if `diagnostics` has no alert. */
export interface Loaded {
  readonly sources: readonly SourceText[];
  readonly tree: ConfigTree;
  readonly config: TypedConfig;
  readonly plan: Plan;
  readonly liveProxies: OpenPlan['liveProxies'];
  /** Compiles more at a place of a proxy. */
  readonly scopeIn: OpenPlan['scopeIn'];
  readonly diagnostics: Diagnostics;
}

/** Variables that HAProxy sets for configurations (manual 2.3 and management.txt 3). */
function createEnvironment(options: Options, files: readonly string[]): Env {
  const env = Env.fromProcess(process.env);
  env.set('HAPROXY_CFGFILES', files.join(';'));
  env.set('HAPROXY_LOCALPEER', options.localPeer ?? os.hostname());
  env.set('HAPROXY_BRANCH', LANGUAGE_VERSION.replace(/\.\d+$/, ''));
  for (const [name, format] of Object.entries(FORMAT_VARIABLES)) env.set(name, format);
  return env;
}

/** Told of every statement as soon as it was read, with the kind of its section. */
export type OnStatement = (statement: Statement, section: string) => void;

/** `localpeer` names this process for the lines behind it, too (manual 3.1). */
function followLocalPeer(env: Env, options: Options): OnStatement {
  let isOver = options.localPeer !== undefined;
  return (statement, sectionKind) => {
    if (sectionKind === 'peers') isOver = true;
    if (isOver || sectionKind !== 'global') return;
    const [keyword, name] = statement.words;
    if (keyword?.value !== 'localpeer') return;
    if (name !== undefined && name.value !== '') env.set('HAPROXY_LOCALPEER', name.value);
  };
}

/** Whether the machine knows a user or group; if its files cannot be read, everybody is taken to exist. */
export function hasAccount(kind: 'user' | 'group', name: string): boolean {
  const found = kind === 'user' ? findUser(name) : findGroup(name);
  return !found.ok || found.value !== undefined;
}

/** Lets options of the command line override the global section. */
function override(config: TypedConfig, options: Options): void {
  const { global } = config;
  if (options.maxconn !== undefined) global.maxconn = options.maxconn;
  if (options.pidfile !== undefined) global.pidfile = options.pidfile;
  global.localPeer = options.localPeer ?? global.localPeer ?? os.hostname();
  if (options.daemon) global.daemon = true;
  if (options.foreground) global.daemon = false;
  if (options.quiet) global.quiet = true;
  if (options.verbose) global.quiet = false;
  if (options.ipv4Only) global.dnsFamilies = ['ipv4'];
  if (options.zeroWarning) global.flags.set('zero-warning', true);
  if (options.noReusePort) global.flags.set('noreuseport', true);
  for (const { config: proxy } of config.proxies) {
    if (options.proxyMaxconn !== undefined && proxy.maxconn === 0) proxy.maxconn = options.proxyMaxconn;
    if (!options.noServerVerify) continue;
    for (const server of proxy.servers) if (server.tls) server.tls.verify = 'none';
  }
}

/**
 * Reads, checks and compiles all files of a command line. Never throws for what stands in them.
 * @throws UsageError if there is nothing in its folders
 */
export function load(options: Options, onStatement: OnStatement = () => {}, wanted: CompileOptions = {}): Loaded {
  const diagnostics = new Diagnostics(options.task === 'check' ? 'check' : 'run');
  const sources = readSources(options.files, diagnostics);
  if (sources.length === 0 && diagnostics.alerts === 0 && options.files.length > 0)
    throw new UsageError(`no configuration file in ${options.files.join(', ')}`);
  return loadSources(sources, options, diagnostics, wanted, onStatement);
}

/**
 * As {@link load}, for texts that were read already.
 * @param machine what is seen of the machine, where that is not what it is
 */
export function loadSources(
  given: readonly SourceText[],
  options: Options,
  diagnostics: Diagnostics,
  machine: ReadOptions & CompileOptions = {},
  onStatement: OnStatement = () => {},
): Loaded {
  const catalog = hawserCatalog();
  const names = new Set(catalog.all('section').map(({ name }) => name));
  const isSection = (name: string) => names.has(name);
  const sources = options.legacy ? translateLegacy(given, isSection, diagnostics) : given;
  const env = createEnvironment(options, options.files);
  const follow = followLocalPeer(env, options);
  const tree = parseConfig(sources, {
    isSection,
    env,
    features: describeFeatures(),
    diagnostics,
    environmentWords: { section: 'global', set: 'setenv', preset: 'presetenv', unset: 'unsetenv', reset: 'resetenv' },
    onStatement: (statement, section) => {
      follow(statement, section);
      onStatement(statement, section);
    },
  });
  const config = readConfig(tree, catalog, diagnostics, {
    hasAccount,
    environment: (name) => env.get(name),
    localPeer: options.localPeer,
    ...machine,
  });
  override(config, options);
  const compiled = openPlan(config, catalog, diagnostics, machine);
  return { sources, tree, config, ...compiled, diagnostics };
}
