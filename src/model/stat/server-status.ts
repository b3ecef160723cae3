/** The status of servers in the words of `show stat`, and what their checks say (management.txt 9.1, status). */
import type { Runtime } from '../runtime.js';
import { Admin, ANY_DRAIN, ANY_MAINTENANCE, type Server } from '../server.js';

/** The server that `track` names; undefined for one that follows nobody. */
export function trackedBy(server: Server, runtime: Runtime): Server | undefined {
  const { track } = server.config;
  if (track === undefined) return undefined;
  const slash = track.indexOf('/');
  const backend = slash < 0 ? server.proxy.name : track.slice(0, slash);
  const name = slash < 0 ? track : track.slice(slash + 1);
  const proxy = slash < 0 ? server.proxy : runtime.proxies.find((other) => other.isBackend && other.name === backend);
  return proxy?.servers.find((other) => other.name === name);
}

/** The server whose checks decide: the end of the chain of `track`. Configurations with circles are refused. */
function decidingServer(server: Server, runtime: Runtime): Server {
  const tracked = trackedBy(server, runtime);
  return tracked === undefined ? server : decidingServer(tracked, runtime);
}

/** Whether the server has health checks of its own that are switched on. */
export function hasChecks(server: Server): boolean {
  return server.config.check?.enabled === true && server.checkEnabled;
}

/** Whether the server has an agent that is listened to. */
function hasAgent(server: Server): boolean {
  return server.config.agentCheck && server.agentEnabled;
}

/** `rise`, `fall` and the highest health between them. */
export function healthScale(server: Server): { readonly rise: number; readonly fall: number; readonly top: number } {
  const { rise, fall } = server.config.check ?? { rise: 2, fall: 3 };
  return { rise, fall, top: rise + fall - 1 };
}

function isStopped(server: Server): boolean {
  return server.state === 'stopped';
}

function runningText(server: Server, deciding: Server): { readonly text: string; readonly progress: boolean } {
  const checked = hasChecks(deciding);
  const sinking = checked && deciding.health < healthScale(deciding).top;
  if (server.state === 'stopping') return { text: 'NOLB', progress: sinking };
  if (server.admin & ANY_DRAIN) return { text: hasAgent(server) ? 'DRAIN (agent)' : 'DRAIN', progress: sinking };
  return checked ? { text: 'UP', progress: sinking } : { text: 'no check', progress: false };
}

/** `UP`, `UP 1/3`, `DOWN 1/2`, `MAINT (via be/s1)`, `DRAIN`, `NOLB`, `no check`, ... */
export function renderServerStatus(server: Server, runtime: Runtime): string {
  const deciding = decidingServer(server, runtime);
  if (server.admin & Admin.ResolutionMaintenance) return 'MAINT (resolution)';
  if (server.admin & Admin.InheritedMaintenance) {
    // The one that it follows, even if that one follows another.
    const tracked = trackedBy(server, runtime) ?? deciding;
    return `MAINT (via ${tracked.proxy.name}/${tracked.name})`;
  }
  if (server.admin & ANY_MAINTENANCE) return 'MAINT';
  const { rise, fall } = healthScale(deciding);
  if (isStopped(server)) {
    if (hasAgent(server) && server.agentHealth === 0) return 'DOWN (agent)';
    return hasChecks(deciding) && deciding.health > 0 ? `DOWN ${deciding.health}/${rise}` : 'DOWN';
  }
  const { text, progress } = runningText(server, deciding);
  if (!progress) return text;
  return isStopped(deciding) ? `${text} ${deciding.health}/${rise}` : `${text} ${deciding.health - rise + 1}/${fall}`;
}
