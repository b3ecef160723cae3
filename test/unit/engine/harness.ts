/** Engines with hand-made plans, scripted servers and raw clients for the tests of the engine. */
import assert from 'node:assert/strict';
import net from 'node:net';
import { afterEach } from 'node:test';
import type { Plan, ProxyPlan, Rule } from '../../../src/compile/plan.js';
import { Engine } from '../../../src/engine/engine.js';
import { initialBind } from '../../../src/model/config/bind.js';
import { initialGlobal } from '../../../src/model/config/global.js';
import type { ProxyConfig, ProxyKind } from '../../../src/model/config/proxy.js';
import type { ServerConfig } from '../../../src/model/config/server.js';
import { Proxy } from '../../../src/model/proxy.js';
import { RULESETS, type Ruleset } from '../../../src/model/ruleset.js';
import type { Stream } from '../../../src/model/stream.js';
import type { Verdict } from '../../../src/model/verdict.js';
import { listenOn } from '../../support/hawser.js';
import { addServer, proxyConfig, tcpAddress } from '../../support/proxy.js';

/** Ends what is still open; a test that fails leaves it behind, and it would keep the process for ever. */
const leftovers = new Set<() => void>();

afterEach(() => {
  for (const end of leftovers) end();
  leftovers.clear();
});

export interface ProxyShape {
  readonly name: string;
  readonly kind?: ProxyKind;
  readonly config?: Partial<ProxyConfig>;
  readonly servers?: readonly {
    readonly name?: string;
    readonly port: number;
    readonly config?: Partial<ServerConfig>;
  }[];
  readonly rules?: Partial<Record<Ruleset, readonly ((stream: Stream) => Verdict)[]>>;
  readonly plan?: Partial<ProxyPlan>;
}

function rule(run: (stream: Stream) => Verdict): Rule {
  return { condition: undefined, run, name: 'test', file: 'test', line: 1 };
}

function rulesOf(rules: ProxyShape['rules'] = {}): ProxyPlan['rules'] {
  const entries = RULESETS.map((ruleset) => [ruleset, (rules[ruleset] ?? []).map(rule)]);
  return Object.fromEntries(entries) as ProxyPlan['rules'];
}

/** Log line of the tests: status, bytes, flags, server, retries, connections. */
function logLine(stream: Stream): string {
  const { backend, server } = stream;
  const flags = `${stream.endCause}${stream.endState}${stream.requestCookieState}${stream.responseCookieState}`;
  const counts = `${stream.frontend.frontendConnections}/${backend.backendConnections}/${server?.served ?? 0}/${stream.retries}`;
  const request = stream.originalMethod === '' ? '<BADREQ>' : `${stream.originalMethod} ${stream.originalUri}`;
  return `${stream.frontend.name} ${backend.name}/${server?.name ?? '<NOSRV>'} ${stream.status} ${stream.bytesFromServer} ${flags} ${counts} ${request}`;
}

function createProxy(shape: ProxyShape, id: number): ProxyPlan {
  const kind = shape.kind ?? 'listen';
  const binds = kind === 'backend' ? [] : [{ ...initialBind('test', 1), addresses: [tcpAddress(0)] }];
  const config = proxyConfig(kind, shape.name, { binds, logTargets: [{} as never], ...shape.config });
  const proxy = new Proxy(config, id, 0);
  for (const [index, { name, port, config: more }] of (shape.servers ?? []).entries()) {
    addServer(proxy, name ?? `s${index + 1}`, { port, ...more });
  }
  let next = 0;
  return {
    proxy,
    rules: rulesOf(shape.rules),
    useBackend: [],
    useServer: [],
    persist: [],
    monitorFail: [],
    logFormat: logLine,
    errorLogFormat: undefined,
    logFormatSd: undefined,
    uniqueIdFormat: undefined,
    balancer: {
      choose: (_stream, avoid) => {
        const up = proxy.servers.filter((server) => server.usable && server !== avoid);
        return up.length > 0 ? up[next++ % up.length] : proxy.servers.find((server) => server.usable);
      },
      update: () => {},
    },
    serverSni: new Map(),
    captures: { request: [], response: [] },
    ...shape.plan,
  };
}

/** A started engine with its log lines. */
export class TestEngine {
  readonly engine: Engine;
  readonly plan: Plan;
  readonly logs: string[];
  #waiting: { count: number; resolve: () => void } | undefined;

  constructor(shapes: readonly ProxyShape[], global: Partial<Plan['global']> = {}) {
    this.logs = [];
    this.plan = {
      global: { ...initialGlobal(), ...global },
      proxies: shapes.map((shape, index) => createProxy(shape, index + 2)),
      processVars: new Map(),
      attachFigures: () => {},
      maps: new Map() as never,
    };
    this.engine = new Engine(this.plan, {
      openLog: () => ({ emit: (_level, message) => this.#logged(message), wants: () => true }),
      serverEvent: () => {},
      noServer: () => {},
      checkOutcome: () => {},
    });
  }

  static async start(shapes: readonly ProxyShape[], global: Partial<Plan['global']> = {}): Promise<TestEngine> {
    const made = new TestEngine(shapes, global);
    leftovers.add(made.#end);
    assert.deepEqual(await made.engine.start(), []);
    return made;
  }

  #logged(message: string): void {
    this.logs.push(message);
    if (this.#waiting && this.logs.length >= this.#waiting.count) this.#waiting.resolve();
  }

  /** Resolves when so many lines were logged. */
  logged(count: number): Promise<readonly string[]> {
    if (this.logs.length >= count) return Promise.resolve(this.logs);
    return new Promise((resolve) => {
      this.#waiting = { count, resolve: () => resolve(this.logs) };
    });
  }

  proxy(name: string): Proxy {
    return this.plan.proxies.find(({ proxy }) => proxy.name === name)!.proxy;
  }

  port(name: string): number {
    for (const listener of this.engine.runtime.listeners()) {
      if (listener.proxy.name === name) return Number(listener.address.split(':').at(-1));
    }
    throw new Error(`no listener of ${name}`);
  }

  readonly #end = (): void => {
    this.engine.stop();
    void this.engine.stopSoftly();
  };

  /** Ends everything and proves that nothing leaked. */
  async close(): Promise<void> {
    leftovers.delete(this.#end);
    this.engine.stop();
    await this.engine.stopSoftly();
    assert.equal(this.engine.runtime.process.currentConnections, 0);
    for (const { proxy } of this.plan.proxies) {
      assert.equal(proxy.frontendConnections, 0, `frontend connections of ${proxy.name}`);
      assert.equal(proxy.backendConnections, 0, `backend connections of ${proxy.name}`);
      for (const server of proxy.servers) {
        assert.equal(server.served, 0, `streams of ${server.name}`);
        assert.equal(server.connectionsUsed, 0, `connections of ${server.name}`);
        assert.equal(server.connectionsIdle, 0, `idle connections of ${server.name}`);
      }
    }
  }
}

/** Answers one request. */
export type Script = (request: string, socket: net.Socket, index: number) => void;

/** A server that answers each received request head with what `script` says. */
export class Origin {
  readonly requests: string[];
  readonly #server: net.Server;
  readonly #sockets: Set<net.Socket>;
  connections: number;

  private constructor(script: Script) {
    this.requests = [];
    this.#sockets = new Set();
    this.connections = 0;
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => {
      this.connections++;
      this.#sockets.add(socket);
      let text = '';
      socket.on('error', () => {});
      socket.on('end', () => socket.end());
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (bytes) => {
        text += bytes.toString('latin1');
        for (let size = messageSize(text); size > 0; size = messageSize(text)) {
          const request = text.slice(0, size);
          text = text.slice(size);
          this.requests.push(request);
          script(request, socket, this.requests.length - 1);
        }
      });
    });
  }

  /** `answers` in order, the last one repeats; or a script. */
  static async start(answers: readonly string[] | Script): Promise<Origin> {
    const script: Script =
      typeof answers === 'function'
        ? answers
        : (_request, socket, index) => void socket.write(answers[Math.min(index, answers.length - 1)] ?? '', 'latin1');
    const origin = new Origin(script);
    leftovers.add(() => void origin.close());
    await listenOn(origin.#server);
    return origin;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Size of the complete request at the start, or 0. */
function messageSize(text: string): number {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return 0;
  const head = text.slice(0, headEnd + 2);
  const body = headEnd + 4;
  if (/^transfer-encoding: chunked/im.test(head)) {
    const end = text.indexOf('0\r\n\r\n', body);
    return end < 0 ? 0 : end + 5;
  }
  const size = body + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  return text.length >= size ? size : 0;
}

/** A raw client. */
export class Client {
  readonly socket: net.Socket;
  received: string;
  ended: boolean;
  #wake: () => void;

  constructor(port: number) {
    this.received = '';
    this.ended = false;
    this.#wake = () => {};
    this.socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    leftovers.add(() => this.close());
    this.socket.on('data', (bytes) => {
      this.received += bytes.toString('latin1');
      this.#wake();
    });
    for (const event of ['end', 'close', 'error']) {
      this.socket.on(event, () => {
        this.ended = true;
        this.#wake();
      });
    }
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  /** Waits until the received text contains `part`, and takes everything up to its end. */
  async until(part: string): Promise<string> {
    for (;;) {
      const at = this.received.indexOf(part);
      if (at >= 0) {
        const taken = this.received.slice(0, at + part.length);
        this.received = this.received.slice(at + part.length);
        return taken;
      }
      if (this.ended) assert.fail(`ended without ${JSON.stringify(part)}: ${JSON.stringify(this.received)}`);
      await this.#change();
    }
  }

  /** Waits for the end of the connection; everything that was received and not taken. */
  async rest(): Promise<string> {
    while (!this.ended) await this.#change();
    return this.received;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  close(): void {
    this.socket.destroy();
  }
}
