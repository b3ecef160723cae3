/**
 * A client connection that speaks HTTP/1: reads requests one after the other (pipelined ones wait their turn), writes the
 * responses, decides with each response whether the connection goes on (RFC 9112 9.3, manual 4.2 `option httpclose`).
 */
import { nowMs, wallNowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';
import {
  FieldMemo,
  type H1Fault,
  H1RequestParser,
  renderConnection,
  renderResponseHead,
  responseConnection,
} from '../../net/h1/index.js';
import type { Connection, ConnectionHandler } from '../../net/tcp/connection.js';
import type { Core } from '../core.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { ClientSession } from '../session/client-session.js';
import { StreamState } from '../stream/stream-state.js';
import { unsentBytes } from '../unsent-bytes.js';
import { failRequest } from './bad-request.js';
import type { ClientLeg } from './client-leg.js';
import { HttpStream } from './http-stream.js';
import { MessageWriter } from './message-writer.js';
import { Phase } from './phase.js';

/** What the client is waited for; decides which time limit holds. */
const Wait = { FirstByte: 0, Head: 1, Body: 2, Response: 3, Tunnel: 4, Closing: 5 } as const;
type Wait = (typeof Wait)[keyof typeof Wait];

/** How long bytes of a client that we turn away are still read, so that our last words are not lost to a reset. */
const LINGER_MS = 1000;

export class ClientH1 implements ConnectionHandler, ClientLeg, TimeoutHandler {
  readonly core: Core;
  /** See {@link attach}. */
  session: ClientSession;
  connection: Connection;
  readonly parser: H1RequestParser;
  readonly state: StreamState;
  readonly stream: HttpStream;
  readonly #frontend: LiveProxy;
  readonly #writer: MessageWriter;
  readonly #timer: TimerEntry;
  readonly #fieldMemo: FieldMemo;
  #wait: Wait;
  /** `#pump` is on the stack: a stream that ends in it must not start another one. */
  #pumping: boolean;
  /** A head was read whose rules have not been started. */
  #starting: boolean;
  /** The current request is being served. */
  #active: boolean;
  #requestVersion: number;
  #keepAlive: boolean;
  #ended: boolean;
  #unsent: number;

  constructor(core: Core, session: ClientSession, connection: Connection, frontend: LiveProxy) {
    this.core = core;
    this.session = session;
    this.connection = connection;
    this.#frontend = frontend;
    this.parser = new H1RequestParser(frontend.requestSettings);
    this.state = new StreamState(session.state, frontend, core.plan.processVars);
    this.stream = new HttpStream(core, this.state, this);
    this.#writer = new MessageWriter(connection, frontend.clientCase);
    this.#timer = new TimerEntry(this);
    this.#fieldMemo = new FieldMemo();
    this.#wait = Wait.FirstByte;
    this.#pumping = false;
    this.#starting = false;
    this.#active = false;
    this.#requestVersion = 11;
    this.#keepAlive = true;
    this.#ended = false;
    this.#unsent = 0;
  }

  /** Serves this connection from now on, which waits for a request since then. */
  attach(session: ClientSession, connection: Connection, sinceMs: number, sinceDateMs: number): void {
    this.session = session;
    this.connection = connection;
    this.state.session = session.state;
    this.#writer.attach(connection);
    this.#wait = Wait.FirstByte;
    this.#ended = false;
    this.#unsent = 0;
    this.#prepare(sinceMs, sinceDateMs);
    this.#arm();
  }

  // ---- the connection reports

  onConnect(): void {}

  onData(_connection: Connection, bytes: Buffer): void {
    if (this.#wait === Wait.Closing) return;
    if (this.#wait === Wait.FirstByte) this.#firstByte();
    this.parser.feed(bytes);
    this.#pump();
    if (this.parser.unread > 0) this.parser.hold();
    else if (!this.#active && this.#wait === Wait.FirstByte) this.#rest();
  }

  onEnd(): void {
    this.#ended = true;
    if (this.#wait === Wait.Closing || !this.#active) {
      this.#endWithoutRequest();
      return;
    }
    const { stream } = this;
    if (stream.phase === Phase.Tunnel) {
      if (!stream.requestEnded) stream.onRequestEnd(undefined);
      return;
    }
    if (!stream.requestEnded) stream.onClientGone();
    else if (stream.phase < Phase.Wait && this.state.backendLive.abortOnClose) stream.onClientGone();
    else if (stream.phase <= Phase.Data && this.state.backendLive.abortOnClose && stream.isSent) stream.onClientLeft();
  }

  onDrain(): void {
    this.#writer.full = false;
    this.#arm();
    this.stream.onClientDrain();
  }

  onClose(): void {
    timers.remove(this.#timer);
    timers.remove(this.stream.timer);
    if (this.#active) this.stream.onClientGone();
    else if (this.#wait === Wait.Head) failRequest(this, 'client-abort', 400);
    const isReusable = !this.#active && this.parser.resting;
    this.#wait = Wait.Closing;
    this.session.closed();
    if (isReusable) this.session.left(this);
  }

  onTimeout(): void {
    switch (this.#wait) {
      case Wait.FirstByte:
        this.#idleTimeout();
        return;
      case Wait.Head:
        failRequest(this, 'client-timeout', 408);
        return;
      case Wait.Closing:
        if (this.#takesBytes()) this.#arm();
        else this.connection.destroy();
        return;
      default:
        if (this.#takesBytes()) this.#arm();
        else this.stream.onClientTimeout();
    }
  }

  // ---- the stream asks

  sendInterim(head: ResponseHead): void {
    if (this.#requestVersion >= 11) this.#writer.text(renderResponseHead(head, this.#frontend.clientCase));
  }

  sendHead(head: ResponseHead): void {
    const { config } = this.#frontend;
    const head10 = this.#requestVersion < 11;
    if (head.bodyKind === 'chunked' && head10) {
      // An HTTP/1.0 client knows no chunks: the end of the connection ends the body.
      head.fields.remove('transfer-encoding');
      head.bodyKind = 'until-close';
    }
    const goesOn =
      this.#keepAlive &&
      head.bodyKind !== 'until-close' &&
      config.connectionMode !== 'close' &&
      !this.session.stopping &&
      (this.stream.requestEnded || this.stream.server !== undefined || head.bodyKind === 'tunnel') &&
      (head.keepAlive || this.stream.server !== undefined);
    this.#keepAlive = goesOn;
    this.#writer.chunked = head.bodyKind === 'chunked';
    const connection = head.bodyKind === 'tunnel' ? '' : responseConnection(this.#requestVersion, head, goesOn);
    const { clientCase } = this.#frontend;
    const text = renderResponseHead(head, clientCase, this.#fieldMemo);
    this.#writer.text(connection === '' ? text : renderConnection(text, connection, clientCase));
    this.#setWait(this.stream.requestEnded ? Wait.Response : Wait.Body);
  }

  takeBack(): boolean {
    if (this.#writer.sent > 0) return false;
    this.#writer.reset();
    this.#keepAlive = this.parser.head?.keepAlive === true;
    return true;
  }

  sendData(bytes: Buffer): void {
    this.#writer.data(bytes);
    if (this.#writer.full) this.#unsent = unsentBytes(this.connection);
    if (this.#writer.full || this.#wait === Wait.Tunnel) this.#arm();
  }

  sendText(text: string): void {
    this.#writer.text(text);
  }

  sendEnd(trailers: Fields | undefined): void {
    this.#writer.end(trailers);
    this.#writer.flush();
  }

  flush(): void {
    this.#writer.flush();
  }

  get full(): boolean {
    return this.#writer.full;
  }

  pauseRequest(): void {
    this.connection.pause();
    this.#arm();
  }

  resumeRequest(): void {
    if (!this.connection.paused) return;
    this.connection.resume();
    this.#arm();
  }

  startTunnel(): void {
    this.#writer.chunked = false;
    this.parser.startTunnel();
    this.stream.requestEnded = false;
    this.#setWait(Wait.Tunnel);
    // What stands in the read buffer may still be on its way to the server.
    if (this.stream.server?.full !== true) this.connection.resume();
    if (this.parser.unread > 0 && !this.#pumping) this.#pump();
  }

  halfClose(): void {
    if (this.connection.closed) return;
    this.connection.end();
    this.#arm();
  }

  closeAfter(): void {
    this.#keepAlive = false;
  }

  cut(): void {
    this.#writer.reset();
    this.#keepAlive = false;
    this.#wait = Wait.Closing;
    if (!this.connection.closed) this.connection.destroy();
  }

  streamDone(): void {
    this.#active = false;
    this.#starting = false;
    if (this.connection.closed || this.#wait === Wait.Closing) return;
    if (!this.#keepAlive || ((this.#ended || this.session.stopping) && this.parser.unread === 0)) {
      this.#closeConnection();
      return;
    }
    this.connection.resumeElsewhere();
    if (!this.#pumping && this.#rest()) return;
    this.#prepare(nowMs(), wallNowMs());
    this.#setWait(Wait.FirstByte);
    if (this.parser.unread > 0 && !this.#pumping) {
      this.#firstByte();
      this.#pump();
      // The client sent several requests and its end at once: the end counts behind the last of them.
      if (this.#ended) this.onEnd();
    }
  }

  /** Leaves the connection until the next request, if nothing of the last one is on its way. */
  #rest(): boolean {
    if (!this.parser.resting || this.#ended || this.connection.writableLength > 0) return false;
    timers.disarm(this.#timer);
    return this.session.rest(this);
  }

  /** The engine stops: an idle connection ends now, a busy one with its response. A new one may ask once. */
  stopSoftly(): void {
    const isIdle = !this.#active && this.#wait === Wait.FirstByte && !this.#frontend.keepsIdleClients;
    if (isIdle && this.session.state.requestCount > 0) this.connection.destroy();
  }

  /** Sends a last text and closes behind it. */
  closeWith(text: string): void {
    if (this.connection.closed) return;
    this.connection.write(text);
    this.#closeConnection();
  }

  // ---- reading

  #prepare(startMs: number, dateMs: number): void {
    this.state.begin(0, startMs, dateMs);
    this.#keepAlive = true;
  }

  #firstByte(): void {
    const now = nowMs();
    this.state.idleMs = now - this.state.startMs - this.#handshakeMs();
    this.#setWait(Wait.Head);
  }

  /** Handshakes belong to the first request only. */
  #handshakeMs(): number {
    const { requestCount, handshakeMs } = this.session.state;
    return requestCount === 0 ? handshakeMs : 0;
  }

  /** Reads what is there until it is used up or until it must wait for the stream. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    let isProgress = false;
    for (;;) {
      if (this.#active && this.stream.requestEnded && this.stream.phase !== Phase.Tunnel) {
        // A pipelined request waits until the response is out.
        if (this.parser.unread > 0) this.connection.pause();
        break;
      }
      if (this.connection.closed || this.#wait === Wait.Closing) break;
      const event = this.parser.next();
      if (event === 'more') break;
      isProgress = true;
      if (event === 'head') this.#beginRequest(this.parser.head!);
      else if (event === 'data') this.stream.onRequestData(this.parser.dataBuffer());
      else if (event === 'end') this.#endRequest();
      else {
        this.#refuse();
        break;
      }
    }
    this.#pumping = false;
    this.#turn(isProgress);
  }

  /**
   * Everything that came was read: lets the stream look at it. A piece of the size of a chunk, or of trailers, is no
   * progress: a client that drips them is late (haproxy 2.6).
   */
  #turn(isProgress: boolean): void {
    if (!this.#active) {
      if (this.#wait === Wait.FirstByte && this.parser.busy) this.#firstByte();
      return;
    }
    if (!this.#starting) {
      this.stream.onClientTurn();
      if (isProgress && (this.#wait === Wait.Body || this.#wait === Wait.Tunnel)) this.#arm();
      return;
    }
    this.#startStream();
  }

  #startStream(): void {
    this.#starting = false;
    this.#setWait(this.stream.requestEnded ? Wait.Response : Wait.Body);
    this.#pumping = true;
    this.stream.start();
    this.#pumping = false;
    // The stream may have ended at once: the next request may be here already.
    if (!this.#active && this.parser.unread > 0) {
      this.#firstByte();
      this.#pump();
    }
  }

  #beginRequest(head: RequestHead): void {
    if (this.parser.violation !== undefined) this.#capture(this.parser.violation);
    this.#active = true;
    this.#starting = true;
    this.#requestVersion = head.version;
    this.#writer.begin();
    this.#keepAlive = head.keepAlive;
    const { state } = this;
    state.id = this.core.nextStreamId();
    state.requestMs = state.elapsed(nowMs()) - Math.max(state.idleMs, 0) - this.#handshakeMs();
    this.stream.begin(head);
  }

  #endRequest(): void {
    this.stream.onRequestEnd(this.parser.trailers);
    if (this.#wait === Wait.Body) this.#setWait(Wait.Response);
  }

  #refuse(): void {
    const fault = this.parser.fault!;
    this.#capture(fault);
    if (!this.#active || this.#starting) {
      this.#active = false;
      this.stream.forget();
      failRequest(this, 'bad-request', fault.status);
      return;
    }
    this.closeAfter();
    this.stream.fail('bad-request');
  }

  /** Keeps the message for `show errors`. */
  #capture(fault: H1Fault): void {
    const { state } = this;
    this.core.capture({
      frontend: state.frontend,
      backend: this.#active ? state.backend : undefined,
      server: state.server,
      source: `${state.session.source.text}:${state.session.source.port}`,
      direction: 'request',
      bytes: fault.bytes.toString('latin1'),
      offset: fault.offset,
      streamId: state.id,
    });
  }

  // ---- ends

  #endWithoutRequest(): void {
    const isFirst = this.session.state.requestCount === 0;
    const isProbe = this.#wait === Wait.FirstByte && isFirst && !this.#frontend.ignoreProbes;
    if (this.#wait === Wait.Head || isProbe) failRequest(this, 'client-abort', 400);
    else this.connection.destroy();
  }

  /** Nothing came: silence for probes and kept-alive connections, 408 else (manual 4.2 `timeout http-request`). */
  #idleTimeout(): void {
    const isFirst = this.session.state.requestCount === 0;
    if (isFirst && !this.#frontend.ignoreProbes) failRequest(this, 'client-timeout', 408);
    else this.connection.destroy();
  }

  /** Ends the connection behind what was sent. Unread bytes would turn our FIN into a reset that may overtake the answer. */
  #closeConnection(): void {
    const { connection } = this;
    if (connection.closed) return;
    this.#wait = Wait.Closing;
    if (this.stream.requestEnded && this.parser.unread === 0) connection.close();
    else {
      connection.end();
      connection.resume();
      if (this.#ended && connection.writableLength === 0) connection.destroy();
    }
    if (!connection.socket.destroyed) {
      this.#unsent = unsentBytes(connection);
      this.#arm();
    }
  }

  /** Slow is not silent: some of what waits for the client has left since the last look. */
  #takesBytes(): boolean {
    const unsent = unsentBytes(this.connection);
    const takes = unsent > 0 && unsent !== this.#unsent;
    this.#unsent = unsent;
    return takes;
  }

  #setWait(wait: Wait): void {
    this.#wait = wait;
    this.#arm();
  }

  #arm(): void {
    const ms = this.#limitMs();
    if (ms === undefined) timers.disarm(this.#timer);
    else timers.arm(this.#timer, nowMs(), ms);
  }

  #limitMs(): number | undefined {
    const { timeouts } = this.#frontend.config;
    switch (this.#wait) {
      case Wait.FirstByte:
        return this.#frontend.idleLimitMs(this.session.state.requestCount === 0);
      case Wait.Head:
        return timeouts.httpRequestMs ?? timeouts.clientMs;
      case Wait.Body:
        // It is not the client that is late while the server side is full.
        if (this.connection.paused && !this.#writer.full) return undefined;
        return this.state.timeoutClientMs ?? timeouts.clientMs;
      case Wait.Tunnel:
        if (this.stream.responseEnded && timeouts.clientFinMs !== undefined) return timeouts.clientFinMs;
        return this.state.timeoutTunnelMs ?? this.state.backendLive.config.timeouts.tunnelMs ?? timeouts.clientMs;
      case Wait.Response:
        // Only a client that does not take what we send is late here.
        return this.#writer.full ? (this.state.timeoutClientMs ?? timeouts.clientMs) : undefined;
      case Wait.Closing:
        return this.connection.writableLength > 0 ? (timeouts.clientMs ?? LINGER_MS) : LINGER_MS;
    }
  }
}
