/** A check by a program (manual 4.2 `option external-check`): its arguments, its environment, its exit status. */
import { type ChildProcess, spawn } from 'node:child_process';
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { type Finding, plainFinding } from './verdict.js';

/** A listening address: a port is empty where there is none. */
export interface ListenerPlace {
  readonly address: string;
  readonly port: string;
}

/** Of proxies without listeners. */
const NO_LISTENER: ListenerPlace = { address: '', port: '' };

export interface ExternalPlan {
  readonly server: Server;
  /** The first one of the proxy; undefined if it has none. */
  readonly listener: ListenerPlace | undefined;
  readonly command: string;
  readonly path: string;
  readonly preserveEnvironment: boolean;
  /** Whether this process may start programs (`insecure-fork-wanted`). */
  readonly mayFork: boolean;
  readonly limitMs: number;
}

const NOT_USED = 'NOT_USED';
const NOT_STARTED = 255;

function protocolOf({ config }: Server, proxy: Proxy): string {
  return proxy.config.mode === 'http' ? (config.protocol ?? 'h1') : 'tcp';
}

/** What is told in the environment: of the server's traffic, whatever `addr` and `port` of its checks say (haproxy 2.6). */
function externalEnvironment({
  server,
  path,
  preserveEnvironment,
  listener = NO_LISTENER,
}: ExternalPlan): Record<string, string> {
  const { proxy, config } = server;
  const isUnix = config.address.kind !== 'tcp';
  const inherited = preserveEnvironment ? (process.env as Record<string, string>) : {};
  return {
    ...inherited,
    HAPROXY_PROXY_ADDR: listener.address,
    HAPROXY_PROXY_ID: String(proxy.id),
    HAPROXY_PROXY_NAME: proxy.name,
    HAPROXY_PROXY_PORT: listener.port,
    HAPROXY_SERVER_ADDR: server.address,
    HAPROXY_SERVER_CURCONN: String(server.served),
    HAPROXY_SERVER_ID: String(server.id),
    HAPROXY_SERVER_MAXCONN: String(server.maxconn),
    HAPROXY_SERVER_NAME: server.name,
    HAPROXY_SERVER_PORT: isUnix ? '' : String(server.port),
    HAPROXY_SERVER_PROTO: protocolOf(server, proxy),
    HAPROXY_SERVER_SSL: config.tls === undefined ? '0' : '1',
    PATH: path,
  };
}

/** `<proxy_address> <proxy_port> <server_address> <server_port>`. */
function externalArguments({ server, listener = NO_LISTENER }: ExternalPlan): readonly string[] {
  const { address, port } = listener;
  const isUnix = server.config.address.kind !== 'tcp';
  const serverPort = isUnix ? NOT_USED : String(server.port);
  return [address || NOT_USED, port || NOT_USED, server.address, serverPort];
}

/** A program under way; tells its finding once. */
export class ExternalProbe implements TimeoutHandler {
  readonly #plan: ExternalPlan;
  readonly #done: (finding: Finding, durationMs: number) => void;
  readonly #timer: TimerEntry;
  readonly #startMs: number;
  #child: ChildProcess | undefined;
  #isLate: boolean;
  #isOver: boolean;

  constructor(plan: ExternalPlan, done: (finding: Finding, durationMs: number) => void) {
    this.#plan = plan;
    this.#done = done;
    this.#timer = new TimerEntry(this);
    this.#startMs = nowMs();
    this.#child = undefined;
    this.#isLate = false;
    this.#isOver = false;
  }

  start(): void {
    const { command, mayFork, limitMs } = this.#plan;
    if (!mayFork) {
      this.#finish(plainFinding('SOCKERR', "'insecure-fork-wanted' is not set in the global section"));
      return;
    }
    const child = spawn(command, [...externalArguments(this.#plan)], {
      env: externalEnvironment(this.#plan),
      stdio: 'ignore',
    });
    this.#child = child;
    timers.arm(this.#timer, this.#startMs, limitMs);
    child.once('error', () => this.#finish(plainFinding('PROCERR', '', NOT_STARTED)));
    child.once('exit', (code) => this.#finish(this.#judge(code)));
  }

  /** Gives up without a finding: checks were switched off. */
  cancel(): void {
    this.#isOver = true;
    timers.remove(this.#timer);
    this.#child?.kill('SIGKILL');
  }

  /** Too late: the program is ended, and its end is waited for. */
  onTimeout(): void {
    this.#isLate = true;
    this.#child?.kill('SIGTERM');
    if (this.#child?.killed === false) this.#finish(plainFinding('PROCTOUT'));
  }

  #judge(code: number | null): Finding {
    if (this.#isLate) return plainFinding('PROCTOUT');
    if (code === 0) return plainFinding('PROCOK');
    return plainFinding('PROCERR', '', code ?? -1);
  }

  #finish(finding: Finding): void {
    if (this.#isOver) return;
    this.#isOver = true;
    timers.remove(this.#timer);
    this.#done(finding, Math.trunc(nowMs() - this.#startMs));
  }
}
