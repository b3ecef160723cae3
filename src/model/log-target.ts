/** A `log` line after parsing (manual 4.2 `log`): where finished lines go, how they are framed, and which of them. */

/** Severities by number (RFC 5424 6.2.1), in HAProxy's words. */
export const LOG_LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;
/** 0 = emerg ... 7 = debug: an index of {@link LOG_LEVELS}. */
export type LogLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Facilities by number (RFC 5424 6.2.1), in HAProxy's words. */
export const LOG_FACILITIES = [
  ...(['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'auth2', 'ftp'] as const),
  ...(['ntp', 'audit', 'alert', 'cron2', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5'] as const),
  ...(['local6', 'local7'] as const),
] as const;
export type LogFacility = (typeof LOG_FACILITIES)[number];

export const LOG_FORMATS = ['local', 'rfc3164', 'rfc5424', 'priority', 'short', 'timed', 'iso', 'raw'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Framing of lines on a stream (RFC 6587): `legacy` ends each with a line feed. */
export type LogProto = 'legacy' | 'octet-count';

/** Where lines go. `family` is 0 where the host is a name. */
export type LogAddress =
  | { readonly kind: 'udp'; readonly host: string; readonly port: number; readonly family: 0 | 4 | 6 }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly family: 0 | 4 | 6 }
  /** Datagram socket of a path, such as /dev/log. A leading NUL is the abstract name space. */
  | { readonly kind: 'unix-datagram'; readonly path: string }
  /** `uxst@path`. */
  | { readonly kind: 'unix-stream'; readonly path: string }
  /** `stdout` is 1, `stderr` is 2. */
  | { readonly kind: 'fd'; readonly fd: number }
  | { readonly kind: 'ring'; readonly name: string }
  /** A backend with `mode log`. */
  | { readonly kind: 'backend'; readonly name: string };

/** `sample 1,3-5:8`: of every `size` lines those in one of the ranges are sent; numbered from 1, ends included. */
export interface LogSample {
  readonly ranges: readonly { readonly low: number; readonly high: number }[];
  readonly size: number;
}

export interface LogTarget {
  readonly address: LogAddress;
  /** `len`: bytes of a line, 80 to 65535; 1024 if not given. */
  readonly maxLength: number;
  /** undefined: `local`, or `rfc3164` under log-send-hostname. */
  readonly format: LogFormat | undefined;
  readonly sample: LogSample | undefined;
  /** Name of a log-profile section. */
  readonly profile: string | undefined;
  readonly facility: LogFacility;
  /** Least important level that is still sent; 7 if not given. */
  readonly maxLevel: LogLevel;
  /** Lines more severe than this one are sent as this level; 0 if not given. */
  readonly minLevel: LogLevel;
}

/** Default of `len`. */
export const DEFAULT_LOG_LENGTH = 1024;

/** A `ring` section (manual 12.5); its format and length win over those of the `log` lines that write to it. */
export interface LogRing {
  readonly name: string;
  /** The name, if none was given. */
  readonly description: string;
  readonly format: LogFormat;
  /** `maxlen`: bytes of an event with its header. */
  readonly maxLength: number;
  readonly sizeBytes: number;
  /** Syslog servers to which the events are forwarded over streams. */
  readonly servers: readonly { readonly address: LogAddress; readonly proto: LogProto }[];
}
