/**
 * A proxy with everything the data plane wants to know of it at hand: what the configuration decides once is decided here,
 * so that requests only read fields.
 */
import type { ProxyPlan } from '../../compile/plan.js';
import type { ProxyConfig } from '../../model/config/proxy.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { type CountedStatuses, initialCountedStatuses } from '../../model/status-set.js';
import type { CaseAdjust, H1Settings } from '../../net/h1/index.js';
import type { Dispatcher } from '../assign/dispatcher.js';
import { type AddressFilter, compileAddressFilter } from '../head/address-filter.js';
import type { LogOutput } from '../log-output.js';
import type { ServerPool } from '../pool/server-pool.js';
import { ErrorPages } from '../reply/error-message.js';

const USUAL_STATUSES = initialCountedStatuses();

/** Switches of a proxy, read on the hot path. */
export class LiveProxy {
  readonly plan: ProxyPlan;
  readonly proxy: Proxy;
  readonly config: ProxyConfig;
  readonly isHttp: boolean;
  readonly pages: ErrorPages;
  readonly log: LogOutput;
  readonly requestSettings: H1Settings;
  readonly responseSettings: H1Settings;
  /** By the value of the persistence cookie, which several may share; made anew when addresses or keys change. */
  serversByCookie: ReadonlyMap<string, readonly Server[]>;
  /** `cookie ... dynamic` and its key; may be changed at run time. */
  dynamicCookies: boolean;
  dynamicCookieKey: string | undefined;
  /** Changes as servers come, go and are renamed. */
  serverByName: ReadonlyMap<string, Server>;
  readonly forwardForExcept: AddressFilter | undefined;
  readonly originalToExcept: AddressFilter | undefined;
  readonly dontLogNull: boolean;
  readonly dontLogNormal: boolean;
  readonly logSeparateErrors: boolean;
  readonly logAsap: boolean;
  readonly ignoreProbes: boolean;
  readonly abortOnClose: boolean;
  readonly bufferRequest: boolean;
  readonly fakeKeepAlive: boolean;
  readonly independentStreams: boolean;
  /** `option clitcpka`, which `option tcpka` sets too. */
  readonly keepsClientsAlive: boolean;
  /** `option contstats`. */
  readonly countsAtOnce: boolean;
  /** `option idle-close-on-response`. */
  readonly keepsIdleClients: boolean;
  readonly retryReasons: ReadonlySet<string>;
  /** Statuses of `retry-on`. */
  readonly retryStatuses: ReadonlySet<number>;
  /** Requests stay at hand after they were sent, for `retry-on` reasons that show later. */
  readonly keepsRequest: boolean;
  readonly checksCache: boolean;
  readonly dropsRequestTrailers: boolean;
  readonly dropsResponseTrailers: boolean;
  readonly noLinger: boolean;
  readonly prefersLastServer: boolean;
  /** Spelling of header names, where `option h1-case-adjust-bogus-client` or `-server` asks for it. */
  readonly clientCase: CaseAdjust | undefined;
  readonly serverCase: CaseAdjust | undefined;
  readonly countedStatuses: CountedStatuses;
  readonly hasResponseRules: boolean;
  /** Set by the engine once all proxies exist. */
  dispatcher: Dispatcher | undefined;
  pools: Map<Server, ServerPool>;
  defaultBackend: LiveProxy | undefined;
  /** Backends that constant `use_backend` targets name, by position of the rule. */
  switchTargets: readonly (LiveProxy | undefined)[];

  constructor(
    plan: ProxyPlan,
    log: LogOutput,
    requestSettings: H1Settings,
    responseSettings: H1Settings,
    caseAdjust?: CaseAdjust,
    countedStatuses: CountedStatuses = USUAL_STATUSES,
  ) {
    const { proxy } = plan;
    const { config } = proxy;
    const on = (option: string): boolean => config.options.get(option) === true;
    this.plan = plan;
    this.countedStatuses = countedStatuses;
    this.proxy = proxy;
    this.config = config;
    this.isHttp = config.mode === 'http';
    this.pages = new ErrorPages(config, plan.errorReplies);
    this.log = log;
    this.requestSettings = requestSettings;
    this.responseSettings = responseSettings;
    this.serversByCookie = cookieIndex(proxy.servers);
    this.dynamicCookies = config.cookie?.dynamic === true;
    this.dynamicCookieKey = config.dynamicCookieKey;
    this.serverByName = new Map(proxy.servers.map((server) => [server.name, server]));
    this.forwardForExcept = compileAddressFilter(config.forwardFor?.except);
    this.originalToExcept = compileAddressFilter(config.originalTo?.except);
    this.dontLogNull = on('dontlognull');
    this.dontLogNormal = on('dontlog-normal');
    this.logSeparateErrors = on('log-separate-errors');
    this.logAsap = on('logasap') || plan.logMoment === 'response';
    this.ignoreProbes = on('http-ignore-probes');
    this.abortOnClose = config.options.get('abortonclose') ?? config.mode === 'http';
    this.bufferRequest = on('http-buffer-request');
    this.fakeKeepAlive = on('http-pretend-keepalive');
    this.independentStreams = on('independent-streams');
    this.keepsClientsAlive = on('clitcpka');
    this.countsAtOnce = on('contstats');
    this.keepsIdleClients = on('idle-close-on-response');
    this.retryReasons = new Set(config.retryOn.flatMap(retryWords));
    this.retryStatuses = new Set(config.retryOn.flatMap(retryStatuses));
    this.keepsRequest =
      this.retryStatuses.size > 0 || [...this.retryReasons].some((reason) => reason !== 'conn-failure');
    this.checksCache = on('checkcache');
    this.dropsRequestTrailers = on('http-drop-request-trailers');
    this.dropsResponseTrailers = on('http-drop-response-trailers');
    this.noLinger = on('nolinger');
    this.prefersLastServer = on('prefer-last-server');
    this.clientCase = on('h1-case-adjust-bogus-client') ? caseAdjust : undefined;
    this.serverCase = on('h1-case-adjust-bogus-server') ? caseAdjust : undefined;
    this.hasResponseRules = plan.rules['http-response'].length + plan.rules['tcp-response content'].length > 0;
    this.dispatcher = undefined;
    this.pools = new Map();
    this.defaultBackend = undefined;
    this.switchTargets = [];
  }

  /** How long a client may be connected without a request: its first one, or another one (manual 4.2 `timeout`). */
  idleLimitMs(isFirst: boolean): number | undefined {
    const { timeouts } = this.config;
    const headMs = timeouts.httpRequestMs ?? timeouts.clientMs;
    return isFirst ? headMs : (timeouts.httpKeepAliveMs ?? headMs);
  }
}

/** Servers by the value of their cookie, in the order of the configuration. */
export function cookieIndex(servers: readonly Server[]): ReadonlyMap<string, readonly Server[]> {
  const index = new Map<string, Server[]>();
  for (const server of servers) {
    const { cookie } = server;
    if (cookie === undefined) continue;
    const sharing = index.get(cookie);
    if (sharing === undefined) index.set(cookie, [server]);
    else sharing.push(server);
  }
  return index;
}

const ALL_RETRYABLE = ['conn-failure', 'empty-response', 'junk-response', 'response-timeout', '0rtt-rejected'];

function retryWords(word: string): readonly string[] {
  return word === 'all-retryable-errors' ? ALL_RETRYABLE : [word];
}

function retryStatuses(word: string): readonly number[] {
  if (word === 'all-retryable-errors') return [500, 502, 503, 504];
  return /^\d{3}$/.test(word) ? [Number(word)] : [];
}
