/**
 * One TCP connection passed on to a server: content rules, server choice, connection with retries, bytes in both directions
 * with half-closes, log (manual 1, 4.2 `mode tcp`, 8.2.2).
 *
 *     Front -> Back -> Queue -> Connect -> (Turnaround -> Connect) -> Data -> Done
 *
 * Here are its fields and what reports to it; what it does then stands in a file per step: request-rules.ts,
 * connect-step.ts, retry-step.ts, forward-request.ts, response-rules.ts, forward-response.ts, time-limits.ts, ending.ts.
 */
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { Server } from '../../model/server.js';
import type { Connection } from '../../net/tcp/connection.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { holdSlot, noteFull, type SlotHolder } from '../assign/slot.js';
import { Persistence } from '../cookie/persistence.js';
import type { Core } from '../core.js';
import { insists } from '../phase/persist.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { ClientProtocol, ClientSession } from '../session/client-session.js';
import { countSomeBytes } from '../stream/count-end.js';
import { StreamState } from '../stream/stream-state.js';
import { trackSomeBytes } from '../stream/track.js';
import { assignServer, beginData, connectToServer } from './connect-step.js';
import { fail, finish, logOnce } from './ending.js';
import { enterFilters } from './flow-target.js';
import { endRequest, forwardRequest, serverDrained } from './forward-request.js';
import { clientDrained, endResponse, forwardResponse } from './forward-response.js';
import { isInspecting, TcpPhase } from './phase.js';
import { runRequestRules } from './request-rules.js';
import { runResponseRules } from './response-rules.js';
import { serverFault, tryAgain } from './retry-step.js';
import type { TcpServerSide } from './tcp-server-side.js';
import { armClient, armServer, clientSilent, serverSilent } from './time-limits.js';

export class TcpStream implements ClientProtocol, SlotHolder, TimeoutHandler {
  readonly core: Core;
  readonly session: ClientSession;
  readonly connection: Connection;
  readonly state: StreamState;
  readonly persistence: Persistence;
  /** Content inspection, turnaround. */
  readonly timer: TimerEntry;
  /** Silence of the client. */
  readonly clientTimer: TimerEntry;
  phase: TcpPhase;
  ruleIndex: number;
  avoided: Server | undefined;
  server: TcpServerSide | undefined;
  holdsSlot: boolean;
  /** When rules that wait for bytes have to decide; 0 = nobody has begun to wait. */
  inspectUntilMs: number;
  responseUntilMs: number;
  /** `tcp-response content` has let the response pass. */
  responseDecided: boolean;
  clientEnded: boolean;
  serverEnded: boolean;
  /** Everything of a direction went on, its end included. */
  requestForwarded: boolean;
  responseForwarded: boolean;
  backendCounted: boolean;
  logged: boolean;
  /** What waited for the client at the last look. */
  unsent: number;

  constructor(core: Core, session: ClientSession, connection: Connection, frontend: LiveProxy) {
    this.core = core;
    this.session = session;
    this.connection = connection;
    this.state = new StreamState(session.state, frontend, core.plan.processVars);
    this.persistence = new Persistence();
    this.timer = new TimerEntry(this);
    this.state.wake = () => {
      if (isInspecting(this.phase)) runRequestRules(this);
    };
    this.clientTimer = new TimerEntry(this);
    this.phase = TcpPhase.Front;
    this.ruleIndex = 0;
    this.avoided = undefined;
    this.server = undefined;
    this.holdsSlot = false;
    this.inspectUntilMs = 0;
    this.responseUntilMs = 0;
    this.responseDecided = false;
    this.clientEnded = false;
    this.serverEnded = false;
    this.requestForwarded = false;
    this.responseForwarded = false;
    this.backendCounted = false;
    this.logged = false;
    this.unsent = 0;
  }

  /** Begins; called once, when the connection's handler is this stream. */
  start(): void {
    const { state } = this;
    state.id = this.core.nextStreamId();
    state.session.requestCount++;
    state.idleMs = 0;
    state.requestMs = 0;
    this.core.figures.totalRequests++;
    if (state.frontendLive.plan.logMoment === 'start') logOnce(this, 'txn_accept');
    enterFilters(this, state.frontendLive);
    armClient(this);
    runRequestRules(this);
  }

  onTimeout(entry: TimerEntry): void {
    if (entry === this.clientTimer) clientSilent(this);
    else if (this.phase === TcpPhase.Turnaround) tryAgain(this);
    else if (this.phase === TcpPhase.Data) runResponseRules(this);
    else runRequestRules(this);
  }

  stopSoftly(): void {}

  /** Ends it from outside (runtime API). */
  kill(code: FaultCode): void {
    fail(this, code);
  }

  // ---- the dispatcher asks and reports

  get insists(): boolean {
    const { persistence, state } = this;
    return persistence.server !== undefined && insists(persistence, state.backendLive);
  }

  get wanted(): Server | undefined {
    return this.persistence.server;
  }

  onServer(server: Server): void {
    holdSlot(this, server);
    connectToServer(this, server);
  }

  onRequeue(): void {
    assignServer(this);
  }

  onFull(server: Server): void {
    noteFull(this, server);
    fail(this, 'queue-full');
  }

  onQueueTimeout(): void {
    fail(this, 'queue-timeout');
  }

  // ---- the client's connection reports

  onConnect(): void {}

  onData(_connection: Connection, bytes: Buffer): void {
    const { state } = this;
    state.bytesFromClient += bytes.length;
    trackSomeBytes(state);
    if (this.phase === TcpPhase.Data) {
      if (state.frontendLive.countsAtOnce) countSomeBytes(state, this.backendCounted);
      forwardRequest(this, bytes);
      return;
    }
    if (this.phase === TcpPhase.Done) return;
    state.requestChannel.hold(bytes, 0, bytes.length);
    if (state.requestChannel.size >= this.core.holdBytes) this.connection.pause();
    armClient(this);
    runRequestRules(this);
  }

  onEnd(): void {
    this.clientEnded = true;
    this.state.requestChannel.closed = true;
    if (this.phase === TcpPhase.Data) {
      armClient(this);
      endRequest(this);
    } else if (isInspecting(this.phase)) runRequestRules(this);
    else if (this.#hasNothingToSay()) fail(this, 'client-abort');
  }

  /** The client ended, and a server would get nothing of it, or nothing that it should still work for. */
  #hasNothingToSay(): boolean {
    const { backendLive, requestChannel } = this.state;
    return backendLive.abortOnClose || requestChannel.size === 0;
  }

  onDrain(): void {
    clientDrained(this);
  }

  onClose(_connection: Connection, fault: TcpFault | undefined): void {
    timers.remove(this.clientTimer);
    if (this.phase !== TcpPhase.Done) {
      if (this.clientEnded && this.responseForwarded) finish(this);
      else fail(this, 'client-abort', fault === 'reset');
    }
    this.session.closed();
  }

  // ---- the server's side reports

  onServerReady(side: TcpServerSide, connection: Connection): void {
    beginData(this, side, connection);
  }

  onServerFault(side: TcpServerSide, code: FaultCode): void {
    serverFault(this, side, code);
  }

  onServerData(bytes: Buffer): void {
    const { state } = this;
    state.bytesFromServer += bytes.length;
    state.bytesToClient += bytes.length;
    trackSomeBytes(state);
    if (state.frontendLive.countsAtOnce && this.phase === TcpPhase.Data) countSomeBytes(state, this.backendCounted);
    armServer(this);
    if (!this.responseDecided) {
      state.responseChannel.hold(bytes, 0, bytes.length);
      runResponseRules(this);
      return;
    }
    if (!state.frontendLive.independentStreams) armClient(this);
    forwardResponse(this, bytes);
  }

  onServerEnd(): void {
    this.serverEnded = true;
    this.state.responseChannel.closed = true;
    if (!this.responseDecided) runResponseRules(this);
    if (this.phase !== TcpPhase.Done) endResponse(this);
  }

  onServerDrain(): void {
    serverDrained(this);
  }

  /** It takes what we send, if slowly. */
  onServerSlow(): void {
    armServer(this);
  }

  onServerSilent(): void {
    serverSilent(this);
  }
}
