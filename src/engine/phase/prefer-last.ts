/** `option prefer-last-server`, `max-keep-alive-queue` and what follows a 401 or 407 (manual 4.2). */
import { isFull } from '../../model/capacity.js';
import type { Server } from '../../model/server.js';
import type { HttpStream } from '../http/http-stream.js';

/** Algorithms that lead a client to the same server by themselves. */
const DETERMINISTIC = new Set(['source', 'uri', 'url_param', 'hdr', 'rdp-cookie', 'hash', 'sticky']);

/** The server of the last request if the client may and should stay there; it is a wish, not persistence. */
export function preferredServer(stream: HttpStream, last: Server): Server | undefined {
  const { backendLive: backend, session } = stream.state;
  if (!stream.staysWithLast && !backend.prefersLastServer) return undefined;
  if (last.proxy !== backend.proxy || !last.usable || last === stream.avoided) return undefined;
  if (DETERMINISTIC.has(backend.config.balance?.algorithm ?? '')) return undefined;
  if (backend.pools.get(last)?.holdsFor(session.id) !== true) return undefined;
  const { maxKeepAliveQueue } = backend.config;
  const mayQueue = stream.staysWithLast || maxKeepAliveQueue < 0 || last.queued < maxKeepAliveQueue;
  return mayQueue || !isFull(last) ? last : undefined;
}
