/**
 * An HTTP client that is connected and asks nothing: all that such a connection needs. Parser, stream and state, six times
 * its size, come with the first byte from those that wait at the listener, and go back there behind the response.
 */
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Server } from '../../model/server.js';
import type { Connection } from '../../net/tcp/connection.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { ClientH1 } from '../http/client-h1.js';
import type { ClientProtocol, ClientSession } from './client-session.js';

/** Clients without a connection that a listener keeps: more than are busy at a time are of no use. */
const SPARE_MAX = 256;

export class IdleClient implements ClientProtocol, TimeoutHandler {
  /** There is no stream. */
  readonly state: undefined;
  readonly #session: ClientSession;
  readonly #connection: Connection;
  readonly #timer: TimerEntry;
  #sinceMs: number;
  #sinceDateMs: number;
  /** See `HttpStream`: what the next request has to know of those before. */
  #lastServer: Server | undefined;
  #staysWithLast: boolean;

  constructor(session: ClientSession, connection: Connection) {
    this.state = undefined;
    this.#session = session;
    this.#connection = connection;
    this.#timer = new TimerEntry(this);
    this.#sinceMs = 0;
    this.#sinceDateMs = 0;
    this.#lastServer = undefined;
    this.#staysWithLast = false;
  }

  /** The connection waits for a request; its time began at `limitedMs`. */
  begin(sinceMs: number, sinceDateMs: number, limitedMs: number): void {
    this.#sinceMs = sinceMs;
    this.#sinceDateMs = sinceDateMs;
    this.#session.protocol = this;
    this.#connection.handler = this;
    const { frontend } = this.#session.listener;
    timers.arm(this.#timer, limitedMs, frontend.idleLimitMs(this.#session.state.requestCount === 0) ?? 0);
  }

  /** A client is through with its request, since then. */
  take(client: ClientH1, sinceMs: number, sinceDateMs: number): void {
    const { lastServer, staysWithLast } = client.stream;
    this.#lastServer = lastServer;
    this.#staysWithLast = staysWithLast;
    this.keep(client);
    this.begin(sinceMs, sinceDateMs, sinceMs);
  }

  /** Keeps a client that nothing refers to any more. */
  keep(client: ClientH1): void {
    const spare = this.#session.listener.spareClients;
    if (spare.length < SPARE_MAX) spare.push(client);
  }

  /** Whoever serves the connection next. */
  #wake(): ClientH1 {
    timers.disarm(this.#timer);
    const session = this.#session;
    const { core, listener } = session;
    const client = listener.spareClients.pop() ?? new ClientH1(core, session, this.#connection, listener.frontend);
    client.stream.lastServer = this.#lastServer;
    client.stream.staysWithLast = this.#staysWithLast;
    client.attach(session, this.#connection, this.#sinceMs, this.#sinceDateMs);
    session.protocol = client;
    this.#connection.handler = client;
    return client;
  }

  onConnect(): void {}

  onData(connection: Connection, bytes: Buffer): void {
    this.#wake().onData(connection, bytes);
  }

  /** Only one who never asked is answered. */
  onEnd(): void {
    if (this.#session.state.requestCount > 0) this.#connection.destroy();
    else this.#wake().onEnd();
  }

  onDrain(): void {}

  onClose(connection: Connection, fault: TcpFault | undefined): void {
    if (fault !== undefined && this.#session.state.requestCount === 0) {
      this.#wake().onClose(connection, fault);
      return;
    }
    timers.remove(this.#timer);
    this.#session.closed();
  }

  onTimeout(): void {
    this.#wake().onTimeout();
  }

  /** See `ClientH1`: a new connection may ask once. */
  stopSoftly(): void {
    const { listener, state } = this.#session;
    if (!listener.frontend.keepsIdleClients && state.requestCount > 0) this.#connection.destroy();
  }

  /** Takes the timer out of the wheel: the connection is closed, whoever served it. */
  leave(): void {
    timers.remove(this.#timer);
  }
}
