/** Where the connections of checks go (manual 5.2 `addr`, `port`, `check-ssl` ...; 4.2 `tcp-check connect`). */
import type { ConnectionOptions } from 'node:tls';
import type { CheckConfig } from '../../model/config/server.js';
import type { Server } from '../../model/server.js';
import type { Stream } from '../../model/stream.js';
import { abstractName } from '../../net/unix/name.js';
import type { ProbeTarget } from './open.js';
import type { ConnectStepRun } from './step.js';

/** TLS options towards a server; undefined for clear text. */
export type TlsOptionsOf = (
  server: Server,
  serverName: string | undefined,
  alpn: readonly string[] | undefined,
) => ConnectionOptions | undefined;

/**
 * Whether checks go elsewhere than traffic: then what the server line says about its connections does not hold. Nor does it
 * for servers that were added while running: their checks do what is written (manual 5.2 `check`).
 */
function hasOwnWay({ checkAddress, checkPort, dynamic }: Server): boolean {
  return dynamic || checkAddress !== undefined || checkPort !== undefined;
}

/** Whether checks speak TLS where no rule says so. */
export function isSecured(server: Server, config: CheckConfig): boolean {
  return config.tls ?? (server.config.tls !== undefined && !hasOwnWay(server));
}

function proxyHeader(
  server: Server,
  config: CheckConfig,
  step: ConnectStepRun,
  neverLocal: boolean,
): ProbeTarget['proxyHeader'] {
  const { sendProxy } = server.config;
  const byServer = step.defaults && (config.sendProxy || (sendProxy !== undefined && !hasOwnWay(server)));
  if (!step.sendProxy && !byServer) return undefined;
  if (sendProxy === undefined || sendProxy === 'v1') return 'v1';
  return neverLocal ? 'v2-proxy' : 'v2';
}

/** The place that a rule names, else that of the server's checks, else that of its traffic. */
function placeOf(server: Server, step: ConnectStepRun, stream: Stream): Pick<ProbeTarget, 'host' | 'port' | 'path'> {
  const { kind } = server.config.address;
  const given = step.address;
  const port = step.port?.(stream) ?? (given && given.port > 0 ? given.port : undefined);
  const isLocal = kind !== 'tcp' && !hasOwnWay(server) && given === undefined && port === undefined;
  const name = kind === 'abstract' ? abstractName(server.address, server.config.address) : server.address;
  return {
    host: given?.host ?? server.checkAddress ?? server.address,
    port: port ?? server.checkPort ?? server.port,
    path: isLocal ? name : undefined,
  };
}

/** Addresses that mean any. */
function localAddress(server: Server): string | undefined {
  const host = (server.config.source ?? server.proxy.config.source)?.host;
  return host === undefined || host === '0.0.0.0' || host === '::' || host === '' ? undefined : host;
}

/** The Host field of the request, without its port. */
function automaticName(config: CheckConfig, { host }: ConnectStepRun, stream: Stream): string | undefined {
  return (config.sniAuto && host?.(stream).replace(/:\d*$/, '')) || undefined;
}

/** Where a step of a health check connects to. `neverLocal`: `pp2-never-send-local`. */
export function checkTarget(
  server: Server,
  config: CheckConfig,
  step: ConnectStepRun,
  stream: Stream,
  tlsOptions: TlsOptionsOf,
  neverLocal: boolean,
): ProbeTarget {
  const secured = step.tls || (step.defaults && isSecured(server, config));
  const sni = step.sni ?? (step.defaults ? (config.sni ?? automaticName(config, step, stream)) : undefined);
  const alpn = step.alpn ?? (step.defaults ? config.alpn : undefined);
  return {
    ...placeOf(server, step, stream),
    tls: secured ? tlsOptions(server, sni, alpn) : undefined,
    localAddress: localAddress(server),
    proxyHeader: proxyHeader(server, config, step, neverLocal),
    socks4: step.viaSocks4 || (step.defaults && config.viaSocks4) ? server.config.socks4 : undefined,
  };
}

/** Where an agent is asked. */
export function agentTarget(server: Server): ProbeTarget {
  return {
    host: server.agentAddress ?? server.address,
    port: server.agentPort ?? 0,
    ...{
      path: undefined,
      tls: undefined,
      localAddress: localAddress(server),
      proxyHeader: undefined,
      socks4: undefined,
    },
  };
}
