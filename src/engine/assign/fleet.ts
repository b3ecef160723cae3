/**
 * What it means for a backend when one of its servers takes traffic or stops: counts of servers, balancing, queues, and who
 * is told (management.txt 9.3 `set server`).
 */
import { nowMs } from '../../base/clock.js';
import type { Balancer } from '../../compile/closures.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import type { ServerChange, ServerEvent, ServerEventCause } from '../../model/server-event.js';
import type { Dispatcher } from './dispatcher.js';

/** What a backend lends to the states of its servers. */
export interface Fleet {
  readonly proxy: Proxy;
  readonly balancer: Balancer | undefined;
  readonly dispatcher: Dispatcher;
}

/** Who hears of changes. */
export interface StateListener {
  onServerEvent(event: ServerEvent, proxy: Proxy): void;
  /** The last usable server of a backend is gone. */
  onNoServer(proxy: Proxy): void;
  /** `on-marked-down shutdown-sessions`, `on-marked-up shutdown-backup-sessions`. */
  shutdownStreams(server: Server, why: 'server-down' | 'backup-up'): void;
}

const NO_CAUSE: ServerEventCause = { kind: 'none' };

/** Counts the servers that take traffic, and their weights: of backups only those that would be used together. */
function recount(proxy: Proxy): void {
  let activeServers = 0;
  let backupServers = 0;
  let activeWeight = 0;
  let backupWeight = 0;
  for (const server of proxy.servers) {
    if (!server.usable) continue;
    if (server.config.backup) {
      backupServers++;
      if (backupServers === 1 || proxy.config.options.get('allbackups')) backupWeight += server.weight;
    } else {
      activeServers++;
      activeWeight += server.weight;
    }
  }
  Object.assign(proxy, { activeServers, backupServers, activeWeight, backupWeight });
}

function hasServers({ activeServers, backupServers }: Proxy): boolean {
  return activeServers + backupServers > 0;
}

export class Fleets {
  readonly #fleets: Map<Proxy, Fleet>;
  readonly #listener: StateListener;

  constructor(fleets: readonly Fleet[], listener: StateListener) {
    this.#fleets = new Map(fleets.map((fleet) => [fleet.proxy, fleet]));
    this.#listener = listener;
  }

  /** A backend was added, or all of its servers have their first state. */
  admit(fleet: Fleet): void {
    this.#fleets.set(fleet.proxy, fleet);
    recount(fleet.proxy);
  }

  /** A backend without servers was removed. */
  dismiss(proxy: Proxy): void {
    this.#fleets.delete(proxy);
  }

  /** The server that `track` names, as seen from a backend. */
  trackedBy(track: string | undefined, proxy: Proxy): Server | undefined {
    if (track === undefined) return undefined;
    const slash = track.lastIndexOf('/');
    const backend = slash < 0 ? proxy.name : track.slice(0, slash);
    const name = track.slice(slash + 1);
    for (const owner of this.#fleets.keys()) {
      if (owner.name === backend) return owner.servers.find((other) => other.name === name);
    }
    return undefined;
  }

  /** The server stops taking traffic. */
  leave(server: Server, change: ServerChange, cause: ServerEventCause, wasStopping: boolean): void {
    const { dispatcher, proxy } = this.#fleetOf(server);
    const hadServers = hasServers(proxy);
    server.lastChangeMs = nowMs();
    this.changed(server);
    const requeued = server.willing ? 0 : dispatcher.evict(server);
    this.#tell(server, change, cause, wasStopping, requeued);
    if (!hadServers || hasServers(proxy)) return;
    this.#loseLast(proxy);
    dispatcher.evictAll();
  }

  /** The last usable server of a backend is gone. */
  #loseLast(proxy: Proxy): void {
    proxy.lastChangeMs = nowMs();
    proxy.backend.checkDowns++;
    this.#listener.onNoServer(proxy);
  }

  /** The server takes traffic (again). */
  join(server: Server, change: ServerChange, cause: ServerEventCause): void {
    const { dispatcher, proxy } = this.#fleetOf(server);
    const hadServers = hasServers(proxy);
    const before = dispatcher.queued;
    server.lastChangeMs = nowMs();
    this.changed(server);
    if (!hadServers && hasServers(proxy)) {
      proxy.downMs += server.lastChangeMs - proxy.lastChangeMs;
      proxy.lastChangeMs = server.lastChangeMs;
    }
    dispatcher.serveQueues(server);
    this.#tell(server, change, cause, false, before - dispatcher.queued);
  }

  /** Another state, weight or share of traffic. */
  changed(server: Server): void {
    recount(server.proxy);
    this.#fleetOf(server).balancer?.update(server);
  }

  /** The server has another weight: perhaps none, perhaps the first one. */
  reweigh(server: Server): void {
    const { proxy } = server;
    const hadServers = hasServers(proxy);
    this.changed(server);
    if (hadServers && !hasServers(proxy)) this.#loseLast(proxy);
    if (server.usable) this.serveQueues(server);
  }

  /** It has room for more. */
  serveQueues(server: Server): void {
    this.#fleetOf(server).dispatcher.serveQueues(server);
  }

  /** `on-marked-down shutdown-sessions`. */
  endStreams(server: Server): void {
    if (server.config.onMarkedDown === 'shutdown-sessions') this.#listener.shutdownStreams(server, 'server-down');
  }

  /** `on-marked-up shutdown-backup-sessions`: an active server is there again. */
  endBackupStreams({ config, proxy }: Server): void {
    if (config.onMarkedUp !== 'shutdown-backup-sessions' || config.backup) return;
    for (const other of proxy.servers) if (other.config.backup) this.#listener.shutdownStreams(other, 'backup-up');
  }

  #tell(server: Server, change: ServerChange, cause: ServerEventCause, wasStopping: boolean, requeued: number): void {
    const { proxy } = server;
    // Maintenance that goes on is no news.
    if (cause.kind === 'state-file' && change.to === 'maintenance') return;
    const event: ServerEvent = {
      backend: proxy.name,
      server: server.name,
      backup: server.config.backup,
      change,
      // Only operators send servers there: they are not told so.
      cause: (change.to === 'maintenance' || change.to === 'drain') && cause.kind === 'cli' ? NO_CAUSE : cause,
      wasStopping,
      activeLeft: proxy.activeServers,
      backupLeft: proxy.backupServers,
      sessions: server.served,
      requeued,
      queued: proxy.queued,
    };
    this.#listener.onServerEvent(event, proxy);
  }

  #fleetOf(server: Server): Fleet {
    return this.#fleets.get(server.proxy)!;
  }
}
