/**
 * One request and its response, from the parsed head to the last byte: the state machine. It knows no wire format: the
 * client side and the server side are two legs that it tells what to send and that report what came.
 *
 *     Idle -> Rules -> (Tarpit) -> Queue -> Connect -> (Turnaround -> Connect) -> Wait -> Response -> Data | Tunnel -> Done
 *
 * The object lives as long as the client connection and is used for all of its requests. Invariant: a server slot taken from
 * the dispatcher is given back exactly once, before `Done`.
 */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { EndCause, EndState, LogOrigin } from '../../model/stream.js';
import type { Reply } from '../../model/verdict.js';
import type { Waiter } from '../assign/dispatcher.js';
import { Persistence } from '../cookie/persistence.js';
import type { Core } from '../core.js';
import { countFault, type FaultMoment } from '../fault/count-fault.js';
import { FAULTS } from '../fault/fault-table.js';
import { FlowFilters } from '../filter/stream-filters.js';
import { requestSize } from '../head/size.js';
import { observeFault } from '../health/observation.js';
import { logStream } from '../log/stream-log.js';
import { preferredServer } from '../phase/prefer-last.js';
import { retryDelayMs, rotates, shouldRedispatch } from '../phase/retry.js';
import { insists } from '../phase/switch-backend.js';
import type { ServerLeg } from '../pool/server-leg.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { answer } from '../reply/answer.js';
import { pageReply } from '../reply/local-response.js';
import { countEnd, countSomeBytes } from '../stream/count-end.js';
import { countBalanced } from '../stream/count-start.js';
import type { StreamState } from '../stream/stream-state.js';
import { trackBytes, trackEnd, trackSomeBytes } from '../stream/track.js';
import type { ClientLeg } from './client-leg.js';
import { connectToServer, startRequest } from './connect-step.js';
import { FlowToClient, FlowToServer } from './flow-target.js';
import { endStateOf, Phase, ResponseStep, Step } from './phase.js';
import { runRequestSteps } from './request-steps.js';
import { receiveResponse, runResponseSteps } from './response-steps.js';

/** Methods that may be sent twice. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

export class HttpStream implements Waiter, TimeoutHandler {
  readonly core: Core;
  readonly state: StreamState;
  readonly client: ClientLeg;
  readonly persistence: Persistence;
  /** Inspection delays, tarpit, turnaround. */
  readonly timer: TimerEntry;
  phase: Phase;
  step: Step;
  responseStep: ResponseStep;
  ruleIndex: number;
  server: ServerLeg | undefined;
  /** A slot of `state.server` is taken. */
  holdsSlot: boolean;
  avoided: Server | undefined;
  /** The last byte of the request was received / of the response was sent. */
  requestEnded: boolean;
  responseEnded: boolean;
  requestTrailers: Fields | undefined;
  responseTrailers: Fields | undefined;
  /** A final head was sent to the client. */
  answered: boolean;
  logged: boolean;
  /** Status of a reply that waits in the tarpit. */
  tarpitReply: Reply | undefined;
  /** Time at which the rules of a list with an inspection delay become final. */
  inspectUntilMs: number;
  backendCounted: boolean;
  /** All that was sent of the body so far is still held: the request can be sent again. */
  bodyKept: boolean;
  /** The client said that it sends no more, and so did we to the server: what breaks off now is its doing. */
  clientLeft: boolean;
  /** Server of the connection's requests so far; it asked for credentials, so that the next one must reach it too. */
  lastServer: Server | undefined;
  staysWithLast: boolean;

  constructor(core: Core, state: StreamState, client: ClientLeg) {
    this.core = core;
    this.state = state;
    this.client = client;
    this.persistence = new Persistence();
    this.timer = new TimerEntry(this);
    state.wake = () => {
      if (this.phase === Phase.Rules) runRequestSteps(this);
    };
    this.phase = Phase.Idle;
    this.step = Step.FrontContent;
    this.responseStep = ResponseStep.Content;
    this.ruleIndex = 0;
    this.server = undefined;
    this.holdsSlot = false;
    this.avoided = undefined;
    this.requestEnded = false;
    this.responseEnded = false;
    this.requestTrailers = undefined;
    this.responseTrailers = undefined;
    this.answered = false;
    this.logged = false;
    this.tarpitReply = undefined;
    this.inspectUntilMs = 0;
    this.backendCounted = false;
    this.bodyKept = true;
    this.clientLeft = false;
    this.lastServer = undefined;
    this.staysWithLast = false;
  }

  /** Nothing of the request waits in front of the server. */
  get isSent(): boolean {
    return this.requestEnded && this.state.filters?.request.busy !== true;
  }

  /** Persistence leads to servers that are down too (`force-persist`, `option persist`). */
  get insists(): boolean {
    const { persistence, state } = this;
    return persistence.server !== undefined && insists(persistence, state.backendLive);
  }

  get wanted(): Server | undefined {
    const { server } = this.persistence;
    return server !== undefined || this.lastServer === undefined ? server : preferredServer(this, this.lastServer);
  }

  // ---- the client side reports

  /** A request head arrived; `state.begin` was called. Payload of the same packet may follow before `start`. */
  begin(head: RequestHead): void {
    const { state } = this;
    this.phase = Phase.Rules;
    this.step = Step.FrontContent;
    this.responseStep = ResponseStep.Content;
    this.ruleIndex = 0;
    this.avoided = undefined;
    this.requestEnded = false;
    this.responseEnded = false;
    this.requestTrailers = undefined;
    this.responseTrailers = undefined;
    this.answered = false;
    this.logged = false;
    this.tarpitReply = undefined;
    this.inspectUntilMs = 0;
    this.backendCounted = false;
    this.bodyKept = true;
    this.clientLeft = false;
    this.persistence.reset();
    state.request = head;
    state.bytesFromClient = requestSize(head);
    state.session.requestCount++;
    this.core.figures.totalRequests++;
    if (state.frontendLive.plan.filters !== undefined) this.enterFilters(state.frontendLive);
  }

  /** The stream comes to a proxy that has filters. */
  enterFilters({ plan }: LiveProxy): void {
    this.state.filters ??= new FlowFilters(new FlowToServer(this), new FlowToClient(this), this.core.holdBytes);
    this.state.filters.enter(plan.filters!);
  }

  /** The request turned out to be unreadable before its rules were run: there was no stream. */
  forget(): void {
    if (this.phase === Phase.Idle) return;
    const { state } = this;
    this.phase = Phase.Idle;
    state.request = undefined;
    state.originalMethod = '';
    state.originalUri = '';
    state.requestMs = -1;
    state.idleMs = -1;
    state.bytesFromClient = 0;
    state.session.requestCount--;
    this.core.figures.totalRequests--;
  }

  /** Everything that came with the head is here: runs the rules. */
  start(): void {
    const { state } = this;
    if (state.frontendLive.plan.logMoment === 'start') this.writeLog('txn_accept');
    runRequestSteps(this);
  }

  onRequestData(bytes: Buffer): void {
    const { state } = this;
    state.bytesFromClient += bytes.length;
    trackSomeBytes(state);
    if (state.frontendLive.countsAtOnce && this.phase >= Phase.Wait) countSomeBytes(state, this.backendCounted);
    if (this.phase >= Phase.Wait && this.server !== undefined) {
      this.bodyKept = false;
      this.forwardRequest(bytes);
      return;
    }
    if (this.phase > Phase.Data) return;
    state.requestChannel.hold(bytes, 0, bytes.length);
    if (state.requestChannel.size >= this.core.holdBytes) {
      state.requestChannel.full = true;
      this.client.pauseRequest();
    }
  }

  onRequestEnd(trailers: Fields | undefined): void {
    this.requestEnded = true;
    this.requestTrailers = trailers;
    this.state.requestChannel.closed = true;
    if (this.phase >= Phase.Wait && this.server !== undefined) this.endRequest();
    if (this.responseEnded) this.finish();
  }

  /** Payload goes to the server, through the filters if there are any. */
  forwardRequest(bytes: Buffer): void {
    const flow = this.state.filters?.request;
    if (flow === undefined || !flow.active) {
      this.server!.sendData(bytes);
      return;
    }
    flow.push(bytes);
    if (flow.full) this.client.pauseRequest();
  }

  /** The end of the request goes to the server, behind all of its payload. */
  endRequest(): void {
    const flow = this.state.filters?.request;
    if (flow?.active === true) flow.end();
    else this.sendRequestEnd();
  }

  sendRequestEnd(): void {
    this.server?.sendEnd(this.state.backendLive.dropsRequestTrailers ? undefined : this.requestTrailers);
  }

  /** No more events of this turn: sends what was collected, lets waiting rules look at new data. */
  onClientTurn(): void {
    if (this.phase === Phase.Rules) runRequestSteps(this);
    else this.server?.flush();
  }

  /** The client is gone, or its connection broke. */
  onClientGone(): void {
    if (this.phase === Phase.Idle || this.phase === Phase.Done) return;
    // While the request is being sent, that is the phase of data.
    const isSending = this.phase === Phase.Tunnel || (this.phase === Phase.Wait && !this.requestEnded);
    if (this.phase === Phase.Queue) this.state.queueAtMs = this.state.elapsed(nowMs());
    if (this.phase === Phase.Tarpit) this.#endTarpit('P');
    else this.abort('client-abort', isSending ? 'D' : this.#state());
  }

  /** The client sends no more while a server works for it: that is told, and it decides (`option abortonclose`). */
  onClientLeft(): void {
    this.clientLeft = true;
    this.server?.halfClose();
  }

  /** The client takes no data or sends none for too long. */
  onClientTimeout(): void {
    if (this.phase === Phase.Rules) this.state.requestMs = -1;
    if (this.answered || this.phase >= Phase.Response) this.abort('client-timeout', this.#state());
    else this.fail('client-timeout');
  }

  onClientDrain(): void {
    const flow = this.state.filters?.response;
    if (flow?.active === true) {
      flow.pump();
      this.client.flush();
      if (flow.full) return;
    }
    this.server?.resume();
  }

  /** The server takes bytes again. */
  onServerDrain(): void {
    const flow = this.state.filters?.request;
    if (flow?.active === true) {
      flow.pump();
      this.server?.flush();
      if (flow.full) return;
    }
    this.client.resumeRequest();
  }

  // ---- the dispatcher and the timer report

  onServer(server: Server): void {
    const { state } = this;
    this.holdsSlot = true;
    state.server = server;
    this.lastServer = server;
    state.queueAtMs = state.elapsed(nowMs());
    connectToServer(this, server);
  }

  onFull(server: Server): void {
    this.state.server = server;
    if (server !== this.persistence.server) countBalanced(server);
    this.fail('queue-full');
  }

  onQueueTimeout(): void {
    this.state.queueAtMs = this.state.elapsed(nowMs());
    this.fail('queue-timeout');
  }

  onRequeue(): void {
    this.assign();
  }

  onTimeout(): void {
    switch (this.phase) {
      case Phase.Rules:
        runRequestSteps(this);
        return;
      case Phase.Response:
        runResponseSteps(this);
        return;
      case Phase.Tarpit:
        this.#endTarpit('P');
        return;
      case Phase.Turnaround:
        if (this.state.server === undefined) this.assign();
        else connectToServer(this, this.state.server);
        return;
    }
  }

  /** The time in the tarpit is over, or the client did not wait for its end: both are told as if it had been answered. */
  #endTarpit(cause: EndCause): void {
    this.state.end(cause, 'T');
    this.state.queueAtMs = this.state.elapsed(nowMs());
    this.reply(this.tarpitReply!);
  }

  // ---- the server side reports

  /** Connected, or taken from the pool: sends the request. */
  onServerReady(): void {
    startRequest(this);
  }

  onResponseHead(head: ResponseHead): void {
    receiveResponse(this, head);
  }

  onResponseData(bytes: Buffer): void {
    const { state } = this;
    state.bytesFromServer += bytes.length;
    state.bytesToClient += bytes.length;
    trackSomeBytes(state);
    if (state.frontendLive.countsAtOnce && this.phase >= Phase.Wait) countSomeBytes(state, this.backendCounted);
    if (this.answered) this.forwardResponse(bytes);
    else {
      state.responseChannel.hold(bytes, 0, bytes.length);
      if (state.responseChannel.size >= this.core.holdBytes) {
        state.responseChannel.full = true;
        this.server?.pause();
      }
    }
  }

  /** Everything that came was read: lets waiting rules look at it, sends what was collected. */
  onServerTurn(): void {
    if (this.phase === Phase.Response && !this.answered) runResponseSteps(this);
    this.client.flush();
  }

  onResponseEnd(trailers: Fields | undefined): void {
    this.state.responseChannel.closed = true;
    this.responseTrailers = trailers;
    if (this.answered) this.completeResponse();
    else runResponseSteps(this);
  }

  /** Payload goes to the client, through the filters if there are any. */
  forwardResponse(bytes: Buffer): void {
    const flow = this.state.filters?.response;
    if (flow === undefined || !flow.active) {
      this.client.sendData(bytes);
      return;
    }
    flow.push(bytes);
    if (flow.full) this.server?.pause();
  }

  /** The end of the response was received, its head is with the client: the payload may still be on its way. */
  completeResponse(): void {
    const flow = this.state.filters?.response;
    if (flow?.active !== true) {
      this.sendResponseEnd();
      return;
    }
    // Nothing more is expected of the server while the rest goes out.
    this.server?.pause();
    flow.end();
    this.client.flush();
  }

  /** Head and payload are with the client. */
  sendResponseEnd(): void {
    if (this.phase === Phase.Tunnel) {
      this.#endTunnel();
      return;
    }
    this.responseEnded = true;
    this.client.sendEnd(this.state.frontendLive.dropsResponseTrailers ? undefined : this.responseTrailers);
    // A server that left behind its answer takes no more of the request.
    if (!this.requestEnded && this.server === undefined) this.client.closeAfter();
    if (this.requestEnded || this.server === undefined) this.finish();
  }

  /** The server sends no more through the tunnel. */
  onTunnelEnd(): void {
    this.state.responseChannel.closed = true;
    const flow = this.state.filters?.response;
    if (flow?.active === true) flow.end();
    else this.#endTunnel();
  }

  #endTunnel(): void {
    this.responseEnded = true;
    this.client.flush();
    this.client.halfClose();
    if (this.requestEnded) this.finish();
  }

  /** The server side failed; what follows depends on how far the stream came. */
  onServerFault(reported: FaultCode): void {
    this.server = undefined;
    if (this.phase === Phase.Done || this.phase === Phase.Idle) return;
    // All that it had to say is here and on its way to the client.
    if (this.state.filters?.response.busy === true && this.state.responseChannel.closed) return;
    const isAnswer = this.clientLeft && (reported === 'server-empty' || reported === 'server-abort');
    const code = isAnswer ? 'client-abort' : reported;
    if (this.state.server?.observer !== undefined) observeFault(this.state.server, code);
    if (this.#wasStale(code)) {
      connectToServer(this, this.state.server!);
      return;
    }
    if (this.responseEnded) {
      // The response is complete; the rest of the request has nowhere to go.
      this.client.closeAfter();
      this.finish();
    } else if (this.answered && !this.#takesBack(code)) this.abort(code, this.#state());
    else if (!this.#retry(code)) this.fail(code);
  }

  /** A kept connection that closed just when we used it says nothing about the server: the next one is tried (RFC 9110 9.2.2). */
  #wasStale(code: FaultCode): boolean {
    const { state } = this;
    if (code !== 'server-empty' || !state.serverConnectionReused || this.phase !== Phase.Wait) return false;
    return IDEMPOTENT.has(state.request!.method) && this.canReplay();
  }

  /** A response that breaks before anything of it left is as if it had never come. */
  #takesBack(code: FaultCode): boolean {
    if (code !== 'bad-response' || !this.client.takeBack()) return false;
    this.answered = false;
    this.phase = Phase.Response;
    this.state.dataAtMs = -1;
    this.state.bytesFromServer = 0;
    return true;
  }

  // ---- ends

  /** Tries again if the configuration allows it. */
  #retry(code: FaultCode): boolean {
    const { state } = this;
    const { retry } = FAULTS[code];
    const backend = state.backendLive;
    if (retry === undefined || !backend.retryReasons.has(retry)) return false;
    if (state.l7RetryDisabled && retry !== 'conn-failure') return false;
    if (state.retries >= (state.retriesMax ?? backend.config.retries) || this.phase >= Phase.Response) return false;
    // What was sent and not kept cannot be sent again.
    if (this.phase === Phase.Wait && state.bytesToServer > 0 && !this.canReplay()) return false;
    this.tryAgain(code === 'connect-refused' || code === 'server-tls' || code === 'no-local-resource');
    return true;
  }

  /** Whether the whole request is still at hand. */
  canReplay(): boolean {
    const { bodyKind } = this.state.request!;
    return bodyKind === 'none' || (this.requestEnded && this.bodyKept);
  }

  /** Another attempt: on another server, or on the same one after a moment if the failure came at once. */
  tryAgain(wasImmediate: boolean): void {
    const { state } = this;
    const server = state.server!;
    state.retries++;
    if (shouldRedispatch(state, this.persistence)) {
      this.releaseSlot();
      state.redispatched = true;
      server.counters.redispatches++;
      state.backend.backend.redispatches++;
      this.persistence.direct = false;
      this.persistence.server = undefined;
      if (state.requestCookieState === 'V') state.requestCookieState = 'D';
      this.avoided = server;
      state.server = undefined;
      // Where the choice is likely to be the same one, it has a moment to recover.
      if (wasImmediate && !rotates(state.backendLive)) this.#turnAround();
      else this.assign();
      return;
    }
    server.counters.retries++;
    state.backend.backend.retries++;
    if (!wasImmediate) connectToServer(this, server);
    else this.#turnAround();
  }

  #turnAround(): void {
    this.phase = Phase.Turnaround;
    timers.arm(this.timer, nowMs(), retryDelayMs(this.state.backendLive));
  }

  /** Asks for a server. */
  assign(): void {
    const { state } = this;
    this.phase = Phase.Queue;
    const { dispatcher } = state.backendLive;
    const taken = dispatcher === undefined ? 'none' : dispatcher.take(this);
    if (taken === 'queued') return;
    if (taken === 'none') this.fail('no-server');
    else if (taken !== 'full') {
      if (taken !== this.persistence.server) countBalanced(taken);
      this.onServer(taken);
    }
  }

  /** Ends the stream with the page of a fault, or with nothing if it is too late for one. */
  fail(code: FaultCode): void {
    const { state } = this;
    const fault = FAULTS[code];
    if (this.answered) {
      this.abort(code, this.#state());
      return;
    }
    this.#count(code);
    state.end(fault.cause, code === 'no-server' ? 'C' : this.#state());
    this.reply(pageReply(fault.status));
  }

  /** Sends a local answer and ends the stream behind it. */
  reply(reply: Reply): void {
    this.#leaveQueue();
    this.dropServer();
    answer(this, reply);
  }

  /** Ends the stream now; the client's connection is cut. */
  abort(code: FaultCode, endState: EndState): void {
    if (this.phase === Phase.Done || this.phase === Phase.Idle) return;
    this.#count(code);
    // In the middle of data it is the server that broke off (observed).
    this.#cut(code === 'bad-response' ? 'S' : FAULTS[code].cause, endState);
  }

  #cut(cause: EndCause, endState: EndState): void {
    this.state.end(cause, endState);
    this.#leaveQueue();
    this.dropServer();
    this.client.cut();
    this.finish();
  }

  /** Everything was exchanged, or will never be. */
  finish(): void {
    if (this.phase === Phase.Done || this.phase === Phase.Idle) return;
    const { state } = this;
    this.#leaveQueue();
    if (this.server !== undefined) {
      const leg = this.server;
      this.server = undefined;
      leg.release(this.responseEnded && this.isSent);
    }
    this.releaseSlot();
    this.phase = Phase.Done;
    timers.disarm(this.timer);
    state.filters?.close();
    state.closeAtMs = state.elapsed(nowMs());
    this.client.flush();
    countEnd(state, this.backendCounted, this.core.figures);
    trackBytes(state);
    this.writeLog();
    trackEnd(state);
    this.phase = Phase.Idle;
    this.client.streamDone();
  }

  /** Ends it from outside: an operator, or a server that went down. Who waits for a response gets a page. */
  kill(code: FaultCode): void {
    this.client.closeAfter();
    if (this.phase === Phase.Queue) this.state.queueAtMs = this.state.elapsed(nowMs());
    if (this.phase === Phase.Tarpit) this.#endTarpit(FAULTS[code].cause);
    else if (this.phase === Phase.Response && !this.answered) this.fail(code);
    else if (this.phase === Phase.Wait && this.requestEnded) this.fail(code);
    // In the middle of the request, and in tunnels, no state is told (observed).
    else if (this.phase === Phase.Wait || this.phase === Phase.Tunnel) this.#cut(FAULTS[code].cause, '-');
    else this.abort(code, this.#state());
  }

  writeLog(origin: LogOrigin = 'txn_close'): void {
    if (this.logged) return;
    this.logged = true;
    this.state.logOrigin = origin;
    logStream(this.state);
  }

  /** Cuts off the server side. */
  dropServer(): void {
    const leg = this.server;
    this.server = undefined;
    leg?.release(false);
    this.releaseSlot();
  }

  /** Lets go of the server connection but keeps the slot, for another attempt; it serves again if its response ends now. */
  leaveLeg(): void {
    const leg = this.server;
    this.server = undefined;
    leg?.leave(this.isSent);
  }

  releaseSlot(): void {
    if (!this.holdsSlot) return;
    this.holdsSlot = false;
    this.state.backendLive.dispatcher!.release(this.state.server!);
  }

  #leaveQueue(): void {
    if (this.phase === Phase.Queue) this.state.backendLive.dispatcher?.abandon(this);
    timers.disarm(this.timer);
  }

  #state(): EndState {
    // While the request goes on it is still the phase of data.
    if (this.phase === Phase.Data && this.responseEnded && this.requestEnded) return 'L';
    return endStateOf(this.phase);
  }

  #count(code: FaultCode): void {
    countFault(this.state, code, this.#moment());
  }

  #moment(): FaultMoment {
    if (this.answered) return 'data';
    if (this.phase <= Phase.Tarpit) return 'request';
    return this.phase <= Phase.Turnaround ? 'connect' : 'response';
  }
}
