/** All health checks of a running engine: built from the plan, started spread over the shortest interval. */
import type { ConnectionOptions } from 'node:tls';
import type { ProxyPlan } from '../../compile/plan.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { CheckConfig } from '../../model/config/server.js';
import type { Server } from '../../model/server.js';
import type { Stream } from '../../model/stream.js';
import type { ServerStates } from '../assign/server-state.js';
import { type CheckOutcome, HealthCheck } from './health-check.js';
import { compileHttpCheck } from './http-check.js';
import type { ProbeLimits, ProbeTarget } from './probe.js';

/** What the checks need from the engine. */
export interface CheckServices {
  readonly states: ServerStates;
  /** TLS options towards a server; undefined for clear text. */
  tlsOptions(
    server: Server,
    serverName: string | undefined,
    alpn: readonly string[] | undefined,
  ): ConnectionOptions | undefined;
  /** A stream that formats of checks are evaluated on: no client, no request. */
  checkStream(server: Server): Stream;
  onOutcome(outcome: CheckOutcome): void;
}

export class HealthChecks {
  readonly #checks: Map<Server, HealthCheck>;

  constructor(proxies: readonly ProxyPlan[], global: GlobalConfig, services: CheckServices) {
    this.#checks = new Map();
    for (const plan of proxies) {
      for (const server of plan.proxy.servers) {
        const config = server.config.check;
        if (!config?.enabled || server.config.track !== undefined) continue;
        this.#checks.set(server, createCheck(plan, server, config, global, services));
      }
    }
  }

  /** Starts all of them. */
  start(): void {
    const all = [...this.#checks.values()];
    const shortest = Math.min(...all.map(({ server }) => server.config.check!.interMs));
    // No delay at all would disarm the timer.
    for (const [index, check] of all.entries()) check.start(1 + (shortest * index) / all.length);
  }

  stop(): void {
    for (const check of this.#checks.values()) check.stop();
  }

  /** The checks of a server; undefined if it has none. */
  of(server: Server): HealthCheck | undefined {
    return this.#checks.get(server);
  }
}

function createCheck(
  plan: ProxyPlan,
  server: Server,
  config: CheckConfig,
  global: GlobalConfig,
  services: CheckServices,
): HealthCheck {
  const { proxy } = plan;
  const check = proxy.config.check;
  const logs = proxy.config.options.get('log-health-checks') === true;
  const render = (text: string): string => {
    const format = plan.checkFormats.get(text);
    return format === undefined ? text : format(services.checkStream(server));
  };
  return new HealthCheck(
    server,
    config,
    {
      target: () => targetOf(server, config, services),
      http: check?.kind === 'http' ? compileHttpCheck(check, render) : undefined,
      limits: limitsOf(plan, config),
      spreadPercent: global.spreadChecksPercent,
      onOutcome: logs ? (outcome) => services.onOutcome(outcome) : undefined,
    },
    services.states,
  );
}

/** `addr`, `port`, `check-ssl`, `check-sni`, `check-alpn`, else what traffic uses. */
function targetOf(server: Server, config: CheckConfig, services: CheckServices): ProbeTarget {
  const { address } = server.config;
  const { checkAddress, checkPort } = server;
  const isUnix = address.kind === 'unix' && checkAddress === undefined;
  const redirected = checkAddress !== undefined || checkPort !== undefined;
  const secured = config.tls ?? (server.config.tls !== undefined && !redirected);
  return {
    host: checkAddress ?? server.address,
    port: checkPort ?? server.port,
    path: isUnix ? server.address : undefined,
    tls: secured ? services.tlsOptions(server, config.sni, config.alpn) : undefined,
    localAddress: undefined,
  };
}

/** With `timeout check`: connect within the shorter of `timeout connect` and `inter`; else `inter` covers all. */
function limitsOf({ proxy }: ProxyPlan, config: CheckConfig): ProbeLimits {
  const { checkMs, connectMs } = proxy.config.timeouts;
  if (checkMs === undefined) return { connectMs: config.interMs, readMs: undefined };
  return { connectMs: Math.min(connectMs ?? config.interMs, config.interMs), readMs: checkMs };
}
