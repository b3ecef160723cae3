/** The agent of one server: asked from time to time, it sets state, weight and limits (manual 5.2 `agent-check`). */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Server } from '../../model/server.js';
import { parseMaxconn, parseServerWeight } from '../../model/server-limit.js';
import type { ServerStates } from '../assign/server-state.js';
import { type AgentReply, parseAgentReply } from './agent-reply.js';
import { type CheckPlan, RESULTS, type Run, reportOf, spread } from './health-check.js';
import { expect, send } from './protocol/expect.js';
import { DEFAULT_CONNECT, type StepRun } from './step.js';
import { type CheckStatus, type Finding, outcomeOf, plainFinding, shownCode } from './verdict.js';

/** Bytes of what is told about an agent (haproxy 2.6). */
const TEXT_MAX = 127;

/** What an agent is told, and its line. `heard` gets the line before it is judged, and says what is wrong with it. */
export function agentSteps(text: string | undefined, heard: (line: string) => string | undefined): readonly StepRun[] {
  const listen = expect({
    number: 2,
    judge: ({ data, ended }) => {
      const line = /^[\r\n]*([^\r\n]*)[\r\n]/.exec(data)?.[1];
      if (line === undefined) {
        return ended ? plainFinding('L7TOUT') : 'wait';
      }
      const warning = heard(line);
      return findingOf(parseAgentReply(line), warning);
    },
  });
  return text === undefined ? [DEFAULT_CONNECT, listen] : [DEFAULT_CONNECT, send(1, text), listen];
}

/** What a reply says about the state of the server. */
function findingOf({ health, unknown, description }: AgentReply, warning: string | undefined): Finding {
  if (health !== undefined) {
    const details = unknown ?? warning ?? (description || undefined);
    const text = `via agent : ${health.word}${details === undefined ? '' : ` (${details})`}`;
    return plainFinding(health.isUp ? 'L7OK' : 'L7STS', text.slice(0, TEXT_MAX));
  }
  return plainFinding('CHECKED', complaint(unknown, warning).slice(0, TEXT_MAX));
}

function complaint(unknown: string | undefined, warning: string | undefined): string {
  if (unknown !== undefined) return `agent reports an error : ${unknown}`;
  return warning === undefined ? '' : `agent warns : ${warning}`;
}

export class AgentCheck implements TimeoutHandler {
  readonly server: Server;
  readonly #intervalMs: number;
  readonly #plan: CheckPlan;
  readonly #states: ServerStates;
  readonly #timer: TimerEntry;
  #run: Run | undefined;
  #status: CheckStatus | undefined;

  constructor(server: Server, intervalMs: number, plan: CheckPlan, states: ServerStates) {
    this.server = server;
    this.#intervalMs = intervalMs;
    this.#plan = plan;
    this.#states = states;
    this.#timer = new TimerEntry(this);
    this.#run = undefined;
    this.#status = undefined;
  }

  start(delayMs: number): void {
    timers.arm(this.#timer, nowMs(), delayMs);
  }

  stop(): void {
    timers.remove(this.#timer);
    this.#run?.cancel();
    this.#run = undefined;
    this.server.agentRunning = false;
  }

  /** `enable agent`, `disable agent`: what it said last does not count any more. */
  setEnabled(enabled: boolean): void {
    this.server.agentEnabled = enabled;
    if (!enabled) this.server.agentHealth = 1;
  }

  onTimeout(): void {
    if (!this.server.agentEnabled) {
      this.#schedule();
      return;
    }
    this.server.agentRunning = true;
    this.#run = this.#plan.run(this.#onFinding);
    this.#run.start();
  }

  /**
   * The line of the agent: its administrative words, weight and limit hold whatever it says about the state.
   * @returns what is wrong with weight or limit
   */
  hear(line: string): string | undefined {
    const { admin, weight, maxconn } = parseAgentReply(line);
    const { server } = this;
    if (admin !== undefined) this.#states.setAdminState(server, admin, { kind: 'none' });
    const newWeight = weight === undefined ? undefined : parseServerWeight(weight, server);
    if (typeof newWeight === 'number') this.#states.setWeight(server, newWeight);
    const newMaxconn = maxconn === undefined ? undefined : parseMaxconn(maxconn);
    if (typeof newMaxconn === 'number') this.#states.setMaxconn(server, newMaxconn);
    return [newWeight, newMaxconn].find((problem) => typeof problem === 'string');
  }

  readonly #onFinding = (finding: Finding, durationMs: number): void => {
    this.#run = undefined;
    this.server.agentRunning = false;
    this.#judge(finding, durationMs);
    this.#schedule();
  };

  #judge(finding: Finding, durationMs: number): void {
    const { server } = this;
    const report = reportOf(finding, durationMs);
    const { status, text } = finding;
    server.lastAgent = { status, code: shownCode(finding), durationMs, description: report.description, text };
    const outcome = outcomeOf(finding);
    if (outcome === 'neutral') return;
    const before = server.agentHealth;
    // An agent that is not reached says nothing.
    if (status === 'L7STS') server.agentHealth = 0;
    else if (outcome === 'pass') server.agentHealth = 1;
    if (before !== server.agentHealth || status !== this.#status) {
      this.#plan.onOutcome?.({ server, result: RESULTS[outcome], report, agent: true });
    }
    this.#status = status;
    const cause = this.#plan.onOutcome ? ({ kind: 'none' } as const) : ({ kind: 'check', report } as const);
    if (status === 'L7STS') this.#states.markDown(server, cause);
    else if (outcome === 'pass' && server.state !== 'stopping') this.#states.markHealthy(server, cause);
  }

  #schedule(): void {
    timers.arm(this.#timer, nowMs(), spread(this.#intervalMs, this.#plan.spreadPercent));
  }
}
