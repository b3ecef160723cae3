/** What it means when a connection to a server does not come about. */
import { connectionErrorNumber } from '../../model/connection-error.js';
import type { FaultCode } from '../../model/fault.js';
import type { Server } from '../../model/server.js';
import type { TcpFault } from '../../net/tcp/fault.js';

export function connectFault(server: Server, fault: TcpFault | undefined): FaultCode {
  if (fault === 'timeout') return 'connect-timeout';
  if (fault === 'resource') return 'no-local-resource';
  return server.usesTls && fault === 'other' ? 'server-tls' : 'connect-refused';
}

const HANDSHAKE = connectionErrorNumber('SSL handshake failure');

/** Number of `bc_err` for a fault; the others leave no connection that could tell of one (haproxy 2.6). */
export function connectionErrorOf(code: FaultCode): number {
  return code === 'server-tls' ? HANDSHAKE : 0;
}
