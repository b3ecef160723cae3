/** How many streams a server takes right now (manual 5.2 `maxconn`, `minconn`; 4.2 `fullconn`). */
import { FULL_RAMP, type Server } from './server.js';

/** Concurrent streams at the current load of its backend; 0 = no limit. */
export function dynamicMaxconn(server: Server): number {
  const limit = fullMaxconn(server);
  if (server.ramp === FULL_RAMP || limit === 0) return limit;
  return Math.max(1, Math.floor((limit * server.ramp) / FULL_RAMP));
}

/** The same without slow start. */
function fullMaxconn(server: Server): number {
  const { maxconn, proxy } = server;
  const { minconn } = server.config;
  const { fullconn } = proxy;
  // As many at all times, also if an operator sets another maxconn.
  const isFixed = minconn === 0 || minconn >= server.config.maxconn;
  if (isFixed || proxy.backendConnections >= fullconn) return maxconn;
  return Math.max(minconn, Math.floor((proxy.backendConnections * maxconn) / fullconn));
}

/** Whether a stream would have to wait: it has all the streams it may have, or others wait for it already. */
export function isFull(server: Server): boolean {
  return server.maxconn > 0 && (server.queued > 0 || server.served >= dynamicMaxconn(server));
}

/** Whether a stream could not even wait: the queue of the server has a limit and reached it. */
export function isQueueFull(server: Server): boolean {
  const { maxqueue } = server.config;
  return maxqueue > 0 && isFull(server) && server.queued >= maxqueue;
}
