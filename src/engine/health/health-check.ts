/** The checks of one server: when they run, how findings move its health, who is told (manual 5.2 `check`, `inter`, `rise`, `observe`). */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { CheckConfig } from '../../model/config/server.js';
import type { Server, TrafficOutcome } from '../../model/server.js';
import { ANY_MAINTENANCE } from '../../model/server.js';
import type { CheckReport } from '../../model/server-event.js';
import type { ServerStates } from '../assign/server-state.js';
import { describeOutcome, judgeOutcome } from './observation.js';
import { type CheckStatus, describeStatus, type Finding, outcomeOf, plainFinding, shownCode } from './verdict.js';

/** One finished check, for `option log-health-checks`. */
export interface CheckOutcome {
  readonly server: Server;
  readonly result: 'succeeded' | 'failed' | 'conditionally succeeded';
  readonly report: CheckReport;
  readonly agent: boolean;
}

/** One run of a check, on the wire or by a program. */
export interface Run {
  start(): void;
  /** Gives up without a finding. */
  cancel(): void;
}

/** What the checks of a server need from their surroundings. */
export interface CheckPlan {
  readonly run: (done: (finding: Finding, durationMs: number) => void) => Run;
  /** Per cent by which intervals vary (`spread-checks`). */
  readonly spreadPercent: number;
  /** Undefined unless `option log-health-checks` is on. */
  readonly onOutcome: ((outcome: CheckOutcome) => void) | undefined;
}

export const RESULTS = { pass: 'succeeded', fail: 'failed', condition: 'conditionally succeeded' } as const;

/** An interval that varies by some per cent. */
export function spread(intervalMs: number, percent: number): number {
  if (percent === 0) return intervalMs;
  return Math.max(1, intervalMs + (intervalMs * percent * (Math.random() * 2 - 1)) / 100);
}

/** What is told of a finding, and kept for `show stat`. */
export function reportOf(finding: Finding, durationMs: number): CheckReport {
  return { description: describeStatus(finding.status), code: shownCode(finding), info: finding.text, durationMs };
}

export class HealthCheck implements TimeoutHandler {
  readonly server: Server;
  readonly #config: CheckConfig;
  readonly #plan: CheckPlan;
  readonly #states: ServerStates;
  readonly #timer: TimerEntry;
  #run: Run | undefined;
  #enabled: boolean;
  #status: CheckStatus | undefined;
  /** Errors in a row that traffic showed. */
  #errors: number;
  #dueMs: number;

  constructor(server: Server, config: CheckConfig, plan: CheckPlan, states: ServerStates) {
    this.server = server;
    this.#config = config;
    this.#plan = plan;
    this.#states = states;
    this.#timer = new TimerEntry(this);
    this.#run = undefined;
    this.#enabled = true;
    this.#status = undefined;
    this.#errors = 0;
    this.#dueMs = 0;
    if (server.config.observe !== 'none') server.observer = this.#observe;
  }

  /** First check after a while, so that the checks of all servers do not come at once. */
  start(delayMs: number): void {
    this.#arm(delayMs);
  }

  stop(): void {
    timers.remove(this.#timer);
    this.#run?.cancel();
    this.#run = undefined;
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
    this.#run = this.#plan.run(this.#onFinding);
    this.#run.start();
  }

  readonly #onFinding = (finding: Finding, durationMs: number): void => {
    this.#run = undefined;
    this.server.checkRunning = false;
    this.#judge(finding, durationMs);
    this.#schedule();
  };

  #judge(finding: Finding, durationMs: number): void {
    const { server } = this;
    const report = reportOf(finding, durationMs);
    const { status, text, code } = finding;
    server.lastCheck = {
      status,
      code: shownCode({ status, text, code }),
      durationMs,
      description: report.description,
      text,
    };
    // Maintenance that began while the check ran has the last word.
    if ((server.admin & ANY_MAINTENANCE) !== 0) return;
    const outcome = outcomeOf(finding);
    if (outcome === 'neutral') return;
    const moved = outcome === 'fail' ? this.#fall() : this.#rise();
    if (moved || status !== this.#status) {
      this.#plan.onOutcome?.({ server, result: RESULTS[outcome], report, agent: false });
    }
    this.#status = status;
    // What was logged as a check is not told again as the reason of a change.
    const cause = this.#plan.onOutcome ? ({ kind: 'none' } as const) : ({ kind: 'check', report } as const);
    if (outcome === 'fail') {
      if (server.health === 0) this.#states.markDown(server, cause);
    } else if (outcome === 'condition') this.#states.markSoftStop(server, cause);
    else this.#states.markHealthy(server, cause);
  }

  /** Up a step; from `rise` on it is at the top of the scale. Whether it moved. */
  #rise(): boolean {
    const { server } = this;
    const { rise, fall } = this.#config;
    const top = rise + fall - 1;
    this.#errors = 0;
    if (server.health >= top) return false;
    server.health++;
    if (server.health >= rise) server.health = top;
    return true;
  }

  /** Down a step; below `rise` it is dead and starts from zero. Whether it moved. */
  #fall(): boolean {
    const { server } = this;
    if (server.health === 0) return false;
    server.counters.failedChecks++;
    server.health--;
    if (server.health < this.#config.rise) server.health = 0;
    return true;
  }

  /** What traffic shows: too many errors in a row are as good as a failed check. */
  readonly #observe = (outcome: TrafficOutcome): void => {
    const { server } = this;
    const { observe, errorLimit } = server.config;
    const judgement = judgeOutcome(outcome, observe);
    if (judgement === 'irrelevant') return;
    if (judgement === 'good') {
      this.#errors = 0;
      return;
    }
    this.#errors++;
    if (this.#errors < errorLimit) return;
    const text = `Detected ${this.#errors} consecutive errors, last one was: ${describeOutcome(outcome)}`;
    this.#errors = 0;
    server.counters.failedObservations++;
    // The stream that told is in the middle of something: it must not be ended under its feet.
    queueMicrotask(() => {
      this.#react(text);
      this.#hurry();
    });
  };

  /** `on-error`. */
  #react(text: string): void {
    const { server } = this;
    const { rise } = this.#config;
    switch (server.config.onError) {
      case 'fastinter':
        return;
      case 'sudden-death':
        if (server.health > rise) server.health = rise + 1;
        break;
      case 'mark-down':
        server.health = rise;
        break;
      case 'fail-check':
    }
    this.#judge(plainFinding('HANA', text), -1);
  }

  /** The next check comes soon. */
  #hurry(): void {
    const { fastinterMs } = this.#config;
    if (fastinterMs === undefined || this.#run !== undefined) return;
    if (nowMs() + fastinterMs < this.#dueMs) this.#arm(fastinterMs);
  }

  /** Normal pace at the top of the scale, faster on the way, another one while down. */
  #intervalMs(): number {
    const { interMs, fastinterMs, downinterMs, rise, fall } = this.#config;
    const { health, state } = this.server;
    if (health === rise + fall - 1) return interMs;
    if (state === 'stopped' && health === 0) return downinterMs ?? interMs;
    return fastinterMs ?? interMs;
  }

  #schedule(): void {
    this.#arm(spread(this.#intervalMs(), this.#plan.spreadPercent));
  }

  #arm(delayMs: number): void {
    this.#dueMs = nowMs() + delayMs;
    timers.arm(this.#timer, nowMs(), delayMs);
  }
}
