/** All health and agent checks of a running engine: built from the plan, started spread over the shortest interval. */
import type { CheckPlan as CheckPlanSection, ProxyPlan } from '../../compile/plan.js';
import type { GlobalConfig } from '../../model/config/global.js';
import type { AgentConfig, CheckConfig } from '../../model/config/server.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import type { ServerStates } from '../assign/server-state.js';
import { AgentCheck, agentSteps } from './agent-check.js';
import { ExternalProbe, type ListenerPlace } from './external-probe.js';
import { CheckGate } from './gate.js';
import { type CheckOutcome, type CheckPlan, HealthCheck } from './health-check.js';
import { Probe, type ProbeLimits, type ProbeStream } from './probe.js';
import { compileScript } from './script.js';
import { renderServerState } from './server-state-header.js';
import type { CheckScript } from './step.js';
import { agentTarget, checkTarget, isSecured, type TlsOptionsOf } from './target.js';

/** What the checks need from the engine. */
export interface CheckServices {
  readonly states: ServerStates;
  readonly tlsOptions: TlsOptionsOf;
  /** A stream that formats of checks are evaluated on: no client, no request. */
  checkStream(server: Server): ProbeStream;
  onOutcome(outcome: CheckOutcome): void;
  /** Where a proxy listens first, for programs that check its servers. */
  listenerOf?(proxy: Proxy): ListenerPlace | undefined;
  /** Nobody answered where the server was: its name may lead elsewhere by now (manual 5.3.1). */
  onSilence?(server: Server): void;
}

/** The same for the checks themselves: they share their places. */
interface SharedServices extends CheckServices {
  readonly gate: CheckGate;
}

/** Checks whose `agent-port` is not given are never made. */
interface Started {
  readonly of: HealthCheck | AgentCheck;
  readonly intervalMs: number;
  start(delayMs: number): void;
  stop(): void;
}

/** Checks that stand in sections of their own, by name. */
type Sections = ReadonlyMap<string, CheckPlanSection>;

export class HealthChecks {
  readonly #checks: Map<Server, HealthCheck>;
  readonly #agents: Map<Server, AgentCheck>;
  readonly #all: Set<Started>;
  readonly #global: GlobalConfig;
  readonly #services: SharedServices;
  readonly #sections: Sections;

  constructor(
    proxies: readonly ProxyPlan[],
    global: GlobalConfig,
    services: CheckServices,
    sections: Sections = new Map(),
  ) {
    this.#checks = new Map();
    this.#agents = new Map();
    this.#all = new Set();
    this.#global = global;
    this.#services = { ...services, gate: new CheckGate(Number(global.tune.get('tune.max-checks-per-thread') ?? 0)) };
    this.#sections = sections;
    for (const plan of proxies) {
      const script = this.#scriptOf(plan);
      for (const server of plan.proxy.servers) this.#add(plan, server, script, global, this.#services);
    }
  }

  #scriptOf(plan: ProxyPlan): CheckScript {
    const { check } = plan.proxy.config;
    return compileScript(check, plan.check ?? [], (server) => renderServerState(server, this.#global.node));
  }

  /** The steps of the section that a server names, if it names one. */
  #ownScript(config: CheckConfig | undefined): CheckScript | undefined {
    const section = config?.section === undefined ? undefined : this.#sections.get(config.section);
    if (section === undefined) return undefined;
    const { program, config: check } = section;
    return compileScript(check, program, (server) => renderServerState(server, this.#global.node));
  }

  /** A server joined a backend: its checks rest until they are enabled. */
  admit(plan: ProxyPlan, server: Server): void {
    this.#add(plan, server, this.#scriptOf(plan), this.#global, this.#services);
    for (const check of [this.#checks.get(server), this.#agents.get(server)]) {
      check?.setEnabled(false);
      check?.start(1);
    }
  }

  /** A server left its backend. */
  dismiss(server: Server): void {
    for (const check of [this.#checks.get(server), this.#agents.get(server)]) {
      check?.stop();
      for (const started of this.#all) if (started.of === check) this.#all.delete(started);
    }
    this.#checks.delete(server);
    this.#agents.delete(server);
  }

  #add(plan: ProxyPlan, server: Server, script: CheckScript, global: GlobalConfig, services: SharedServices): void {
    const { check: config, agent, agentCheck, track } = server.config;
    if (config?.enabled && track === undefined) {
      const own = this.#ownScript(config);
      const check = createCheck(plan, server, config, own ?? script, own !== undefined, global, services);
      this.#checks.set(server, check);
      this.#note(check, config.interMs);
    }
    if (agentCheck && agent?.port !== undefined) {
      const check = createAgent(plan, server, agent, global, services);
      this.#agents.set(server, check);
      this.#note(check, agent.interMs);
    }
  }

  #note(check: HealthCheck | AgentCheck, intervalMs: number): void {
    this.#all.add({ of: check, intervalMs, start: (delayMs) => check.start(delayMs), stop: () => check.stop() });
  }

  /** Starts all of them, one after the other within the shortest interval (manual 3.2 `max-spread-checks`). */
  start(): void {
    const all = [...this.#all];
    const spreadMs = Number(this.#global.tune.get('max-spread-checks') ?? 0) || Number.POSITIVE_INFINITY;
    const periodMs = all.reduce((shortest, { intervalMs }) => Math.min(shortest, intervalMs), spreadMs);
    // No delay at all would disarm the timer.
    for (const [index, check] of all.entries()) check.start(1 + (periodMs * index) / all.length);
  }

  stop(): void {
    for (const check of this.#all) check.stop();
  }

  /** The checks of a server; undefined if it has none. */
  of(server: Server): HealthCheck | undefined {
    return this.#checks.get(server);
  }

  /** The agent of a server; undefined if it has none. */
  agentOf(server: Server): AgentCheck | undefined {
    return this.#agents.get(server);
  }
}

function planOf(plan: ProxyPlan, global: GlobalConfig, services: SharedServices, run: CheckPlan['run']): CheckPlan {
  const logs = plan.proxy.config.options.get('log-health-checks') === true;
  return {
    run: services.gate.limit(run),
    spreadPercent: global.spreadChecksPercent,
    onOutcome: logs ? (outcome) => services.onOutcome(outcome) : undefined,
  };
}

function createCheck(
  plan: ProxyPlan,
  server: Server,
  config: CheckConfig,
  script: CheckScript,
  hasSection: boolean,
  global: GlobalConfig,
  services: SharedServices,
): HealthCheck {
  const limits = limitsOf(plan, config.interMs);
  const { externalCheck, check } = plan.proxy.config;
  // What is wrong with TLS is told at the start, not by every check.
  const needsTls = isSecured(server, config) || script.steps.some((step) => step.kind === 'connect' && step.tls);
  if (needsTls) services.tlsOptions(server, undefined, undefined);
  const run: CheckPlan['run'] =
    check?.kind === 'external' && !hasSection
      ? (done) =>
          new ExternalProbe(
            {
              server,
              listener: services.listenerOf?.(server.proxy),
              command: externalCheck.command ?? '',
              path: externalCheck.path ?? '',
              preserveEnvironment: global.flags.get('external-check preserve-env') === true,
              mayFork: global.flags.get('insecure-fork-wanted') === true || process.geteuid?.() === 0,
              limitMs: limits.readMs ?? limits.connectMs,
            },
            done,
          )
      : (done) => {
          const stream = services.checkStream(server);
          const neverLocal = global.flags.get('pp2-never-send-local') === true;
          const target = (step: Parameters<typeof checkTarget>[2]) =>
            checkTarget(server, config, step, stream, services.tlsOptions, neverLocal);
          return new Probe({ script, stream, limits, target }, (finding, durationMs) => {
            if (finding.status === 'L4TOUT') services.onSilence?.(server);
            done(finding, durationMs);
          });
        };
  return new HealthCheck(server, config, planOf(plan, global, services, run), services.states);
}

function createAgent(
  plan: ProxyPlan,
  server: Server,
  config: AgentConfig,
  global: GlobalConfig,
  services: SharedServices,
): AgentCheck {
  const limits = limitsOf(plan, config.interMs);
  const run: CheckPlan['run'] = (done) => {
    const steps = agentSteps(server.agentSend, (line) => check.hear(line));
    const script = { steps, namesSteps: false, passedText: '' };
    return new Probe({ script, stream: services.checkStream(server), limits, target: () => agentTarget(server) }, done);
  };
  const check = new AgentCheck(server, config.interMs, planOf(plan, global, services, run), services.states);
  return check;
}

/** With `timeout check`: connect within the shorter of `timeout connect` and `inter`; else `inter` covers all. */
function limitsOf({ proxy }: ProxyPlan, interMs: number): ProbeLimits {
  const { checkMs, connectMs } = proxy.config.timeouts;
  if (checkMs === undefined) return { connectMs: interMs, readMs: undefined };
  return { connectMs: Math.min(connectMs ?? interMs, interMs), readMs: checkMs };
}
