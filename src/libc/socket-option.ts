/** Socket options that Node does not offer, by the names of configuration.txt (5.1, 5.2, and `tcp-request ... set-*`). */
import type { Native } from './native.js';
import { callNative } from './native.js';
import type { Failure, Outcome } from './outcome.js';

const SOL_IP = 0;
const SOL_SOCKET = 1;
const SOL_TCP = 6;
const SOL_IPV6 = 41;

type Kind = 'int' | 'name';

/** Level, number and kind of value, from the headers of Linux. */
const OPTIONS = {
  'reuse-address': [SOL_SOCKET, 2, 'int'],
  'reuse-port': [SOL_SOCKET, 15, 'int'],
  keepalive: [SOL_SOCKET, 9, 'int'],
  'send-buffer': [SOL_SOCKET, 7, 'int'],
  'receive-buffer': [SOL_SOCKET, 8, 'int'],
  mark: [SOL_SOCKET, 36, 'int'],
  interface: [SOL_SOCKET, 25, 'name'],
  tos: [SOL_IP, 1, 'int'],
  'time-to-live': [SOL_IP, 2, 'int'],
  transparent: [SOL_IP, 19, 'int'],
  'bind-no-port': [SOL_IP, 24, 'int'],
  'v6-only': [SOL_IPV6, 26, 'int'],
  'v6-hop-limit': [SOL_IPV6, 16, 'int'],
  'v6-traffic-class': [SOL_IPV6, 67, 'int'],
  'v6-transparent': [SOL_IPV6, 75, 'int'],
  'no-delay': [SOL_TCP, 1, 'int'],
  'max-segment': [SOL_TCP, 2, 'int'],
  'keepalive-idle-s': [SOL_TCP, 4, 'int'],
  'keepalive-interval-s': [SOL_TCP, 5, 'int'],
  'keepalive-count': [SOL_TCP, 6, 'int'],
  'defer-accept-s': [SOL_TCP, 9, 'int'],
  'quick-ack': [SOL_TCP, 12, 'int'],
  congestion: [SOL_TCP, 13, 'name'],
  'user-timeout-ms': [SOL_TCP, 18, 'int'],
  repair: [SOL_TCP, 19, 'int'],
  'fast-open': [SOL_TCP, 23, 'int'],
  'not-sent-low-water': [SOL_TCP, 25, 'int'],
} as const satisfies Readonly<Record<string, readonly [level: number, option: number, kind: Kind]>>;

/** Name of a socket option. Units stand in the names. */
export type SocketOptionName = keyof typeof OPTIONS;

/** Options to set; numbers, or a name for `interface` and `congestion`. Booleans are 0 and 1. */
export type SocketOptions = { readonly [name in SocketOptionName]?: number | string };

/** Sets one option of a socket. */
export function setSocketOption(fd: number, name: SocketOptionName, value: number | string): Outcome<number> {
  return callNative((libc) => applyOption(libc, fd, name, value));
}

/** Sets all given options; returns those that could not be set, each with its reason. */
export function setSocketOptions(fd: number, options: SocketOptions): { name: SocketOptionName; failure: Failure }[] {
  const failed: { name: SocketOptionName; failure: Failure }[] = [];
  for (const [name, value] of Object.entries(options) as [SocketOptionName, number | string | undefined][]) {
    if (value === undefined) continue;
    const outcome = setSocketOption(fd, name, value);
    if (!outcome.ok) failed.push({ name, failure: outcome });
  }
  return failed;
}

/** Reads the number of an option. */
export function readSocketOption(fd: number, name: SocketOptionName): Outcome<number> {
  const [level, option] = OPTIONS[name];
  const value = Buffer.alloc(4);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(4);
  const outcome = callNative((libc) => libc.getsockopt(fd, level, option, value, length));
  return outcome.ok ? { ok: true, value: value.readInt32LE(0) } : outcome;
}

/** The descriptor behind a socket or server of Node; undefined when it is closed or has none. */
export function descriptorOf(socket: object): number | undefined {
  const handle = (socket as { _handle?: { fd?: number } | null })._handle;
  const fd = handle?.fd;
  return fd !== undefined && fd >= 0 ? fd : undefined;
}

function applyOption(libc: Native, fd: number, name: SocketOptionName, value: number | string): number {
  const [level, option, kind] = OPTIONS[name];
  if (kind === 'name') {
    const text = Buffer.from(`${value}\0`, 'latin1');
    return libc.setsockopt(fd, level, option, text, text.length);
  }
  const number = Buffer.alloc(4);
  number.writeUInt32LE(Number(value) >>> 0);
  return libc.setsockopt(fd, level, option, number, 4);
}
