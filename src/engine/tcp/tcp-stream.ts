/**
 * One TCP connection passed on to a server: content rules, server choice, connection with retries, bytes in both directions
 * with half-closes, log (manual 1, 4.2 `mode tcp`, 8.2.2).
 *
 *     Inspect -> Queue -> Connect -> (Turnaround -> Connect) -> Data -> Done
 */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { Server } from '../../model/server.js';
import type { Endpoint, EndState, LogOrigin } from '../../model/stream.js';
import { Verdict } from '../../model/verdict.js';
import type { Connection } from '../../net/tcp/connection.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import type { Waiter } from '../assign/dispatcher.js';
import { Persistence } from '../cookie/persistence.js';
import type { Core } from '../core.js';
import { socketEndpoint } from '../endpoint.js';
import { countFault, type FaultMoment } from '../fault/count-fault.js';
import { FAULTS } from '../fault/fault-table.js';
import type { FlowTarget } from '../filter/flow.js';
import { FlowFilters } from '../filter/stream-filters.js';
import { observeFault } from '../health/observation.js';
import { logStream } from '../log/stream-log.js';
import { applyRdpCookie } from '../phase/rdp-cookie.js';
import { retryDelayMs, rotates, shouldRedispatch } from '../phase/retry.js';
import { runRules } from '../phase/run-rules.js';
import { applyStickRequest, applyStickResponse } from '../phase/stick.js';
import { applyPersistRules, insists, switchBackend, useServer } from '../phase/switch-backend.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { ClientProtocol, ClientSession } from '../session/client-session.js';
import { countDeniedResponse, countEnd, countRefusal, countSomeBytes } from '../stream/count-end.js';
import { countBackend, countBalanced, countServer } from '../stream/count-start.js';
import { StreamState } from '../stream/stream-state.js';
import { trackBytes, trackEnd, trackSomeBytes } from '../stream/track.js';
import { unsentBytes } from '../unsent-bytes.js';
import { TcpServerSide } from './tcp-server-side.js';

const TcpPhase = { Front: 0, Back: 1, Queue: 2, Connect: 3, Turnaround: 4, Data: 5, Done: 6 } as const;
type TcpPhase = (typeof TcpPhase)[keyof typeof TcpPhase];

const END_STATES: readonly EndState[] = ['R', 'R', 'Q', 'C', 'C', 'D', '-'];
/** How long a client may take for the last bytes where it has no limit. */
const FLUSH_MS = 30_000;
const NEVER = Number.POSITIVE_INFINITY;

export class TcpStream implements ClientProtocol, Waiter, TimeoutHandler {
  readonly core: Core;
  readonly session: ClientSession;
  readonly connection: Connection;
  readonly state: StreamState;
  readonly persistence: Persistence;
  /** Content inspection, turnaround. */
  readonly timer: TimerEntry;
  /** Silence of the client. */
  readonly #clientTimer: TimerEntry;
  #phase: TcpPhase;
  ruleIndex: number;
  avoided: Server | undefined;
  #server: TcpServerSide | undefined;
  #holdsSlot: boolean;
  #inspectUntilMs: number;
  #responseUntilMs: number;
  #responseDecided: boolean;
  #clientEnded: boolean;
  #serverEnded: boolean;
  /** Everything of a direction went on, its end included. */
  #requestForwarded: boolean;
  #responseForwarded: boolean;
  #backendCounted: boolean;
  #logged: boolean;
  #unsent: number;

  constructor(core: Core, session: ClientSession, connection: Connection, frontend: LiveProxy) {
    this.core = core;
    this.session = session;
    this.connection = connection;
    this.state = new StreamState(session.state, frontend, core.plan.processVars);
    this.persistence = new Persistence();
    this.timer = new TimerEntry(this);
    this.state.wake = () => {
      if (this.#phase === TcpPhase.Front || this.#phase === TcpPhase.Back) this.#advance();
    };
    this.#clientTimer = new TimerEntry({ onTimeout: () => this.#clientSilent() });
    this.#phase = TcpPhase.Front;
    this.ruleIndex = 0;
    this.avoided = undefined;
    this.#server = undefined;
    this.#holdsSlot = false;
    this.#inspectUntilMs = 0;
    this.#responseUntilMs = 0;
    this.#responseDecided = false;
    this.#clientEnded = false;
    this.#serverEnded = false;
    this.#requestForwarded = false;
    this.#responseForwarded = false;
    this.#backendCounted = false;
    this.#logged = false;
    this.#unsent = 0;
  }

  get insists(): boolean {
    const { persistence, state } = this;
    return persistence.server !== undefined && insists(persistence, state.backendLive);
  }

  get wanted(): Server | undefined {
    return this.persistence.server;
  }

  /** Begins; called once, when the connection's handler is this stream. */
  start(): void {
    const { state } = this;
    state.id = this.core.nextStreamId();
    state.session.requestCount++;
    state.idleMs = 0;
    state.requestMs = 0;
    this.core.figures.totalRequests++;
    if (state.frontendLive.plan.logMoment === 'start') this.#log('txn_accept');
    this.#enterFilters(state.frontendLive);
    this.#armClient();
    this.#advance();
  }

  /** A proxy of the stream may have filters. */
  #enterFilters({ plan }: LiveProxy): void {
    if (plan.filters === undefined) return;
    const { state } = this;
    state.filters ??= new FlowFilters(this.#toServerFlow(), this.#toClientFlow(), this.core.holdBytes);
    state.filters.enter(plan.filters);
  }

  #toServerFlow(): FlowTarget {
    const stream = this;
    return {
      get isFull() {
        return stream.#serverConnection?.writableNeedsDrain === true;
      },
      forward: (bytes) => this.#writeToServer(bytes),
      ended: () => this.#endServer(),
      moved: () => this.#afterRequestMoved(),
    };
  }

  #toClientFlow(): FlowTarget {
    const stream = this;
    return {
      get isFull() {
        return stream.connection.writableNeedsDrain;
      },
      forward: (bytes) => this.#writeToClient(bytes),
      ended: () => this.#endClient(),
      moved: () => this.#afterResponseMoved(),
    };
  }

  get #serverConnection(): Connection | undefined {
    return this.#server?.connection;
  }

  // ---- rules

  /** Runs what can be run now. */
  #advance(): void {
    if (this.#phase === TcpPhase.Front) {
      if (!this.#content(this.state.frontendLive)) return;
      this.#chooseBackend();
    }
    if (this.#phase === TcpPhase.Back) {
      const { state } = this;
      if (state.backendLive !== state.frontendLive && !this.#content(state.backendLive)) return;
      this.#toServer();
    }
  }

  /** `tcp-request content`; true when the stream goes on. */
  #content(proxy: LiveProxy): boolean {
    const rules = proxy.plan.rules['tcp-request content'];
    if (rules.length === 0) return true;
    const { state } = this;
    const now = nowMs();
    const delayMs = proxy.config.requestInspectDelayMs;
    if (this.#inspectUntilMs === 0) this.#inspectUntilMs = now + delayMs;
    const isFull = state.requestChannel.size >= this.core.holdBytes;
    state.final = this.#clientEnded || isFull || delayMs === 0 || now >= this.#inspectUntilMs;
    const verdict = runRules(rules, this, state);
    state.final = true;
    if (verdict === Verdict.Yield) {
      const untilMs = Math.min(this.#inspectUntilMs, state.wakeAtMs);
      timers.arm(this.timer, now, Math.max(1, untilMs - now));
      return false;
    }
    state.wakeAtMs = NEVER;
    this.#inspectUntilMs = 0;
    timers.disarm(this.timer);
    if (verdict === Verdict.Continue || verdict === Verdict.Stop) return true;
    countRefusal(state, 'deniedRequests');
    this.#fail('denied');
    return false;
  }

  #chooseBackend(): void {
    const { state, core } = this;
    const backend = switchBackend(state, core);
    if (backend.isHttp) {
      this.#leaveToHttp();
      return;
    }
    state.backendLive = backend;
    state.backend = backend.proxy;
    if (backend !== state.frontendLive) this.#enterFilters(backend);
    if (backend.proxy.isBackend) {
      this.#backendCounted = true;
      countBackend(backend.proxy);
    }
    this.#phase = TcpPhase.Back;
  }

  /** The chosen backend speaks HTTP: so does the connection from now on. */
  #leaveToHttp(): void {
    this.#phase = TcpPhase.Done;
    timers.remove(this.timer);
    timers.remove(this.#clientTimer);
    const held = this.state.requestChannel.bytes();
    this.state.session.requestCount--;
    this.session.becomeHttp(this.state.frontendLive, held);
  }

  // ---- the server

  #toServer(): void {
    const { state, persistence } = this;
    const backend = state.backendLive;
    if (backend.plan.persist.length > 0) applyPersistRules(backend, state, persistence);
    if (backend.plan.useServer.length > 0) persistence.server = useServer(backend, state, persistence);
    const { stickRequest } = backend.plan;
    if (stickRequest !== undefined) applyStickRequest(stickRequest, state, persistence, backend);
    applyRdpCookie(backend, state, persistence);
    this.#assign();
  }

  #assign(): void {
    this.#phase = TcpPhase.Queue;
    const { dispatcher } = this.state.backendLive;
    const taken = dispatcher === undefined ? 'none' : dispatcher.take(this);
    if (taken === 'queued') return;
    if (taken === 'none') this.#fail('no-server');
    else if (taken !== 'full') {
      if (taken !== this.persistence.server) countBalanced(taken);
      this.onServer(taken);
    }
  }

  onServer(server: Server): void {
    const { state } = this;
    this.#holdsSlot = true;
    state.server = server;
    state.queueAtMs = state.elapsed(nowMs());
    this.#connect(server);
  }

  onRequeue(): void {
    this.#assign();
  }

  onFull(server: Server): void {
    this.state.server = server;
    if (server !== this.persistence.server) countBalanced(server);
    this.#fail('queue-full');
  }

  onQueueTimeout(): void {
    this.#fail('queue-timeout');
  }

  #connect(server: Server): void {
    const { state } = this;
    this.#phase = TcpPhase.Connect;
    const pool = state.backendLive.pools.get(server);
    const side = new TcpServerSide(
      this,
      server,
      state.timeoutConnectMs ?? state.backendLive.config.timeouts.connectMs ?? 0,
    );
    this.#server = side;
    server.counters.connect++;
    server.connectionsUsed++;
    const connection = pool?.connector.open(state, side);
    if (connection !== undefined) {
      side.connection = connection;
      countServer(server);
    } else this.onServerFault(side, 'no-local-resource');
  }

  /** Connected: what is held goes out first. */
  onServerReady(side: TcpServerSide, connection: Connection): void {
    const { state } = this;
    state.server!.observer?.('connected');
    state.backendLive.pools.get(state.server!)!.connector.connected(side, connection, state);
    state.serverTls = side.tls;
    state.connectAtMs = state.elapsed(nowMs());
    const { socket } = connection;
    state.serverSource = endOf(socket.localAddress, socket.localPort);
    state.serverDestination = endOf(socket.remoteAddress, socket.remotePort);
    this.#phase = TcpPhase.Data;
    const { requestChannel } = state;
    if (requestChannel.size > 0) {
      this.#forwardRequest(requestChannel.bytes());
      requestChannel.drop();
    }
    if (this.#clientEnded) this.#endRequest();
    if (state.filters?.request.full !== true) this.connection.resume();
    this.#responseDecided = !this.#inspectsResponse();
    if (this.#responseDecided) this.#stick();
    this.#armServer();
    this.#armClient();
    if (state.frontendLive.logAsap) {
      state.closeAtMs = state.connectAtMs;
      this.#log('txn_connect');
    }
    if (!this.#responseDecided) this.#responseContent();
  }

  onServerFault(side: TcpServerSide, code: FaultCode): void {
    if (this.#server !== side) return;
    this.#server = undefined;
    side.server.connectionsUsed--;
    if (side.server.observer !== undefined) observeFault(side.server, code);
    if (this.#phase === TcpPhase.Done) return;
    // All that it had to say is here and on its way to the client.
    if (this.#serverEnded && this.state.filters?.response.busy === true) return;
    if (this.#phase === TcpPhase.Connect && this.#retry(code)) return;
    this.#fail(code);
  }

  #retry(code: FaultCode): boolean {
    const { state } = this;
    const server = state.server!;
    const retriesMax = state.retriesMax ?? state.backendLive.config.retries;
    if (FAULTS[code].retry === undefined || state.retries >= retriesMax) return false;
    state.retries++;
    const isAtOnce = code !== 'connect-timeout';
    if (shouldRedispatch(state, this.persistence)) {
      this.#releaseSlot();
      state.redispatched = true;
      server.counters.redispatches++;
      state.backend.backend.redispatches++;
      this.persistence.server = undefined;
      this.avoided = server;
      state.server = undefined;
      if (isAtOnce && !rotates(state.backendLive)) this.#turnAround();
      else this.#assign();
      return true;
    }
    server.counters.retries++;
    state.backend.backend.retries++;
    if (isAtOnce) this.#turnAround();
    else this.#connect(server);
    return true;
  }

  #turnAround(): void {
    this.#phase = TcpPhase.Turnaround;
    timers.arm(this.timer, nowMs(), retryDelayMs(this.state.backendLive));
  }

  onTimeout(): void {
    if (this.#phase === TcpPhase.Turnaround) {
      if (this.state.server === undefined) this.#assign();
      else this.#connect(this.state.server);
    } else if (this.#phase === TcpPhase.Data) this.#responseContent();
    else this.#advance();
  }

  // ---- bytes of the client

  onConnect(): void {}

  onData(_connection: Connection, bytes: Buffer): void {
    const { state } = this;
    state.bytesFromClient += bytes.length;
    trackSomeBytes(state);
    if (state.frontendLive.countsAtOnce && this.#phase === TcpPhase.Data) countSomeBytes(state, this.#backendCounted);
    if (this.#phase === TcpPhase.Data) {
      this.#forwardRequest(bytes);
      return;
    }
    if (this.#phase === TcpPhase.Done) return;
    state.requestChannel.hold(bytes, 0, bytes.length);
    if (state.requestChannel.size >= this.core.holdBytes) this.connection.pause();
    this.#armClient();
    this.#advance();
  }

  /** To the server, through the filters if there are any. */
  #forwardRequest(bytes: Buffer): void {
    const { backendLive, filters } = this.state;
    const flow = filters?.request;
    if (flow?.active !== true) this.#writeToServer(bytes);
    else {
      flow.push(bytes);
      if (flow.full) this.connection.pause();
    }
    this.#armClient();
    if (!backendLive.independentStreams) this.#armServer();
  }

  #writeToServer(bytes: Buffer): void {
    this.state.bytesToServer += bytes.length;
    if (this.#serverConnection?.write(bytes) === false) this.connection.pause();
  }

  #endRequest(): void {
    const flow = this.state.filters?.request;
    if (flow?.active === true) flow.end();
    else this.#endServer();
  }

  /** The server has all that the client sent. */
  #endServer(): void {
    this.#requestForwarded = true;
    this.#serverConnection?.end();
    if (this.#responseForwarded) this.#finish();
  }

  #afterRequestMoved(): void {
    if (this.#phase !== TcpPhase.Data) return;
    this.#armServer();
    if (this.state.filters?.request.full !== true && !this.#serverConnection?.writableNeedsDrain) this.#resumeClient();
  }

  #resumeClient(): void {
    this.connection.resume();
    this.#armClient();
  }

  onEnd(): void {
    this.#clientEnded = true;
    this.state.requestChannel.closed = true;
    if (this.#phase === TcpPhase.Data) {
      this.#armClient();
      this.#endRequest();
    } else if (this.#phase === TcpPhase.Front || this.#phase === TcpPhase.Back) this.#advance();
    else if (this.#hasNothingToSay()) this.#fail('client-abort');
  }

  /** The client ended, and a server would get nothing of it, or nothing that it should still work for. */
  #hasNothingToSay(): boolean {
    const { backendLive, requestChannel } = this.state;
    return this.#clientEnded && (backendLive.abortOnClose || requestChannel.size === 0);
  }

  onDrain(): void {
    const flow = this.state.filters?.response;
    flow?.pump();
    if (this.#phase !== TcpPhase.Data) return;
    if (this.#serverConnection?.paused === true && flow?.full !== true) {
      this.#serverConnection.resume();
      this.#armServer();
    }
    this.#armClient();
  }

  onClose(_connection: Connection, fault: TcpFault | undefined): void {
    timers.remove(this.#clientTimer);
    if (this.#phase !== TcpPhase.Done) {
      if (this.#clientEnded && this.#responseForwarded) this.#finish();
      else this.#fail('client-abort', fault === 'reset');
    }
    this.session.closed();
  }

  #clientSilent(): void {
    const unsent = unsentBytes(this.connection);
    const takes = unsent > 0 && unsent !== this.#unsent;
    this.#unsent = unsent;
    if (this.#phase === TcpPhase.Done) {
      if (takes) timers.arm(this.#clientTimer, nowMs(), this.state.frontendLive.config.timeouts.clientMs ?? FLUSH_MS);
      else this.connection.destroy();
      return;
    }
    if (takes) {
      this.#armClient();
      return;
    }
    if (this.#phase === TcpPhase.Front || this.#phase === TcpPhase.Back || this.#phase === TcpPhase.Data) {
      this.#fail('client-timeout');
    }
  }

  // ---- bytes of the server

  onServerData(bytes: Buffer): void {
    const { state } = this;
    state.bytesFromServer += bytes.length;
    state.bytesToClient += bytes.length;
    trackSomeBytes(state);
    if (state.frontendLive.countsAtOnce && this.#phase === TcpPhase.Data) countSomeBytes(state, this.#backendCounted);
    this.#armServer();
    if (!this.#responseDecided) {
      state.responseChannel.hold(bytes, 0, bytes.length);
      this.#responseContent();
      return;
    }
    if (!state.frontendLive.independentStreams) this.#armClient();
    this.#forwardResponse(bytes);
  }

  /** To the client, through the filters if there are any. */
  #forwardResponse(bytes: Buffer): void {
    const flow = this.state.filters?.response;
    if (flow?.active !== true) {
      this.#writeToClient(bytes);
      return;
    }
    flow.push(bytes);
    if (flow.full) this.#pauseServer();
  }

  #writeToClient(bytes: Buffer): void {
    if (!this.connection.write(bytes)) this.#pauseServer();
  }

  /** It is not the server that is late while nobody reads what it sends. */
  #pauseServer(): void {
    this.#serverConnection?.pause();
    this.#server?.arm(0);
  }

  #afterResponseMoved(): void {
    if (this.#phase !== TcpPhase.Data) return;
    this.#armClient();
    if (this.#serverConnection?.paused !== true) return;
    if (this.state.filters?.response.full === true || this.connection.writableNeedsDrain) return;
    this.#serverConnection.resume();
    this.#armServer();
  }

  onServerEnd(): void {
    const { state } = this;
    this.#serverEnded = true;
    state.responseChannel.closed = true;
    if (!this.#responseDecided) this.#responseContent();
    if (this.#phase === TcpPhase.Done) return;
    const flow = this.state.filters?.response;
    if (flow?.active === true) {
      this.#server?.arm(0);
      flow.end();
    } else this.#endClient();
  }

  /** The client has all that the server sent. */
  #endClient(): void {
    this.#responseForwarded = true;
    this.connection.end();
    if (this.#requestForwarded) this.#finish();
    else this.#armClient();
  }

  onServerDrain(): void {
    const flow = this.state.filters?.request;
    flow?.pump();
    if (flow?.full !== true) this.connection.resume();
  }

  /** It takes what we send, if slowly. */
  onServerSlow(): void {
    this.#armServer();
  }

  onServerSilent(): void {
    // One limit for both directions: both are late at a time, and the client is told of (haproxy 2.6).
    const isCommon = this.#tunnelMs() !== undefined && !this.#clientEnded && !this.#serverEnded;
    this.#fail(isCommon ? 'client-timeout' : 'server-timeout');
  }

  #inspectsResponse(): boolean {
    return this.state.backendLive.plan.rules['tcp-response content'].length > 0;
  }

  /** Stick tables learn the server. */
  #stick(): void {
    const { stickResponse } = this.state.backendLive.plan;
    if (stickResponse !== undefined) applyStickResponse(stickResponse, this.state, this.persistence);
  }

  /** `tcp-response content`: bytes are held until the rules have decided. */
  #responseContent(): void {
    const { state } = this;
    const { plan, config } = state.backendLive;
    const now = nowMs();
    const delayMs = config.responseInspectDelayMs;
    if (this.#responseUntilMs === 0) this.#responseUntilMs = now + delayMs;
    // Without a delay the rules look at the first bytes, not at an empty buffer.
    if (state.responseChannel.size === 0 && !state.responseChannel.closed && delayMs === 0) return;
    const isFull = state.responseChannel.size >= this.core.holdBytes;
    state.final = this.#serverEnded || isFull || delayMs === 0 || now >= this.#responseUntilMs;
    const verdict = runRules(plan.rules['tcp-response content'], this, state);
    state.final = true;
    if (verdict === Verdict.Yield) {
      timers.arm(this.timer, now, Math.max(1, Math.min(this.#responseUntilMs, state.wakeAtMs) - now));
      return;
    }
    state.wakeAtMs = NEVER;
    this.#responseDecided = true;
    this.#stick();
    timers.disarm(this.timer);
    if (verdict !== Verdict.Continue && verdict !== Verdict.Stop) {
      countDeniedResponse(state);
      this.#fail('denied');
      return;
    }
    if (state.responseChannel.size > 0) {
      this.#forwardResponse(state.responseChannel.bytes());
      state.responseChannel.drop();
    }
    if (state.serverCloseAsked) this.#closeServer();
  }

  /** `tcp-response content close`: what came is sent on, then both sides end. */
  #closeServer(): void {
    this.#server?.connection?.end();
    if (!this.#serverEnded) this.onServerEnd();
  }

  // ---- time limits

  #armClient(): void {
    const { config } = this.state.frontendLive;
    const { timeouts } = config;
    let ms = this.state.timeoutClientMs ?? timeouts.clientMs;
    if (this.#phase === TcpPhase.Data) ms = this.#tunnelMs() ?? ms;
    if (this.#responseForwarded && timeouts.clientFinMs !== undefined) ms = timeouts.clientFinMs;
    // While the server is full the client is not late; while we connect, nothing is expected of it.
    const isExcused = this.connection.paused || (this.#phase > TcpPhase.Back && this.#phase < TcpPhase.Data);
    if (ms === undefined || isExcused || this.#clientEnded) timers.disarm(this.#clientTimer);
    else timers.arm(this.#clientTimer, nowMs(), ms);
  }

  #armServer(): void {
    const { timeouts } = this.state.backendLive.config;
    let ms = this.#tunnelMs() ?? this.state.timeoutServerMs ?? timeouts.serverMs;
    if (this.#clientEnded && timeouts.serverFinMs !== undefined) ms = timeouts.serverFinMs;
    // One that may not send is not late.
    const isExcused = this.#serverEnded || this.#serverConnection?.paused === true;
    this.#server?.arm(isExcused ? 0 : (ms ?? 0));
  }

  #tunnelMs(): number | undefined {
    return this.state.timeoutTunnelMs ?? this.state.backendLive.config.timeouts.tunnelMs;
  }

  // ---- ends

  stopSoftly(): void {}

  /**
   * Ends the stream against its will. A connection that broke, where it was not ended, is told as if data were under way and
   * counted, however far the stream came (haproxy 2.6).
   */
  #fail(code: FaultCode, isBroken = false): void {
    if (this.#phase === TcpPhase.Done) return;
    const { state } = this;
    if (isBroken && this.#phase > TcpPhase.Back && this.#phase < TcpPhase.Data) {
      this.#endBroken();
      return;
    }
    state.end(FAULTS[code].cause, code === 'no-server' ? 'C' : this.#endState(code));
    if (!isKill(code)) countFault(state, code, this.#moment());
    const hasWaited = this.#phase === TcpPhase.Queue && code !== 'no-server' && code !== 'queue-full';
    if (hasWaited) state.queueAtMs = state.elapsed(nowMs());
    this.#finish();
  }

  #endBroken(): void {
    const { state } = this;
    state.end('C', 'D');
    countFault(state, 'client-abort', 'data');
    if (this.#phase === TcpPhase.Queue) state.queueAtMs = state.elapsed(nowMs());
    this.#finish();
  }

  #moment(): FaultMoment {
    if (this.#phase <= TcpPhase.Back) return 'request';
    return this.#phase === TcpPhase.Data ? 'data' : 'connect';
  }

  #endState(code: FaultCode): EndState {
    // No state is told of a stream that was ended from outside (observed).
    if (isKill(code) && this.#phase === TcpPhase.Data) return '-';
    if (this.#phase === TcpPhase.Data && this.#serverEnded && code === 'client-abort') return 'L';
    return END_STATES[this.#phase]!;
  }

  #finish(): void {
    if (this.#phase === TcpPhase.Done) return;
    const { state } = this;
    if (this.#phase === TcpPhase.Queue) state.backendLive.dispatcher?.abandon(this);
    this.#phase = TcpPhase.Done;
    timers.remove(this.timer);
    timers.remove(this.#clientTimer);
    const side = this.#server;
    this.#server = undefined;
    if (side !== undefined) {
      side.server.connectionsUsed--;
      side.leave();
    }
    this.#releaseSlot();
    state.filters?.close();
    state.closeAtMs = state.elapsed(nowMs());
    countEnd(state, this.#backendCounted, this.core.figures);
    trackBytes(state);
    this.#log();
    trackEnd(state);
    this.#closeClient();
  }

  /** What was written still goes out while the client takes it. */
  #closeClient(): void {
    const { connection } = this;
    if (connection.closed) return;
    connection.close();
    if (connection.socket.destroyed) return;
    this.#unsent = unsentBytes(connection);
    timers.arm(this.#clientTimer, nowMs(), this.state.frontendLive.config.timeouts.clientMs ?? FLUSH_MS);
  }

  #releaseSlot(): void {
    if (!this.#holdsSlot) return;
    this.#holdsSlot = false;
    this.state.backendLive.dispatcher!.release(this.state.server!);
  }

  #log(origin: LogOrigin = 'txn_close'): void {
    if (this.#logged) return;
    this.#logged = true;
    const { state } = this;
    state.logOrigin = origin;
    if (state.frontendLive.dontLogNull && state.bytesFromClient === 0 && state.bytesFromServer === 0) return;
    logStream(state);
  }

  /** Ends it from outside (runtime API). */
  kill(code: FaultCode): void {
    this.#fail(code);
  }
}

function isKill(code: FaultCode): boolean {
  return code === 'killed' || code === 'server-down' || code === 'backup-up';
}

function endOf(text: string | undefined, port: number | undefined): Endpoint {
  return socketEndpoint(text, port);
}
