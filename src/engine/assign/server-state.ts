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
  shutdownStreams(server: Server, why: 'server-down' | 'backup-up'): void;
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
  /** The one that a server follows. */
  readonly #followed: Map<Server, Server>;

  constructor(fleets: readonly Fleet[], listener: StateListener) {
    this.#fleets = new Map(fleets.map((fleet) => [fleet.proxy, fleet]));
    this.#listener = listener;
    this.#followers = new Map();
    this.#slowStarts = new Map();
    this.#followed = new Map();
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#addSlowStart(server);
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#follow(server);
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
    if (server.config.onMarkedDown === 'shutdown-sessions') this.#listener.shutdownStreams(server, 'server-down');
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

  /** It was warming up when an earlier process ended. */
  warmUp(server: Server): void {
    const slowStart = this.#slowStarts.get(server);
    if (!slowStart || server.admin & ANY_MAINTENANCE) return;
    slowStart.begin();
    this.#changed(server);
  }

  /** Stops what goes on by itself. */
  stop(): void {
    for (const slowStart of this.#slowStarts.values()) slowStart.end();
  }

  /** A check, or the one it tracks, found the server alive. */
  markUp(server: Server, cause: ServerEventCause): void {
    if (server.state === 'running' || server.state === 'starting' || server.admin & ANY_MAINTENANCE) return;
    this.#endDowntime(server);
    this.#goUp(server);
    this.#join(server, { to: 'up' }, cause);
    if (server.config.onMarkedUp === 'shutdown-backup-sessions') this.#shutdownBackups(server);
    for (const follower of this.#followersOf(server)) this.markUp(follower, viaTracked(server));
  }

  /** `http-check disable-on-404`: it finishes what it has. Operators can send a server there that was down. */
  markStopping(server: Server, cause: ServerEventCause): void {
    if (server.state === 'stopping' || server.admin & ANY_MAINTENANCE) return;
    if (server.state === 'stopped' && cause.kind === 'check') return;
    this.#endDowntime(server);
    this.#slowStarts.get(server)?.end();
    server.state = 'stopping';
    this.#leave(server, { to: 'stopping' }, cause, false);
    for (const follower of this.#followersOf(server)) this.markStopping(follower, viaTracked(server));
  }

  /** `set server ... state`, `enable server`, `disable server`. */
  setAdminState(server: Server, state: 'ready' | 'drain' | 'maint', cause: ServerEventCause = BY_CLI): void {
    switch (state) {
      case 'maint':
        this.setAdmin(server, Admin.ForcedMaintenance, cause);
        this.clearAdmin(server, Admin.ForcedDrain);
        break;
      case 'drain':
        this.setAdmin(server, Admin.ForcedDrain, cause);
        this.clearAdmin(server, Admin.ForcedMaintenance);
        break;
      case 'ready':
        this.clearAdmin(server, Admin.ForcedDrain);
        this.clearAdmin(server, Admin.ForcedMaintenance);
    }
  }

  /** Sets one bit of {@link Admin}; those that follow the server inherit what is new. */
  setAdmin(server: Server, flag: number, cause: ServerEventCause): void {
    if (server.admin & flag) return;
    const isMaintenance = (flag & ANY_MAINTENANCE) !== 0;
    const before = server.admin;
    server.admin |= flag;
    if (before & (isMaintenance ? ANY_MAINTENANCE : ANY_DRAIN)) return;
    if (isMaintenance) this.#enterMaintenance(server, before, cause);
    else this.#enterDrain(server, cause);
    const inherited = isMaintenance ? Admin.InheritedMaintenance : Admin.InheritedDrain;
    const via = cause.kind === 'state-file' ? cause : viaTracked(server);
    for (const follower of this.#followersOf(server)) this.setAdmin(follower, inherited, via);
  }

  /** Clears one bit of {@link Admin}; those that follow the server no longer inherit when it was the last of its kind. */
  clearAdmin(server: Server, flag: number): void {
    if ((server.admin & flag) === 0) return;
    const isMaintenance = (flag & ANY_MAINTENANCE) !== 0;
    server.admin &= ~flag;
    if (server.admin & (isMaintenance ? ANY_MAINTENANCE : ANY_DRAIN)) return;
    if (isMaintenance) this.#leaveMaintenance(server, flag);
    else this.#leaveDrain(server);
    const inherited = isMaintenance ? Admin.InheritedMaintenance : Admin.InheritedDrain;
    for (const follower of this.#followersOf(server)) this.clearAdmin(follower, inherited);
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

  #enterMaintenance(server: Server, adminBefore: number, cause: ServerEventCause): void {
    const wasDown = server.state === 'stopped';
    const wasStopping = server.state === 'stopping' || (adminBefore & ANY_DRAIN) !== 0;
    if (server.config.check?.enabled && server.checkEnabled) {
      server.checkPaused = true;
      server.health = 0;
    }
    if (!wasDown) server.counters.checkDowns++;
    this.#slowStarts.get(server)?.end();
    server.state = 'stopped';
    this.#leave(server, { to: 'maintenance', wasDown }, cause, wasStopping);
    if (server.config.onMarkedDown === 'shutdown-sessions') this.#listener.shutdownStreams(server, 'server-down');
  }

  #leaveMaintenance(server: Server, flag: number): void {
    this.#endDowntime(server);
    const drain = (server.admin & ANY_DRAIN) !== 0;
    const up = this.#returns(server);
    const forced = (flag & Admin.ForcedMaintenance) !== 0;
    const { fqdn } = server;
    const resolves = flag === Admin.ResolutionMaintenance && fqdn !== undefined;
    const change: ServerChange = resolves
      ? { to: 'resolves', fqdn, up, drain }
      : { to: 'leave-maintenance', forced, up, drain };
    this.#join(server, change, BY_CLI);
    if (up && server.config.onMarkedUp === 'shutdown-backup-sessions') this.#shutdownBackups(server);
  }

  /** How a server comes back from maintenance (`init-state`): by default one failed check is enough to take it out again. */
  #returns(server: Server): boolean {
    const { check, initState } = server.config;
    const { rise, fall } = check ?? { rise: 1, fall: 1 };
    const isDown = initState === 'down' || initState === 'fully-down';
    if (check?.enabled && server.checkEnabled) {
      server.checkPaused = false;
      server.health = isDown
        ? initState === 'down'
          ? rise - 1
          : 0
        : initState === 'fully-up'
          ? rise + fall - 1
          : rise;
    }
    const followed = this.#followed.get(server);
    if (isDown || followed?.state === 'stopped' || !isHealthy(server)) return false;
    if (followed?.state === 'stopping') server.state = 'stopping';
    else this.#goUp(server);
    return true;
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

  /** In maintenance, or down, it takes nothing anyway. */
  #enterDrain(server: Server, cause: ServerEventCause): void {
    if (server.state === 'stopped') this.#changed(server);
    else {
      const change = cause.kind === 'state-file' ? ({ to: 'remain-drain' } as const) : ({ to: 'drain' } as const);
      this.#leave(server, change, cause, server.state === 'stopping');
    }
  }

  #leaveDrain(server: Server): void {
    if (server.admin & ANY_MAINTENANCE) this.#changed(server);
    else this.#join(server, { to: 'leave-drain', up: server.state !== 'stopped' }, BY_CLI);
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

  #shutdownBackups(server: Server): void {
    if (server.config.backup) return;
    for (const other of server.proxy.servers)
      if (other.config.backup) this.#listener.shutdownStreams(other, 'backup-up');
  }

  #fleetOf(server: Server): Fleet {
    return this.#fleets.get(server.proxy)!;
  }

  #followersOf(server: Server): readonly Server[] {
    return this.#followers.get(server) ?? [];
  }

  #follow(server: Server): void {
    const followed = this.trackedBy(server.config.track, server.proxy);
    if (!followed) return;
    const followers = this.#followers.get(followed) ?? [];
    followers.push(server);
    this.#followers.set(followed, followers);
    this.#followed.set(server, followed);
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

  /** Whether another server follows this one. */
  isFollowed(server: Server): boolean {
    return this.#followersOf(server).length > 0;
  }

  /** A backend was added. */
  admitFleet(fleet: Fleet): void {
    this.#fleets.set(fleet.proxy, fleet);
    recount(fleet.proxy);
  }

  /** A backend without servers was removed. */
  dismissFleet(proxy: Proxy): void {
    this.#fleets.delete(proxy);
  }

  /** A server joined its backend, in maintenance. */
  admit(server: Server): void {
    this.#addSlowStart(server);
    this.#follow(server);
    const followed = this.#followed.get(server);
    if (followed && followed.admin & ANY_MAINTENANCE) server.admin |= Admin.InheritedMaintenance;
    if (followed && followed.admin & ANY_DRAIN) server.admin |= Admin.InheritedDrain;
    this.#changed(server);
  }

  /** A server left its backend. */
  dismiss(server: Server): void {
    this.#slowStarts.get(server)?.end();
    this.#slowStarts.delete(server);
    const followed = this.#followed.get(server);
    const followers = followed && this.#followers.get(followed);
    if (followers) {
      this.#followers.set(
        followed,
        followers.filter((each) => each !== server),
      );
    }
    this.#followed.delete(server);
    this.#changed(server);
  }
}

function viaTracked(server: Server): ServerEventCause {
  return { kind: 'tracked', via: `${server.proxy.name}/${server.name}` };
}
