/**
 * States of servers that an earlier process left in files (manual 3.2 `server-state-file`, 4.2 `load-server-state-from-file`):
 * read before names are looked up, as they may know addresses; applied when the engine exists.
 */
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Engine } from '../engine/engine.js';
import { parseStateFile, type StateFile, type StateLine } from '../engine/state-file/parse-state-file.js';
import { parseSavedState, type SavedState } from '../engine/state-file/saved-state.js';
import type { GlobalConfig } from '../model/config/global.js';
import { startMethods } from '../model/config/server.js';
import type { Proxy } from '../model/proxy.js';
import { Admin, type Server } from '../model/server.js';

type Warn = (text: string) => void;

/** How a file is called in messages: that of all backends, or that of one. */
function subject(owner: Proxy | undefined): { readonly prefix: string; readonly what: string } {
  if (owner === undefined) return { prefix: 'config: ', what: 'global server state file' };
  return { prefix: `Proxy '${owner.name}': `, what: 'server state file' };
}

function nameOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'No such file or directory' : (error as Error).message;
}

function readFile(name: string, owner: Proxy | undefined, warn: Warn): readonly StateLine[] {
  const { prefix, what } = subject(owner);
  let file: StateFile;
  try {
    file = parseStateFile(fs.readFileSync(name, 'latin1'));
  } catch (error) {
    warn(`${prefix}Can't open ${what} '${name}': ${nameOf(error)}${owner ? '.' : ''}`);
    return [];
  }
  if (file.ok) return file.lines;
  if (file.problem === 'version') warn(`${prefix}Can't get version of the ${what} '${name}'.`);
  else warn(`${prefix}corrupted ${what} '${name}' at line ${file.problem}.`);
  return [];
}

function placed(name: string, global: GlobalConfig): string {
  const base = global.serverStateBase;
  return base === undefined || path.isAbsolute(name) ? name : path.join(base, name);
}

/** Lines by server; the first one of a server counts. */
function byServer(lines: readonly StateLine[]): ReadonlyMap<string, StateLine> {
  const found = new Map<string, StateLine>();
  for (const line of lines) if (!found.has(line.server)) found.set(line.server, line);
  return found;
}

/** What one process hands to the next. */
export class SavedServers {
  readonly #states: Map<Server, SavedState>;
  readonly #warn: Warn;

  /** Reads the files that the configuration names; gives servers whose name was looked up by then their last address. */
  constructor(proxies: readonly Proxy[], global: GlobalConfig, warn: Warn) {
    this.#states = new Map();
    this.#warn = warn;
    let shared: readonly StateLine[] | undefined;
    for (const proxy of proxies) {
      const { loadServerState, serverStateFileName } = proxy.config;
      if (!proxy.isBackend || proxy.servers.length === 0) continue;
      if (loadServerState === 'global' && global.serverStateFile !== undefined) {
        shared ??= readFile(placed(global.serverStateFile, global), undefined, warn);
        this.#keep(proxy, byServer(shared.filter(({ backend }) => backend === proxy.name)));
      } else if (loadServerState === 'local') {
        const lines = readFile(placed(serverStateFileName ?? proxy.name, global), proxy, warn);
        this.#keep(proxy, byServer(lines.filter((line) => this.#isOf(proxy, line))));
      }
    }
  }

  #isOf(proxy: Proxy, { backend }: StateLine): boolean {
    if (backend === proxy.name) return true;
    const names = `from server state file: '${backend}', from running config '${proxy.name}'`;
    this.#warn(`Proxy '${proxy.name}': backend name mismatch: ${names}`);
    return false;
  }

  #keep(proxy: Proxy, lines: ReadonlyMap<string, StateLine>): void {
    for (const server of proxy.servers) {
      const line = lines.get(server.name);
      if (line === undefined) continue;
      const saved = parseSavedState(line.columns);
      if ('state' in saved) {
        this.#states.set(server, saved);
        giveAddress(server, saved);
      } else {
        this.#warn(`server-state application failed for server '${proxy.name}/${server.name}', ${saved.join(', ')}`);
      }
    }
  }

  /** Applies all of them: to be called before anything listens. */
  apply(engine: Engine): void {
    for (const [server, saved] of this.#states) {
      const problem = engine.restoreServer(server, saved);
      if (problem === undefined) continue;
      this.#warn(`server-state partially applied for server '${server.proxy.name}/${server.name}', ${problem}`);
    }
  }
}

/** The last address counts whatever the name was then (haproxy 2.6); the name only if an operator had given it. */
function giveAddress(server: Server, saved: SavedState): void {
  if (net.isIP(saved.address) === 0 || !startMethods(server.config).includes('last')) return;
  if (server.srvName !== undefined) {
    if (server.srvName === saved.srvRecord) server.address = saved.address;
    return;
  }
  if (server.fqdn === undefined) return;
  if (saved.fqdn !== undefined && saved.fqdn !== server.fqdn && (saved.admin & Admin.HostnameMaintenance) !== 0) {
    server.fqdn = saved.fqdn;
    server.admin |= Admin.HostnameMaintenance;
  }
  server.address = saved.address;
}
