/**
 * Bytes of a connection that its peer has not taken yet. Node tells of a write only when all of it is gone; a slow peer that
 * takes a part now and then must not be mistaken for a dead one. Node's own time limits look at the same number.
 */
import type { Connection } from '../net/tcp/connection.js';

interface Handle {
  readonly writeQueueSize?: number;
}

export function unsentBytes(connection: Connection): number {
  const { _handle: handle } = connection.socket as unknown as { readonly _handle: Handle | null };
  return handle?.writeQueueSize ?? connection.writableLength;
}
