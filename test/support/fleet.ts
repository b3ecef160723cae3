/** Backends with servers for the tests of balance algorithms. */
import { initialSettings, type ProxyConfig } from '../../src/model/config/proxy.js';
import { initialServer, type ServerConfig } from '../../src/model/config/server.js';
import { Proxy } from '../../src/model/proxy.js';
import { Server } from '../../src/model/server.js';

/** A server: its id and what is not as usual. */
export interface Member extends Partial<Omit<ServerConfig, 'id' | 'address'>> {
  readonly id: number;
  readonly host?: string;
  readonly port?: number;
}

/** One more server. */
export function join(proxy: Proxy, { id, host = '127.0.0.1', port = 80, ...own }: Member): Server {
  const address = { kind: 'tcp', host, family: 4, port, portEnd: port, portOffset: undefined, text: '' } as const;
  const server = new Server({ ...initialServer(`s${id}`, address, '', 0), ...own }, proxy, id, 0);
  proxy.servers.push(server);
  return server;
}

/** A backend `b`; `settings` are those that are not as usual. */
export function fleet(members: readonly Member[], settings: Partial<ProxyConfig> = {}): Proxy {
  const identity = { kind: 'backend', name: 'b', id: 2, disabled: false, guid: undefined, file: '', line: 0 } as const;
  const lists = { servers: [], binds: [], logTargets: [] };
  const proxy = new Proxy({ ...initialSettings(), ...identity, ...lists, ...settings }, 2, 0);
  for (const member of members) join(proxy, member);
  return proxy;
}
