/** Why a handshake failed, in the few words that a log line has room for. */

/** Words of the error log (configuration.txt 8.2.5) and of `fc_err_str`. */
export type HandshakeFailure =
  | 'SSL handshake failure'
  | 'Connection closed during SSL handshake'
  | 'Connection error during SSL handshake'
  | 'Timeout during SSL handshake'
  | 'SSL client CA chain cannot be verified'
  | 'SSL client certificate not trusted'
  | 'Server presented an SSL certificate different from the configured one';

/** Errors of the system that end a connection, and not the handshake itself. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Describes the error that ended a handshake; undefined stands for a connection that was closed without one. */
export function describeHandshakeError(error: NodeJS.ErrnoException | undefined): HandshakeFailure {
  if (error === undefined) return 'Connection closed during SSL handshake';
  const { code } = error;
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return 'Timeout during SSL handshake';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'Server presented an SSL certificate different from the configured one';
  }
  // A peer that hangs up is reported as a reset with this text.
  if (code === 'ECONNRESET' && /disconnected|socket hang up/.test(error.message))
    return 'Connection closed during SSL handshake';
  if (code !== undefined && BROKEN.has(code)) return 'Connection error during SSL handshake';
  return 'SSL handshake failure';
}
