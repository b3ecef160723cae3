/**
 * Session and stream as everything that is evaluated per request sees them. The engine implements these; fetches,
 * actions and log aliases read them. Absolute times are milliseconds of the monotonic clock, durations are milliseconds.
 */
import type { Counters } from './counters.js';
import type { StreamFilters } from './filter.js';
import type { Fields, RequestHead, ResponseHead } from './message.js';
import type { Proxy } from './proxy.js';
import type { Server } from './server.js';
import type { TrackedCounters } from './stick-table.js';
import type { TcpMeasures } from './tcp-measures.js';
import type { TlsInfo } from './tls.js';
import type { Ipv4, Ipv6 } from './value.js';
import type { VarScope, VarStore } from './vars.js';
import type { Reply } from './verdict.js';

/** One end of a connection. Unix sockets have no address. */
export interface Endpoint {
  readonly address: Ipv4 | Ipv6 | undefined;
  /** Text of the address as logs print it: `127.0.0.1`, `::1`, `unix:1`. */
  readonly text: string;
  readonly port: number;
}

/** A client connection, from accept to close. */
export interface Session {
  readonly id: number;
  readonly frontend: Proxy;
  /** Name of the listener (bind line `name`, or its number) and id for so_id. */
  readonly listenerName: string;
  readonly listenerId: number;
  /** May be changed by set-src / set-dst or the PROXY protocol. */
  source: Endpoint;
  destination: Endpoint;
  /** Of the connection (`fc_src`): what the socket says, or rules of `tcp-request connection` (manual 7.3.3). */
  connectionSource: Endpoint;
  connectionDestination: Endpoint;
  /** TLS of the client side; undefined in clear text. */
  readonly tls: TlsInfo | undefined;
  readonly vars: VarStore;
  /** Wall clock at accept, milliseconds since 1970 (may have a fraction). */
  readonly acceptDateMs: number;
  readonly acceptMs: number;
  /** Time spent on PROXY and TLS handshakes. */
  handshakeMs: number;
  /** Requests seen on this connection so far. */
  requestCount: number;
  /** A PROXY protocol header was received, and the TLVs of version 2 that came with it. */
  readonly receivedProxy?: boolean;
  readonly proxyTlvs?: readonly { readonly type: number; readonly value: string }[] | undefined;
  /** Counters of the listening socket; undefined where nobody listens. */
  readonly listenerCounters?: Counters | undefined;
  /** Clients that are connected to the same listening socket (`dst_conn`). */
  readonly listenerConnections?: number;
  /** Number of the error that ended the client's connection (manual 7.3.3 `fc_err`); undefined or 0 = none. */
  readonly connectionError?: number;
  /** `switch-mode`: what began in mode tcp goes on in HTTP. */
  switchesToHttp?: boolean;
  /** Set by `tcp-request connection expect-proxy layer4`: a PROXY protocol header comes before anything else. */
  expectProxy?: boolean;
  /** The same for the header of a NetScaler (`expect-netscaler-cip`). */
  expectNetscaler?: boolean;
  /** IP_TOS / SO_MARK of the client's connection. */
  setSocketOption?(option: 'tos' | 'mark', value: number): void;
  /** What the kernel measures of the client's connection; undefined where it does not. */
  measureSocket?(): TcpMeasures | undefined;
  /** The connection is about to be closed without telling the client (`silent-drop`, `rst-ttl`). */
  vanish?(resetTtl: number | undefined): void;
  /** Entries of stick tables that the connection feeds; made by the first `track-sc` that finds a key. */
  tracked?: TrackedCounters | undefined;
}

/** Who ended a stream and when (manual 8.5, first and second letter). */
export type EndCause = '-' | 'C' | 'S' | 'P' | 'L' | 'R' | 'I' | 'D' | 'U' | 'K' | 'c' | 's';
export type EndState = '-' | 'R' | 'Q' | 'C' | 'H' | 'D' | 'L' | 'T';

/** Moments at which lines are made (`%OG`). */
export type LogOrigin =
  | 'sess_error'
  | 'sess_killed'
  | 'txn_accept'
  | 'txn_request'
  | 'txn_connect'
  | 'txn_response'
  | 'txn_close'
  | 'tcp-req-conn'
  | 'tcp-req-sess'
  | 'tcp-req-cont'
  | 'tcp-res-cont'
  | 'http-req'
  | 'http-res'
  | 'http-after-res';

/** One side of a stream's buffered bytes. */
export interface ChannelView {
  /** Bytes received and not yet forwarded: raw bytes in TCP mode, the body in HTTP mode. */
  bytes(): Buffer;
  /** Whether the sender has finished (shutdown, or end of the HTTP message). */
  readonly closed: boolean;
  /** Whether a buffer's worth is held, so that no more is read before some of it went on. */
  readonly full?: boolean;
  /** Bytes that passed in this direction in total. */
  readonly total: number;
}

export interface Stream {
  readonly session: Session;
  /** Counter of streams of the process (`%rt`, `uniq`). */
  readonly id: number;
  readonly frontend: Proxy;
  /** The frontend itself until a backend was chosen. */
  backend: Proxy;
  server: Server | undefined;
  /** Part of the program that answers like a server: `STATS`, `PROMEX`. */
  readonly service?: string | undefined;
  /** HTTP mode only. */
  request: RequestHead | undefined;
  response: ResponseHead | undefined;
  readonly requestChannel: ChannelView;
  readonly responseChannel: ChannelView;
  /**
   * The variables of a scope; undefined where this stream cannot see it: `check` outside of health checks, `res` until
   * the first attempt to reach a server (or a local answer), `req` from then on.
   */
  vars(scope: VarScope): VarStore | undefined;

  /** Set by a fetch that found nothing only because more data may still come; cleared by who evaluates. */
  mayChange: boolean;
  /** True when no more data will come for this evaluation (end of inspect delay, final evaluation). */
  final: boolean;

  /**
   * Monotonic time (`nowMs`) at which a rule that yields wants to run again at the latest; `Infinity` = only when more data
   * or the end of the input comes. The engine resets it to `Infinity` when the rule went on; a rule that finds another value
   * here is run again and must not move it.
   */
  wakeAtMs: number;
  /** Runs the rule that yields again, soon: what it waits for is there. Set by the engine. */
  wake?: (() => void) | undefined;
  /** Fields of a 103 response: sent when the rules of the request are through, or in front of an answer of our own. */
  earlyHints: Fields | undefined;
  /** What follows stands in another 103 response. */
  beginHints?(): void;

  /** Local answer that a rule chose. */
  reply: Reply | undefined;

  // ---- what logs and fetches tell of it
  uniqueId: string | undefined;
  /** Capture slots, by index of `capture` / `declare capture`. */
  readonly requestCaptures: (string | undefined)[];
  readonly responseCaptures: (string | undefined)[];
  /** `capture cookie`, as `name=value`. */
  requestCookieCapture: string | undefined;
  responseCookieCapture: string | undefined;
  /** Request line as it came in, for %r and %HU even after rewriting. */
  originalMethod: string;
  originalUri: string;
  originalVersion: number;
  /** Status sent to the client; 0 or -1 if none. */
  status: number;
  endCause: EndCause;
  endState: EndState;
  /** Third and fourth letter of the HTTP termination flags. */
  requestCookieState: string;
  responseCookieState: string;

  /** Wall clock at the first byte of the request (accept for the first one). */
  readonly acceptDateMs: number;
  /** Monotonic time all durations below count from: accept, or end of the previous request. */
  readonly startMs: number;
  /** Idle time before the first byte of the request. */
  idleMs: number;
  /** Time to receive the request head after the first byte; -1 until then (`%TR`). */
  requestMs: number;
  /** Milliseconds since `startMs` at which the queue was left / the server connected / its head came / all ended; -1. */
  queueAtMs: number;
  connectAtMs: number;
  dataAtMs: number;
  closeAtMs: number;

  bytesFromClient: number;
  bytesToServer: number;
  bytesFromServer: number;
  /** All bytes sent to the client, heads included (`%B`). */
  bytesToClient: number;

  retries: number;
  redispatched: boolean;
  /** Positions in the queues when it entered them (`%sq`, `%bq`). */
  serverQueuePosition: number;
  backendQueuePosition: number;
  /** Local ends of the server connection. */
  serverSource: Endpoint | undefined;
  serverDestination: Endpoint | undefined;
  serverTls: TlsInfo | undefined;
  /** Number of the error with which the last attempt to connect ended (`bc_err`); 0 = none, or none that is known. */
  serverError?: number;
  /** Level set by set-log-level; undefined = as configured, -1 = silent. */
  logLevel: number | undefined;
  /** Where the stream stands when its line is made (`%OG`, manual 8.2.6). */
  logOrigin: LogOrigin;
  /** Whether the connection to the server was reused. */
  serverConnectionReused: boolean;
  /** Set timeouts of this stream (set-timeout), undefined = the proxy's. */
  timeoutServerMs: number | undefined;
  timeoutTunnelMs: number | undefined;
  timeoutClientMs: number | undefined;
  timeoutConnectMs?: number | undefined;
  timeoutQueueMs?: number | undefined;
  timeoutTarpitMs?: number | undefined;

  // ---- what sample fetches read if the engine tells it; all optional to implement
  /** Status as the server gave it, whatever rules made of it. */
  serverStatus?: number | undefined;
  /** The rule that ended its list last. */
  readonly lastRule?: { readonly file: string; readonly line: number } | undefined;

  /** Entries of stick tables that this stream feeds, beside those of its session. */
  tracked?: TrackedCounters | undefined;

  /** Filters at work; undefined where no proxy of the stream has one. */
  readonly filters?: StreamFilters | undefined;

  // ---- what actions ask of the engine (features/http/action, features/tcp/action); all optional to implement
  /** Addresses that set-src, set-dst and their -port forms gave this stream; win over those of the session. */
  source?: Endpoint | undefined;
  destination?: Endpoint | undefined;
  /** `strict-mode`: whether a rewrite that fails ends the stream; undefined = on. Reset at the end of a ruleset. */
  strictRewrite?: boolean | undefined;
  /** `set-retries`, undefined = the backend's; `disable-l7-retry`. */
  retriesMax?: number | undefined;
  l7RetryDisabled?: boolean | undefined;
  /** `set-priority-class` (-2047..2047), `set-priority-offset` (-524287..524287 ms). */
  priorityClass?: number | undefined;
  priorityOffsetMs?: number | undefined;
  /** `do-log`: emits a log line now, besides the one of the stream. */
  emitLog?(): void;
  /** `tcp-response content close`: the connection to the server ends when the rules are through. */
  serverCloseAsked?: boolean | undefined;
  /** IP_TOS / SO_MARK of the client's connection or of the one to the server. */
  setSocketOption?(side: 'client' | 'server', option: 'tos' | 'mark', value: number): void;
  /** What the kernel measures of a connection; undefined where it does not, and while there is none. */
  measureSocket?(side: 'client' | 'server'): TcpMeasures | undefined;
}
