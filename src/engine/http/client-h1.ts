/**
 * A client connection that speaks HTTP/1: reads requests one after the other (pipelined ones wait their turn), writes the
 * responses, decides with each response whether the connection goes on (RFC 9112 9.3, manual 4.2 `option httpclose`).
 */
import { nowMs, wallNowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Fields, ResponseHead } from '../../model/message.js';
import { FieldMemo, H1RequestParser, renderResponseHead } from '../../net/h1/index.js';
import type { Connection, ConnectionHandler } from '../../net/tcp/connection.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import type { Core } from '../core.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { ClientSession } from '../session/client-session.js';
import type { LateSleeper } from '../session/late-rest.js';
import { StreamState } from '../stream/stream-state.js';
import { takesBytes, unsentBytes } from '../unsent-bytes.js';
import { failRequest } from './bad-request.js';
import { closeConnection, endWithoutRequest, idleTimeout, isProbe } from './client-close.js';
import { sendResponseHead } from './client-head.js';
import type { ClientLeg } from './client-leg.js';
import { arm, setWait, Wait } from './client-limits.js';
import { firstByte, prepare, pump } from './client-reading.js';
import { HttpStream } from './http-stream.js';
import { MessageWriter } from './message-writer.js';
import { Phase } from './phase.js';

export class ClientH1 implements ConnectionHandler, ClientLeg, TimeoutHandler, LateSleeper {
  readonly core: Core;
  /** See {@link attach}. */
  session: ClientSession;
  connection: Connection;
  readonly parser: H1RequestParser;
  readonly state: StreamState;
  readonly stream: HttpStream;
  readonly frontend: LiveProxy;
  readonly writer: MessageWriter;
  readonly timer: TimerEntry;
  readonly fieldMemo: FieldMemo;
  wait: Wait;
  /** `pump` is on the stack: a stream that ends in it must not start another one. */
  pumping: boolean;
  /** A head was read whose rules have not been started. */
  starting: boolean;
  /** The current request is being served. */
  active: boolean;
  requestVersion: number;
  /** Another request may follow the current one. */
  keepAlive: boolean;
  /** The client sends no more. */
  ended: boolean;
  /** Bytes that waited for the client at the last look. */
  unsent: number;
  restsLater: boolean;

  constructor(core: Core, session: ClientSession, connection: Connection, frontend: LiveProxy) {
    this.core = core;
    this.session = session;
    this.connection = connection;
    this.frontend = frontend;
    this.parser = new H1RequestParser(frontend.requestSettings);
    this.state = new StreamState(session.state, frontend, core.plan.processVars);
    this.stream = new HttpStream(core, this.state, this);
    this.writer = new MessageWriter(connection, frontend.clientCase);
    this.timer = new TimerEntry(this);
    this.fieldMemo = new FieldMemo();
    this.wait = Wait.FirstByte;
    this.pumping = false;
    this.starting = false;
    this.active = false;
    this.requestVersion = 11;
    this.keepAlive = true;
    this.ended = false;
    this.unsent = 0;
    this.restsLater = false;
  }

  /** Serves this connection from now on, which waits for a request since then. */
  attach(session: ClientSession, connection: Connection, sinceMs: number, sinceDateMs: number): void {
    this.session = session;
    this.connection = connection;
    this.state.session = session.state;
    this.writer.attach(connection);
    this.wait = Wait.FirstByte;
    this.ended = false;
    this.unsent = 0;
    prepare(this, sinceMs, sinceDateMs);
    arm(this);
  }

  // ---- the connection reports

  onConnect(): void {}

  onData(_connection: Connection, bytes: Buffer): void {
    if (this.wait === Wait.Closing) return;
    if (this.wait === Wait.FirstByte) firstByte(this);
    this.parser.feed(bytes);
    pump(this);
    if (this.parser.unread > 0) this.parser.hold();
    else if (!this.active && this.wait === Wait.FirstByte) this.#rest(this.state.startMs, this.state.acceptDateMs);
  }

  onEnd(): void {
    this.ended = true;
    if (this.wait === Wait.Closing || !this.active) {
      endWithoutRequest(this);
      return;
    }
    const { stream } = this;
    if (stream.phase === Phase.Tunnel) {
      if (stream.requestEnded) return;
      stream.onRequestEnd(undefined);
      if (this.wait === Wait.Tunnel) arm(this);
      return;
    }
    if (!stream.requestEnded) stream.onClientGone();
    else if (stream.phase < Phase.Wait && this.state.backendLive.abortOnClose) stream.onClientGone();
    else if (stream.phase <= Phase.Data && this.state.backendLive.abortOnClose && stream.isSent) stream.onClientLeft();
  }

  onDrain(): void {
    this.writer.full = false;
    arm(this);
    this.stream.onClientDrain();
  }

  onClose(_connection: Connection, fault: TcpFault | undefined): void {
    timers.remove(this.timer);
    timers.remove(this.stream.timer);
    if (this.active) this.stream.onClientGone();
    else if (this.wait === Wait.Head || (fault !== undefined && isProbe(this))) failRequest(this, 'client-abort', 400);
    const isReusable = !this.active && this.parser.resting;
    this.wait = Wait.Closing;
    this.session.closed();
    if (isReusable) this.session.left(this);
  }

  onTimeout(): void {
    switch (this.wait) {
      case Wait.FirstByte:
        idleTimeout(this);
        return;
      case Wait.Head:
        failRequest(this, 'client-timeout', 408);
        return;
      case Wait.Closing:
        if (takesBytes(this, this.connection)) arm(this);
        else this.connection.destroy();
        return;
      default:
        if (takesBytes(this, this.connection)) arm(this);
        else this.stream.onClientTimeout();
    }
  }

  // ---- the stream asks

  sendInterim(head: ResponseHead): void {
    if (this.requestVersion >= 11) this.writer.text(renderResponseHead(head, this.frontend.clientCase));
  }

  sendHead(head: ResponseHead): void {
    sendResponseHead(this, head);
  }

  takeBack(): boolean {
    if (this.writer.sent > 0) return false;
    this.writer.reset();
    this.keepAlive = this.parser.head?.keepAlive === true;
    return true;
  }

  sendData(bytes: Buffer): void {
    this.writer.data(bytes);
    if (this.writer.full) this.unsent = unsentBytes(this.connection);
    if (this.writer.full || this.wait === Wait.Tunnel) arm(this);
  }

  sendText(text: string): void {
    this.writer.text(text);
  }

  sendEnd(trailers: Fields | undefined): void {
    this.writer.end(trailers);
    this.writer.flush();
  }

  flush(): void {
    this.writer.flush();
  }

  get full(): boolean {
    return this.writer.full;
  }

  pauseRequest(): void {
    this.connection.pause();
    arm(this);
  }

  resumeRequest(): void {
    if (!this.connection.paused) return;
    this.connection.resume();
    arm(this);
  }

  startTunnel(): void {
    this.writer.chunked = false;
    this.parser.startTunnel();
    this.stream.requestEnded = false;
    setWait(this, Wait.Tunnel);
    // What stands in the read buffer may still be on its way to the server.
    if (this.stream.server?.full !== true) this.connection.resume();
    if (this.parser.unread > 0 && !this.pumping) pump(this);
  }

  halfClose(): void {
    if (this.connection.closed) return;
    this.connection.end();
    arm(this);
  }

  closeAfter(): void {
    this.keepAlive = false;
  }

  cut(): void {
    this.writer.reset();
    this.keepAlive = false;
    this.wait = Wait.Closing;
    if (!this.connection.closed) this.connection.destroy();
  }

  get holdsBytes(): boolean {
    return this.connection.holdsBytes;
  }

  streamDone(): void {
    this.active = false;
    this.starting = false;
    if (this.connection.closed || this.wait === Wait.Closing) return;
    if (!this.keepAlive || ((this.ended || this.session.stopping) && this.parser.unread === 0)) {
      closeConnection(this);
      return;
    }
    this.connection.resumeElsewhere();
    const sinceMs = nowMs();
    const sinceDateMs = wallNowMs();
    if (!this.pumping && this.#rest(sinceMs, sinceDateMs)) return;
    prepare(this, sinceMs, sinceDateMs);
    setWait(this, Wait.FirstByte);
    if (this.parser.unread > 0 && !this.pumping) {
      firstByte(this);
      pump(this);
      // The client sent several requests and its end at once: the end counts behind the last of them.
      if (this.ended) this.onEnd();
    }
  }

  /** Leaves the connection until the next request, if nothing of the last one is on its way. */
  #rest(sinceMs: number, sinceDateMs: number): boolean {
    if (!this.parser.resting || this.ended) return false;
    if (this.connection.writableLength > 0) {
      this.session.restLater(this);
      return false;
    }
    if (!this.session.rest(this, sinceMs, sinceDateMs)) return false;
    timers.disarm(this.timer);
    return true;
  }

  restIfIdle(): void {
    const isIdle = this.session.protocol === this && !this.active && this.wait === Wait.FirstByte;
    if (isIdle) this.#rest(this.state.startMs, this.state.acceptDateMs);
  }

  /** The engine stops: an idle connection ends now, a busy one with its response. A new one may ask once. */
  stopSoftly(): void {
    const isIdle = !this.active && this.wait === Wait.FirstByte && !this.frontend.keepsIdleClients;
    if (isIdle && this.session.state.requestCount > 0) this.connection.destroy();
  }

  /** Sends a last text and closes behind it. */
  closeWith(text: string): void {
    if (this.connection.closed) return;
    this.connection.write(text);
    closeConnection(this);
  }
}
