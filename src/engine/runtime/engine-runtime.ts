/** What operators may see and do while the engine runs (management.txt 9.3): the engine's side of the runtime API. */
import type { CertificateAdmin } from '../../model/certificate-admin.js';
import type { GlobalConfig } from '../../model/config/global.js';
import { type Counters, resetCounts } from '../../model/counters.js';
import type { FaultCode } from '../../model/fault.js';
import type { MapStore } from '../../model/map-store.js';
import type { FollowOutcome, ResolversView } from '../../model/name-lookup.js';
import type { PeerGroupView } from '../../model/peers.js';
import { Proxy } from '../../model/proxy.js';
import type {
  CapturedError,
  Done,
  EventSink,
  ListenerView,
  Membership,
  ProcessFigures,
  Runtime,
} from '../../model/runtime.js';
import type { Server } from '../../model/server.js';
import { StickTables } from '../../model/stick-table.js';
import type { Stream } from '../../model/stream.js';
import type { VarStore } from '../../model/vars.js';
import type { ServerStates } from '../assign/server-state.js';
import { refreshDynamicCookies } from '../cookie/dynamic-cookie.js';
import type { Core } from '../core.js';
import type { HealthChecks } from '../health/health-checks.js';
import { ClientH1 } from '../http/client-h1.js';
import { Phase } from '../http/phase.js';
import type { LiveListener } from '../listener/live-listener.js';
import { hasRetries } from '../phase/retry.js';
import type { ServerTls } from '../pool/server-tls.js';
import type { ClientProtocol } from '../session/client-session.js';
import type { StreamState } from '../stream/stream-state.js';
import { TcpPhase } from '../tcp/phase.js';
import { TcpStream } from '../tcp/tcp-stream.js';
import { EngineMembership } from './membership.js';
import { moveServer } from './move-server.js';

export class EngineRuntime implements Runtime {
  readonly global: GlobalConfig;
  /** Grows and shrinks with {@link membership}. */
  readonly proxies: Proxy[];
  readonly process: ProcessFigures;
  readonly errors: readonly CapturedError[];
  /** Set by whoever read the configuration. */
  startMessages: readonly string[];
  eventSinks: readonly EventSink[];
  readonly certificates: CertificateAdmin;
  readonly processVars: VarStore;
  readonly maps: MapStore;
  readonly tables: StickTables;
  readonly peers: readonly PeerGroupView[];
  readonly membership?: Membership;
  readonly #core: Core;
  readonly #listeners: readonly LiveListener[];
  readonly #states: ServerStates;
  readonly #checks: HealthChecks;

  constructor(
    core: Core,
    listeners: readonly LiveListener[],
    states: ServerStates,
    checks: HealthChecks,
    serverTls: Map<Server, ServerTls>,
  ) {
    this.global = core.global;
    this.proxies = core.plan.proxies.map(({ proxy }) => proxy);
    this.process = core.figures;
    this.errors = core.errors;
    this.startMessages = [];
    this.eventSinks = [];
    this.certificates = core.certificates;
    this.processVars = core.plan.processVars;
    this.maps = core.plan.maps;
    this.tables = core.plan.tables ?? new StickTables();
    this.peers = core.peers?.views ?? [];
    this.#core = core;
    this.#listeners = listeners;
    this.#states = states;
    this.#checks = checks;
    const { additions } = core.plan;
    if (additions) {
      this.membership = new EngineMembership({ core, states, checks, serverTls, additions, proxies: this.proxies });
    }
  }

  listeners(): Iterable<ListenerView> {
    return this.#listeners;
  }

  *streams(): Iterable<Stream> {
    for (const { protocol } of this.#core.sessions) if (protocol?.state !== undefined) yield protocol.state;
  }

  setAdminState(server: Server, state: 'ready' | 'drain' | 'maint'): void {
    this.#states.setAdminState(server, state);
  }

  setWeight(server: Server, weight: number): void {
    this.#states.setWeight(server, weight);
  }

  setAddress(server: Server, address: string, port: number | undefined, offset?: number): void {
    if (port !== undefined || offset !== undefined) server.portOffset = offset;
    moveServer(this.#core, server, address, port);
  }

  setVariable(kind: 'expression' | 'format', name: string, text: string): Done<undefined> {
    return (
      this.#core.plan.additions?.variable(kind, name, text) ?? { ok: false, reason: 'nothing can be compiled here' }
    );
  }

  setRateLimit(what: 'connections' | 'sessions' | 'ssl-sessions', perSecond: number): void {
    if (what === 'connections') this.global.maxconnRate = perSecond;
    else if (what === 'sessions') this.global.maxSessionRate = perSecond;
    else this.#core.maxTlsRate = perSecond;
    // Shown by `show info`, too.
    if (what === 'ssl-sessions') this.global.tune.set('maxsslrate', perSecond);
    this.limitsChanged();
  }

  get resolvers(): readonly ResolversView[] {
    return this.#core.names?.sections ?? [];
  }

  setFqdn(server: Server, fqdn: string): FollowOutcome {
    return this.#core.names?.follow(server, fqdn) ?? 'no-resolvers';
  }

  setTls(server: Server, isOn: boolean): void {
    server.usesTls = isOn;
    server.refusesTls = false;
    this.#core.backends.get(server.proxy.name)?.pools.get(server)?.closeIdle();
  }

  setDynamicCookie(backend: Proxy, { isOn, key }: { readonly isOn?: boolean; readonly key?: string }): void {
    const live = this.#core.backends.get(backend.name);
    if (live === undefined) return;
    live.dynamicCookies = isOn ?? live.dynamicCookies;
    live.dynamicCookieKey = key ?? live.dynamicCookieKey;
    refreshDynamicCookies(live);
  }

  setHealth(server: Server, health: 'up' | 'stopping' | 'down'): void {
    const cause = { kind: 'cli' } as const;
    const { check } = server.config;
    // What checks find next starts from what was said here.
    if (check?.enabled) server.health = health === 'down' ? 0 : check.rise + check.fall - 1;
    if (health === 'up') this.#states.markUp(server, cause);
    else if (health === 'down') this.#states.markDown(server, cause);
    else this.#states.markStopping(server, cause);
  }

  setCheckEnabled(server: Server, enabled: boolean): void {
    this.#checks.of(server)?.setEnabled(enabled);
  }

  setAgentEnabled(server: Server, enabled: boolean): void {
    this.#checks.agentOf(server)?.setEnabled(enabled);
  }

  setAgentHealth(server: Server, up: boolean): void {
    server.agentHealth = up ? 1 : 0;
    const cause = { kind: 'cli' } as const;
    if (up) this.#states.markUp(server, cause);
    else this.#states.markDown(server, cause);
  }

  setCheckTarget(server: Server, address: string | undefined, port: number | undefined): void {
    server.checkAddress = address ?? server.checkAddress;
    server.checkPort = port ?? server.checkPort;
  }

  setMaxconn(target: Proxy | Server, maxconn: number): void {
    if (target instanceof Proxy) {
      target.maxconn = maxconn;
      for (const listener of this.#listeners) listener.checkRoom();
    } else this.#states.setMaxconn(target, maxconn);
  }

  /** Clients that wait for a limit of the process may go on. */
  limitsChanged(): void {
    for (const listener of this.#listeners) listener.checkRoom();
  }

  setFrontendEnabled(proxy: Proxy, enabled: boolean): void {
    proxy.enabled = enabled;
    for (const listener of this.#listeners) listener.checkRoom();
    this.#core.services.frontendEvent?.(proxy, enabled ? 'resumed' : 'paused');
  }

  shutdownFrontend(proxy: Proxy): void {
    proxy.enabled = false;
    for (const listener of this.#listeners) if (listener.proxy === proxy) listener.close();
    this.#core.services.frontendEvent?.(proxy, 'stopped');
  }

  shutdownStream(stream: Stream): void {
    for (const { protocol } of this.#core.sessions) if (protocol?.state === stream) kill(protocol, 'killed');
  }

  shutdownServerStreams(server: Server, why: 'killed' | 'server-down' | 'backup-up' = 'killed'): void {
    for (const { protocol } of [...this.#core.sessions]) {
      if (protocol?.state?.server === server && isCut(protocol)) kill(protocol, why);
    }
  }

  /** Maxima, or with `all` everything that counts. */
  clearCounters(all: boolean): void {
    for (const counters of this.#allCounters()) {
      if (all) resetCounts(counters);
      else resetMaxima(counters);
    }
    const { figures } = this.#core;
    figures.sessionRateMax = 0;
    figures.connectionRateMax = 0;
    figures.tlsRateMax = 0;
  }

  *#allCounters(): Iterable<Counters> {
    for (const proxy of this.proxies) {
      yield proxy.frontend;
      yield proxy.backend;
      for (const server of proxy.servers) yield server.counters;
    }
    for (const { counters } of this.#listeners) yield counters;
  }
}

/**
 * Whether a stream is cut with its server. Who still waits in the queue or for its next attempt has nothing there to be cut,
 * and who is connecting gets another attempt, on another server where that is allowed, if one is left (observed).
 */
function isCut(protocol: ClientProtocol): boolean {
  if (protocol instanceof ClientH1) return isBound(protocol.stream.phase, Phase, protocol.state);
  return !(protocol instanceof TcpStream) || isBound(protocol.phase, TcpPhase, protocol.state);
}

function isBound(
  phase: number,
  { Queue, Connect, Turnaround }: Readonly<Record<'Queue' | 'Connect' | 'Turnaround', number>>,
  state: StreamState,
): boolean {
  if (phase === Connect) return !hasRetries(state);
  return phase !== Queue && phase !== Turnaround;
}

function kill(protocol: ClientProtocol, code: FaultCode): void {
  if (protocol instanceof ClientH1) protocol.stream.kill(code);
  else if (protocol instanceof TcpStream) protocol.kill(code);
}

function resetMaxima(counters: Counters): void {
  counters.sessionsMax = counters.currentSessions;
  counters.connectionsMax = counters.currentSessions;
  counters.queueMax = 0;
  counters.sessionRateMax = 0;
  counters.connectionRateMax = 0;
  counters.requestRateMax = 0;
  counters.queueTimeMax = 0;
  counters.connectTimeMax = 0;
  counters.responseTimeMax = 0;
  counters.totalTimeMax = 0;
}
