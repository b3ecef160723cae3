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
  ['dhlth', { label: 'Health: disable checks', act: (runtime, server) => runtime.setCheckEnabled(server, false) }],
  ['ehlth', { label: 'Health: enable checks', act: (runtime, server) => runtime.setCheckEnabled(server, true) }],
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

/** Actions that servers without checks are left out of. */
const CHECK_ACTIONS: ReadonlySet<unknown> = new Set([ACTIONS.get('dhlth'), ACTIONS.get('ehlth')]);

/**
 * `DONE`, `PART` (some servers are unknown), `NONE` (nothing was asked for), `ERRP` (nothing of what was asked for is known),
 * `DENY`; as haproxy 2.6 tells them.
 */
export type Outcome = 'DONE' | 'PART' | 'NONE' | 'ERRP' | 'DENY';

function findBackend(runtime: Runtime, text: string): Proxy | undefined {
  return runtime.proxies.find(({ isBackend, name, id }) => isBackend && (text === name || text === `#${id}`));
}

/** Carries out a form. `mayChange` says which proxies the page is for. */
export function administer(body: string, runtime: Runtime, mayChange: (proxy: Proxy) => boolean): Outcome {
  const form = new URLSearchParams(body);
  const [wanted, place] = [form.get('action'), form.get('b')];
  const action = wanted === null ? undefined : ACTIONS.get(ALIASES.get(wanted) ?? wanted);
  const backend = place === null ? undefined : findBackend(runtime, place);
  if ((wanted !== null && action === undefined) || (place !== null && backend === undefined)) return 'ERRP';
  if (action === undefined || backend === undefined) return 'NONE';
  if (!mayChange(backend)) return 'DENY';
  let changed = 0;
  let unknown = 0;
  for (const name of form.getAll('s')) {
    const server = backend.servers.find((candidate) => candidate.name === name);
    if (server === undefined) unknown++;
    else if (!CHECK_ACTIONS.has(action) || server.config.check?.enabled === true) {
      action.act(runtime, server);
      changed++;
    }
  }
  if (changed === 0) return unknown === 0 ? 'NONE' : 'ERRP';
  return unknown === 0 ? 'DONE' : 'PART';
}
