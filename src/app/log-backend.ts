/** Backends with `mode log`: their servers' states and balancers, and the sinks of the log room. */
import type { Balancer } from '../catalog/entry.js';
import type { Plan } from '../compile/plan.js';
import { createServerTls, ServerTls } from '../engine/pool/server-tls.js';
import { BalancedSink } from '../log/sink/balanced.js';
import { StreamSink } from '../log/sink/stream.js';
import type { LogSink } from '../log/sink.js';
import type { SinkTable } from '../log/sink-table.js';
import type { GlobalConfig } from '../model/config/global.js';
import type { LogAddress } from '../model/log-target.js';
import type { Server } from '../model/server.js';
import { abstractName } from '../net/unix/name.js';

/** Port of syslog servers that name none. */
const SYSLOG_PORT = 514;

/** Where the lines of a server go; an operator may move it. */
function addressOf({ address, port, config }: Server): LogAddress {
  const { kind, family } = config.address;
  if (kind === 'unix') return { kind: 'unix-stream', path: address };
  if (kind === 'abstract') return { kind: 'unix-stream', path: abstractName(address, config.address) };
  return { kind: config.datagram ? 'udp' : 'tcp', host: address, port: port || SYSLOG_PORT, family };
}

/** The sink of each server, looked up again when it moved. */
class ServerSinks {
  readonly #global: GlobalConfig;
  readonly #sinks: SinkTable;
  readonly #known: Map<Server, { readonly place: string; readonly sink: LogSink }>;

  constructor(global: GlobalConfig, sinks: SinkTable) {
    this.#global = global;
    this.#sinks = sinks;
    this.#known = new Map();
  }

  of(server: Server): LogSink {
    const place = `${server.address}:${server.port}`;
    const known = this.#known.get(server);
    if (known?.place === place) return known.sink;
    const sink = this.#open(server, `${server.proxy.name}/${server.name} ${place}`);
    this.#known.set(server, { place, sink });
    return sink;
  }

  /** Servers without settings of their own share the sinks of `log` lines. */
  #open(server: Server, key: string): LogSink {
    const { config } = server;
    const address = addressOf(server);
    const isPlain = config.tls === undefined && config.logBufferBytes === undefined;
    if (isPlain || address.kind === 'udp') return this.#sinks.sink(address, config.logProto);
    const place = address.kind === 'tcp' ? { host: address.host, port: address.port } : { path: server.address };
    const tls = config.tls && createServerTls(config.tls, this.#global);
    const options = {
      tls: tls instanceof ServerTls ? () => tls.options(undefined) : undefined,
      maxWaitingBytes: config.logBufferBytes,
    };
    return this.#sinks.keep(key, (report) => new StreamSink(place, config.logProto, report, options));
  }
}

function balancerOf(plan: Plan, name: string): Balancer | undefined {
  const found = plan.proxies.find(({ proxy }) => proxy.name === name && proxy.isBackend);
  return found?.proxy.config.mode === 'log' ? found.balancer : undefined;
}

/** Opens the sink of a log backend; undefined if no backend of that name takes lines. */
export function openLogBackend(plan: Plan, name: string, sinks: SinkTable): LogSink | undefined {
  const balancer = balancerOf(plan, name);
  if (balancer?.chooseForLine === undefined) return undefined;
  const servers = new ServerSinks(plan.global, sinks);
  return new BalancedSink((message) => {
    const server = balancer.chooseForLine?.(message);
    return server && servers.of(server);
  });
}
