/**
 * Reads servers and backends that are added while running (management.txt 9.3 `add server`, `add backend`) by the same rows
 * as the configuration; what they refer to is that of the configuration that was loaded.
 */
import type { ConfigTree } from '../../grammar/config/ast.js';
import { parseConfig } from '../../grammar/config/parse-config.js';
import { Env } from '../../grammar/words/env.js';
import type { Catalog } from '../catalog/create-catalog.js';
import type { ProxyDraft } from '../catalog/draft.js';
import { Diagnostics } from '../diag/diagnostic.js';
import { SourceText } from '../diag/source-text.js';
import type { ProxyConfig } from '../model/config/proxy.js';
import type { ServerConfig } from '../model/config/server.js';
import { runChecks } from './check/run-checks.js';
import { checkServers } from './check/server.js';
import { newDraft } from './proxy-draft.js';
import type { ReadContext } from './read-context.js';
import { readSection } from './read-section.js';
import { readStatement } from './read-statement.js';
import { withoutHttp2 } from './resolve/alpn.js';
import { resolveNames } from './resolve/resolve-names.js';
import { applyTlsDefaults } from './resolve/tls-default.js';
import type { TypedConfig } from './typed-config.js';

/** What was read, or the first thing that is wrong with it. */
export type Addition<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** What stands behind messages about such lines. */
const SOURCE = 'CLI';

const NO_FEATURES = {
  version: '',
  features: new Set<string>(),
  enabled: new Set<string>(),
  sslLibrary: { name: '', version: '' },
  awslcApi: undefined,
  fipsMode: false,
} as const;

/** A word as it is written so that nothing in it means anything. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function parseLines(lines: readonly (readonly string[])[], diagnostics: Diagnostics): ConfigTree {
  const text = lines.map((words) => `${words.map(quoted).join(' ')}\n`).join('');
  const isSection = (name: string) => name === 'backend';
  return parseConfig([new SourceText(SOURCE, text)], {
    ...{ isSection, env: new Env(), features: NO_FEATURES, diagnostics },
  });
}

function contextOf(base: TypedConfig, catalog: Catalog, diagnostics: Diagnostics): ReadContext {
  const { reading } = base;
  return {
    catalog,
    diagnostics,
    report: (code, range, message, more) => diagnostics.report(code, range, message, more),
    findFile: reading.findFile,
    global: base.global,
    defaults: [...reading.defaults],
    proxies: [],
    sections: new Map(reading.sections),
    readBytes: reading.readBytes,
    environment: reading.environment,
    hasAccount: reading.hasAccount,
    sidesOfRules: new Map(),
    hosts: [],
    noticed: new Set(),
  };
}

function outcome<T>(value: T | undefined, diagnostics: Diagnostics): Addition<T> {
  const alert = diagnostics.list.find(({ severity }) => severity === 'alert');
  if (alert) return { ok: false, reason: alert.remedy ? `${alert.message}; ${alert.remedy}` : alert.message };
  return value === undefined ? { ok: false, reason: 'nothing was read' } : { ok: true, value };
}

/**
 * Reads a server.
 * @param backend  settings of its backend
 * @param preset   what it starts from (`from`); a server without any starts from nothing
 * @param words    its address and what stands behind
 */
export function readServer(
  base: TypedConfig,
  catalog: Catalog,
  backend: ProxyConfig,
  preset: Partial<ServerConfig>,
  name: string,
  words: readonly string[],
): Addition<ServerConfig> {
  const diagnostics = new Diagnostics('run');
  const tree = parseLines(
    [
      ['backend', backend.name],
      ['server', name, ...words],
    ],
    diagnostics,
  );
  const section = tree.sections[0];
  const statement = section?.statements[0];
  if (!section || !statement) return outcome<ServerConfig>(undefined, diagnostics);
  const range = { source: tree.sources[0]!, start: 0, end: 0 };
  const draft = newDraft({ kind: 'backend', name: backend.name, file: SOURCE, line: 0, range }, undefined);
  Object.assign(draft.config, { mode: backend.mode, check: backend.check, serverDefaults: preset });
  const context = contextOf(base, catalog, diagnostics);
  readStatement(context, { kind: 'backend', name: backend.name, proxy: draft, data: draft.extra }, statement);
  applyTlsDefaults(draft, base.global);
  withoutHttp2(draft, context.report);
  checkServers(draft, context.report);
  return outcome(draft.config.servers[0], diagnostics);
}

/** Reads a backend that takes everything from a named `defaults` section. */
export function readBackend(
  base: TypedConfig,
  catalog: Catalog,
  name: string,
  defaults: string,
  words: readonly (readonly string[])[],
): Addition<ProxyDraft> {
  const diagnostics = new Diagnostics('run');
  const tree = parseLines([['backend', name, 'from', defaults], ...words], diagnostics);
  const context = contextOf(base, catalog, diagnostics);
  const section = tree.sections[0];
  if (section) readSection(context, section);
  const added = { ...base, proxies: context.proxies };
  resolveNames(added, context.report);
  runChecks(added, context.catalog, context.report);
  return outcome(context.proxies[0], diagnostics);
}
