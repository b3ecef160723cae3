/**
 * Connections to one server: opens them, keeps idle ones for the next stream, closes what nobody needs (manual 4.2
 * `http-reuse`; 5.2 `pool-max-conn`, `pool-purge-delay`, `max-reuse`).
 */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Server } from '../../model/server.js';
import type { Connection } from '../../net/tcp/connection.js';
import type { HttpStream } from '../http/http-stream.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';
import type { ServerConnector } from './server-connector.js';
import { ServerLeg } from './server-leg.js';

export class ServerPool implements TimeoutHandler {
  readonly server: Server;
  readonly backend: LiveProxy;
  readonly connector: ServerConnector;
  /** Idle connections, the one that was used last at the end. */
  readonly #idle: ServerLeg[];
  readonly #purge: TimerEntry;
  readonly #ownedPools: Set<ServerPool>;
  /** Fewest idle connections since the last purge: that many were not needed. */
  #unneeded: number;
  /** Most connections in use at a time: since the last purge, and as it is expected to be. */
  #peak: number;
  #expected: number;

  constructor(server: Server, backend: LiveProxy, connector: ServerConnector, ownedPools: Set<ServerPool>) {
    this.server = server;
    this.backend = backend;
    this.connector = connector;
    this.#idle = [];
    this.#purge = new TimerEntry(this);
    this.#ownedPools = ownedPools;
    this.#unneeded = 0;
    this.#peak = 0;
    this.#expected = 0;
  }

  /** An idle connection, or a new one on its way; undefined if none can be opened. It works for the stream already. */
  take(stream: HttpStream): ServerLeg | undefined {
    const { server } = this;
    const { state } = stream;
    const key = this.connector.keyOf(state);
    const idle = this.#idle.length === 0 ? undefined : this.#takeIdle(state, key);
    server.connectionsUsed++;
    if (server.connectionsUsed > this.#peak) this.#peak = server.connectionsUsed;
    if (idle !== undefined) {
      server.counters.reuse++;
      this.backend.proxy.backend.reuse++;
      idle.attach(stream);
      return idle;
    }
    if (server.config.strictMaxconn && !this.#makesRoom()) {
      server.connectionsUsed--;
      return undefined;
    }
    server.counters.connect++;
    this.backend.proxy.backend.connect++;
    const leg = new ServerLeg(this, server, key, this.backend.responseSettings);
    leg.attach(stream);
    const connection = this.connector.open(state, leg);
    if (connection === undefined) {
      server.connectionsUsed--;
      return undefined;
    }
    leg.open(connection);
    return leg;
  }

  /** `strict-maxconn`: an idle connection that fits nobody here goes for the new one; false if there is none. */
  #makesRoom(): boolean {
    const { maxconn, connectionsUsed, connectionsIdle } = this.server;
    if (maxconn === 0 || connectionsUsed + connectionsIdle <= maxconn) return true;
    const oldest = this.#idle[0];
    oldest?.destroy();
    return oldest !== undefined;
  }

  /** Connected: says who the client is, where the configuration wants that. */
  connected(leg: ServerLeg, connection: Connection, state: StreamState): void {
    this.connector.connected(leg, connection, state);
  }

  #takeIdle(state: StreamState, key: string): ServerLeg | undefined {
    const { session } = state;
    const isFirst = session.requestCount <= 1;
    const { reuse } = this.backend.config;
    const own = this.#ownedPools.has(this)
      ? this.#idle.findLast((leg) => leg.owner === session.id && leg.key === key)
      : undefined;
    if (own !== undefined) return this.#takeOut(this.#idle.indexOf(own));
    for (let at = this.#idle.length - 1; at >= 0; at--) {
      const leg = this.#idle[at]!;
      if (leg.key !== key) continue;
      if (leg.owner === 0 && mayShare(reuse, isFirst, leg)) return this.#takeOut(at);
    }
    return undefined;
  }

  #takeOut(at: number): ServerLeg {
    const leg = this.#idle[at]!;
    this.#idle.splice(at, 1);
    this.server.connectionsIdle--;
    if (this.#idle.length < this.#unneeded) this.#unneeded = this.#idle.length;
    return leg;
  }

  /** A connection whose exchange is complete; it stays, or it is closed. */
  putBack(leg: ServerLeg): void {
    const { config } = this.server;
    const isOwned = leg.owner !== 0;
    const isFull = config.poolMaxConn >= 0 && this.#idle.length >= config.poolMaxConn;
    // Clients that ask once open a connection each: no more are kept than were ever needed at a time.
    const { connectionsUsed, connectionsIdle } = this.server;
    const needed = Math.max(connectionsUsed, this.#peak, this.#expected);
    const isSpare = connectionsUsed + connectionsIdle > needed + config.poolLowConn && this.#hasShared();
    const isWorn = config.maxReuse >= 0 && leg.served > config.maxReuse;
    const isSurplus = isOwned ? this.#ownsEnough(leg) : isFull || isSpare;
    if (isSurplus || isWorn || config.poolPurgeDelayMs === 0 || !this.server.willing) {
      leg.destroy();
      return;
    }
    this.server.connectionsUsed--;
    this.server.connectionsIdle++;
    if (isOwned) this.#ownedPools.add(this);
    this.#idle.push(leg);
    if (!this.#purge.armed) {
      this.#unneeded = this.#idle.length;
      timers.arm(this.#purge, nowMs(), config.poolPurgeDelayMs);
    }
  }

  /** One at least stays for whoever comes. */
  #hasShared(): boolean {
    return this.#idle.some(({ owner }) => owner === 0);
  }

  /** `max-session-srv-conns`: so many idle ones stay with a client, over all servers. */
  #ownsEnough({ owner, ownerLimit }: ServerLeg): boolean {
    if (ownerLimit < 0) return false;
    let count = 0;
    for (const pool of this.#ownedPools) count += pool.idleOf(owner);
    return count >= ownerLimit;
  }

  /** Idle connections that stay with a client. */
  idleOf(sessionId: number): number {
    let count = 0;
    for (const { owner } of this.#idle) if (owner === sessionId) count++;
    return count;
  }

  /** A connection is closed. */
  forget(leg: ServerLeg): void {
    const at = this.#idle.indexOf(leg);
    if (at < 0) {
      this.server.connectionsUsed--;
      return;
    }
    this.#idle.splice(at, 1);
    this.server.connectionsIdle--;
    if (this.#idle.length < this.#unneeded) this.#unneeded = this.#idle.length;
  }

  /** Whether an idle connection is there that the client may use. */
  holdsFor(sessionId: number): boolean {
    return this.#idle.some(({ owner }) => owner === 0 || owner === sessionId);
  }

  /** A client connection ended: nobody else may use those that stay with it. */
  closeOwned(sessionId: number): void {
    for (const leg of [...this.#idle]) if (leg.owner === sessionId) leg.destroy();
    if (!this.#idle.some(({ owner }) => owner !== 0)) this.#ownedPools.delete(this);
  }

  /** Closes all idle connections: the server went down, its address changed, or the engine stops. */
  closeIdle(): void {
    for (const leg of [...this.#idle]) leg.destroy();
    timers.remove(this.#purge);
  }

  /** Half of what was not needed in the last period goes, the oldest first. */
  onTimeout(): void {
    const count = Math.ceil(this.#unneeded / 2);
    for (const leg of this.#idle.slice(0, count)) leg.destroy();
    this.#unneeded = this.#idle.length;
    this.#expected = Math.ceil((this.#expected + this.#peak) / 2);
    this.#peak = this.server.connectionsUsed;
    if (this.#idle.length > 0) timers.arm(this.#purge, nowMs(), this.server.config.poolPurgeDelayMs);
  }
}

/** Whether a stream may take a connection that another client used (manual 4.2 `http-reuse`). */
function mayShare(reuse: LiveProxy['config']['reuse'], isFirst: boolean, leg: ServerLeg): boolean {
  switch (reuse) {
    case 'never':
      return false;
    case 'safe':
      return !isFirst;
    case 'aggressive':
      return !isFirst || leg.served > 1;
    case 'always':
      return true;
  }
}
