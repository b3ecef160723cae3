/** What is added while running: servers and backends, read and compiled as the configuration was (management.txt 9.3). */
import { nowMs } from '../base/clock.js';
import type { Catalog } from '../catalog/create-catalog.js';
import { dynamicServerWords } from '../catalog/derive/dynamic-server.js';
import { newDraft } from '../config/proxy-draft.js';
import { type Addition, readBackend, readServer } from '../config/read-addition.js';
import type { TypedConfig } from '../config/typed-config.js';
import { Diagnostics } from '../diag/diagnostic.js';
import { SourceText } from '../diag/source-text.js';
import type { ServerConfig } from '../model/config/server.js';
import { Proxy } from '../model/proxy.js';
import { createScope } from './create-scope.js';
import type { PlanNames } from './live-names.js';
import type { AddedServer, Additions, BackendRequest, ProxyPlan } from './plan.js';
import { GLOBAL_PLACE, setProcessVariable } from './process-variable.js';
import { compileProxy, compileSni, placeOfProxy, sniText } from './proxy-plan.js';
import type { CompileContext } from './scope.js';

interface Base {
  readonly drafts: Pick<TypedConfig, 'global' | 'sections' | 'reading'>;
  readonly catalog: Catalog;
  readonly context: CompileContext;
  readonly names: PlanNames;
}

export class PlanAdditions implements Additions {
  readonly #config: TypedConfig;
  readonly #catalog: Catalog;
  readonly #context: CompileContext;
  readonly #names: PlanNames;

  constructor({ drafts, catalog, context, names }: Base) {
    const { global, sections, reading } = drafts;
    // The drafts of the proxies are not held: they were compiled.
    this.#config = { global, sections, reading, proxies: [], hosts: [] };
    this.#catalog = catalog;
    this.#context = context;
    this.#names = names;
  }

  get defaults(): readonly string[] {
    return this.#config.reading.defaults.map(({ name }) => name ?? '');
  }

  serverWords(): readonly string[] {
    return dynamicServerWords(this.#catalog).map(({ name, args }) =>
      [name, ...args.map(({ label }) => `<${label}>`)].join(' '),
    );
  }

  server(backend: Proxy, preset: Partial<ServerConfig>, name: string, words: readonly string[]): Addition<AddedServer> {
    const read = readServer(this.#config, this.#catalog, backend.config, preset, name, words);
    if (!read.ok) return read;
    const config = read.value;
    if (config.datagram && backend.config.mode !== 'log') {
      return { ok: false, reason: `'server' : dgram-type address not acceptable in '${config.address.text}'` };
    }
    return this.#compile((context) => {
      const range = { source: new SourceText('CLI', ''), start: 0, end: 0 };
      const draft = newDraft({ kind: 'backend', name: backend.name, file: 'CLI', line: 0, range }, undefined);
      draft.config.mode = backend.config.mode;
      const text = config.tls && sniText(config.tls, backend.config.mode);
      const sni = text === undefined ? undefined : compileSni(text, draft, createScope(context, placeOfProxy(draft)));
      return { config, sni };
    });
  }

  backend({ name, id, defaults, mode, guid }: BackendRequest): Addition<ProxyPlan> {
    const words = [...(mode === undefined ? [] : [['mode', mode]]), ...(guid === undefined ? [] : [['guid', guid]])];
    const read = readBackend(this.#config, this.#catalog, name, defaults, words);
    if (!read.ok) return read;
    return this.#compile((context) => {
      const proxy = new Proxy(read.value.config, id, nowMs());
      this.#names.add(proxy);
      return compileProxy(read.value, proxy, context);
    });
  }

  variable(kind: 'expression' | 'format', name: string, text: string): Addition<undefined> {
    return this.#compile((context) => {
      const source = new SourceText('CLI', text);
      const value = { value: text, range: { source, start: 0, end: text.length } };
      const variable = { kind, name: { ...value, value: name }, value };
      setProcessVariable(variable, createScope(context, GLOBAL_PLACE), this.#names.processVars);
      return undefined;
    });
  }

  removed(proxy: Proxy): void {
    this.#names.remove(proxy);
  }

  #compile<T>(compile: (context: CompileContext) => T): Addition<T> {
    const diagnostics = new Diagnostics('run');
    const value = this.#names.compileMore(() => compile({ ...this.#context, diagnostics }));
    const alert = diagnostics.list.find(({ severity }) => severity === 'alert');
    return alert ? { ok: false, reason: alert.message } : { ok: true, value };
  }
}
