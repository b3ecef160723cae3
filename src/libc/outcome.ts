/** What a system call ended in: a value, or the reason why there is none. Nothing in this room throws. */
import { getSystemErrorName } from 'node:util';
import { describeErrno, ERRNO_TEXTS } from '../base/errno.js';

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

/** A failure from the number that the C library left in errno. */
export function failureOfErrno(errno: number): Failure {
  const code = errno > 0 ? getSystemErrorName(-errno) : 'EINVAL';
  return { ok: false, code, reason: describeErrno(code) };
}

/** A failure from an error that Node threw or emitted. */
export function failureOfError(error: unknown): Failure {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code !== undefined) return { ok: false, code, reason: ERRNO_TEXTS[code] ?? (error as Error).message };
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
