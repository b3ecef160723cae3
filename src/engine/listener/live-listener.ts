/**
 * One listening address of a frontend: accepts clients while the limits of the process, the frontend and the line allow it,
 * lets them wait else (manual 4.2 `maxconn`, `rate-limit sessions`; 5.1 `maxconn`).
 */
import type net from 'node:net';
import { nowMs } from '../../base/clock.js';
import { Frequency } from '../../base/frequency.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { SocketAddress } from '../../model/config/address.js';
import type { BindConfig } from '../../model/config/bind.js';
import { Counters } from '../../model/counters.js';
import type { Proxy } from '../../model/proxy.js';
import type { ListenerView } from '../../model/runtime.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { isIpv6Alone, Listener, type ListenerHandler, type ListenOptions } from '../../net/tcp/listen.js';
import { abstractName } from '../../net/unix/name.js';
import type { Core } from '../core.js';
import type { ClientH1 } from '../http/client-h1.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { ClientSession } from '../session/client-session.js';
import { bufferOptions } from '../socket-buffer.js';
import { listenerSocketOptions } from './listener-socket.js';
import type { ListenerTls } from './listener-tls.js';
import { hasOneAddress, OwnEnd } from './own-end.js';

/** Told when a limit may have been left. */
export interface Admission {
  /** Connections may be accepted again somewhere. */
  onRoom(): void;
}

export class LiveListener implements ListenerHandler, ListenerView, TimeoutHandler {
  readonly core: Core;
  readonly frontend: LiveProxy;
  readonly bind: BindConfig;
  readonly config: SocketAddress;
  readonly id: number;
  readonly name: string;
  readonly tls: ListenerTls | undefined;
  readonly counters: Counters;
  readonly ownEnd: OwnEnd;
  /** Without a connection: for the next client that asks. */
  readonly spareClients: ClientH1[];
  readonly #admission: Admission;
  readonly #listener: Listener;
  readonly #rateTimer: TimerEntry;
  readonly #rate: Frequency;
  /** `harden.reject-privileged-ports.tcp`. */
  readonly #refusesLowPorts: boolean;
  #fault: string | undefined;
  #isOpen: boolean;

  constructor(
    core: Core,
    frontend: LiveProxy,
    bind: BindConfig,
    config: SocketAddress,
    port: number,
    id: number,
    tls: ListenerTls | undefined,
    admission: Admission,
  ) {
    this.core = core;
    this.frontend = frontend;
    this.bind = bind;
    this.config = config;
    this.id = id;
    this.name = bind.name ?? `sock-${id}`;
    this.tls = tls;
    this.counters = new Counters();
    this.ownEnd = new OwnEnd(hasOneAddress(config, bind.transparent));
    this.spareClients = [];
    this.#admission = admission;
    this.#listener = new Listener(listenOptions(core, bind, config, port, frontend), this);
    this.#rateTimer = new TimerEntry(this);
    this.#rate = new Frequency();
    this.#refusesLowPorts = core.global.tune.get('harden.reject-privileged-ports.tcp') === true;
    this.#fault = undefined;
    this.#isOpen = false;
  }

  get proxy(): Proxy {
    return this.frontend.proxy;
  }

  /** Where it listens, with the real port. */
  get address(): string {
    const bound = this.#listener.address;
    if (bound === undefined) return this.config.kind === 'unix' ? `unix@${this.config.host}` : this.config.text;
    return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`;
  }

  /** The same in two parts: a port is empty where there is none. */
  get place(): { readonly address: string; readonly port: string } {
    const bound = this.#listener.address;
    return bound === undefined
      ? { address: this.config.host, port: '' }
      : { address: bound.address, port: String(bound.port) };
  }

  /** The port that it got; 0 for unix sockets. */
  get port(): number {
    return this.#listener.address?.port ?? 0;
  }

  /** Binds. Undefined, or why it cannot. */
  open(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#onBound = resolve;
      this.#listener.open(() => {
        this.#isOpen = true;
        this.core.figures.listeners++;
        this.#onBound = ignore;
        resolve(undefined);
      });
    });
  }

  #onBound: (problem: string | undefined) => void = ignore;

  onListenFault(_listener: Listener, _fault: TcpFault, error: NodeJS.ErrnoException, binding: boolean): void {
    if (binding) this.#onBound(error.code ?? error.message);
    else this.#fault = error.message;
  }

  /** The last failure to accept. */
  get fault(): string | undefined {
    return this.#fault;
  }

  onAccept(_listener: Listener, socket: net.Socket): void {
    const { core, frontend } = this;
    if (this.#refusesLowPorts && (socket.remotePort ?? PRIVILEGED_PORTS) < PRIVILEGED_PORTS) {
      socket.destroy();
      return;
    }
    if (isGone(socket)) {
      socket.destroy();
      return;
    }
    const { figures } = core;
    figures.currentConnections++;
    figures.totalConnections++;
    const { proxy } = frontend;
    proxy.frontendConnections++;
    count(proxy.frontend, proxy.frontendConnections);
    this.counters.currentSessions++;
    count(this.counters, this.counters.currentSessions);
    const now = nowMs();
    const { frontend: counters } = proxy;
    if (counters.connectionRate !== undefined) {
      counters.connectionRate.add(1, now);
      counters.connectionRateMax = Math.max(counters.connectionRateMax, counters.connectionRate.read(now));
    }
    core.connectionRate.add(1, now);
    figures.connectionRateMax = Math.max(figures.connectionRateMax, core.connectionRate.read(now));
    this.#rate.add(1, now);
    const session = new ClientSession(core, this, socket);
    session.stopping = core.draining && core.global.tune.get('close-spread-time') === undefined;
    core.sessions.add(session);
    session.open();
    this.checkRoom();
  }

  /** A session of this listener ended. */
  sessionClosed(session: ClientSession): void {
    const { core, frontend } = this;
    if (!core.sessions.delete(session)) return;
    core.figures.currentConnections--;
    frontend.proxy.frontendConnections--;
    frontend.proxy.frontend.currentSessions--;
    this.counters.currentSessions--;
    for (const backend of core.ownedPools) backend.closeOwned(session.state.id);
    this.#admission.onRoom();
  }

  /** Limit of the line, for statistics. */
  get maxconn(): number | undefined {
    return this.bind.maxconn;
  }

  /** Pauses while a limit is reached, resumes when it is left. */
  checkRoom(): void {
    if (!this.#isOpen) return;
    const isFull = this.#isFull();
    if (isFull && !this.#listener.paused) this.#listener.pause();
    else if (!isFull && this.#listener.paused) this.#listener.resume();
  }

  #isFull(): boolean {
    const { figures } = this.core;
    const { proxy } = this.frontend;
    if (!proxy.enabled || figures.currentConnections >= figures.maxconn) return true;
    if (proxy.maxconn > 0 && proxy.frontendConnections >= proxy.maxconn) return true;
    const { maxconn } = this.bind;
    if (maxconn !== undefined && maxconn > 0 && this.counters.currentSessions >= maxconn) return true;
    return this.#isTooFast();
  }

  /** Rates of the frontend and of the process; waits until all of them allow the next client. */
  #isTooFast(): boolean {
    const { core } = this;
    const { global } = core;
    const waitMs = Math.max(
      delayMs(this.#rate, this.frontend.config.rateLimitSessions),
      delayMs(core.connectionRate, global.maxconnRate),
      delayMs(core.sessionRate, global.maxSessionRate),
      this.tls === undefined ? 0 : delayMs(core.tlsRate, core.maxTlsRate),
    );
    if (waitMs === 0) return false;
    timers.arm(this.#rateTimer, nowMs(), waitMs);
    return true;
  }

  onTimeout(): void {
    this.checkRoom();
  }

  /** Stops listening; sessions live on. */
  close(): void {
    this.#leave();
    this.#listener.close();
  }

  /** Stops listening once those who connected are let in, if another process took the address over; else at once. */
  closeGently(onClosed: () => void): void {
    const wasOpen = this.#isOpen;
    this.#leave();
    if (wasOpen) this.#listener.closeGently(onClosed);
    else onClosed();
  }

  #leave(): void {
    timers.remove(this.#rateTimer);
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.core.figures.listeners--;
  }
}

/** Ports that only privileged users may come from (RFC 6335 6). */
const PRIVILEGED_PORTS = 1024;

/** As many as may be served, within what systems do by default; never so few that those who wait are turned away. */
const BACKLOG_MIN = 511;
const BACKLOG_MAX = 4096;

/** Connections that may wait for accept: as set, or by the limit of the listener (manual 4.2 `backlog`). */
function backlogOf(bind: BindConfig, frontend: LiveProxy, { figures }: Core): number {
  const limit = bind.maxconn || frontend.config.maxconn || figures.hardMaxconn;
  return bind.backlog || frontend.config.backlog || Math.min(Math.max(limit, BACKLOG_MIN), BACKLOG_MAX);
}

function listenOptions(
  core: Core,
  bind: BindConfig,
  config: SocketAddress,
  port: number,
  frontend: LiveProxy,
): ListenOptions {
  const more = {
    backlog: backlogOf(bind, frontend, core),
    ...(bind.mode === undefined ? {} : { mode: bind.mode }),
    ...(bind.uid === undefined ? {} : { uid: bind.uid }),
    ...(bind.gid === undefined ? {} : { gid: bind.gid }),
    ...(bind.user === undefined ? {} : { user: bind.user }),
    ...(bind.group === undefined ? {} : { group: bind.group }),
  };
  const buffers = bufferOptions(core.global, 'client');
  const socketOptions = { ...listenerSocketOptions(bind, config, frontend), ...buffers };
  switch (config.kind) {
    case 'unix':
      return { path: config.host, ...more };
    case 'abstract':
      return { path: abstractName(config.host, config), ...more };
    case 'fd':
      return { fd: Number(config.host), ...(hasAny(buffers) ? { socketOptions: buffers } : {}), ...more };
    default:
      return {
        host: config.host,
        port,
        ipv6Only: config.family === 6 && (bind.v6only || (!bind.v4v6 && isIpv6Alone())),
        reusePort: core.global.flags.get('noreuseport') !== true,
        ...(hasAny(socketOptions) ? { socketOptions } : {}),
        ...more,
      };
  }
}

/** How long a limit per second holds the next event back; 0 if it does not. */
function delayMs(rate: Frequency, limit: number): number {
  if (limit === 0) return 0;
  const now = nowMs();
  return rate.remaining(limit, 0, now) > 0 ? 0 : Math.max(1, rate.nextDelayMs(limit, 0, now));
}

function count(counters: Counters, current: number): void {
  counters.connections++;
  counters.currentSessions = current;
  if (current > counters.connectionsMax) counters.connectionsMax = current;
  if (current > counters.sessionsMax) counters.sessionsMax = current;
}

function hasAny(options: object): boolean {
  return Object.keys(options).length > 0;
}

function ignore(): void {}

/**
 * Whether a client has reset its connection before it was accepted. Its address is lost, so that rules could not judge by
 * it what the client sent; nobody would receive the answer.
 */
function isGone(socket: net.Socket): boolean {
  return socket.remoteAddress === undefined && socket.localAddress !== undefined;
}
