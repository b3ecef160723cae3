/** How findings of checks, agents and traffic move a server (manual 5.2 `rise`, `fall`, `observe`, `track`, `slowstart`). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { timers } from '../../../../src/base/timer-wheel.js';
import { Dispatcher } from '../../../../src/engine/assign/dispatcher.js';
import { ServerStates } from '../../../../src/engine/assign/server-state.js';
import { AgentCheck } from '../../../../src/engine/health/agent-check.js';
import { type CheckOutcome, HealthCheck } from '../../../../src/engine/health/health-check.js';
import { type CheckStatus, type Finding, plainFinding } from '../../../../src/engine/health/verdict.js';
import type { Server } from '../../../../src/model/server.js';
import { compileText } from '../../../support/config.js';

/** Backends `a`, `b`, ... with one server `s` each, their states, and checks whose findings the test gives. */
class Farm {
  readonly servers: readonly Server[];
  readonly states: ServerStates;
  readonly events: string[];
  readonly outcomes: string[];
  readonly #checks: Map<Server, HealthCheck>;
  readonly #agents: Map<Server, AgentCheck>;
  #finding: Finding;

  constructor(t: TestContext, lines: readonly string[]) {
    const text = lines.map((line, at) => `backend ${'abcdef'[at]}\n server s 127.0.0.1:1 ${line}\n`).join('');
    const { plan } = compileText(`defaults\n mode http\n${text}`);
    this.events = [];
    this.outcomes = [];
    this.#finding = plainFinding('L4OK');
    this.#checks = new Map();
    this.#agents = new Map();
    this.servers = plan.proxies.map(({ proxy }) => proxy.servers[0]!);
    const fleets = plan.proxies.map((one) => ({
      proxy: one.proxy,
      balancer: one.balancer,
      dispatcher: new Dispatcher(one),
    }));
    this.states = new ServerStates(fleets, {
      onServerEvent: ({ backend, change }) => void this.events.push(`${backend} ${change.to}`),
      onNoServer: ({ name }) => void this.events.push(`${name} has none`),
      shutdownStreams: () => {},
    });
    t.after(() => this.stop());
    for (const server of this.servers) this.#watch(server);
  }

  #watch(server: Server): void {
    const plan = {
      run: (done: (finding: Finding, durationMs: number) => void) => ({
        start: () => done(this.#finding, 1),
        cancel: () => {},
      }),
      spreadPercent: 0,
      onOutcome: ({ server: { health }, result }: CheckOutcome) => void this.outcomes.push(`${result} ${health}`),
    };
    const { check, agentCheck } = server.config;
    if (check?.enabled) this.#checks.set(server, new HealthCheck(server, check, plan, this.states));
    if (agentCheck) this.#agents.set(server, new AgentCheck(server, 1000, plan, this.states));
  }

  /** The next check of the first server finds this. */
  check(status: CheckStatus, server = this.servers[0]!): void {
    this.#finding = plainFinding(status);
    this.#checks.get(server)!.onTimeout();
  }

  /** The agent of the first server says this. */
  agent(line: string): void {
    const agent = this.#agents.get(this.servers[0]!)!;
    const isUp = line.includes('up');
    const isDown = line.includes('down');
    this.#finding = plainFinding(isUp ? 'L7OK' : isDown ? 'L7STS' : 'CHECKED');
    agent.hear(line);
    agent.onTimeout();
  }

  stop(): void {
    this.states.stop();
    for (const check of [...this.#checks.values(), ...this.#agents.values()]) check.stop();
  }
}

test('check: health counts up from nothing, and the first failure takes the server down', (t) => {
  const farm = new Farm(t, ['check', 'check']);
  const [first, second] = farm.servers;
  assert.equal(first!.health, 0);
  assert.equal(first!.state, 'running');
  farm.check('L4OK');
  assert.equal(first!.health, 1);
  farm.check('L4OK');
  assert.equal(first!.health, 4);
  farm.check('L4CON', second);
  assert.equal(second!.state, 'stopped');
  assert.equal(second!.counters.failedChecks, 0);
  assert.deepEqual(farm.events, ['b down', 'b has none']);
});

test('check: fall failures take it down, rise successes bring it back', (t) => {
  const farm = new Farm(t, ['check rise 2 fall 3 init-state fully-up']);
  const [server] = farm.servers;
  const health = (...statuses: CheckStatus[]) =>
    statuses.map((status) => {
      farm.check(status);
      return server!.health;
    });
  assert.deepEqual(health('L7STS', 'L7STS', 'L7OK', 'L7STS', 'L7STS', 'L7STS'), [3, 2, 4, 3, 2, 0]);
  assert.equal(server!.state, 'stopped');
  assert.equal(server!.counters.failedChecks, 5);
  assert.deepEqual(health('L7OK', 'L7STS', 'L7OK', 'L7OK'), [1, 0, 1, 4]);
  assert.equal(server!.counters.failedChecks, 6);
  assert.equal(server!.counters.checkDowns, 1);
  assert.deepEqual(farm.events, ['a down', 'a has none', 'a up']);
});

test('check: outcomes are told when the health or the status changes', (t) => {
  const farm = new Farm(t, ['check init-state fully-up']);
  for (const status of ['L4OK', 'L4OK', 'L7OK', 'L7RSP', 'L7STS', 'L7STS', 'L7STS'] as const) farm.check(status);
  assert.deepEqual(farm.outcomes, ['succeeded 4', 'succeeded 4', 'failed 3', 'failed 2', 'failed 0']);
});

test('check: a conditional success takes the server out of balancing until it passes', (t) => {
  const farm = new Farm(t, ['check rise 1']);
  const [server] = farm.servers;
  farm.check('L7OKC');
  assert.equal(server!.state, 'stopping');
  assert.equal(server!.usable, false);
  assert.equal(server!.willing, true);
  farm.check('L7OK');
  assert.equal(server!.state, 'running');
  assert.deepEqual(farm.events, ['a stopping', 'a has none', 'a up']);
});

for (const [state, health, up] of [
  ['fully-up', 4, true],
  ['up', 2, true],
  ['down', 1, false],
  ['fully-down', 0, false],
  ['none', 0, true],
] as const) {
  test(`init-state ${state}: health ${health}`, (t) => {
    const [server] = new Farm(t, [`check init-state ${state}`]).servers;
    assert.equal(server!.health, health);
    assert.equal(server!.usable, up);
  });
}

test('track: followers of followers take the state over', (t) => {
  const farm = new Farm(t, ['check rise 1', 'track a/s', 'track b/s']);
  farm.check('L4CON');
  assert.deepEqual(
    farm.servers.map(({ state }) => state),
    ['stopped', 'stopped', 'stopped'],
  );
  farm.check('L4OK');
  assert.deepEqual(
    farm.servers.map(({ state }) => state),
    ['running', 'running', 'running'],
  );
});

test('track: who follows a server in maintenance is in maintenance', (t) => {
  const farm = new Farm(t, ['disabled check', 'track a/s', 'track b/s']);
  assert.deepEqual(
    farm.servers.map(({ usable }) => usable),
    [false, false, false],
  );
});

test('slowstart: weight and limit grow after a failure, not at the start', (t) => {
  const farm = new Farm(t, ['check rise 1 fall 1 slowstart 60s weight 10 maxconn 160']);
  const [server] = farm.servers;
  assert.equal(server!.ramp, 16);
  farm.check('L4CON');
  farm.check('L4OK');
  assert.equal(server!.state, 'starting');
  assert.equal(server!.usable, true);
  assert.equal(server!.ramp, 1);
  farm.check('L4CON');
  assert.equal(server!.ramp, 16);
  assert.equal(server!.state, 'stopped');
});

test('agent: its words set state, weight and limit; both it and the checks must agree that the server is up', (t) => {
  const farm = new Farm(t, ['check rise 1 weight 100 agent-check agent-port 1']);
  const [server] = farm.servers;
  farm.check('L4OK');
  farm.agent('50% maxconn:30');
  assert.equal(server!.weight, 50);
  assert.equal(server!.maxconn, 30);
  farm.agent('weight:7');
  assert.equal(server!.weight, 7);
  farm.agent('down');
  assert.equal(server!.state, 'stopped');
  farm.check('L4OK');
  assert.equal(server!.state, 'stopped');
  farm.agent('up');
  assert.equal(server!.state, 'running');
  farm.agent('drain');
  assert.equal(server!.usable, false);
  farm.agent('ready');
  assert.equal(server!.usable, true);
});

for (const [mode, health, state] of [
  ['fastinter', 4, 'running'],
  ['fail-check', 3, 'running'],
  ['sudden-death', 2, 'running'],
  ['mark-down', 0, 'stopped'],
] as const) {
  test(`observe layer7, on-error ${mode}: health ${health} after too many errors in a row`, async (t) => {
    const farm = new Farm(t, [`check init-state fully-up observe layer7 error-limit 2 on-error ${mode}`]);
    const [server] = farm.servers;
    server!.observer!('wrong-status');
    server!.observer!('good-answer');
    server!.observer!('wrong-status');
    server!.observer!('not-connected');
    await Promise.resolve();
    assert.equal(server!.health, health);
    assert.equal(server!.state, state);
    assert.equal(server!.counters.failedObservations, 1);
  });
}

test('observe layer4: only connections count', async (t) => {
  const farm = new Farm(t, ['check init-state up observe layer4 error-limit 1 on-error mark-down']);
  const [server] = farm.servers;
  server!.observer!('wrong-status');
  await Promise.resolve();
  assert.equal(server!.state, 'running');
  server!.observer!('not-connected');
  await Promise.resolve();
  assert.equal(server!.state, 'stopped');
});

test('inter, fastinter, downinter: each finding says when the next check comes', (t) => {
  const pacesOf = (words: string, findings: readonly CheckStatus[]) => {
    const farm = new Farm(t, [`check rise 2 fall 3 ${words}`]);
    const arm = t.mock.method(timers, 'arm');
    for (const status of findings) farm.check(status);
    const paces = arm.mock.calls.map(({ arguments: [, , delayMs] }) => delayMs);
    arm.mock.restore();
    return paces;
  };
  const findings: readonly CheckStatus[] = ['L4OK', 'L4OK', 'L4OK', 'L4CON', 'L4CON', 'L4CON', 'L4CON', 'L4OK', 'L4OK'];
  const all = 'inter 1s fastinter 200ms downinter 5s';
  assert.deepEqual(pacesOf(all, findings), [200, 1000, 1000, 200, 200, 5000, 5000, 200, 1000]);
  // What is not given is the pace of `inter`.
  const without = (words: string, paces: readonly number[]) => assert.deepEqual(pacesOf(words, findings), paces);
  without('inter 1s', [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]);
  without('inter 1s downinter 5s', [1000, 1000, 1000, 1000, 1000, 5000, 5000, 1000, 1000]);
});
