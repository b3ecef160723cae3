/** Proxies and servers as the configuration makes them, without a configuration. */
import { nowMs } from '../../src/base/clock.js';
import type { SocketAddress } from '../../src/model/config/address.js';
import { initialSettings, type ProxyConfig, type ProxyKind } from '../../src/model/config/proxy.js';
import { initialServer, type ServerConfig } from '../../src/model/config/server.js';
import { Proxy } from '../../src/model/proxy.js';
import { Server } from '../../src/model/server.js';

/** An address of IPv4. */
export function tcpAddress(port: number, host = '127.0.0.1'): SocketAddress {
  return { kind: 'tcp', host, family: 4, port, portEnd: port, portOffset: undefined, text: `${host}:${port}` };
}

/** Settings of a proxy in mode http; `changes` are those that are not as usual. */
export function proxyConfig(kind: ProxyKind, name: string, changes: Partial<ProxyConfig> = {}): ProxyConfig {
  return {
    ...initialSettings(),
    mode: 'http',
    kind,
    name,
    id: undefined,
    disabled: false,
    binds: [],
    servers: [],
    guid: undefined,
    file: 'test.cfg',
    line: 1,
    ...changes,
  };
}

/** What is not as usual with a server. */
export interface ServerShape extends Partial<Omit<ServerConfig, 'id' | 'address'>> {
  readonly id?: number;
  readonly host?: string;
  readonly port?: number;
}

/** Adds a server to a proxy. */
export function addServer(
  proxy: Proxy,
  name: string,
  { id = proxy.servers.length + 1, host, port = 9000, ...changes }: ServerShape = {},
): Server {
  const config = { ...initialServer(name, tcpAddress(port, host), 'test.cfg', 2), ...changes };
  const server = new Server(config, proxy, id, nowMs());
  proxy.servers.push(server);
  return server;
}

/** A backend `b` with servers, which are named by their ids if not otherwise. */
export function fleet(
  servers: readonly (ServerShape & { readonly id: number })[],
  changes?: Partial<ProxyConfig>,
): Proxy {
  const proxy = new Proxy(proxyConfig('backend', 'b', changes), 2, nowMs());
  for (const shape of servers) addServer(proxy, shape.name ?? `s${shape.id}`, shape);
  return proxy;
}
