/**
 * A client connection from accept to close: connection rules, PROXY header, TLS handshake, session rules, then the protocol
 * of the frontend takes over (manual 4.2 `tcp-request connection`, `tcp-request session`; 5.1 `accept-proxy`).
 */
import type net from 'node:net';
import type { TLSSocket } from 'node:tls';
import { nowMs, wallNowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import { connectionErrorNumber } from '../../model/connection-error.js';
import { Verdict } from '../../model/verdict.js';
import type { ProxyHeader } from '../../net/proxy-protocol/header.js';
import { Connection, type ConnectionHandler } from '../../net/tcp/connection.js';
import type { Core } from '../core.js';
import { SocketEndpoint, socketEndpoint, unixEndpoint } from '../endpoint.js';
import { ClientH1 } from '../http/client-h1.js';
import type { LiveListener } from '../listener/live-listener.js';
import { logHandshakeFailure } from '../log/handshake-log.js';
import { runRules } from '../phase/run-rules.js';
import { StreamState } from '../stream/stream-state.js';
import { TcpStream } from '../tcp/tcp-stream.js';
import { IdleClient } from './idle-client.js';
import { lateRest } from './late-rest.js';
import { netscalerDialect, PROXY_DIALECT, type ProxyDialect, ProxyHeaderReader } from './proxy-header-reader.js';
import { SessionState } from './session-state.js';

/** What serves an established client connection. */
export interface ClientProtocol extends ConnectionHandler {
  /** Undefined while there is nothing to do. */
  readonly state: StreamState | undefined;
  /** Ends what is idle; what is busy ends with its work. */
  stopSoftly(): void;
}

const POSITION = { ruleIndex: 0 };

export class ClientSession implements TimeoutHandler {
  readonly core: Core;
  readonly listener: LiveListener;
  readonly state: SessionState;
  readonly socket: net.Socket;
  /** Limit of handshakes; there is none without them. */
  #timer: TimerEntry | undefined;
  #onEarlyClose: (() => void) | undefined;
  connection: Connection | undefined;
  protocol: ClientProtocol | undefined;
  #idle: IdleClient | undefined;
  /** Nothing but the current request is served any more. */
  stopping: boolean;
  #isClosed: boolean;
  /** The header that must come first. */
  #awaited: ProxyDialect | undefined;

  constructor(core: Core, listener: LiveListener, socket: net.Socket) {
    this.core = core;
    this.listener = listener;
    this.socket = socket;
    const unix = socket.remoteAddress === undefined ? unixEndpoint(listener.id) : undefined;
    this.state = new SessionState(
      core.nextSessionId(),
      listener.frontend.proxy,
      listener.name,
      listener.id,
      unix ?? socketEndpoint(socket.remoteAddress, socket.remotePort),
      unix ?? listener.ownEnd.of(socket) ?? socketEndpoint(undefined, undefined),
      nowMs(),
      wallNowMs(),
    );
    this.state.listenerCounters = listener.counters;
    this.state.socket = socket;
    this.#timer = undefined;
    this.#onEarlyClose = undefined;
    this.connection = undefined;
    this.protocol = undefined;
    this.#idle = undefined;
    this.stopping = false;
    this.#isClosed = false;
    this.#awaited = undefined;
  }

  /** Begins; the session may be over when it returns. */
  open(): void {
    const { frontend, bind } = this.listener;
    this.socket.on('error', ignore);
    if (frontend.keepsClientsAlive) this.socket.setKeepAlive(true);
    const rules = frontend.plan.rules['tcp-request connection'];
    if (rules.length > 0 && !this.#admitted(rules, 'deniedConnections')) return;
    const { timeouts } = frontend.config;
    const acceptsProxy = bind.acceptProxy || this.state.expectProxy;
    const acceptsCip = bind.acceptNetscalerCip !== undefined || this.state.expectNetscaler;
    if (acceptsProxy || acceptsCip || this.listener.tls !== undefined) {
      this.#onEarlyClose = () => this.closed();
      this.socket.once('close', this.#onEarlyClose);
      this.#timer = new TimerEntry(this);
      timers.arm(this.#timer, nowMs(), timeouts.clientHsMs ?? timeouts.clientMs ?? 0);
    }
    if (acceptsProxy) this.#readHeader(PROXY_DIALECT);
    else if (acceptsCip) this.#readHeader(netscalerDialect(bind.acceptNetscalerCip ?? 0));
    else this.#secure();
  }

  // ---- handshakes

  #readHeader(dialect: ProxyDialect): void {
    this.#awaited = dialect;
    new ProxyHeaderReader(this.socket, this, dialect);
  }

  onProxyHeader(header: ProxyHeader): void {
    this.#awaited = undefined;
    if (header.command === 'proxy' && (header.family === 'ipv4' || header.family === 'ipv6')) {
      this.state.source = new SocketEndpoint(header.source, header.sourcePort);
      this.state.destination = new SocketEndpoint(header.destination, header.destinationPort);
    }
    this.state.receivedProxy = true;
    this.state.proxyTlvs = header.tlvs;
    this.#secure();
  }

  onProxyFault(message: string): void {
    this.#fail(message);
  }

  #secure(): void {
    const { tls } = this.listener;
    if (tls === undefined) {
      this.#established(this.socket);
      return;
    }
    const { figures, global, tlsRate } = this.core;
    // Counted before the handshake, so that bad ones are limited as well (manual 3.2 `maxsslrate`).
    tlsRate.add(1, nowMs());
    if (global.maxSslConn > 0 && figures.currentTlsConnections >= global.maxSslConn) {
      this.#fail('Too many SSL connections');
      return;
    }
    tls.accept(this.socket, {
      onSecure: (socket, info) => {
        this.state.tls = info;
        this.core.figures.currentTlsConnections++;
        this.core.figures.totalTlsConnections++;
        this.#established(socket);
      },
      onFailure: (message) => this.#fail(message),
    });
  }

  /** The line of a failed handshake (manual 8.2.5), then the end. */
  #fail(message: string): void {
    if (this.#isClosed) return;
    this.state.connectionError = connectionErrorNumber(message);
    logHandshakeFailure(this, message);
    this.socket.destroy();
    this.closed();
  }

  onTimeout(): void {
    this.#fail(this.#awaited?.late ?? 'Timeout during SSL handshake');
  }

  #handshakesEnded(): void {
    if (this.#timer === undefined) return;
    timers.remove(this.#timer);
    this.#timer = undefined;
    this.socket.off('close', this.#onEarlyClose!);
    this.#onEarlyClose = undefined;
  }

  #established(socket: net.Socket | TLSSocket): void {
    if (this.#isClosed) return;
    const { frontend } = this.listener;
    this.#handshakesEnded();
    this.state.handshakeMs = nowMs() - this.state.acceptMs;
    const rules = frontend.plan.rules['tcp-request session'];
    if (rules.length > 0 && !this.#admitted(rules, 'deniedSessions')) return;
    this.#countSession();
    const connection = new Connection(socket, NOBODY, 'accepted');
    connection.lingers = !frontend.noLinger;
    this.connection = connection;
    this.#serve(connection);
  }

  #serve(connection: Connection): void {
    const { frontend } = this.listener;
    if (frontend.isHttp) {
      this.#idle = new IdleClient(this, connection);
      this.#idle.begin(this.state.acceptMs, this.state.acceptDateMs, nowMs());
      return;
    }
    const protocol = new TcpStream(this.core, this, connection, frontend);
    this.protocol = protocol;
    connection.handler = protocol;
    protocol.start();
  }

  /** The client has nothing to do until the next request. False: it stays, because it began in TCP mode. */
  rest(client: ClientH1, sinceMs: number, sinceDateMs: number): boolean {
    if (this.#idle === undefined) return false;
    this.#idle.take(client, sinceMs, sinceDateMs);
    return true;
  }

  /** As {@link rest}, when its last bytes have left. */
  restLater(client: ClientH1): void {
    if (this.#idle !== undefined) lateRest.add(client);
  }

  /** The connection of a client that is through with its requests is closed. */
  left(client: ClientH1): void {
    this.#idle?.keep(client);
  }

  /** A TCP frontend chose an HTTP backend: HTTP takes over with what was received (manual 4.2 `mode`). */
  becomeHttp(frontend: LiveListener['frontend'], held: Buffer, hasEnded: boolean): void {
    const connection = this.connection!;
    const client = new ClientH1(this.core, this, connection, frontend);
    client.attach(this, connection, this.state.acceptMs, this.state.acceptDateMs);
    client.state.tracked = this.protocol?.state?.tracked;
    this.protocol = client;
    connection.handler = client;
    connection.resume();
    if (held.length > 0) client.onData(connection, held);
    // It is not told a second time.
    if (hasEnded) client.onEnd();
  }

  #admitted(rules: Parameters<typeof runRules>[0], slot: 'deniedConnections' | 'deniedSessions'): boolean {
    const { frontend } = this.listener;
    POSITION.ruleIndex = 0;
    const state = new StreamState(this.state, frontend, this.core.plan.processVars);
    const verdict = runRules(rules, POSITION, state);
    if (verdict === Verdict.Continue || verdict === Verdict.Stop) return true;
    frontend.proxy.frontend[slot]++;
    this.listener.counters[slot]++;
    this.socket.destroy();
    this.closed();
    return false;
  }

  #countSession(): void {
    const { frontend } = this.listener;
    frontend.proxy.frontend.sessions++;
    const now = nowMs();
    const { frontend: counters } = frontend.proxy;
    if (counters.sessionRate !== undefined) {
      counters.sessionRate.add(1, now);
      counters.sessionRateMax = Math.max(counters.sessionRateMax, counters.sessionRate.read(now));
    }
    this.listener.counters.sessions++;
    this.state.tracked?.onSession();
    this.core.sessionRate.add(1, now);
    const { figures } = this.core;
    figures.sessionRateMax = Math.max(figures.sessionRateMax, this.core.sessionRate.read(now));
  }

  // ---- ends

  /** Ends what is idle. */
  stopSoftly(): void {
    this.stopping = true;
    this.protocol?.stopSoftly();
  }

  /** Cuts the connection. */
  destroy(): void {
    if (this.connection !== undefined) this.connection.destroy();
    else this.socket.destroy();
  }

  /** The connection is closed; called once by whoever served it. */
  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handshakesEnded();
    this.#idle?.leave();
    if (this.state.tls !== undefined) this.core.figures.currentTlsConnections--;
    this.state.tracked?.onEnd();
    this.listener.sessionClosed(this);
  }
}

const NOBODY: ConnectionHandler = {
  onConnect: ignore,
  onData: ignore,
  onEnd: ignore,
  onDrain: ignore,
  onClose: ignore,
};

function ignore(_: unknown = undefined): void {}
