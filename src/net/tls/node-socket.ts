/**
 * The few inner parts of Node's TLSSocket that have no public name, in one place. They have been the same since Node 12;
 * each is used only if it is there.
 */
import type { TLSSocket } from 'node:tls';

interface Handle {
  verifyError?(): (Error & { code?: string }) | null;
  loadSession?(session: Buffer): void;
}

interface Inner {
  readonly _handle?: Handle | null;
  _releaseControl?(): boolean;
}

/** Code of the result of verifying the peer's certificate, such as `CERT_HAS_EXPIRED`; undefined if it holds. */
export function verifyErrorCode(socket: TLSSocket): string | undefined {
  const error = (socket as unknown as Inner)._handle?.verifyError?.();
  return error ? (error.code ?? 'UNSPECIFIED') : undefined;
}

/** The session that the library gets when it looks for the one that the client wants to resume. Before the handshake. */
export function offerSession(socket: TLSSocket, session: Buffer): void {
  (socket as unknown as Inner)._handle?.loadSession?.(session);
}

/** The handshake is over: from now on errors are emitted as `error`, not as `_tlsError`. */
export function releaseHandshake(socket: TLSSocket): void {
  (socket as unknown as Inner)._releaseControl?.();
}
