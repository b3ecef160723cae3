/**
 * A running engine: listeners, sessions, servers of one plan, from start to the last connection (manual 1, management.txt 4).
 * It knows closures and configuration, no keyword.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../base/clock.js';
import { TimerEntry, timers } from '../base/timer-wheel.js';
import type { Plan } from '../compile/plan.js';
import { initialServerTls } from '../model/config/server.js';
import type { Proxy } from '../model/proxy.js';
import type { Runtime } from '../model/runtime.js';
import type { Server } from '../model/server.js';
import type { ServerEvent } from '../model/server-event.js';
import type { StatsPage } from '../model/stats-page.js';
import type { Fleet, StateListener } from './assign/fleet.js';
import { ServerStates } from './assign/server-state.js';
import { Core, type EngineServices } from './core.js';
import { type CheckServices, HealthChecks } from './health/health-checks.js';
import type { Admission, LiveListener } from './listener/live-listener.js';
import { createListeners, describeBindFault } from './listener/open-listeners.js';
import { Peers } from './peers/peers.js';
import { createServerTls, ServerTls } from './pool/server-tls.js';
import { buildProxies, type StartProblem } from './proxy/build-proxies.js';
import type { LiveProxy } from './proxy/live-proxy.js';
import { createNameService } from './resolve/create-name-service.js';
import { checkStream } from './runtime/check-stream.js';
import { EngineRuntime } from './runtime/engine-runtime.js';
import type { ClientSession } from './session/client-session.js';
import { restoreServer } from './state-file/restore-server.js';
import type { SavedState } from './state-file/saved-state.js';

export class Engine implements StateListener, Admission {
  readonly runtime: Runtime;
  readonly #core: Core;
  readonly #problems: StartProblem[];
  readonly #serverTls: Map<Server, ServerTls>;
  readonly #states: ServerStates;
  readonly #checks: HealthChecks;
  readonly #listeners: LiveListener[];
  readonly #hardStop: TimerEntry;
  readonly #peers: Peers;
  /** Listeners that a soft stop has not closed yet. */
  #closing: number;
  #onEmpty: (() => void) | undefined;

  /** Builds everything that needs no socket; what is wrong with it is told by `start`. */
  constructor(plan: Plan, services: EngineServices) {
    this.#core = new Core(plan, services);
    plan.attachFigures(this.#core.figures);
    this.#problems = [];
    this.#serverTls = buildProxies(this.#core, this.#problems);
    this.#states = new ServerStates([...this.#core.backends.values()].map(fleetOf), this);
    this.#checks = new HealthChecks(plan.proxies, plan.global, this.#checkServices(), plan.healthchecks);
    this.#listeners = createListeners(this.#core, this, this.#problems);
    this.#core.names = createNameService(this.#core, this.#states, this.#problems);
    this.#hardStop = new TimerEntry({ onTimeout: () => this.#cut() });
    this.#closing = 0;
    this.#onEmpty = undefined;
    this.#peers = new Peers(plan.peers ?? [], plan.global, this.#problems);
    this.#core.peers = this.#peers;
    this.#core.figures.attachPeers(this.#peers);
    this.runtime = new EngineRuntime(this.#core, this.#listeners, this.#states, this.#checks, this.#serverTls);
  }

  /** Gives a server the state that an earlier process left. @returns what could not be applied, if anything */
  restoreServer(server: Server, saved: SavedState): string | undefined {
    return restoreServer(server, saved, { states: this.#states, runtime: this.runtime });
  }

  /** Answers requests for `stats uri` from now on. */
  serveStatistics(page: StatsPage): void {
    this.#core.statsPage = page;
  }

  /** Binds all listeners, then starts the checks. Nothing listens if there is a problem. */
  async start(): Promise<readonly StartProblem[]> {
    const problems = [...this.#problems];
    if (problems.length === 0) await this.#bind(problems);
    if (problems.length > 0) {
      for (const listener of this.#listeners) listener.close();
      this.#peers.stop();
      return problems;
    }
    this.#checks.start();
    this.#peers.start(this.#core.services.replaces === true);
    this.#core.names?.start(this.runtime.proxies);
    return [];
  }

  async #bind(problems: StartProblem[]): Promise<void> {
    for (const listener of this.#listeners) {
      const code = await listener.open();
      if (code !== undefined) problems.push(describeBindFault(listener.frontend, listener, code));
    }
    problems.push(...(await this.#peers.open()));
  }

  /** `grace`: the process says that it is about to stop, and serves on until this resolves. */
  async beginStop(): Promise<void> {
    const { figures, global } = this.#core;
    figures.stopping = true;
    if (global.grace !== undefined) await delay(global.grace, undefined, { ref: false });
  }

  /**
   * Stops listening and lets streams end; resolves when the last connection is closed (`hard-stop-after` cuts it short) and
   * the process that takes over knows the stick tables.
   * Clients that connected before another process took the addresses over are still served.
   */
  async stopSoftly(): Promise<void> {
    await Promise.all([this.#peers.handOver(), this.#drain()]);
    this.#peers.finish();
  }

  #drain(): Promise<void> {
    const { figures, global } = this.#core;
    figures.stopping = true;
    this.#core.draining = true;
    this.#checks.stop();
    if (global.hardStopAfterMs !== undefined) timers.arm(this.#hardStop, nowMs(), global.hardStopAfterMs);
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      this.#closing = this.#listeners.length + 1;
      for (const listener of this.#listeners) listener.closeGently(this.#onListenerClosed);
      // Requests that came in the same turn as the order to stop are seen before idle connections are ended.
      setImmediate(() => {
        for (const session of [...this.#core.sessions]) this.#endSoon(session);
        this.#onListenerClosed();
      });
    });
  }

  /** Ends a client at once, or at some time of `close-spread-time`; not at all if that is infinite. */
  #endSoon(session: ClientSession): void {
    const spreadMs = this.#core.global.tune.get('close-spread-time');
    if (typeof spreadMs !== 'number') session.stopSoftly();
    else if (Number.isFinite(spreadMs)) {
      const end = () => {
        if (this.#core.sessions.has(session)) session.stopSoftly();
      };
      setTimeout(end, Math.random() * spreadMs).unref();
    }
  }

  readonly #onListenerClosed = (): void => {
    this.#closing--;
    this.onRoom();
  };

  /** `hard-stop-after` is over. */
  #cut(): void {
    this.#core.services.hardStop?.(this.#core.sessions.size);
    this.stop();
  }

  /** Cuts everything now. */
  stop(): void {
    this.#core.figures.stopping = true;
    this.#core.draining = true;
    for (const listener of this.#listeners) listener.close();
    this.#checks.stop();
    this.#core.names?.stop();
    this.#states.stop();
    this.#peers.stop();
    for (const session of [...this.#core.sessions]) session.destroy();
    this.#closePools();
  }

  #closePools(): void {
    timers.remove(this.#hardStop);
    for (const backend of this.#core.backends.values()) for (const pool of backend.pools.values()) pool.closeIdle();
  }

  /** A connection ended: others may be accepted; a stopping engine may be empty. */
  onRoom(): void {
    const { draining, sessions } = this.#core;
    if (!draining) {
      for (const listener of this.#listeners) listener.checkRoom();
      return;
    }
    if (sessions.size > 0 || this.#closing > 0) return;
    this.#closePools();
    this.#onEmpty?.();
    this.#onEmpty = undefined;
  }

  // ---- states of servers report

  onServerEvent(event: ServerEvent, proxy: Proxy): void {
    const server = proxy.servers.find(({ name }) => name === event.server);
    if (server !== undefined && !server.willing) this.#poolOf(server)?.closeIdle();
    this.#core.services.serverEvent(event, proxy);
  }

  onNoServer(proxy: Proxy): void {
    this.#core.services.noServer(proxy);
  }

  shutdownStreams(server: Server, why: 'server-down' | 'backup-up'): void {
    this.runtime.shutdownServerStreams(server, why);
  }

  #poolOf(server: Server): ReturnType<LiveProxy['pools']['get']> {
    return this.#core.backends.get(server.proxy.name)?.pools.get(server);
  }

  /** TLS of checks: that of traffic, or of a server that is spoken to in clear text. */
  #checkTls(server: Server): ServerTls | undefined {
    const known = this.#serverTls.get(server);
    if (known !== undefined) return known;
    const tls = createServerTls(server.config.checkTls ?? initialServerTls(), this.#core.global);
    if (!(tls instanceof ServerTls)) {
      const what = `'server ${server.proxy.name}/${server.name}'`;
      const { file, line } = server.config;
      for (const problem of tls) this.#problems.push({ file, line, message: `${what} : ${problem}` });
      return undefined;
    }
    this.#serverTls.set(server, tls);
    return tls;
  }

  #checkServices(): CheckServices {
    return {
      states: this.#states,
      tlsOptions: (server, serverName, alpn) => this.#checkTls(server)?.options(serverName, alpn),
      checkStream: (server) => checkStream(server, this.#core),
      onSilence: (server) => this.#core.names?.refresh(server),
      listenerOf: (proxy) => this.#listeners.find(({ frontend }) => frontend.proxy === proxy)?.place,
      onOutcome: ({ server, result, report, agent }) => this.#core.services.checkOutcome(server, result, report, agent),
    };
  }
}

function fleetOf(live: LiveProxy): Fleet {
  return { proxy: live.proxy, balancer: live.plan.balancer, dispatcher: live.dispatcher! };
}
