/** Times of a stream from its start, as logs and fetches show them; -1 = did not get so far (manual 8.4). */
import type { Stream } from './stream.js';

/** Handshakes happen once a connection, before its first request. */
export function handshakeMs({ session }: Pick<Stream, 'session'>): number {
  return session.requestCount <= 1 ? session.handshakeMs : 0;
}

/** From the start of the stream to the first byte of its request. */
export function firstByteAtMs(stream: Stream): number {
  return handshakeMs(stream) + Math.max(stream.idleMs, 0);
}

/** From the start of the stream to the end of the request head. */
export function requestAtMs(stream: Stream): number {
  return stream.requestMs < 0 ? -1 : firstByteAtMs(stream) + stream.requestMs;
}

/** Between two moments of a stream; the first one counts as its start where it never came. */
export function betweenMs(from: number, to: number): number {
  return to < 0 ? -1 : to - Math.max(from, 0);
}
