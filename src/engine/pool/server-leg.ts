/**
 * A connection to a server, speaking HTTP/1 for one stream after the other. Connecting, busy with a stream, idle in its pool,
 * closed: it leaves each state exactly once, and a stream that was let go is never called again.
 */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { FaultCode } from '../../model/fault.js';
import type { Fields, RequestHead, ResponseHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { Endpoint } from '../../model/stream.js';
import type { TlsInfo } from '../../model/tls.js';
import {
  FieldMemo,
  type H1Fault,
  H1ResponseParser,
  type H1Settings,
  renderConnection,
  renderRequestHead,
} from '../../net/h1/index.js';
import type { Connection, ConnectionHandler } from '../../net/tcp/connection.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { socketEndpoint } from '../endpoint.js';
import type { HttpStream } from '../http/http-stream.js';
import { MessageWriter } from '../http/message-writer.js';
import { unsentBytes } from '../unsent-bytes.js';
import type { ServerPool } from './server-pool.js';

/** How long a server may take for the last bytes of a stream that is over. */
const FLUSH_MS = 30_000;

export class ServerLeg implements ConnectionHandler, TimeoutHandler {
  readonly pool: ServerPool;
  readonly server: Server;
  /** Connections are only exchangeable within one key: SNI, source, PROXY header. */
  readonly key: string;
  readonly #parser: H1ResponseParser;
  readonly #peek: () => Buffer;
  readonly #timer: TimerEntry;
  readonly #fieldMemo: FieldMemo;
  #connection: Connection | undefined;
  #writer: MessageWriter | undefined;
  #stream: HttpStream | undefined;
  #tunnel: boolean;
  /** Bytes of the current response were received. */
  #answering: boolean;
  /** Its stream has left in the middle of a response. */
  #leaving: boolean;
  #unsent: number;
  #source: Endpoint | undefined;
  #destination: Endpoint | undefined;
  /** Connected. */
  ready: boolean;
  closed: boolean;
  /** Both sides want to go on after this exchange. */
  keepAlive: boolean;
  /** Requests served before the current one. */
  served: number;
  /** Client session that it must stay with; 0 = anybody's. */
  owner: number;
  /** Idle connections that may stay with the client at a time; -1 = no limit. */
  ownerLimit: number;
  idleSinceMs: number;
  tls: TlsInfo | undefined;

  constructor(pool: ServerPool, server: Server, key: string, settings: H1Settings) {
    this.pool = pool;
    this.server = server;
    this.key = key;
    this.#parser = new H1ResponseParser(settings);
    this.#peek = () => this.#parser.peekBody();
    this.#timer = new TimerEntry(this);
    this.#fieldMemo = new FieldMemo();
    this.#connection = undefined;
    this.#writer = undefined;
    this.#stream = undefined;
    this.#tunnel = false;
    this.#answering = false;
    this.#leaving = false;
    this.#unsent = 0;
    this.#source = undefined;
    this.#destination = undefined;
    this.ready = false;
    this.closed = false;
    this.keepAlive = true;
    this.served = 0;
    this.owner = 0;
    this.ownerLimit = -1;
    this.idleSinceMs = 0;
    this.tls = undefined;
  }

  /** Gives it the connection that was opened for it. */
  open(connection: Connection): void {
    connection.lingers = !this.pool.backend.noLinger;
    this.#connection = connection;
    this.#writer = new MessageWriter(connection, this.pool.backend.serverCase);
  }

  /** Works for a stream from now on. */
  attach(stream: HttpStream): void {
    this.#stream = stream;
    this.#tunnel = false;
    this.#answering = false;
    this.keepAlive = true;
    const { state } = stream;
    this.ownerLimit = state.frontendLive.config.maxSessionServerConns;
    if (this.ready) this.#describe(stream);
    else timers.arm(this.#timer, nowMs(), state.timeoutConnectMs ?? state.backendLive.config.timeouts.connectMs ?? 0);
    state.serverConnectionReused = this.ready;
  }

  // ---- the stream asks

  sendHead(head: RequestHead, connection: string): void {
    const { serverCase } = this.pool.backend;
    const text = renderRequestHead(head, serverCase, this.#fieldMemo);
    this.#parser.expect(head);
    this.#writer!.chunked = head.bodyKind === 'chunked';
    this.#writer!.text(connection === '' ? text : renderConnection(text, connection, serverCase));
    this.#armServer();
  }

  sendData(bytes: Buffer): void {
    const stream = this.#stream!;
    stream.state.bytesToServer += bytes.length;
    this.#writer!.data(bytes);
    if (this.#writer!.full) {
      this.#unsent = unsentBytes(this.#connection!);
      stream.client.pauseRequest();
    }
    if (!stream.state.backendLive.independentStreams) this.#armServer();
  }

  sendEnd(trailers: Fields | undefined): void {
    this.#writer!.end(trailers);
    this.#writer!.flush();
    if (this.#tunnel) this.#connection!.end();
  }

  flush(): void {
    this.#writer?.flush();
    if (this.#writer?.full === true) this.#stream?.client.pauseRequest();
  }

  /** It takes nothing for now. */
  get full(): boolean {
    return this.#writer?.full === true;
  }

  /** The response side is full / has room again. */
  pause(): void {
    this.#connection?.pause();
    // It is not the server that is late while nobody reads what it sends.
    timers.disarm(this.#timer);
  }

  resume(): void {
    if (this.#connection?.paused !== true) return;
    this.#connection.resume();
    if (this.#stream !== undefined) this.#armServer();
  }

  startTunnel(): void {
    this.#tunnel = true;
    this.#writer!.chunked = false;
    this.keepAlive = false;
    this.#armServer();
  }

  /** The client sends no more: says so to the server (`option abortonclose`). */
  halfClose(): void {
    this.keepAlive = false;
    this.#connection?.end();
  }

  /** The stream is through with it. `complete`: both messages ended, so the connection may serve again. */
  release(complete: boolean): void {
    const isLent = this.#connection?.paused === true && this.#stream?.client.full === true;
    this.#stream = undefined;
    if (this.closed) return;
    const head = this.#parser.head;
    const reusable = complete && this.keepAlive && !this.#tunnel && head?.keepAlive === true;
    // Bytes that it read last may still wait at the client: nothing may be read over them.
    if (!reusable || isLent || this.#parser.unread > 0 || this.#connection!.ended) {
      this.#close(complete);
      return;
    }
    this.served++;
    timers.disarm(this.#timer);
    this.#writer!.reset();
    this.resume();
    this.pool.putBack(this);
  }

  /**
   * The stream wants nothing of the response whose head it has just seen. The connection serves again if the rest of it is
   * here already and `sent`: the request went out completely.
   */
  leave(sent: boolean): void {
    this.#stream = undefined;
    if (this.closed) return;
    if (sent && !this.#tunnel) this.#leaving = true;
    else this.#close();
  }

  /** Passes over the rest of a response that nobody wants. */
  #skip(): void {
    this.#leaving = false;
    let event = this.#parser.next();
    while (event === 'data') {
      this.#parser.dataBuffer();
      event = this.#parser.next();
    }
    if (event === 'end') this.release(true);
    else this.#close();
  }

  /** Closes an idle connection. */
  destroy(): void {
    this.#close();
  }

  // ---- the connection reports

  onConnect(connection: Connection): void {
    this.ready = true;
    this.server.observer?.('connected');
    this.#connection = connection;
    timers.disarm(this.#timer);
    const stream = this.#stream;
    if (stream === undefined) {
      this.#close();
      return;
    }
    this.pool.connected(this, connection, stream.state);
    this.#describe(stream);
    stream.onServerReady();
  }

  onData(_connection: Connection, bytes: Buffer): void {
    const stream = this.#stream;
    if (stream === undefined) {
      // Nobody asked: a server that speaks between two requests cannot be trusted with the next one.
      this.#close();
      return;
    }
    this.#answering = true;
    const parser = this.#parser;
    parser.feed(bytes);
    let event = parser.next();
    // A piece of a head, or of the size of a chunk, is no progress: a server that drips them is late (haproxy 2.6).
    if (event !== 'more') this.#armServer();
    for (; event !== 'more'; event = parser.next()) {
      if (event === 'head') this.#announce(stream, parser.head!);
      else if (event === 'data') stream.onResponseData(parser.dataBuffer());
      else if (event === 'end') {
        stream.onResponseEnd(parser.trailers);
        return;
      } else {
        this.#refuse(stream);
        return;
      }
      if (this.#leaving) this.#skip();
      if (this.#stream !== stream) return;
    }
    stream.onServerTurn();
    if (this.#stream === stream && stream.client.full) this.pause();
  }

  /** Rules of the response see what came of the body with its head. */
  #announce(stream: HttpStream, head: ResponseHead): void {
    const { responseChannel } = stream.state;
    const { violation } = this.#parser;
    if (violation !== undefined) this.#capture(stream, violation);
    responseChannel.ahead = this.#peek;
    stream.onResponseHead(head);
    responseChannel.ahead = undefined;
  }

  onEnd(): void {
    const stream = this.#stream;
    if (stream === undefined) {
      this.#close();
      return;
    }
    this.keepAlive = false;
    if (this.#tunnel) {
      stream.onTunnelEnd();
      return;
    }
    switch (this.#parser.finish()) {
      case 'end':
        stream.onResponseEnd(undefined);
        return;
      case 'idle':
        if (!stream.responseEnded) this.#fail(this.#answering ? 'server-abort' : 'server-empty');
        return;
      case 'fault':
        this.#fail('server-abort');
    }
  }

  onDrain(): void {
    if (this.#writer !== undefined) this.#writer.full = false;
    this.#stream?.onServerDrain();
  }

  onClose(_connection: Connection, fault: TcpFault | undefined): void {
    timers.remove(this.#timer);
    const wasReady = this.ready;
    this.#leave();
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    if (wasReady) stream.onServerFault(this.#answering ? 'server-abort' : 'server-empty');
    else stream.onServerFault(this.#connectFault(fault));
  }

  onTimeout(): void {
    if (this.closed) this.#connection?.destroy();
    else if (this.#takesBytes()) this.#armServer();
    else if (this.#tunnel) this.#tunnelSilent();
    else this.#fail(this.ready ? 'server-timeout' : 'connect-timeout');
  }

  /** One limit for both directions: both are late at a time, and the client is told of (haproxy 2.6). */
  #tunnelSilent(): void {
    const { state, requestEnded, responseEnded } = this.#stream!;
    const isCommon = (state.timeoutTunnelMs ?? state.backendLive.config.timeouts.tunnelMs) !== undefined;
    if (isCommon && !requestEnded && !responseEnded) this.#stream!.onClientTimeout();
    else this.#fail('tunnel-timeout');
  }

  /** Slow is not silent: some of what waits for the server has left since the last look. */
  #takesBytes(): boolean {
    if (this.#writer?.full !== true || this.#stream === undefined) return false;
    const unsent = unsentBytes(this.#connection!);
    const takes = unsent !== this.#unsent;
    this.#unsent = unsent;
    return takes;
  }

  #connectFault(fault: TcpFault | undefined): FaultCode {
    if (fault === 'timeout') return 'connect-timeout';
    if (fault === 'resource') return 'no-local-resource';
    return this.server.config.tls !== undefined && fault === 'other' ? 'server-tls' : 'connect-refused';
  }

  #refuse(stream: HttpStream): void {
    this.#capture(stream, this.#parser.fault!);
    this.#fail('bad-response');
  }

  /** Keeps the message for `show errors`. */
  #capture(stream: HttpStream, fault: H1Fault): void {
    const { state } = stream;
    stream.core.capture({
      frontend: state.frontend,
      backend: state.backend,
      server: this.server,
      source: `${state.session.source.text}:${state.session.source.port}`,
      direction: 'response',
      bytes: fault.bytes.toString('latin1'),
      offset: fault.offset,
      streamId: state.id,
    });
  }

  /** Closes, then tells the stream why. */
  #fail(code: FaultCode): void {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#close();
    stream?.onServerFault(code);
  }

  /** `gently`: what was written still goes out, within a limit. */
  #close(gently = false): void {
    this.#leave();
    const connection = this.#connection;
    if (connection === undefined) return;
    if (!gently || connection.writableLength === 0) connection.destroy();
    else {
      connection.close();
      timers.arm(this.#timer, nowMs(), FLUSH_MS);
    }
  }

  #leave(): void {
    if (this.closed) return;
    this.closed = true;
    timers.remove(this.#timer);
    this.pool.forget(this);
  }

  #describe({ state }: HttpStream): void {
    const { socket } = this.#connection!;
    this.#source ??= socketEndpoint(socket.localAddress, socket.localPort);
    this.#destination ??= socketEndpoint(socket.remoteAddress, socket.remotePort);
    state.serverSource = this.#source;
    state.serverDestination = this.#destination;
    state.serverTls = this.tls;
  }

  #armServer(): void {
    const stream = this.#stream!;
    const { state } = stream;
    const { timeouts } = state.backendLive.config;
    const serverMs = state.timeoutServerMs ?? timeouts.serverMs ?? 0;
    if (!this.#tunnel) {
      timers.arm(this.#timer, nowMs(), serverMs);
      return;
    }
    const tunnelMs = state.timeoutTunnelMs ?? timeouts.tunnelMs ?? serverMs;
    timers.arm(this.#timer, nowMs(), stream.requestEnded ? (timeouts.serverFinMs ?? tunnelMs) : tunnelMs);
  }
}
