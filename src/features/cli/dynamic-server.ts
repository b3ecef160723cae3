/** Servers that come and go while the process runs (management.txt 9.3 `add server`, `del server`; manual 5.2 `from`). */
import { isConfiguredOnly } from '../../catalog/derive/dynamic-server.js';
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import { checkPortOf, type ServerConfig } from '../../model/config/server.js';
import type { Proxy } from '../../model/proxy.js';
import type { Runtime, ServerBlocker } from '../../model/runtime.js';
import { Admin, type Server } from '../../model/server.js';
import { findBackend, findServer, resolveServer } from './target.js';

const NOT_HERE = failure('Servers cannot be added or removed here.\n');

/** Algorithms whose tables are made once: their servers are those of the configuration. */
function isStatic({ config }: Proxy): boolean {
  const { algorithm } = config.balance ?? { algorithm: 'random' };
  switch (algorithm) {
    case 'static-rr':
      return true;
    case 'roundrobin':
    case 'leastconn':
    case 'first':
    case 'random':
    case 'sticky':
    case 'none':
      return false;
    default:
      return config.hash?.method !== 'consistent';
  }
}

/** What a server starts from, or what is wrong with the words behind `from`. */
function presetOf(runtime: Runtime, backend: Proxy, origin: string): Partial<ServerConfig> | string {
  if (origin === 'none') return {};
  const [, kind, name = ''] = /^(be|srv):(.*)$/s.exec(origin) ?? [];
  if (kind === 'be') {
    const owner = name === '' ? backend : findBackend(runtime, name);
    return owner === undefined ? `'from' : no backend is called '${name}'.` : owner.config.serverDefaults;
  }
  if (kind !== 'srv') return `'from' : '${origin}' is not one of 'none', 'be:[<backend>]', 'srv:[<backend>/]<server>'.`;
  const slash = name.indexOf('/');
  const owner = slash < 0 ? backend : findBackend(runtime, name.slice(0, slash));
  const named = owner?.config.namedServerDefaults.get(name.slice(slash + 1));
  if (named !== undefined) return named;
  const server = owner && findServer(owner, name.slice(slash + 1));
  return server === undefined ? `'from' : no server is called '${name}'.` : { ...server.config, id: undefined };
}

/** Why these words make no server that may join; undefined if nothing is known against them. */
function objection(runtime: Runtime, backend: Proxy, words: readonly string[]): string | undefined {
  const refused = words.find(isConfiguredOnly);
  if (refused !== undefined) return `'${refused}' option is not accepted for dynamic server`;
  const track = words[words.indexOf('track') + 1];
  if (!words.includes('track') || track === undefined) return undefined;
  if (words.includes('check')) return 'unable to enable checks and tracking at the same time!';
  const slash = track.lastIndexOf('/');
  const owner = slash < 0 ? backend : findBackend(runtime, track.slice(0, slash));
  const server = owner && findServer(owner, track.slice(slash + 1));
  if (server === undefined) return `unable to find required server '${track}' for tracking.`;
  if (server.dynamic)
    return `unable to use ${server.proxy.name}/${server.name} for tracking as it is a dynamic server.`;
  const { check, agentCheck, track: next } = server.config;
  const isWatched = check?.enabled === true || agentCheck || next !== undefined;
  return isWatched ? undefined : `unable to use ${server.proxy.name}/${server.name} for tracking as it is not checked.`;
}

/** An agent that nobody can reach is no agent. */
function lacksAgentPort(words: readonly string[]): boolean {
  return words.includes('agent-check') && !words.includes('agent-port') && !words.includes('port');
}

const BAD_CHARACTER = /[^A-Za-z0-9_.:-]/;

/** Messages of the parser end as those of the command do. */
function sentence(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function addServer({ runtime, args }: AdminRequest): AdminAnswer {
  const { membership } = runtime;
  if (!membership) return NOT_HERE;
  const [target, ...words] = args;
  if (target === 'help') return help(membership.serverWords());
  const slash = target?.indexOf('/') ?? -1;
  if (target === undefined || slash < 0) return failure("Require 'backend/server'.\n");
  const name = target.slice(slash + 1);
  if (name === '') return failure("Require 'backend/server'.\n");
  const backend = findBackend(runtime, target.slice(0, slash));
  if (backend === undefined) return failure('No such backend.\n');
  const { mode } = backend.config;
  if (mode !== 'http' && mode !== 'tcp') return failure('Only servers of TCP and HTTP backends can be added.\n');
  if (isStatic(backend)) {
    return failure('Backend must use a dynamic load balancing to support dynamic servers.\n');
  }
  const bad = BAD_CHARACTER.exec(name)?.[0];
  if (bad !== undefined) return failure(`character '${bad}' is not permitted in server name '${name}'.\n`);
  if (words.length === 0) return failure("'server' expects <name> and <addr>[:<port>] as arguments.\n");
  const [address, ...rest] = words as [string, ...string[]];
  let preset: Partial<ServerConfig> | string = {};
  if (rest[0] === 'from') {
    preset = presetOf(runtime, backend, rest[1] ?? '');
    rest.splice(0, 2);
  }
  if (typeof preset === 'string') return failure(sentence(preset));
  const against = objection(runtime, backend, rest);
  if (against !== undefined) return failure(sentence(against));
  if (lacksAgentPort(rest) && (preset.agent?.port ?? checkPortOf(preset.check)) === undefined) {
    return failure(`server ${name} does not have agent port. Agent check has been disabled.\n`);
  }
  const added = membership.addServer(backend, name, [address, ...rest], preset);
  return added.ok ? remark('info', 'New server registered.\n') : failure(sentence(added.reason));
}

function* help(words: readonly string[]): Iterable<string> {
  yield 'Words of dynamic servers:\n';
  for (const word of words) yield `  ${word}\n`;
}

const BLOCKERS: Readonly<Record<ServerBlocker, string>> = {
  referenced: 'This server cannot be removed at runtime due to other configuration elements pointing to it.',
  'in-service': 'Only servers in maintenance mode can be deleted.',
  connected: 'Server still has connections attached to it, cannot remove it.',
};

/** Why a server cannot be removed now; `passing`: the reason may go away by waiting. */
export function describeServerBlocker(blocker: ServerBlocker): { readonly text: string; readonly passing: boolean } {
  return { text: `${BLOCKERS[blocker]}\n`, passing: blocker === 'connected' };
}

function deleteServer({ runtime, args }: AdminRequest): AdminAnswer {
  const { membership } = runtime;
  if (!membership) return NOT_HERE;
  const server = resolveServer(runtime, args[0]);
  if (!server.ok) return server.answer;
  const blocker = membership.blockerOfServer(server.value);
  if (blocker) return failure(BLOCKERS[blocker]);
  membership.removeServer(server.value);
  return remark('notice', 'Server deleted.');
}

/** `set server ... name`: nothing of the configuration may know the old name, and nobody the new one. */
export function renameServer(runtime: Runtime, server: Server, [name]: readonly string[]): AdminAnswer {
  const { membership } = runtime;
  if (!membership) return NOT_HERE;
  if (name === undefined || name === '') return failure('set server <b>/<s> name requires a name.\n');
  const bad = BAD_CHARACTER.exec(name)?.[0];
  if (bad !== undefined) return failure(`character '${bad}' is not permitted in server name '${name}'.\n`);
  if ((server.admin & Admin.ForcedMaintenance) === 0) {
    return failure('Only servers in maintenance mode can be renamed.\n');
  }
  if (membership.blockerOfServer(server) === 'referenced') {
    return failure('This server cannot be renamed at runtime due to other configuration elements pointing to it.\n');
  }
  if (findServer(server.proxy, name) !== undefined) {
    return failure('Already exists a server with the same name in backend.\n');
  }
  const before = server.name;
  membership.renameServer(server, name);
  return remark('notice', `Server ${server.proxy.name}/${before} renamed to '${name}'.\n`);
}

/** Settings that all servers of a backend start from, where it has any. */
function* defaultServers(backends: readonly Proxy[]): Iterable<string> {
  for (const { name, config } of backends) {
    if (Object.keys(config.serverDefaults).length > 0) yield `be:${name}\n`;
    for (const named of config.namedServerDefaults.keys()) yield `srv:${name}/${named}\n`;
  }
}

function showDefaultServer({ runtime, args }: AdminRequest): AdminAnswer {
  if (args[0] === undefined) return defaultServers(runtime.proxies.filter((proxy) => proxy.isBackend));
  const backend = findBackend(runtime, args[0]);
  return backend ? defaultServers([backend]) : failure('No such backend.\n');
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['add', 'server'],
    usage: 'add server <bk>/<srv>',
    doc: 'management 9.3#add server',
    since: '2.4',
    support: 'full',
    brief: 'Adds a server to a backend, in maintenance.',
    level: 'admin',
    run: addServer,
  }),
  define.cli({
    words: ['del', 'server'],
    usage: 'del server <bk>/<srv>',
    doc: 'management 9.3#del server',
    since: '2.4',
    support: 'full',
    brief: 'Removes a server that is in maintenance and has no connections.',
    level: 'admin',
    run: deleteServer,
  }),
  define.cli({
    words: ['show', 'default-server'],
    usage: 'show default-server [<backend>]',
    doc: 'management 9.3#show default-server',
    since: '3.4',
    support: 'full',
    brief: 'Lists what servers can start from.',
    level: 'operator',
    run: showDefaultServer,
  }),
];
