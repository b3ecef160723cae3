/** What a system call ended in: a value, or the reason why there is none. Nothing in this room throws. */
import { getSystemErrorName } from 'node:util';

/** A call that did not work out. `reason` is in the words of strerror; `code` is an errno name, or `NOTHERE`. */
export interface Failure {
  readonly ok: false;
  readonly code: string;
  readonly reason: string;
}

/** A value, or why there is none. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure;

/** Wraps a value. */
export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** A failure because this machine or build cannot do it at all. */
export function notHere(reason: string): Failure {
  return { ok: false, code: 'NOTHERE', reason };
}

/** Texts of strerror for what opening sockets and files ends in; scripts look for them in messages. */
const TEXT: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  ENODEV: 'No such device',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENFILE: 'Too many open files in system',
  EMFILE: 'Too many open files',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  EPIPE: 'Broken pipe',
  ENAMETOOLONG: 'File name too long',
  ELOOP: 'Too many levels of symbolic links',
  ENOTSOCK: 'Socket operation on non-socket',
  EMSGSIZE: 'Message too long',
  EPROTOTYPE: 'Protocol wrong type for socket',
  ENOPROTOOPT: 'Protocol not available',
  EPROTONOSUPPORT: 'Protocol not supported',
  EOPNOTSUPP: 'Operation not supported',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETUNREACH: 'Network is unreachable',
  ECONNRESET: 'Connection reset by peer',
  ENOBUFS: 'No buffer space available',
  ETIMEDOUT: 'Connection timed out',
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
};

/** The text of an errno name such as `EACCES`; the name itself where there is no text. */
export function describeErrno(code: string): string {
  return TEXT[code] ?? code;
}

/** A failure from the number that the C library left in errno. */
export function failureOfErrno(errno: number): Failure {
  const code = errno > 0 ? getSystemErrorName(-errno) : 'EINVAL';
  return { ok: false, code, reason: describeErrno(code) };
}

/** A failure from an error that Node threw or emitted. */
export function failureOfError(error: unknown): Failure {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code !== undefined) return { ok: false, code, reason: TEXT[code] ?? (error as Error).message };
  return { ok: false, code: 'EINVAL', reason: error instanceof Error ? error.message : String(error) };
}

/** Runs a call of Node that throws, and says how it ended. */
export function attempt<T>(call: () => T): Outcome<T> {
  try {
    return success(call());
  } catch (error) {
    return failureOfError(error);
  }
}
