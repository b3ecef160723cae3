/** One health check on the wire: connect, perhaps TLS, perhaps an HTTP exchange (manual 4.2 `option httpchk`, `http-check`). */
import type { ConnectionOptions } from 'node:tls';
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { ResponseHead } from '../../model/message.js';
import { DEFAULT_H1_SETTINGS, H1ResponseParser } from '../../net/h1/index.js';
import { type Connection, type ConnectionHandler, connect, type TcpFault } from '../../net/tcp/index.js';
import type { Finding } from './verdict.js';

/** Where and how a probe goes. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  /** Unix socket instead of host and port. */
  readonly path: string | undefined;
  readonly tls: ConnectionOptions | undefined;
  readonly localAddress: string | undefined;
}

/** What is said and what is expected; undefined for a mere connection. */
export interface HttpProbe {
  /** The whole request as it goes out, a latin1 carrier. */
  readonly request: string;
  readonly method: string;
  /** Judges the complete answer; `body` is a latin1 carrier of at most the buffer's size. */
  readonly judge: (head: ResponseHead, body: string) => Finding;
}

export interface ProbeLimits {
  readonly connectMs: number;
  /** For the exchange after the connection; undefined: `connectMs` covers all of it. */
  readonly readMs: number | undefined;
}

const CONNECT_TEXT: Readonly<Record<TcpFault, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  reset: 'Connection reset by peer',
  unreachable: 'No route to host',
  resource: 'General socket error (Cannot assign requested address)',
  other: '',
};

const MAX_BODY = 16384;

/** A probe under way; tells its finding once. */
export class Probe implements ConnectionHandler, TimeoutHandler {
  readonly #target: ProbeTarget;
  readonly #http: HttpProbe | undefined;
  readonly #limits: ProbeLimits;
  readonly #done: (finding: Finding, durationMs: number) => void;
  readonly #timer: TimerEntry;
  readonly #startMs: number;
  readonly #parser: H1ResponseParser;
  #connection: Connection | undefined;
  #stage: 'connect' | 'exchange' | 'done';
  #head: ResponseHead | undefined;
  #body: string;

  constructor(
    target: ProbeTarget,
    http: HttpProbe | undefined,
    limits: ProbeLimits,
    done: (finding: Finding, durationMs: number) => void,
  ) {
    this.#target = target;
    this.#http = http;
    this.#limits = limits;
    this.#done = done;
    this.#timer = new TimerEntry(this);
    this.#startMs = nowMs();
    this.#parser = new H1ResponseParser(DEFAULT_H1_SETTINGS);
    this.#connection = undefined;
    this.#stage = 'connect';
    this.#head = undefined;
    this.#body = '';
  }

  /** Starts to connect. A fault may be told before this returns. */
  start(): void {
    const { host, port, path, tls, localAddress } = this.#target;
    timers.arm(this.#timer, this.#startMs, this.#limits.connectMs);
    const place = path === undefined ? { host, port } : { path };
    try {
      this.#connection = connect(
        { ...place, ...(tls ? { tls } : {}), ...(localAddress === undefined ? {} : { localAddress }) },
        this,
      );
    } catch (error) {
      this.#finish({ status: 'SOCKERR', code: undefined, text: (error as Error).message });
    }
  }

  /** Gives up without a finding: checks were switched off. */
  cancel(): void {
    this.#stage = 'done';
    timers.disarm(this.#timer);
    this.#connection?.reset();
  }

  onConnect(connection: Connection): void {
    if (this.#stage !== 'connect') return;
    if (!this.#http) {
      this.#finish({ status: this.#target.tls ? 'L6OK' : 'L4OK', code: undefined, text: '' });
      return;
    }
    this.#stage = 'exchange';
    if (this.#limits.readMs !== undefined) timers.arm(this.#timer, nowMs(), this.#limits.readMs);
    this.#parser.expect({ method: this.#http.method, upgrade: false });
    connection.write(this.#http.request);
  }

  onData(_connection: Connection, bytes: Buffer): void {
    if (this.#stage !== 'exchange') return;
    this.#parser.feed(bytes);
    this.#read();
    this.#parser.hold();
  }

  onEnd(_connection: Connection): void {
    if (this.#stage !== 'exchange') return;
    if (this.#head?.bodyKind === 'until-close') this.#judge();
    else
      this.#finish({ status: 'L7RSP', code: this.#head?.status, text: 'Server closed before the end of its answer' });
  }

  onDrain(): void {}

  onClose(_connection: Connection, fault: TcpFault | undefined, error: Error | undefined): void {
    if (this.#stage === 'connect') this.#refused(fault, error);
    else if (this.#stage === 'exchange')
      this.#finish({ status: 'L7RSP', code: undefined, text: fault ? CONNECT_TEXT[fault] : '' });
  }

  onTimeout(): void {
    if (this.#stage === 'connect')
      this.#finish({ status: this.#secured() ? 'L6TOUT' : 'L4TOUT', code: undefined, text: '' });
    else if (this.#stage === 'exchange') this.#finish({ status: 'L7TOUT', code: undefined, text: '' });
  }

  #refused(fault: TcpFault | undefined, error: Error | undefined): void {
    const isTransport = fault !== undefined && fault !== 'other' && !this.#secured();
    if (this.#target.tls && !isTransport) {
      this.#finish({
        status: 'L6RSP',
        code: undefined,
        text: `SSL handshake failure${error ? ` (${error.message})` : ''}`,
      });
      return;
    }
    this.#finish({ status: 'L4CON', code: undefined, text: fault ? CONNECT_TEXT[fault] : '' });
  }

  /** The transport is there and the TLS handshake is what is missing. */
  #secured(): boolean {
    return this.#target.tls !== undefined && this.#connection?.socket.remoteAddress !== undefined;
  }

  #read(): void {
    for (;;) {
      switch (this.#parser.next()) {
        case 'head':
          this.#head = this.#parser.head;
          break;
        case 'data':
          if (this.#body.length < MAX_BODY) this.#body += this.#parser.dataText();
          break;
        case 'end':
          this.#judge();
          return;
        case 'fault':
          this.#finish({ status: 'L7RSP', code: undefined, text: 'Invalid HTTP response' });
          return;
        case 'more':
          return;
      }
    }
  }

  #judge(): void {
    this.#finish(this.#http!.judge(this.#head!, this.#body));
  }

  #finish(finding: Finding): void {
    if (this.#stage === 'done') return;
    this.#stage = 'done';
    timers.disarm(this.#timer);
    // A check leaves no socket in TIME_WAIT behind.
    this.#connection?.reset();
    this.#done(finding, nowMs() - this.#startMs);
  }
}
