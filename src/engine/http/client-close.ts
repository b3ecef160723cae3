/** How a client connection of HTTP/1 ends when it is not cut: behind its last answer, or without a request. */
import { unsentBytes } from '../unsent-bytes.js';
import { failRequest } from './bad-request.js';
import type { ClientH1 } from './client-h1.js';
import { arm, Wait } from './client-limits.js';

/** Nothing ever came, and who connects and asks nothing is told. */
export function isProbe(client: ClientH1): boolean {
  const isFirst = client.session.state.requestCount === 0;
  return client.wait === Wait.FirstByte && isFirst && !client.frontend.ignoreProbes;
}

/** The client is gone while no request is being served. */
export function endWithoutRequest(client: ClientH1): void {
  if (client.wait === Wait.Head || isProbe(client)) failRequest(client, 'client-abort', 400);
  else client.connection.destroy();
}

/** Nothing came: silence for probes and kept-alive connections, 408 else (manual 4.2 `timeout http-request`). */
export function idleTimeout(client: ClientH1): void {
  const isFirst = client.session.state.requestCount === 0;
  if (isFirst && !client.frontend.ignoreProbes) failRequest(client, 'client-timeout', 408);
  else client.connection.destroy();
}

/** Ends the connection behind what was sent. Unread bytes would turn our FIN into a reset that may overtake the answer. */
export function closeConnection(client: ClientH1): void {
  const { connection } = client;
  if (connection.closed) return;
  client.wait = Wait.Closing;
  if (client.stream.requestEnded && client.parser.unread === 0) connection.close();
  else {
    connection.end();
    connection.resume();
    if (client.ended && connection.writableLength === 0) connection.destroy();
  }
  if (!connection.socket.destroyed) {
    client.unsent = unsentBytes(connection);
    arm(client);
  }
}
