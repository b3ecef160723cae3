/**
 * A connection to a server, speaking HTTP/1 for one stream after the other. Connecting, busy with a stream, idle in its pool,
 * closed: it leaves each state exactly once, and a stream that was let go is never called again. What it reads stands in
 * leg-response.ts, how long it waits in leg-time-limits.ts, how it ends in leg-ending.ts.
 */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Fields, RequestHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { Endpoint } from '../../model/stream.js';
import type { TlsInfo } from '../../model/tls.js';
import {
  FieldMemo,
  H1ResponseParser,
  type H1Settings,
  renderConnection,
  renderRequestHead,
} from '../../net/h1/index.js';
import type { Connection, ConnectionHandler } from '../../net/tcp/connection.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { ownEnd } from '../endpoint.js';
import type { HttpStream } from '../http/http-stream.js';
import { MessageWriter } from '../http/message-writer.js';
import { unsentBytes } from '../unsent-bytes.js';
import { closeLeg, failLeg, legClosed } from './leg-ending.js';
import { endResponse, readResponse } from './leg-response.js';
import { armServer, beginHalfClosed, serverSilent } from './leg-time-limits.js';
import type { ServerPool } from './server-pool.js';

export class ServerLeg implements ConnectionHandler, TimeoutHandler {
  readonly pool: ServerPool;
  readonly server: Server;
  /** Connections are only exchangeable within one key: SNI, source, PROXY header. */
  readonly key: string;
  readonly parser: H1ResponseParser;
  /** What came of the body behind the head. */
  readonly peek: () => Buffer;
  readonly timer: TimerEntry;
  readonly #fieldMemo: FieldMemo;
  connection: Connection | undefined;
  writer: MessageWriter | undefined;
  /** Which it works for; none while idle. */
  stream: HttpStream | undefined;
  tunnel: boolean;
  /** Bytes of the current response were received. */
  answering: boolean;
  /** Its stream has left in the middle of a response. */
  leaving: boolean;
  /** What waited for the server at the last look. */
  unsent: number;
  #source: Endpoint | undefined;
  destination: Endpoint | undefined;
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
  tls: TlsInfo | undefined;

  constructor(pool: ServerPool, server: Server, key: string, settings: H1Settings) {
    this.pool = pool;
    this.server = server;
    this.key = key;
    this.parser = new H1ResponseParser(settings);
    this.peek = () => this.parser.peekBody();
    this.timer = new TimerEntry(this);
    this.#fieldMemo = new FieldMemo();
    this.connection = undefined;
    this.writer = undefined;
    this.stream = undefined;
    this.tunnel = false;
    this.answering = false;
    this.leaving = false;
    this.unsent = 0;
    this.#source = undefined;
    this.destination = undefined;
    this.ready = false;
    this.closed = false;
    this.keepAlive = true;
    this.served = 0;
    this.owner = 0;
    this.ownerLimit = -1;
    this.tls = undefined;
  }

  /** Gives it the connection that was opened for it. */
  open(connection: Connection): void {
    connection.lingers = !this.pool.backend.noLinger;
    this.connection = connection;
    this.writer = new MessageWriter(connection, this.pool.backend.serverCase);
  }

  /** Works for a stream from now on. */
  attach(stream: HttpStream): void {
    this.stream = stream;
    this.tunnel = false;
    this.answering = false;
    this.keepAlive = true;
    const { state } = stream;
    this.ownerLimit = state.frontendLive.config.maxSessionServerConns;
    if (this.ready) this.#describe(stream);
    else timers.arm(this.timer, nowMs(), state.timeoutConnectMs ?? state.backendLive.config.timeouts.connectMs ?? 0);
    state.serverConnectionReused = this.ready;
  }

  // ---- the stream asks

  sendHead(head: RequestHead, connection: string): void {
    const { serverCase } = this.pool.backend;
    const text = renderRequestHead(head, serverCase, this.#fieldMemo);
    this.parser.expect(head);
    this.writer!.chunked = head.bodyKind === 'chunked';
    this.writer!.text(connection === '' ? text : renderConnection(text, connection, serverCase));
    armServer(this);
  }

  sendData(bytes: Buffer): void {
    const stream = this.stream!;
    stream.state.bytesToServer += bytes.length;
    this.writer!.data(bytes);
    if (this.writer!.full) {
      this.unsent = unsentBytes(this.connection!);
      stream.client.pauseRequest();
    }
    if (!stream.state.backendLive.independentStreams) armServer(this);
  }

  sendEnd(trailers: Fields | undefined): void {
    this.writer!.end(trailers);
    this.writer!.flush();
    if (!this.tunnel) return;
    this.connection!.end();
    beginHalfClosed(this);
  }

  flush(): void {
    this.writer?.flush();
    if (this.writer?.full === true) this.stream?.client.pauseRequest();
  }

  /** It takes nothing for now. */
  get full(): boolean {
    return this.writer?.full === true;
  }

  /** The response side is full / has room again. */
  pause(): void {
    this.connection?.pause();
    // It is not the server that is late while nobody reads what it sends.
    timers.disarm(this.timer);
  }

  resume(): void {
    if (this.connection?.paused !== true) return;
    this.connection.resume();
    if (this.stream !== undefined) armServer(this);
  }

  startTunnel(): void {
    this.tunnel = true;
    this.writer!.chunked = false;
    this.keepAlive = false;
    armServer(this);
  }

  /** The client sends no more: says so to the server (`option abortonclose`). */
  halfClose(): void {
    this.keepAlive = false;
    this.connection?.end();
  }

  /** The stream is through with it. `complete`: both messages ended, so the connection may serve again. */
  release(complete: boolean): void {
    const { stream } = this;
    const isLent =
      this.connection?.paused === true && stream?.client.full === true && stream.client.holdsBytes !== false;
    this.stream = undefined;
    if (this.closed) return;
    const head = this.parser.head;
    const reusable = complete && this.keepAlive && !this.tunnel && head?.keepAlive === true;
    // Bytes that it read last may still wait at the client: nothing may be read over them.
    if (!reusable || isLent || this.parser.unread > 0 || this.connection!.ended) {
      closeLeg(this, complete);
      return;
    }
    this.served++;
    timers.disarm(this.timer);
    this.writer!.reset();
    this.resume();
    this.pool.putBack(this);
  }

  /**
   * The stream wants nothing of the response whose head it has just seen. The connection serves again if the rest of it is
   * here already and `sent`: the request went out completely.
   */
  leave(sent: boolean): void {
    this.stream = undefined;
    if (this.closed) return;
    if (sent && !this.tunnel) this.leaving = true;
    else closeLeg(this);
  }

  /** Closes an idle connection. */
  destroy(): void {
    closeLeg(this);
  }

  // ---- the connection reports

  onConnect(connection: Connection): void {
    this.ready = true;
    this.server.observer?.('connected');
    this.connection = connection;
    timers.disarm(this.timer);
    const stream = this.stream;
    if (stream === undefined) {
      closeLeg(this);
      return;
    }
    this.pool.connected(this, connection, stream.state);
    this.#describe(stream);
    stream.onServerReady();
  }

  onData(_connection: Connection, bytes: Buffer): void {
    readResponse(this, bytes);
  }

  onEnd(): void {
    // Before it is ready only a handshake can end: that is an attempt which failed.
    if (this.ready) endResponse(this);
    else failLeg(this, 'server-tls');
  }

  onDrain(): void {
    if (this.writer !== undefined) this.writer.full = false;
    this.stream?.onServerDrain();
  }

  onClose(_connection: Connection, fault: TcpFault | undefined): void {
    legClosed(this, fault);
  }

  onTimeout(): void {
    serverSilent(this);
  }

  #describe({ state }: HttpStream): void {
    const { socket } = this.connection!;
    this.#source ??= ownEnd(socket, this.destination);
    state.serverSource = this.#source;
    state.serverDestination = this.destination;
    state.serverTls = this.tls;
    state.serverSocket = socket;
  }
}
