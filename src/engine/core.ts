/** What all parts of a running engine share: the plan brought to life, figures of the process, numbers, limits. */

import { nowMs, wallNowMs } from '../base/clock.js';
import { Frequency } from '../base/frequency.js';
import type { Plan } from '../compile/plan.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { ProxyConfig } from '../model/config/proxy.js';
import type { Proxy } from '../model/proxy.js';
import type { CapturedError } from '../model/runtime.js';
import type { Server } from '../model/server.js';
import type { CheckReport, FrontendEvent, ServerEvent } from '../model/server-event.js';
import type { StatsPage } from '../model/stats-page.js';
import type { CheckOutcome } from './health/health-check.js';
import { CertificateRegistry } from './listener/certificate-registry.js';
import type { LogOutput } from './log-output.js';
import type { Peers } from './peers/peers.js';
import type { ServerPool } from './pool/server-pool.js';
import type { LiveProxy } from './proxy/live-proxy.js';
import type { NameService } from './resolve/name-service.js';
import { Figures } from './runtime/figures.js';
import type { ClientSession } from './session/client-session.js';

/** What the engine needs from outside: where the lines of a proxy go, and who hears of what traffic logs do not show. */
export interface EngineServices {
  openLog(config: ProxyConfig): LogOutput;
  /** A server changed its state. */
  serverEvent(event: ServerEvent, proxy: Proxy): void;
  /** A line about a server that is no change of its state; `quiet`: for `log` targets only. */
  notice?(proxy: Proxy, text: string, quiet: boolean): void;
  /** An operator stopped a frontend for a while, for good, or let it go on. */
  frontendEvent?(proxy: Proxy, event: FrontendEvent): void;
  /** Connections that are left are cut, as they did not end in time. */
  hardStop?(connections: number): void;
  /** Log lines that were lost so far. */
  droppedLogs?(): number;
  /** The last server of a backend is gone. */
  noServer(proxy: Proxy): void;
  /** Whether an old process is asked to leave, which will tell this one what its stick tables hold. */
  readonly replaces?: boolean;
  /** One check, for `option log-health-checks`. */
  checkOutcome(server: Server, result: CheckOutcome['result'], report: CheckReport, agent: boolean): void;
}

/** Refused messages that are kept for `show errors`. */
const ERRORS_MAX = 32;

export class Core {
  readonly plan: Plan;
  readonly global: GlobalConfig;
  readonly services: EngineServices;
  readonly figures: Figures;
  readonly proxies: Map<string, LiveProxy>;
  readonly backends: Map<string, LiveProxy>;
  readonly sessions: Set<ClientSession>;
  /** Pools that hold idle connections which stay with one client. */
  readonly ownedPools: Set<ServerPool>;
  readonly errors: CapturedError[];
  /** Certificates of listeners and servers, which operators may replace. */
  readonly certificates: CertificateRegistry;
  /** Peers that stick tables are exchanged with; the engine makes them. */
  peers: Peers | undefined;
  /** Names that are looked up; the engine makes it once its servers are there. */
  names: NameService | undefined;
  /** The statistics page; the app hands it in, as it needs the runtime. */
  statsPage: StatsPage | undefined;
  /** Largest body part that is held while rules or a connection are waited for. */
  readonly holdBytes: number;
  readonly sessionRate: Frequency;
  readonly connectionRate: Frequency;
  readonly tlsRate: Frequency;
  /** A soft stop is under way: nothing new is served. The `grace` before it is over. */
  draining: boolean;
  /** `maxsslrate`; 0 = no limit. */
  maxTlsRate: number;
  #streamId: number;
  #sessionId: number;
  #errorId: number;

  constructor(plan: Plan, services: EngineServices) {
    this.plan = plan;
    this.global = plan.global;
    this.services = services;
    this.figures = new Figures(plan.global, nowMs(), wallNowMs());
    this.proxies = new Map();
    this.backends = new Map();
    this.sessions = new Set();
    this.ownedPools = new Set();
    this.errors = [];
    this.certificates = new CertificateRegistry();
    this.peers = undefined;
    this.names = undefined;
    this.statsPage = undefined;
    this.holdBytes = plan.global.bufferSize;
    this.draining = false;
    this.sessionRate = new Frequency();
    this.connectionRate = new Frequency();
    this.tlsRate = new Frequency();
    this.maxTlsRate = Number(plan.global.tune.get('maxsslrate') ?? 0);
    this.figures.attach(this.sessionRate, this.connectionRate, this.tlsRate);
    this.figures.attachLogs(() => services.droppedLogs?.() ?? 0);
    this.#streamId = 0;
    this.#sessionId = 0;
    this.#errorId = 0;
  }

  /** `%rt`, `uniq`: from 0, as HAProxy counts. */
  nextStreamId(): number {
    return this.#streamId++;
  }

  nextSessionId(): number {
    return ++this.#sessionId;
  }

  /** Keeps a message that a parser refused; the oldest one goes. */
  capture(error: Omit<CapturedError, 'eventId' | 'dateMs'>): void {
    if (this.errors.length === ERRORS_MAX) this.errors.shift();
    this.errors.push({ ...error, eventId: this.#errorId++, dateMs: wallNowMs() });
  }
}
