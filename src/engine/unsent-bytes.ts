/**
 * Bytes of a connection that its peer has not taken yet. Node tells of a write only when all of it is gone; a slow peer that
 * takes a part now and then must not be mistaken for a dead one. Node's own time limits look at the same number.
 */
import type { Connection } from '../net/tcp/connection.js';

/** How long a peer may take for the last bytes of a stream that is over. */
export const FLUSH_MS = 30_000;

interface Handle {
  readonly writeQueueSize?: number;
}

export function unsentBytes(connection: Connection): number {
  const { _handle: handle } = connection.socket as unknown as { readonly _handle: Handle | null };
  return handle?.writeQueueSize ?? connection.writableLength;
}

/** Slow is not silent: some of what waits for the peer has left since the last look, which `holder` remembers. */
export function takesBytes(holder: { unsent: number }, connection: Connection): boolean {
  const unsent = unsentBytes(connection);
  const takes = unsent > 0 && unsent !== holder.unsent;
  holder.unsent = unsent;
  return takes;
}
