/** Names of servers: `track`, `use-server`; names and ids that stand twice (manual 4.2, 5.2). */
import { suggest } from '../../catalog/derive/suggest.js';
import type { ProxyDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { SourceRange } from '../../diag/source-text.js';
import type { ServerConfig } from '../../model/config/server.js';
import { ignoredTargets } from '../ignored-target.js';
import type { TypedConfig } from '../typed-config.js';
import { isDynamic } from './backend.js';

type Proxies = ReadonlyMap<string, ProxyDraft>;

/** Checks servers of a proxy and what refers to them. */
export function resolveServers(draft: ProxyDraft, proxies: Proxies, config: TypedConfig, report: Report): void {
  for (const { word, target } of ignoredTargets(draft)) if (word === 'use-server') checkUsed(draft, target, report);
  if (draft.config.kind === 'frontend') return;
  checkResolvers(draft, config, report);
  reportDoubles(draft, report);
  for (const { kind, target } of draft.switches) {
    if (kind === 'use-server' && target && !isDynamic(target.value)) checkUsed(draft, target, report);
  }
  for (const server of draft.config.servers) checkTracked(draft, server, proxies, report);
}

function checkUsed(draft: ProxyDraft, { value, range }: ArgText, report: Report): void {
  if (hasServer(draft, value)) return;
  const { servers, name } = draft.config;
  const near = suggest(
    value,
    servers.map((server) => server.name),
  );
  const message = `unable to find server '${value}' in proxy '${name}' referenced by 'use-server'`;
  report('server/unknown', range, near ? `${message}; did you mean '${near}'?` : message);
}

/** `resolvers` names a section; the one called `default` is always there (manual 5.3.2). */
function checkResolvers(draft: ProxyDraft, { sections }: TypedConfig, report: Report): void {
  const { name: backend, servers } = draft.config;
  for (const server of servers) {
    const { resolvers, name } = server;
    if (resolvers === undefined || resolvers === 'default' || sections.has(`resolvers ${resolvers}`)) continue;
    const message = `backend '${backend}', server '${name}': unable to find required resolvers '${resolvers}'`;
    report('resolvers/unknown', valueRange(draft, server, 'resolvers', resolvers), message);
  }
}

/** Range of a server's line. */
export function serverRange(draft: ProxyDraft, server: ServerConfig): SourceRange | undefined {
  const ranges = draft.extra.get('server ranges') as ReadonlyMap<ServerConfig, SourceRange> | undefined;
  return ranges?.get(server) ?? draft.range;
}

/** Where the value of a word stands in a server's line; its name where the word came from `default-server`. */
function valueRange(draft: ProxyDraft, server: ServerConfig, word: string, value: string): SourceRange {
  const range = serverRange(draft, server) as SourceRange;
  const { source, end } = range;
  const line = source.text.slice(end, source.text.indexOf('\n', end) >>> 0);
  const at = new RegExp(`(?<=\\s${word}\\s+)\\S+`).exec(line);
  const start = end + (at?.index ?? 0);
  return at?.[0] === value ? { source, start, end: start + value.length } : range;
}

function hasServer({ config }: ProxyDraft, name: string): boolean {
  return config.servers.some((server) => server.name === name);
}

function reportDoubles(draft: ProxyDraft, report: Report): void {
  const names = new Map<string, ServerConfig>();
  let ids: Map<number, ServerConfig> | undefined;
  for (const server of draft.config.servers) {
    const { name, id } = server;
    const same = names.get(name);
    if (!same) names.set(name, server);
    else {
      const message = `'server ${draft.config.name}/${name}' : another server named '${name}' was already defined at line ${same.line}`;
      const range = serverRange(draft, server) as SourceRange;
      report('server/duplicate', range, message, { remedy: 'use a distinct name' });
    }
    if (id === undefined) continue;
    ids ??= new Map();
    const other = ids.get(id);
    if (!other) ids.set(id, server);
    else {
      const message = `'server ${draft.config.name}/${name}' : server id ${id} is that of '${other.name}' too`;
      report('server/duplicate', serverRange(draft, server) as SourceRange, message);
    }
  }
}

function checkTracked(draft: ProxyDraft, server: ServerConfig, proxies: Proxies, report: Report): void {
  if (server.track === undefined) return;
  const slash = server.track.lastIndexOf('/');
  const owner = slash < 0 ? draft : proxies.get(server.track.slice(0, slash));
  const range = valueRange(draft, server, 'track', server.track);
  const what = `'server ${draft.config.name}/${server.name}' : 'track'`;
  if (!owner || owner.config.kind === 'frontend') {
    report('server/track', range, `${what} names the unknown backend '${server.track.slice(0, slash)}'`);
    return;
  }
  const tracked = owner.config.servers.find(({ name }) => name === server.track?.slice(slash + 1));
  if (!tracked) report('server/track', range, `${what} names the unknown server '${server.track}'`);
  else if (!tracked.check && !tracked.agentCheck && tracked.track === undefined) {
    report('server/track', range, `${what} : server '${server.track}' has neither checks nor a server that it tracks`);
  } else if (tracked === server) report('server/track', range, `${what} : a server cannot track itself`);
}
