/** A server is reached elsewhere from now on: by an order of the runtime API, or because its name leads there. */
import type { Server } from '../../model/server.js';
import { refreshDynamicCookies } from '../cookie/dynamic-cookie.js';
import type { Core } from '../core.js';

/** Connections in use go on; those that wait lead to where the server was. '' = nowhere. */
export function moveServer(core: Core, server: Server, address: string, port: number | undefined): void {
  server.address = address;
  if (port !== undefined) server.port = port;
  const live = core.backends.get(server.proxy.name);
  live?.pools.get(server)?.closeIdle();
  if (live !== undefined) refreshDynamicCookies(live);
}
