/** The checks of one server: when they run, how findings move its health, who is told (manual 5.2 `check`, `inter`, `rise`). */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { CheckConfig } from '../../model/config/server.js';
import type { Server } from '../../model/server.js';
import { ANY_MAINTENANCE } from '../../model/server.js';
import type { CheckReport } from '../../model/server-event.js';
import type { ServerStates } from '../assign/server-state.js';
import { type HttpProbe, Probe, type ProbeLimits, type ProbeTarget } from './probe.js';
import { describeStatus, type Finding, outcomeOf } from './verdict.js';

/** One finished check, for `option log-health-checks`. */
export interface CheckOutcome {
  readonly server: Server;
  readonly result: 'succeeded' | 'failed' | 'conditionally succeeded';
  readonly report: CheckReport;
}

/** What the checks of a server need from their surroundings. */
export interface CheckPlan {
  readonly target: () => ProbeTarget;
  readonly http: (() => HttpProbe) | undefined;
  readonly limits: ProbeLimits;
  /** Per cent by which intervals vary (`spread-checks`). */
  readonly spreadPercent: number;
  readonly onOutcome: ((outcome: CheckOutcome) => void) | undefined;
}

const RESULTS = { pass: 'succeeded', fail: 'failed', condition: 'conditionally succeeded' } as const;

export class HealthCheck implements TimeoutHandler {
  readonly server: Server;
  readonly #config: CheckConfig;
  readonly #plan: CheckPlan;
  readonly #states: ServerStates;
  readonly #timer: TimerEntry;
  #probe: Probe | undefined;
  #enabled: boolean;

  constructor(server: Server, config: CheckConfig, plan: CheckPlan, states: ServerStates) {
    this.server = server;
    this.#config = config;
    this.#plan = plan;
    this.#states = states;
    this.#timer = new TimerEntry(this);
    this.#probe = undefined;
    this.#enabled = true;
  }

  /** First check after a while, so that the checks of all servers do not come at once. */
  start(delayMs: number): void {
    timers.arm(this.#timer, nowMs(), delayMs);
  }

  stop(): void {
    timers.disarm(this.#timer);
    this.#probe?.cancel();
    this.#probe = undefined;
    this.server.checkRunning = false;
  }

  /** `enable health`, `disable health`. */
  setEnabled(enabled: boolean): void {
    this.#enabled = enabled;
    this.server.checkEnabled = enabled;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  onTimeout(): void {
    const { server } = this;
    if (!this.#enabled || (server.admin & ANY_MAINTENANCE) !== 0) {
      this.#schedule();
      return;
    }
    server.checkRunning = true;
    this.#probe = new Probe(this.#plan.target(), this.#plan.http?.(), this.#plan.limits, this.#onFinding);
    this.#probe.start();
  }

  readonly #onFinding = (finding: Finding, durationMs: number): void => {
    const { server } = this;
    this.#probe = undefined;
    server.checkRunning = false;
    const description = describeStatus(finding.status);
    const report: CheckReport = { description, code: finding.code, info: finding.text, durationMs };
    server.lastCheck = { status: finding.status, code: finding.code, durationMs, description, text: finding.text };
    const outcome = outcomeOf(finding);
    if ((server.admin & ANY_MAINTENANCE) === 0) this.#apply(outcome, report);
    this.#plan.onOutcome?.({ server, result: RESULTS[outcome], report });
    this.#schedule();
  };

  #apply(outcome: 'pass' | 'condition' | 'fail', report: CheckReport): void {
    const { server } = this;
    const cause = { kind: 'check', report } as const;
    if (outcome === 'fail') {
      server.counters.failedChecks++;
      this.#fall(cause);
      return;
    }
    this.#rise(cause);
    if (server.state === 'stopped') return;
    if (outcome === 'condition') this.#states.markStopping(server, cause);
    else if (server.state === 'stopping') this.#states.markUp(server, cause);
  }

  /** Up to the top of the scale; a server that was down comes back at `rise`. */
  #rise(cause: { kind: 'check'; report: CheckReport }): void {
    const { server } = this;
    const { rise, fall } = this.#config;
    if (server.health < rise + fall - 1) server.health++;
    if (server.health < rise) return;
    if (server.health === rise || server.state === 'stopped') server.health = rise + fall - 1;
    if (server.state === 'stopped') this.#states.markUp(server, cause);
  }

  /** Down a step; below `rise` it is dead and starts from zero. */
  #fall(cause: { kind: 'check'; report: CheckReport }): void {
    const { server } = this;
    if (server.health > this.#config.rise) {
      server.health--;
      return;
    }
    server.health = 0;
    this.#states.markDown(server, cause);
  }

  /** Normal pace at the ends of the scale, faster in between, another one while down. */
  #intervalMs(): number {
    const { interMs, fastinterMs, downinterMs, rise, fall } = this.#config;
    const { health, state } = this.server;
    if (health === rise + fall - 1) return interMs;
    if (state === 'stopped' && health === 0) return downinterMs ?? interMs;
    return fastinterMs ?? interMs;
  }

  #schedule(): void {
    const interval = this.#intervalMs();
    const variation =
      this.#plan.spreadPercent === 0 ? 0 : (interval * this.#plan.spreadPercent * (Math.random() * 2 - 1)) / 100;
    timers.arm(this.#timer, nowMs(), Math.max(1, interval + variation));
  }
}
