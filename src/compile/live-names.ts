/** Live objects by name: filled while the plan is made, asked by rows that are compiled, read while requests run. */
import type { LiveNames } from '../catalog/site.js';
import type { GlobalConfig } from '../model/config/global.js';
import { MapStore } from '../model/map-store.js';
import { NameLookups } from '../model/name-lookup.js';
import type { Proxy } from '../model/proxy.js';
import type { ProcessFigures } from '../model/runtime.js';
import type { Server } from '../model/server.js';
import { Services } from '../model/service.js';
import type { CountedStatuses } from '../model/status-set.js';
import { StickTables } from '../model/stick-table.js';
import type { VarStore } from '../model/vars.js';

/** Names of one plan. The engine hands in the figures of its process when it starts. */
export class PlanNames implements LiveNames {
  readonly processVars: VarStore;
  readonly tune: ReadonlyMap<string, number | string | boolean>;
  readonly countedStatuses: CountedStatuses | undefined;
  readonly maps: MapStore;
  readonly tables: StickTables;
  readonly lookups: NameLookups;
  readonly services: Services;
  readonly #frontends: Map<string, Proxy>;
  readonly #backends: Map<string, Proxy>;
  #figures: ProcessFigures;
  /** What is asked for while things are compiled is named by the configuration for good. */
  #compiling: boolean;

  constructor(processVars: VarStore, figures: ProcessFigures, global?: Pick<GlobalConfig, 'tune' | 'countedStatuses'>) {
    this.processVars = processVars;
    this.tune = global?.tune ?? new Map();
    this.countedStatuses = global?.countedStatuses;
    this.maps = new MapStore();
    this.tables = new StickTables();
    this.lookups = new NameLookups();
    this.services = new Services();
    this.#frontends = new Map();
    this.#backends = new Map();
    this.#figures = figures;
    this.#compiling = true;
  }

  /** Everything is compiled: names that are asked for from now on come from requests. */
  finish(): void {
    this.#compiling = false;
  }

  /** Compiles something later, as the plan was compiled. */
  compileMore<T>(compile: () => T): T {
    this.#compiling = true;
    try {
      return compile();
    } finally {
      this.#compiling = false;
    }
  }

  /** A frontend and a backend may share a name. */
  add(proxy: Proxy): void {
    if (proxy.isFrontend && !this.#frontends.has(proxy.name)) this.#frontends.set(proxy.name, proxy);
    if (proxy.isBackend && !this.#backends.has(proxy.name)) this.#backends.set(proxy.name, proxy);
  }

  /** A backend was removed while running. */
  remove(proxy: Proxy): void {
    if (this.#backends.get(proxy.name) === proxy) this.#backends.delete(proxy.name);
  }

  /** What the engine counts, from now on. */
  attach(figures: ProcessFigures): void {
    this.#figures = figures;
  }

  proxy(name: string): Proxy | undefined {
    return this.#frontends.get(name) ?? this.#backends.get(name);
  }

  backend(name: string): Proxy | undefined {
    const found = this.#backends.get(name);
    if (found && this.#compiling) found.referenced = true;
    return found;
  }

  server(backend: string, name: string): Server | undefined {
    const found = this.#backends.get(backend)?.servers.find((server) => server.name === name);
    if (found && this.#compiling) {
      found.referenced = true;
      found.proxy.referenced = true;
    }
    return found;
  }

  process(): ProcessFigures {
    return this.#figures;
  }
}
