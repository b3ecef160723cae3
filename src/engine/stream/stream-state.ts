/**
 * The stream as rules, fetches and logs see it. One object serves request after request, of several client connections in
 * HTTP: `begin` sets what belongs to one request, for the first one from the constructor, so that all have one shape.
 */
import type net from 'node:net';
import type { Rule } from '../../compile/plan.js';
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import type { TrackedCounters } from '../../model/stick-table.js';
import type { EndCause, Endpoint, EndState, LogOrigin, Session, Stream } from '../../model/stream.js';
import type { TcpMeasures } from '../../model/tcp-measures.js';
import type { TlsInfo } from '../../model/tls.js';
import type { VarScope, VarStore } from '../../model/vars.js';
import type { Reply } from '../../model/verdict.js';
import { measureTcp } from '../../net/tcp/socket-option.js';
import type { FlowFilters } from '../filter/stream-filters.js';
import { logStream } from '../log/stream-log.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { Channel } from './channel.js';

/** State of one stream; see the interface for the meaning of the fields. */
export class StreamState implements Stream {
  /** The next stream may be that of another connection. */
  session: Session;
  readonly frontend: Proxy;
  readonly frontendLive: LiveProxy;
  readonly requestChannel: Channel;
  readonly responseChannel: Channel;
  readonly requestCaptures: (string | undefined)[];
  readonly responseCaptures: (string | undefined)[];
  readonly #processVars: VarStore;
  /** Rule that decided last (`last_rule_file`, `last_rule_line`). */
  lastRule: Rule | undefined;
  #txn: VarStore | undefined;
  #req: VarStore | undefined;
  #res: VarStore | undefined;
  #uniqueId: string | undefined;
  id!: number;
  backend!: Proxy;
  backendLive!: LiveProxy;
  server: Server | undefined;
  /** Part of the program that answers like a server. */
  service: string | undefined;
  request: RequestHead | undefined;
  response: ResponseHead | undefined;
  serverStatus: number | undefined;
  mayChange!: boolean;
  final!: boolean;
  wakeAtMs!: number;
  /** Set once, by the protocol that drives the stream. */
  wake: (() => void) | undefined;
  earlyHints: Fields | undefined;
  /** Complete 103 responses in front of the one of `earlyHints`. */
  hintsBefore: Fields[] | undefined;
  reply: Reply | undefined;
  requestCookieCapture: string | undefined;
  responseCookieCapture: string | undefined;
  originalMethod!: string;
  originalUri!: string;
  originalVersion!: number;
  status!: number;
  endCause!: EndCause;
  endState!: EndState;
  requestCookieState!: string;
  responseCookieState!: string;
  acceptDateMs!: number;
  startMs!: number;
  idleMs!: number;
  requestMs!: number;
  queueAtMs!: number;
  connectAtMs!: number;
  dataAtMs!: number;
  closeAtMs!: number;
  bytesFromClient!: number;
  bytesToServer!: number;
  bytesFromServer!: number;
  bytesToClient!: number;
  retries!: number;
  redispatched!: boolean;
  serverQueuePosition!: number;
  backendQueuePosition!: number;
  serverSource: Endpoint | undefined;
  serverDestination: Endpoint | undefined;
  serverTls: TlsInfo | undefined;
  serverError!: number;
  /** The socket of the connection to the server, for what the kernel measures. */
  serverSocket: net.Socket | undefined;
  logLevel: number | undefined;
  logOrigin!: LogOrigin;
  serverConnectionReused!: boolean;
  timeoutServerMs: number | undefined;
  timeoutTunnelMs: number | undefined;
  timeoutClientMs: number | undefined;
  /** Kept from one stream of a connection to the next, empty in between. */
  tracked: TrackedCounters | undefined;
  /** Bytes that the tracked entries know of. */
  trackedFromClient!: number;
  trackedToClient!: number;
  /** Bytes that the statistics know of (`option contstats`). */
  countedFromClient!: number;
  countedToClient!: number;
  source: Endpoint | undefined;
  destination: Endpoint | undefined;
  strictRewrite: boolean | undefined;
  retriesMax: number | undefined;
  l7RetryDisabled!: boolean;
  priorityClass: number | undefined;
  priorityOffsetMs: number | undefined;
  serverCloseAsked!: boolean;
  timeoutConnectMs: number | undefined;
  timeoutQueueMs: number | undefined;
  timeoutTarpitMs: number | undefined;
  /** `set-bc-tos`, `set-bc-mark`: for the connection to the server. */
  serverTos: number | undefined;
  serverMark: number | undefined;
  filters: FlowFilters | undefined;

  constructor(session: Session, frontendLive: LiveProxy, processVars: VarStore) {
    this.session = session;
    this.frontendLive = frontendLive;
    this.frontend = frontendLive.proxy;
    this.requestChannel = new Channel();
    this.responseChannel = new Channel();
    this.requestCaptures = new Array<string | undefined>(frontendLive.config.captures.request.length).fill(undefined);
    this.responseCaptures = new Array<string | undefined>(frontendLive.config.captures.response.length).fill(undefined);
    this.#processVars = processVars;
    this.#txn = undefined;
    this.#req = undefined;
    this.#res = undefined;
    this.wake = undefined;
    this.tracked = undefined;
    this.begin(0, session.acceptMs, session.acceptDateMs);
  }

  /** Starts the next stream of the connection. */
  begin(id: number, startMs: number, acceptDateMs: number): void {
    this.requestChannel.reset();
    this.responseChannel.reset();
    if (this.requestCaptures.length > 0) this.requestCaptures.fill(undefined);
    if (this.responseCaptures.length > 0) this.responseCaptures.fill(undefined);
    this.#txn?.clear();
    this.#req?.clear();
    this.#res?.clear();
    this.#uniqueId = undefined;
    this.lastRule = undefined;
    this.id = id;
    this.backend = this.frontend;
    this.backendLive = this.frontendLive;
    this.server = undefined;
    this.service = undefined;
    this.request = undefined;
    this.response = undefined;
    this.serverStatus = undefined;
    this.mayChange = false;
    this.final = true;
    this.wakeAtMs = Number.POSITIVE_INFINITY;
    this.earlyHints = undefined;
    this.hintsBefore = undefined;
    this.reply = undefined;
    this.requestCookieCapture = undefined;
    this.responseCookieCapture = undefined;
    this.originalMethod = '';
    this.originalUri = '';
    this.originalVersion = 0;
    this.status = -1;
    this.endCause = '-';
    this.endState = '-';
    this.requestCookieState = '-';
    this.responseCookieState = '-';
    this.acceptDateMs = acceptDateMs;
    this.startMs = startMs;
    this.idleMs = -1;
    this.requestMs = -1;
    this.queueAtMs = -1;
    this.connectAtMs = -1;
    this.dataAtMs = -1;
    this.closeAtMs = -1;
    this.bytesFromClient = 0;
    this.bytesToServer = 0;
    this.bytesFromServer = 0;
    this.bytesToClient = 0;
    this.retries = 0;
    this.redispatched = false;
    this.serverQueuePosition = 0;
    this.backendQueuePosition = 0;
    this.serverSource = undefined;
    this.serverDestination = undefined;
    this.serverTls = undefined;
    this.serverSocket = undefined;
    this.serverError = 0;
    this.logLevel = undefined;
    this.logOrigin = 'txn_close';
    this.serverConnectionReused = false;
    this.timeoutServerMs = undefined;
    this.timeoutTunnelMs = undefined;
    this.timeoutClientMs = undefined;
    this.trackedFromClient = 0;
    this.trackedToClient = 0;
    this.countedFromClient = 0;
    this.countedToClient = 0;
    this.source = undefined;
    this.destination = undefined;
    this.strictRewrite = undefined;
    this.retriesMax = undefined;
    this.l7RetryDisabled = false;
    this.priorityClass = undefined;
    this.priorityOffsetMs = undefined;
    this.serverCloseAsked = false;
    this.timeoutConnectMs = undefined;
    this.timeoutQueueMs = undefined;
    this.timeoutTarpitMs = undefined;
    this.serverTos = undefined;
    this.serverMark = undefined;
    this.filters = undefined;
  }

  vars(scope: VarScope): VarStore | undefined {
    switch (scope) {
      case 'proc':
        return this.#processVars;
      case 'sess':
        return this.session.vars;
      case 'txn':
        this.#txn ??= new Map();
        return this.#txn;
      case 'req':
        this.#req ??= new Map();
        return this.#req;
      case 'res':
        if (this.connectAtMs < 0) return undefined;
        this.#res ??= new Map();
        return this.#res;
      case 'check':
        return undefined;
    }
  }

  /** `set-fc-*` at once, `set-bc-*` for the connection that will serve this stream. */
  setSocketOption(side: 'client' | 'server', option: 'tos' | 'mark', value: number): void {
    if (side === 'client') this.session.setSocketOption?.(option, value);
    else if (option === 'tos') this.serverTos = value;
    else this.serverMark = value;
  }

  measureSocket(side: 'client' | 'server'): TcpMeasures | undefined {
    if (side === 'client') return this.session.measureSocket?.();
    return this.serverSocket && measureTcp(this.serverSocket);
  }

  beginHints(): void {
    if (this.earlyHints === undefined) return;
    this.hintsBefore ??= [];
    this.hintsBefore.push(this.earlyHints);
    this.earlyHints = undefined;
  }

  /** `do-log`: another line, in the format of the frontend. */
  emitLog(): void {
    logStream(this);
  }

  /** Variables of the request's processing end when the response begins (manual 2.8). */
  forgetRequestVars(): void {
    this.#req?.clear();
  }

  /** Made when it is first asked for, then kept (manual 4.2 `unique-id-format`). */
  get uniqueId(): string | undefined {
    if (!this.hasIdentity()) return undefined;
    if (this.#uniqueId === undefined && this.frontendLive.plan.uniqueIdFormat !== undefined) {
      this.#uniqueId = this.frontendLive.plan.uniqueIdFormat(this);
    }
    return this.#uniqueId;
  }

  /** What could not be read as a request has no identifier (haproxy 2.6). */
  protected hasIdentity(): boolean {
    return this.request !== undefined || !this.frontendLive.isHttp;
  }

  set uniqueId(value: string | undefined) {
    this.#uniqueId = value;
  }

  /** Records how the stream ended; the first cause wins. */
  end(cause: EndCause, state: EndState): void {
    if (this.endCause === '-') this.endCause = cause;
    if (this.endState === '-') this.endState = state;
  }

  /** Milliseconds since the start. */
  elapsed(nowMs: number): number {
    return nowMs - this.startMs;
  }
}
