/**
 * Moves servers between their states: health checks and operators say what happened, this decides what it means for
 * balancing, queues, running streams, counters, and who is told (manual 5.2, management.txt 9.3 `set server`).
 */
import { nowMs } from '../../base/clock.js';
import type { Balancer } from '../../compile/closures.js';
import type { Proxy } from '../../model/proxy.js';
import { Admin, ANY_DRAIN, ANY_MAINTENANCE, type Server } from '../../model/server.js';
import type { ServerChange, ServerEvent, ServerEventCause } from '../../model/server-event.js';
import type { Dispatcher } from './dispatcher.js';
import { SlowStart } from './slow-start.js';

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
  shutdownStreams(server: Server): void;
}

const BY_CLI: ServerEventCause = { kind: 'cli' };
const NO_CAUSE: ServerEventCause = { kind: 'none' };

/** Whether everybody who looks after the server finds it well. */
function isHealthy(server: Server): boolean {
  const { check, agentCheck } = server.config;
  if (check?.enabled && server.checkEnabled && server.health < check.rise) return false;
  return !agentCheck || !server.agentEnabled || server.agentHealth > 0;
}

/** Counts the servers that take traffic, and their weights. */
function recount(proxy: Proxy): void {
  let activeServers = 0;
  let backupServers = 0;
  let activeWeight = 0;
  let backupWeight = 0;
  for (const server of proxy.servers) {
    if (!server.usable) continue;
    if (server.config.backup) {
      backupServers++;
      backupWeight += server.weight;
    } else {
      activeServers++;
      activeWeight += server.weight;
    }
  }
  Object.assign(proxy, { activeServers, backupServers, activeWeight, backupWeight });
}

export class ServerStates {
  readonly #fleets: Map<Proxy, Fleet>;
  readonly #listener: StateListener;
  /** Servers that follow another one (`track`), by the one they follow. */
  readonly #followers: Map<Server, Server[]>;
  readonly #slowStarts: Map<Server, SlowStart>;

  constructor(fleets: readonly Fleet[], listener: StateListener) {
    this.#fleets = new Map(fleets.map((fleet) => [fleet.proxy, fleet]));
    this.#listener = listener;
    this.#followers = new Map();
    this.#slowStarts = new Map();
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#addSlowStart(server);
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#follow(server, fleets);
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#inheritMaintenance(server);
    for (const { proxy } of fleets) recount(proxy);
  }

  /** A check, or the one it tracks, found the server dead. */
  markDown(server: Server, cause: ServerEventCause): void {
    if (server.state === 'stopped') return;
    const wasStopping = server.state === 'stopping' || !server.usable;
    this.#slowStarts.get(server)?.end();
    server.state = 'stopped';
    server.counters.checkDowns++;
    this.#leave(server, { to: 'down' }, cause, wasStopping);
    if (server.config.onMarkedDown === 'shutdown-sessions') this.#listener.shutdownStreams(server);
    for (const follower of this.#followersOf(server)) this.markDown(follower, viaTracked(server));
  }

  /** Its checks or its agent found it alive: it is up if the others agree. */
  markHealthy(server: Server, cause: ServerEventCause): void {
    if (isHealthy(server)) this.markUp(server, cause);
  }

  /** A check found that it wants no new traffic; a server that is down stays down. */
  markSoftStop(server: Server, cause: ServerEventCause): void {
    if (isHealthy(server)) this.markStopping(server, cause);
  }

  /** Stops what goes on by itself. */
  stop(): void {
    for (const slowStart of this.#slowStarts.values()) slowStart.end();
  }

  /** A check, or the one it tracks, found the server alive. */
  markUp(server: Server, cause: ServerEventCause): void {
    if (server.state === 'running' || server.state === 'starting') return;
    this.#endDowntime(server);
    this.#goUp(server);
    this.#join(server, { to: 'up' }, cause);
    if (server.config.onMarkedUp === 'shutdown-backup-sessions') this.#shutdownBackups(server);
    for (const follower of this.#followersOf(server)) this.markUp(follower, viaTracked(server));
  }

  /** `http-check disable-on-404`: it finishes what it has. */
  markStopping(server: Server, cause: ServerEventCause): void {
    if (server.state !== 'running' && server.state !== 'starting') return;
    server.state = 'stopping';
    this.#leave(server, { to: 'stopping' }, cause, false);
    for (const follower of this.#followersOf(server)) this.markStopping(follower, viaTracked(server));
  }

  /** `set server ... state`, `enable server`, `disable server`. */
  setAdminState(server: Server, state: 'ready' | 'drain' | 'maint', cause: ServerEventCause = BY_CLI): void {
    switch (state) {
      case 'maint':
        this.#enterMaintenance(server, Admin.ForcedMaintenance, cause);
        break;
      case 'drain':
        if (server.admin & ANY_MAINTENANCE) this.#leaveMaintenance(server);
        this.#enterDrain(server, cause);
        break;
      case 'ready':
        if (server.admin & ANY_DRAIN) this.#leaveDrain(server);
        if (server.admin & ANY_MAINTENANCE) this.#leaveMaintenance(server);
    }
  }

  /** Weight of 0 to 256. */
  setWeight(server: Server, weight: number): void {
    const { proxy } = server;
    const hadServers = proxy.activeServers + proxy.backupServers > 0;
    server.weight = weight;
    this.#changed(server);
    if (hadServers && proxy.activeServers + proxy.backupServers === 0) this.#loseLast(proxy);
    if (server.usable) this.#fleetOf(server).dispatcher.serveQueues(server);
  }

  /** `set maxconn server`. */
  setMaxconn(server: Server, maxconn: number): void {
    server.maxconn = maxconn;
    this.#fleetOf(server).dispatcher.serveQueues(server);
  }

  #enterMaintenance(server: Server, flag: number, cause: ServerEventCause): void {
    if (server.admin & flag) return;
    const wasInMaintenance = (server.admin & ANY_MAINTENANCE) !== 0;
    const wasDown = server.state === 'stopped';
    const wasStopping = server.state === 'stopping' || (server.admin & ANY_DRAIN) !== 0;
    server.admin |= flag;
    if (!wasInMaintenance) {
      this.#slowStarts.get(server)?.end();
      server.state = 'stopped';
      this.#leave(server, { to: 'maintenance', wasDown }, cause, wasStopping);
      if (server.config.onMarkedDown === 'shutdown-sessions') this.#listener.shutdownStreams(server);
    }
    for (const follower of this.#followersOf(server))
      this.#enterMaintenance(follower, Admin.InheritedMaintenance, viaTracked(server));
  }

  /** Leaves forced and configured maintenance; a followed server's own state decides for those that inherit. */
  #leaveMaintenance(server: Server): void {
    server.admin &= ~(Admin.ForcedMaintenance | Admin.ConfiguredMaintenance | Admin.InheritedMaintenance);
    if (server.admin & ANY_MAINTENANCE) return;
    this.#endDowntime(server);
    const drain = (server.admin & ANY_DRAIN) !== 0;
    const up = this.#returns(server);
    this.#join(server, { to: 'leave-maintenance', forced: true, up, drain }, BY_CLI);
    for (const follower of this.#followersOf(server))
      if (follower.admin & Admin.InheritedMaintenance) this.#leaveMaintenance(follower);
  }

  /** How a server comes back from maintenance (`init-state`): by default one failed check is enough to take it out again. */
  #returns(server: Server): boolean {
    const { check, initState } = server.config;
    const { rise, fall } = check ?? { rise: 1, fall: 1 };
    const up = initState !== 'down' && initState !== 'fully-down';
    server.health = up ? (initState === 'fully-up' ? rise + fall - 1 : rise) : initState === 'down' ? rise - 1 : 0;
    server.agentHealth = 1;
    if (up) this.#goUp(server);
    return up;
  }

  /** Up at once, or by slow start. */
  #goUp(server: Server): void {
    const slowStart = server.state === 'stopped' ? this.#slowStarts.get(server) : undefined;
    if (slowStart) slowStart.begin();
    else server.state = 'running';
  }

  #addSlowStart(server: Server): void {
    if (server.config.slowstartMs <= 0) return;
    const changed = () => {
      this.#changed(server);
      this.#fleetOf(server).dispatcher.serveQueues(server);
    };
    this.#slowStarts.set(server, new SlowStart(server, changed));
  }

  /** A server that follows one in maintenance starts in maintenance. */
  #inheritMaintenance(server: Server): void {
    if ((server.admin & ANY_MAINTENANCE) === 0) return;
    for (const follower of this.#followersOf(server)) {
      if (follower.admin & Admin.InheritedMaintenance) continue;
      follower.admin |= Admin.InheritedMaintenance;
      follower.state = 'stopped';
      this.#inheritMaintenance(follower);
    }
  }

  #enterDrain(server: Server, cause: ServerEventCause): void {
    if (server.admin & Admin.ForcedDrain) return;
    server.admin |= Admin.ForcedDrain;
    if (server.state === 'stopped') this.#changed(server);
    else this.#leave(server, { to: 'drain' }, cause, server.state === 'stopping');
    for (const follower of this.#followersOf(server)) {
      follower.admin |= Admin.InheritedDrain;
      this.#changed(follower);
    }
  }

  #leaveDrain(server: Server): void {
    server.admin &= ~ANY_DRAIN;
    this.#join(server, { to: 'leave-drain', up: server.state !== 'stopped' }, BY_CLI);
    for (const follower of this.#followersOf(server)) {
      follower.admin &= ~Admin.InheritedDrain;
      this.#changed(follower);
    }
  }

  /** The server stops taking traffic. */
  #leave(server: Server, change: ServerChange, cause: ServerEventCause, wasStopping: boolean): void {
    const { dispatcher, proxy } = this.#fleetOf(server);
    const hadServers = proxy.activeServers + proxy.backupServers > 0;
    server.lastChangeMs = nowMs();
    this.#changed(server);
    const requeued = server.willing ? 0 : dispatcher.evict(server);
    this.#tell(server, change, cause, wasStopping, requeued);
    if (!hadServers || proxy.activeServers + proxy.backupServers > 0) return;
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
  #join(server: Server, change: ServerChange, cause: ServerEventCause): void {
    const { dispatcher, proxy } = this.#fleetOf(server);
    const hadServers = proxy.activeServers + proxy.backupServers > 0;
    const before = dispatcher.queued;
    server.lastChangeMs = nowMs();
    this.#changed(server);
    if (!hadServers && proxy.activeServers + proxy.backupServers > 0) {
      proxy.downMs += server.lastChangeMs - proxy.lastChangeMs;
      proxy.lastChangeMs = server.lastChangeMs;
    }
    dispatcher.serveQueues(server);
    this.#tell(server, change, cause, false, before - dispatcher.queued);
  }

  #changed(server: Server): void {
    recount(server.proxy);
    this.#fleetOf(server).balancer?.update(server);
  }

  #endDowntime(server: Server): void {
    if (server.state === 'stopped') server.downMs += nowMs() - server.lastChangeMs;
  }

  #tell(server: Server, change: ServerChange, cause: ServerEventCause, wasStopping: boolean, requeued: number): void {
    const { proxy } = server;
    const event: ServerEvent = {
      backend: proxy.name,
      server: server.name,
      backup: server.config.backup,
      change,
      cause: change.to === 'maintenance' && cause.kind === 'cli' ? NO_CAUSE : cause,
      wasStopping,
      activeLeft: proxy.activeServers,
      backupLeft: proxy.backupServers,
      sessions: server.served,
      requeued,
      queued: proxy.queued,
    };
    this.#listener.onServerEvent(event, proxy);
  }

  #shutdownBackups(server: Server): void {
    if (server.config.backup) return;
    for (const other of server.proxy.servers) if (other.config.backup) this.#listener.shutdownStreams(other);
  }

  #fleetOf(server: Server): Fleet {
    return this.#fleets.get(server.proxy)!;
  }

  #followersOf(server: Server): readonly Server[] {
    return this.#followers.get(server) ?? [];
  }

  #follow(server: Server, fleets: readonly Fleet[]): void {
    const { track } = server.config;
    if (track === undefined) return;
    const [backend, name] = track.includes('/') ? track.split('/') : [server.proxy.name, track];
    const followed = fleets
      .find(({ proxy }) => proxy.name === backend)
      ?.proxy.servers.find((other) => other.name === name);
    if (!followed) return;
    const followers = this.#followers.get(followed) ?? [];
    followers.push(server);
    this.#followers.set(followed, followers);
  }
}

function viaTracked(server: Server): ServerEventCause {
  return { kind: 'tracked', via: `${server.proxy.name}/${server.name}` };
}
