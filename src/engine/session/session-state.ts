/** A client connection as rules and logs see it. */
import type net from 'node:net';
import type { Counters } from '../../model/counters.js';
import type { Proxy } from '../../model/proxy.js';
import type { TrackedCounters } from '../../model/stick-table.js';
import type { Endpoint, Session } from '../../model/stream.js';
import type { TcpMeasures } from '../../model/tcp-measures.js';
import type { TlsInfo } from '../../model/tls.js';
import type { VarStore } from '../../model/vars.js';
import { makeVanish, measureTcp, setPacketOption } from '../../net/tcp/socket-option.js';

export class SessionState implements Session {
  readonly id: number;
  readonly frontend: Proxy;
  readonly listenerName: string;
  readonly listenerId: number;
  connectionSource: Endpoint;
  connectionDestination: Endpoint;
  readonly acceptDateMs: number;
  readonly acceptMs: number;
  source: Endpoint;
  destination: Endpoint;
  tls: TlsInfo | undefined;
  handshakeMs: number;
  requestCount: number;
  receivedProxy: boolean;
  tracked: TrackedCounters | undefined;
  proxyTlvs: readonly { readonly type: number; readonly value: string }[] | undefined;
  connectionError: number;
  /** Counters of the listening socket. */
  listenerCounters: Counters | undefined;
  switchesToHttp: boolean;
  expectProxy: boolean;
  expectNetscaler: boolean;
  /** The client's socket, for its options. */
  socket: net.Socket | undefined;
  #vars: VarStore | undefined;

  constructor(
    id: number,
    frontend: Proxy,
    listenerName: string,
    listenerId: number,
    source: Endpoint,
    destination: Endpoint,
    acceptMs: number,
    acceptDateMs: number,
  ) {
    this.id = id;
    this.frontend = frontend;
    this.listenerName = listenerName;
    this.listenerId = listenerId;
    this.connectionSource = source;
    this.connectionDestination = destination;
    this.acceptDateMs = acceptDateMs;
    this.acceptMs = acceptMs;
    this.source = source;
    this.destination = destination;
    this.tls = undefined;
    this.handshakeMs = 0;
    this.requestCount = 0;
    this.receivedProxy = false;
    this.tracked = undefined;
    this.proxyTlvs = undefined;
    this.connectionError = 0;
    this.listenerCounters = undefined;
    this.switchesToHttp = false;
    this.expectProxy = false;
    this.expectNetscaler = false;
    this.socket = undefined;
    this.#vars = undefined;
  }

  /** Clients of the same listening socket. */
  get listenerConnections(): number {
    return this.listenerCounters?.currentSessions ?? this.frontend.frontendConnections;
  }

  vanish(resetTtl: number | undefined): void {
    if (this.socket !== undefined) makeVanish(this.socket, resetTtl);
  }

  /** `set-fc-tos`, `set-fc-mark`. Where the system refuses, packets stay as they are. */
  setSocketOption(option: 'tos' | 'mark', value: number): void {
    if (this.socket !== undefined) setPacketOption(this.socket, option, value);
  }

  measureSocket(): TcpMeasures | undefined {
    return this.socket && measureTcp(this.socket);
  }

  get vars(): VarStore {
    this.#vars ??= new Map();
    return this.#vars;
  }
}
