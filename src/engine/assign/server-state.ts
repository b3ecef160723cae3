/**
 * Moves servers between their states: health checks and operators say what happened, this decides what it means for the
 * server and for those that follow it (manual 5.2, management.txt 9.3 `set server`); fleet.ts has what follows for backends.
 */
import { nowMs } from '../../base/clock.js';
import type { Proxy } from '../../model/proxy.js';
import { Admin, ANY_DRAIN, ANY_MAINTENANCE, type Server } from '../../model/server.js';
import type { ServerChange, ServerEventCause } from '../../model/server-event.js';
import { type Fleet, Fleets, type StateListener } from './fleet.js';
import { Followers } from './followers.js';
import { SlowStart } from './slow-start.js';

const BY_CLI: ServerEventCause = { kind: 'cli' };

/** Whether everybody who looks after the server finds it well. */
function isHealthy(server: Server): boolean {
  const { check, agentCheck } = server.config;
  if (check?.enabled && server.checkEnabled && server.health < check.rise) return false;
  return !agentCheck || !server.agentEnabled || server.agentHealth > 0;
}

export class ServerStates {
  readonly #fleets: Fleets;
  readonly #followers: Followers;
  readonly #slowStarts: Map<Server, SlowStart>;

  constructor(fleets: readonly Fleet[], listener: StateListener) {
    this.#fleets = new Fleets(fleets, listener);
    this.#followers = new Followers();
    this.#slowStarts = new Map();
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#addSlowStart(server);
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#follow(server);
    for (const { proxy } of fleets) for (const server of proxy.servers) this.#inheritMaintenance(server);
    for (const fleet of fleets) this.#fleets.admit(fleet);
  }

  /** A check, or the one it tracks, found the server dead. */
  markDown(server: Server, cause: ServerEventCause): void {
    if (server.state === 'stopped') return;
    const wasStopping = server.state === 'stopping' || !server.usable;
    this.#slowStarts.get(server)?.end();
    server.state = 'stopped';
    server.counters.checkDowns++;
    this.#fleets.leave(server, { to: 'down' }, cause, wasStopping);
    this.#fleets.endStreams(server);
    for (const follower of this.#followers.of(server)) this.markDown(follower, viaTracked(server));
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
    this.#fleets.changed(server);
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
    this.#fleets.join(server, { to: 'up' }, cause);
    this.#fleets.endBackupStreams(server);
    for (const follower of this.#followers.of(server)) this.markUp(follower, viaTracked(server));
  }

  /** `http-check disable-on-404`: it finishes what it has. Operators can send a server there that was down. */
  markStopping(server: Server, cause: ServerEventCause): void {
    if (server.state === 'stopping' || server.admin & ANY_MAINTENANCE) return;
    if (server.state === 'stopped' && cause.kind === 'check') return;
    this.#endDowntime(server);
    this.#slowStarts.get(server)?.end();
    server.state = 'stopping';
    this.#fleets.leave(server, { to: 'stopping' }, cause, false);
    for (const follower of this.#followers.of(server)) this.markStopping(follower, viaTracked(server));
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
    for (const follower of this.#followers.of(server)) this.setAdmin(follower, inherited, via);
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
    for (const follower of this.#followers.of(server)) this.clearAdmin(follower, inherited);
  }

  /** Weight of 0 to 256. */
  setWeight(server: Server, weight: number): void {
    server.weight = weight;
    this.#fleets.reweigh(server);
  }

  /** `set maxconn server`. */
  setMaxconn(server: Server, maxconn: number): void {
    server.maxconn = maxconn;
    this.#fleets.serveQueues(server);
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
    this.#fleets.leave(server, { to: 'maintenance', wasDown }, cause, wasStopping);
    this.#fleets.endStreams(server);
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
    this.#fleets.join(server, change, BY_CLI);
    if (up) this.#fleets.endBackupStreams(server);
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
    const followed = this.#followers.leaderOf(server);
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
      this.#fleets.changed(server);
      this.#fleets.serveQueues(server);
    };
    this.#slowStarts.set(server, new SlowStart(server, changed));
  }

  /** A server that follows one in maintenance starts in maintenance. */
  #inheritMaintenance(server: Server): void {
    if ((server.admin & ANY_MAINTENANCE) === 0) return;
    for (const follower of this.#followers.of(server)) {
      if (follower.admin & Admin.InheritedMaintenance) continue;
      follower.admin |= Admin.InheritedMaintenance;
      follower.state = 'stopped';
      this.#inheritMaintenance(follower);
    }
  }

  /** In maintenance, or down, it takes nothing anyway. */
  #enterDrain(server: Server, cause: ServerEventCause): void {
    if (server.state === 'stopped') this.#fleets.changed(server);
    else {
      const change = cause.kind === 'state-file' ? ({ to: 'remain-drain' } as const) : ({ to: 'drain' } as const);
      this.#fleets.leave(server, change, cause, server.state === 'stopping');
    }
  }

  #leaveDrain(server: Server): void {
    if (server.admin & ANY_MAINTENANCE) this.#fleets.changed(server);
    else this.#fleets.join(server, { to: 'leave-drain', up: server.state !== 'stopped' }, BY_CLI);
  }

  #endDowntime(server: Server): void {
    if (server.state === 'stopped') server.downMs += nowMs() - server.lastChangeMs;
  }

  #follow(server: Server): void {
    const leader = this.trackedBy(server.config.track, server.proxy);
    if (leader !== undefined) this.#followers.add(server, leader);
  }

  /** The server that `track` names, as seen from a backend. */
  trackedBy(track: string | undefined, proxy: Proxy): Server | undefined {
    return this.#fleets.trackedBy(track, proxy);
  }

  /** Whether another server follows this one. */
  isFollowed(server: Server): boolean {
    return this.#followers.of(server).length > 0;
  }

  /** A backend was added. */
  admitFleet(fleet: Fleet): void {
    this.#fleets.admit(fleet);
  }

  /** A backend without servers was removed. */
  dismissFleet(proxy: Proxy): void {
    this.#fleets.dismiss(proxy);
  }

  /** A server joined its backend, in maintenance. */
  admit(server: Server): void {
    this.#addSlowStart(server);
    this.#follow(server);
    const followed = this.#followers.leaderOf(server);
    if (followed && followed.admin & ANY_MAINTENANCE) server.admin |= Admin.InheritedMaintenance;
    if (followed && followed.admin & ANY_DRAIN) server.admin |= Admin.InheritedDrain;
    this.#fleets.changed(server);
  }

  /** A server left its backend. */
  dismiss(server: Server): void {
    this.#slowStarts.get(server)?.end();
    this.#slowStarts.delete(server);
    this.#followers.remove(server);
    this.#fleets.changed(server);
  }
}

function viaTracked(server: Server): ServerEventCause {
  return { kind: 'tracked', via: `${server.proxy.name}/${server.name}` };
}
