/** Where connections to a server come from, and the options of their sockets (manual 4.2 `source`, `srvtcpka-*`; 5.2). */
import net from 'node:net';
import type { SocketAddress } from '../../model/config/address.js';
import type { UseSource } from '../../model/config/use-source.js';
import type { Server } from '../../model/server.js';
import type { ConnectOptions, SocketOptions } from '../../net/tcp/index.js';
import type { StreamState } from '../stream/stream-state.js';

/** One end that a connection is bound to. */
interface Local {
  readonly host: string;
  readonly port: number;
}

export class ServerSource {
  readonly #fixed: Local | undefined;
  readonly #usesrc: UseSource | undefined;
  readonly #options: SocketOptions;
  readonly #hasOptions: boolean;
  readonly #keepAlive: boolean;

  constructor({ config, proxy }: Server, buffers: SocketOptions) {
    const own = config.source !== undefined;
    this.#fixed = localOf(config.source ?? proxy.config.source);
    this.#usesrc = own ? config.usesrc : proxy.config.usesrc;
    this.#keepAlive = proxy.config.options.get('srvtcpka') === true;
    const device = own ? config.sourceInterface : proxy.config.sourceInterface;
    const { count, idleS, intervalS } = proxy.config.serverKeepAlive;
    const probes = this.#keepAlive;
    this.#options = {
      ...buffers,
      ...(device === undefined ? {} : { interface: device }),
      ...(config.congestionControl === undefined ? {} : { congestion: config.congestionControl }),
      ...(config.tcpUserTimeoutMs === undefined ? {} : { 'user-timeout-ms': config.tcpUserTimeoutMs }),
      ...(probes && count !== undefined ? { keepalive: 1, 'keepalive-count': count } : {}),
      ...(probes && idleS !== undefined ? { keepalive: 1, 'keepalive-idle-s': idleS } : {}),
      ...(probes && intervalS !== undefined ? { keepalive: 1, 'keepalive-interval-s': intervalS } : {}),
    };
    this.#hasOptions = Object.keys(this.#options).length > 0;
  }

  /** Connections of one text are exchangeable; '' where all are. */
  keyOf(state: StreamState): string {
    if (this.#usesrc === undefined && state.serverTos === undefined && state.serverMark === undefined) return '';
    const local = this.#transparent(state);
    const ends = local === undefined ? '' : `${local.host}:${local.port}`;
    return `${ends}:${state.serverTos ?? ''}:${state.serverMark ?? ''}`;
  }

  /** What a connection to `host` needs; throws if the client's address cannot be used for it. */
  options(state: StreamState, host: string): Partial<ConnectOptions> {
    const local = this.#transparent(state) ?? this.#fixed;
    const { serverTos, serverMark } = state;
    const isV6 = net.isIPv6(host);
    const isTransparent = this.#usesrc !== undefined;
    if (isTransparent && (local === undefined || net.isIPv6(local.host) !== isV6)) throw new Error('no usable source');
    const isPlain = !this.#hasOptions && !isTransparent && serverTos === undefined && serverMark === undefined;
    return {
      keepAlive: this.#keepAlive,
      ...(local === undefined ? {} : { localAddress: local.host, localPort: local.port }),
      ...(isPlain
        ? {}
        : {
            socketOptions: {
              ...this.#options,
              ...(isTransparent ? { [isV6 ? 'v6-transparent' : 'transparent']: 1 } : {}),
              ...(serverTos === undefined ? {} : { [isV6 ? 'v6-traffic-class' : 'tos']: serverTos }),
              ...(serverMark === undefined ? {} : { mark: serverMark }),
            },
          }),
    };
  }

  #transparent(state: StreamState): Local | undefined {
    const from = this.#usesrc;
    if (from === undefined) return undefined;
    const client = state.source ?? state.session.source;
    switch (from.kind) {
      case 'client':
        return client.address === undefined ? undefined : { host: client.text, port: client.port };
      case 'clientip':
        return client.address === undefined ? undefined : { host: client.text, port: 0 };
      case 'address':
        return { host: from.host, port: from.port };
      case 'field':
        return fieldAddress(state, from.name, from.occurrence);
    }
  }
}

function localOf(source: SocketAddress | undefined): Local | undefined {
  if (source === undefined) return undefined;
  const isAny = source.host === '0.0.0.0' || source.host === '::';
  return isAny && source.port === 0 ? undefined : { host: source.host, port: source.port };
}

/** The address at one place of a list in header fields. */
function fieldAddress({ request }: StreamState, name: string, occurrence: number): Local | undefined {
  if (request === undefined || occurrence === 0) return undefined;
  const { fields } = request;
  const values: string[] = [];
  for (let at = fields.find(name); at >= 0; at = fields.find(name, at + 1))
    values.push(...fields.values[at]!.split(','));
  const value = values.at(occurrence > 0 ? occurrence - 1 : occurrence)?.trim() ?? '';
  return net.isIP(value) === 0 ? undefined : { host: value, port: 0 };
}
