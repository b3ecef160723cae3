/** Failures of sockets, reduced to what callers decide by. */

/** Why a connection failed; `other` is everything that has no consequence of its own. */
export type TcpFault = 'refused' | 'timeout' | 'reset' | 'unreachable' | 'resource' | 'other';

const FAULTS: Readonly<Record<string, TcpFault>> = {
  ECONNREFUSED: 'refused',
  // A unix socket that nobody listens on.
  ENOENT: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'resource',
  EADDRINUSE: 'resource',
  EMFILE: 'resource',
  ENFILE: 'resource',
  ENOBUFS: 'resource',
  ENOMEM: 'resource',
  EAGAIN: 'resource',
  EACCES: 'resource',
  EPERM: 'resource',
};

/** Class of an error that a socket reported. */
export function faultOf(error: NodeJS.ErrnoException): TcpFault {
  return FAULTS[error.code ?? ''] ?? 'other';
}
