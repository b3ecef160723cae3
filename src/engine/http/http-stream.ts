/**
 * One request and its response, from the parsed head to the last byte: the state machine. It knows no wire format: the
 * client side and the server side are two legs that it tells what to send and that report what came.
 *
 *     Idle -> Rules -> (Tarpit) -> Queue -> Connect -> (Turnaround -> Connect) -> Wait -> Response -> Data | Tunnel -> Done
 *
 * The object lives as long as the client connection and is used for all of its requests. Invariant: a server slot taken from
 * the dispatcher is given back exactly once, before `Done`.
 */
import { type TimeoutHandler, TimerEntry } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { Reply } from '../../model/verdict.js';
import type { SlotHolder } from '../assign/slot.js';
import { Persistence } from '../cookie/persistence.js';
import type { Core } from '../core.js';
import { FlowFilters } from '../filter/stream-filters.js';
import { insists } from '../phase/persist.js';
import { preferredServer } from '../phase/prefer-last.js';
import type { ServerLeg } from '../pool/server-leg.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';
import { endClientGone, endClientTimeout } from './client-fault.js';
import type { ClientLeg } from './client-leg.js';
import { startRequest } from './connect-step.js';
import { FlowToClient, FlowToServer } from './flow-target.js';
import { Phase, ResponseStep, Step } from './phase.js';
import { assign, failFull, failQueued, takeServer } from './queue-step.js';
import { receiveRequestData, receiveRequestEnd, resumeRequest } from './request-body.js';
import { beginRequest, forgetRequest } from './request-start.js';
import { runRequestSteps } from './request-steps.js';
import { completeResponse, receiveResponseData, receiveTunnelEnd, resumeResponse } from './response-body.js';
import { receiveResponse, runResponseSteps } from './response-steps.js';
import { endTurnaround } from './retry-step.js';
import { endServerFault } from './server-fault.js';
import { endTarpit, fail, finish, kill, reply, writeLog } from './stream-end.js';

export class HttpStream implements SlotHolder, TimeoutHandler {
  readonly core: Core;
  readonly state: StreamState;
  readonly client: ClientLeg;
  readonly persistence: Persistence;
  /** Inspection delays, tarpit, turnaround. */
  readonly timer: TimerEntry;
  phase!: Phase;
  step!: Step;
  responseStep!: ResponseStep;
  ruleIndex!: number;
  server: ServerLeg | undefined;
  holdsSlot: boolean;
  avoided: Server | undefined;
  /** The last byte of the request was received / of the response was sent. */
  requestEnded!: boolean;
  responseEnded!: boolean;
  requestTrailers: Fields | undefined;
  responseTrailers: Fields | undefined;
  /** A final head was sent to the client. */
  answered!: boolean;
  logged!: boolean;
  /** Status of a reply that waits in the tarpit. */
  tarpitReply: Reply | undefined;
  /** Time at which the rules of a list with an inspection delay become final. */
  inspectUntilMs!: number;
  backendCounted!: boolean;
  /** All that was sent of the body so far is still held: the request can be sent again. */
  bodyKept!: boolean;
  /** The client said that it sends no more, and so did we to the server: what breaks off now is its doing. */
  clientLeft!: boolean;
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
    this.server = undefined;
    this.holdsSlot = false;
    this.lastServer = undefined;
    this.staysWithLast = false;
    this.#reset(Phase.Idle);
  }

  /** Sets what belongs to one request; from the constructor too, so that all streams have one shape. */
  #reset(phase: Phase): void {
    this.phase = phase;
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
    this.#reset(Phase.Rules);
    beginRequest(this, head);
  }

  /** The stream comes to a proxy that has filters. */
  enterFilters({ plan }: LiveProxy): void {
    this.state.filters ??= new FlowFilters(new FlowToServer(this), new FlowToClient(this), this.core.holdBytes);
    this.state.filters.enter(plan.filters!);
  }

  /** The request turned out to be unreadable before its rules were run: there was no stream. */
  forget(): void {
    forgetRequest(this);
  }

  /** Everything that came with the head is here: runs the rules. */
  start(): void {
    const { state } = this;
    if (state.frontendLive.plan.logMoment === 'start') writeLog(this, 'txn_accept');
    runRequestSteps(this);
  }

  onRequestData(bytes: Buffer): void {
    receiveRequestData(this, bytes);
  }

  onRequestEnd(trailers: Fields | undefined): void {
    receiveRequestEnd(this, trailers);
  }

  /** No more events of this turn: sends what was collected, lets waiting rules look at new data. */
  onClientTurn(): void {
    if (this.phase === Phase.Rules) runRequestSteps(this);
    else this.server?.flush();
  }

  /** The client is gone, or its connection broke. */
  onClientGone(): void {
    endClientGone(this);
  }

  /** The client sends no more while a server works for it: that is told, and it decides (`option abortonclose`). */
  onClientLeft(): void {
    this.clientLeft = true;
    this.server?.halfClose();
  }

  /** The client takes no data or sends none for too long. */
  onClientTimeout(): void {
    endClientTimeout(this);
  }

  /** The client takes bytes again. */
  onClientDrain(): void {
    resumeResponse(this);
  }

  // ---- the dispatcher and the timer report

  onServer(server: Server): void {
    takeServer(this, server);
  }

  onFull(server: Server): void {
    failFull(this, server);
  }

  onQueueTimeout(): void {
    failQueued(this);
  }

  onRequeue(): void {
    assign(this);
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
        endTarpit(this, 'P');
        return;
      case Phase.Turnaround:
        endTurnaround(this);
        return;
    }
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
    receiveResponseData(this, bytes);
  }

  /** Everything that came was read: lets waiting rules look at it, sends what was collected. */
  onServerTurn(): void {
    if (this.phase === Phase.Response && !this.answered) runResponseSteps(this);
    this.client.flush();
  }

  onResponseEnd(trailers: Fields | undefined): void {
    this.state.responseChannel.closed = true;
    this.responseTrailers = trailers;
    if (this.answered) completeResponse(this);
    else runResponseSteps(this);
  }

  /** The server takes bytes again. */
  onServerDrain(): void {
    resumeRequest(this);
  }

  /** The server sends no more through the tunnel. */
  onTunnelEnd(): void {
    receiveTunnelEnd(this);
  }

  /** The server side failed. */
  onServerFault(code: FaultCode): void {
    endServerFault(this, code);
  }

  // ---- ends

  /** Ends the stream with the page of a fault, or with nothing if it is too late for one. */
  fail(code: FaultCode): void {
    fail(this, code);
  }

  /** Sends a local answer and ends the stream behind it. */
  reply(local: Reply): void {
    reply(this, local);
  }

  /** Everything was exchanged, or will never be. */
  finish(): void {
    finish(this);
  }

  /** Ends it from outside: an operator, or a server that went down. */
  kill(code: FaultCode): void {
    kill(this, code);
  }
}
