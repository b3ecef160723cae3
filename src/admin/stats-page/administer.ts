/** Changes by the page's form: servers by name, an action, and the backend they belong to. */
import type { Proxy } from '../../model/proxy.js';
import type { Runtime } from '../../model/runtime.js';
import type { Server } from '../../model/server.js';

type Action = (runtime: Runtime, server: Server) => void;

/** Actions of the form and what they are called there. */
export const ACTIONS: ReadonlyMap<string, { readonly label: string; readonly act: Action }> = new Map([
  ['ready', { label: 'Set state to READY', act: (runtime, server) => runtime.setAdminState(server, 'ready') }],
  ['drain', { label: 'Set state to DRAIN', act: (runtime, server) => runtime.setAdminState(server, 'drain') }],
  ['maint', { label: 'Set state to MAINT', act: (runtime, server) => runtime.setAdminState(server, 'maint') }],
  ['dhlth', { label: 'Health: disable checks', act: (runtime, server) => switchChecks(runtime, server, false) }],
  ['ehlth', { label: 'Health: enable checks', act: (runtime, server) => switchChecks(runtime, server, true) }],
  ['hrunn', { label: 'Health: force UP', act: (runtime, server) => runtime.setHealth(server, 'up') }],
  ['hnolb', { label: 'Health: force NOLB', act: (runtime, server) => runtime.setHealth(server, 'stopping') }],
  ['hdown', { label: 'Health: force DOWN', act: (runtime, server) => runtime.setHealth(server, 'down') }],
  ['shutdown', { label: 'Kill sessions', act: (runtime, server) => runtime.shutdownServerStreams(server) }],
] satisfies readonly (readonly [string, { label: string; act: Action }])[]);

/** Older names of actions that scripts still send. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['enable', 'ready'],
  ['disable', 'maint'],
  ['stop', 'maint'],
  ['start', 'ready'],
]);

function switchChecks(runtime: Runtime, server: Server, enabled: boolean): void {
  if (server.config.check?.enabled) runtime.setCheckEnabled(server, enabled);
}

/** `DONE`, `PART` (some servers are unknown), `NONE` (all are), `ERRP` (the form makes no sense), `DENY`. */
export type Outcome = 'DONE' | 'PART' | 'NONE' | 'ERRP' | 'DENY';

function findBackend(runtime: Runtime, text: string | null): Proxy | undefined {
  return runtime.proxies.find(({ isBackend, name, id }) => isBackend && (text === name || text === `#${id}`));
}

/** Carries out a form. `mayChange` says which proxies the page is for. */
export function administer(body: string, runtime: Runtime, mayChange: (proxy: Proxy) => boolean): Outcome {
  const form = new URLSearchParams(body);
  const wanted = form.get('action') ?? '';
  const action = ACTIONS.get(ALIASES.get(wanted) ?? wanted);
  const backend = findBackend(runtime, form.get('b'));
  if (action === undefined || backend === undefined) return 'ERRP';
  if (!mayChange(backend)) return 'DENY';
  const names = form.getAll('s');
  const servers = names.flatMap((name) => backend.servers.filter((server) => server.name === name));
  for (const server of servers) action.act(runtime, server);
  if (servers.length === 0) return 'NONE';
  return servers.length === names.length ? 'DONE' : 'PART';
}
