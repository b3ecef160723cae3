/** Health checks of the running program: agents, observed traffic, programs that check, and what the stats socket shows of them. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { adminSocket, ask, statRow } from '../support/admin.js';
import { scriptedServer } from '../support/check-run.js';
import { DEFAULTS, GLOBAL } from '../support/config-head.js';
import { type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { stderrHas } from '../support/process.js';
import { exchange } from '../support/wire.js';

function configOf(lines: readonly string[], globals: readonly string[] = []): string {
  const body = (own: readonly string[]) => own.map((line) => ` ${line}\n`).join('');
  const frontend = 'frontend fe\n bind "fd@${FE}"\n default_backend be\n';
  return `${GLOBAL}${body(globals)}${DEFAULTS} timeout check 5s\n${frontend}backend be\n${body(lines)}`;
}

/** Columns of the server `be/s`. */
const columns = (program: Program) => statRow(adminSocket(program), 'be', 's');

const request = (t: TestContext, port: number) => exchange(t, port, 'GET / HTTP/1.0\r\n\r\n');

/** An agent that always says the same. */
async function agent(t: TestContext, line: string): Promise<number> {
  return (await scriptedServer(t, [[line, 'CLOSE']])).port;
}

test('agent-check: a server goes down by its agent and comes back by the operator', async (t) => {
  const port = await agent(t, 'down # disk full\n');
  const words = `server s 127.0.0.1:1 weight 10 agent-check agent-port ${port} agent-inter 50ms`;
  const program = await startHawser(t, { config: configOf([words]), listeners: ['FE'] });
  await stderrHas(
    program,
    /Server be\/s is DOWN, reason: Layer7 wrong status, code: 0, info: "via agent : down \(disk full\)"/,
  );
  const shown = await columns(program);
  assert.equal(shown.status, 'DOWN (agent)');
  assert.equal(shown.agent_desc, 'Layer7 wrong status');
  assert.equal(shown.last_agt, 'via agent : down (disk full)');
  assert.deepEqual([shown.agent_rise, shown.agent_fall, shown.agent_health], ['1', '1', '0']);
  await ask(program, 'set server be/s agent up');
  await stderrHas(program, /Server be\/s is UP/);
});

test('agent-check: weights, limits and states', async (t) => {
  const port = await agent(t, 'up drain 50% maxconn:7\n');
  const words = `server s 127.0.0.1:1 weight 10 agent-check agent-port ${port} agent-inter 50ms`;
  const program = await startHawser(t, { config: configOf([words]), listeners: ['FE'] });
  await stderrHas(program, /Server be\/s enters drain state/);
  const shown = await columns(program);
  assert.equal(shown.status, 'DRAIN (agent)');
  assert.deepEqual([shown.weight, shown.slim], ['5', '7']);
});

test('observe layer7: errors of traffic take the server down', async (t) => {
  const error = 'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n';
  const { port } = await scriptedServer(t, [['RECEIVE', error, 'RECEIVE', error, 'RECEIVE', error, 'RECEIVE', error]]);
  const words = `server s 127.0.0.1:${port} check inter 60s init-state fully-up observe layer7 error-limit 3 on-error mark-down`;
  const program = await startHawser(t, { config: configOf([words]), listeners: ['FE'] });
  for (let count = 0; count < 3; count++) assert.match(await request(t, program.ports.FE!), /^HTTP\/1\.1 500 /);
  const reason =
    /Server be\/s is DOWN, reason: Health analyze, info: "Detected 3 consecutive errors, last one was: Wrong http response"\./;
  await stderrHas(program, reason);
  const shown = await columns(program);
  assert.deepEqual([shown.hanafail, shown.chkfail, shown.chkdown], ['1', '1', '1']);
  assert.match(await request(t, program.ports.FE!), /^HTTP\/1\.1 503 /);
});

test('external-check: the program gets arguments and environment, its status is the outcome', async (t) => {
  const folder = temporaryFolder(t);
  const script = path.join(folder, 'check.sh');
  fs.writeFileSync(
    script,
    `#!/bin/sh\n(echo "$@"; env | grep HAPROXY_ | sort) > ${folder}/out.new\nmv ${folder}/out.new ${folder}/out\nexit 3\n`,
  );
  fs.chmodSync(script, 0o755);
  const lines = [
    ...['option external-check', 'option log-health-checks', `external-check command ${script}`],
    ...['external-check path /usr/bin:/bin', 'server s 127.0.0.1:9 check maxconn 7'],
  ];
  const config = configOf(lines, ['external-check', 'insecure-fork-wanted']);
  const program = await startHawser(t, { config, listeners: ['FE'], folder });
  await stderrHas(
    program,
    /Health check for server be\/s failed, reason: External check error, code: 3, check duration/,
  );
  assert.deepEqual(fs.readFileSync(`${folder}/out`, 'latin1').split('\n').slice(0, 6), [
    ...['NOT_USED NOT_USED 127.0.0.1 9', 'HAPROXY_PROXY_ADDR=', 'HAPROXY_PROXY_ID=3', 'HAPROXY_PROXY_NAME=be'],
    ...['HAPROXY_PROXY_PORT=', 'HAPROXY_SERVER_ADDR=127.0.0.1'],
  ]);
});

test('check: the first checks of a server as stats show them', async (t) => {
  const { port } = await scriptedServer(t, [[]]);
  const words = `server s 127.0.0.1:${port} check inter 60s`;
  const lines = ['option log-health-checks', words];
  const program = await startHawser(t, { config: configOf(lines), listeners: ['FE'] });
  await stderrHas(program, /succeeded, reason: Layer4 check passed, check duration: \d+ms, status: 1\/2 DOWN\./);
  const shown = await columns(program);
  assert.deepEqual([shown.status, shown.check_status, shown.check_health], ['UP 0/3', 'L4OK', '1']);
});

test('slowstart: a server that came back gets its share step by step', async (t) => {
  const { port } = await scriptedServer(t, [
    ['RECEIVE', 'HTTP/1.0 500 No\r\n\r\n', 'CLOSE'],
    ['RECEIVE', 'HTTP/1.0 200 OK\r\n\r\n', 'CLOSE'],
  ]);
  const words = `server s 127.0.0.1:${port} check inter 400ms rise 1 fall 1 slowstart 60s`;
  const program = await startHawser(t, { config: configOf(['option httpchk', words]), listeners: ['FE'] });
  await stderrHas(program, /Server be\/s is UP/);
  const shown = await columns(program);
  assert.match(shown.status!, /^UP/);
  assert.ok(Number(shown.throttle) >= 1 && Number(shown.throttle) < 50);
});
