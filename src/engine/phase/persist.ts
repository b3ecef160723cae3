/** Which server a stream is bound to, and whether it insists on it: `use-server`, `force-persist`, `ignore-persist` (manual 4.2). */
import type { Server } from '../../model/server.js';
import type { Persistence } from '../cookie/persistence.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';

/** Whether persistence leads to a server that is down too. */
export function insists(persistence: Persistence, backend: LiveProxy): boolean {
  return persistence.forced || backend.config.options.get('persist') === true;
}

/** Binds the stream to a server, if that is up or insisted on. */
export function bindTo(server: Server | undefined, persistence: Persistence, backend: LiveProxy): void {
  if (server === undefined || (!server.willing && !insists(persistence, backend))) return;
  persistence.server = server;
  persistence.direct = true;
}

/** Notes what the rules of a backend say about servers. */
export function applyServerRules(backend: LiveProxy, state: StreamState, persistence: Persistence): void {
  const { persist, useServer } = backend.plan;
  if (persist.length > 0) applyPersistRules(backend, state, persistence);
  if (useServer.length > 0) bindTo(namedServer(backend, state, persistence), persistence, backend);
}

function applyPersistRules(backend: LiveProxy, state: StreamState, persistence: Persistence): void {
  for (const { kind, condition } of backend.plan.persist) {
    if (!condition(state)) continue;
    if (kind === 'force') persistence.forced = true;
    else persistence.ignored = true;
    return;
  }
}

/** The server of the first `use-server` rule that holds; rules whose server is down are passed over, a name that nobody has ends them. */
function namedServer(backend: LiveProxy, state: StreamState, persistence: Persistence): Server | undefined {
  for (const { condition, target } of backend.plan.useServer) {
    if (condition !== undefined && !condition(state)) continue;
    const server = backend.serverByName.get(typeof target === 'string' ? target : target(state));
    if (server === undefined || server.willing || insists(persistence, backend)) return server;
  }
  return undefined;
}
