/**
 * Server state files (manual 4.2 `load-server-state-from-file`): what one process writes, the other reads. The columns and the
 * warnings are those of haproxy 2.6, which runs the same files where it is installed.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { adminSocket, answers, ask } from '../support/admin.js';
import { DEFAULTS, GLOBAL } from '../support/config-head.js';
import { type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { withoutHaproxy26 } from '../support/program.js';
import { hawserBin } from '../support/project.js';

/** No check runs but the first one, in a backend that is not looked at. */
const CONFIG = `${GLOBAL}    server-state-file "\${STATE}"
${DEFAULTS}    load-server-state-from-file global
    default-server inter 1h downinter 1h fastinter 1h
backend first
    server first 127.0.0.1:1 check
backend be
    balance roundrobin
    server s1 127.0.0.1:101 check weight 10
    server s2 127.0.0.1:102 check weight 10
    server s3 127.0.0.1:103 check weight 10
    server s4 127.0.0.1:104 check weight 10
    server s5 127.0.0.1:105 weight 10
    server s6 127.0.0.1:106 check disabled
    server s7 127.0.0.1:107 check disabled
    server s8 127.0.0.1:108 check
    server s9 127.0.0.1:109 track s8
    server s10 127.0.0.1:110 check agent-check agent-port 1 agent-inter 1h
    server s11 localhost:111 check
    server s12 localhost:112 check init-addr libc
    server s13 127.0.0.1:113 check rise 1 fall 1
    server s14 127.0.0.1:114 check rise 1 fall 1
    server s15 127.0.0.1:115 check
    server s16 127.0.0.1:116 check slowstart 100s
    server s17 127.0.0.1:117 ssl verify none check slowstart 100s
    server s18 127.0.0.1:118 check
    server s19 127.0.0.1:119 check
    server s20 127.0.0.1:120 check agent-check agent-port 1 agent-inter 1h
    server s21 127.0.0.1:121 backup check
    server s22 127.0.0.1:122 weight 3
    server s23 none.invalid:123 init-addr last,none
    server s24 none.invalid:124 init-addr none
    server s25 none.invalid:125 init-addr last,127.0.0.99
    server s26 none.invalid:126 init-addr 127.0.0.98
    server s27 localhost:127 init-addr last,libc
    server s28 localhost:128 init-addr libc,last
    server s29 none.invalid:129 init-addr last,127.0.0.97
`;

const HEADER = '1\n# be_id be_name srv_id srv_name srv_addr ...\n';

/** Columns of a line, and what is usual in them. */
interface Line {
  readonly addr?: string;
  readonly op?: number | string;
  readonly admin?: number;
  readonly uweight?: number;
  readonly iweight?: number;
  readonly since?: number;
  readonly status?: number;
  readonly result?: number;
  readonly health?: number;
  readonly check?: number;
  readonly agent?: number;
  readonly fqdn?: string;
  readonly port?: number | string;
  readonly ssl?: number;
  readonly checkPort?: number | string;
  readonly checkAddr?: string;
  readonly agentAddr?: string;
  readonly agentPort?: number;
}

function render(name: string, line: Line): string {
  const { addr = '127.0.0.1', op = 2, admin = 0, uweight = 10, iweight = 10, since = 7000, status = 6 } = line;
  const {
    result = 3,
    health = 4,
    check = 6,
    agent = 0,
    fqdn = '-',
    port = Number(name.slice(1)) + 100,
    ssl = 0,
  } = line;
  const { checkPort = 0, checkAddr = '-', agentAddr = '-', agentPort = 0 } = line;
  const own = ['3', 'be', name.slice(1), name, addr, op, admin, uweight, iweight, since, status, result, health];
  return [...own, check, agent, 0, 0, fqdn, port, '-', ssl, checkPort, checkAddr, agentAddr, agentPort].join(' ');
}

function file(lines: Readonly<Record<string, Line>>): string {
  const rows = Object.entries(lines).map(([name, line]) => render(name, line));
  return `${HEADER}${rows.join('\n')}\n`;
}

/** Every kind of state, and configurations that changed since. */
const STATES = file({
  s1: { op: 0, uweight: 20 },
  s2: { op: 3, uweight: 20, iweight: 11, health: 2 },
  s3: { admin: 1 },
  s4: { admin: 8, port: 9104, addr: '127.0.0.4', health: 3 },
  s5: { op: 0, check: 0 },
  s6: { op: 0, admin: 5 },
  s7: { admin: 4 },
  s8: { op: 0, admin: 1, iweight: 1, uweight: 3 },
  s9: { op: 0, admin: 2, check: 0 },
  s10: { check: 2, agent: 18, agentAddr: '127.0.0.9', agentPort: 99, checkPort: 55, checkAddr: '127.0.0.8' },
  s11: { addr: '127.0.0.11', fqdn: 'localhost' },
  s12: { addr: '127.0.0.12', fqdn: 'otherhost' },
  s13: { op: 1, health: 0 },
  s14: { op: 3, health: 1 },
  s15: { op: 1, health: 0 },
  s16: { op: 1, health: 1, since: 20 },
  s17: { op: 1, health: 1 },
  s18: { admin: 5 },
  s20: { agent: 22, agentAddr: '127.0.0.9', agentPort: 99, checkPort: 55, checkAddr: '127.0.0.8' },
  s21: { op: 0, health: 0 },
  s22: { op: 3, uweight: 5, iweight: 3, check: 0 },
  s23: { addr: '127.0.0.23', fqdn: 'none.invalid' },
  s24: { addr: '127.0.0.24', fqdn: 'none.invalid' },
  s25: { addr: '127.0.0.25', fqdn: 'other.invalid' },
  s26: { addr: '127.0.0.26', fqdn: 'none.invalid' },
  s27: { addr: '127.0.0.27', fqdn: 'other.invalid' },
  s28: { addr: '127.0.0.28', fqdn: 'localhost' },
});

/** Lines that say what cannot be. */
const WRONG = file({
  s1: { op: 7 },
  s2: { admin: 128 },
  s3: { uweight: 300 },
  s4: { iweight: -1 },
  s6: { status: 99 },
  s7: { result: 9 },
  s9: { check: 64 },
  s10: { agent: 64 },
  s14: { checkPort: 'x' },
  s15: { checkAddr: 'nonsense' },
  s16: { checkAddr: '127.0.0.8', checkPort: 5 },
  s17: { agentAddr: '127.0.0.9', ssl: 1 },
  s18: { op: 'abc' },
  s19: { op: 9, admin: 200, uweight: 999, port: 99_999 },
  s20: { port: 70_000 },
});

const needsHaproxy = { skip: withoutHaproxy26 };

const HAWSER = [process.execPath, hawserBin] as const;
const HAPROXY = ['haproxy'] as const;

/** Starts a program with a state file; resolves when its runtime API answers. */
async function start(
  t: TestContext,
  program: readonly [string, ...string[]],
  state: string,
  config = CONFIG,
): Promise<Program> {
  const folder = temporaryFolder(t);
  const name = path.join(folder, 'state');
  fs.writeFileSync(name, state, 'latin1');
  const running = await startHawser(t, { config, env: { STATE: name }, program, folder });
  await answers(adminSocket(running));
  return running;
}

/** Lines of the backend. What 2.6 and 3.5 count before the first check is not the same. */
async function statesOf(program: Program): Promise<readonly string[]> {
  const rows = (await ask(program, 'show servers state be')).split('\n').slice(2);
  return rows
    .filter((row) => row !== '')
    .map((row) => {
      const columns = row.split(' ');
      const since = Number(columns[9]);
      columns[9] = since >= 6990 ? 'before' : 'now';
      const isChecked = columns[10] !== '1' || columns[5] === '0';
      if (!isChecked || (Number(columns[13]) & 2) === 0) columns[12] = 'h';
      return columns.join(' ');
    });
}

function warningsOf(program: Program): readonly string[] {
  const found = program
    .stderr()
    .match(/server-state (?:partially|application).*|(?:config|Proxy '\w+'): (?:Can't|corrupted|backend name).*/g);
  return [...(found ?? [])].sort();
}

for (const [title, state] of [
  ['states that were left', STATES],
  ['lines that say what cannot be', WRONG],
  ['no file', ''],
  ['a file of another version', '2\n'],
] as const) {
  test(`are applied as haproxy does: ${title}`, needsHaproxy, async (t) => {
    const [ours, theirs] = await Promise.all([start(t, HAWSER, state), start(t, HAPROXY, state)]);
    assert.deepEqual(await statesOf(ours), await statesOf(theirs));
    const plain = (texts: readonly string[], { folder }: Program) =>
      texts.map((text) => text.replaceAll(folder, 'DIR'));
    assert.deepEqual(plain(warningsOf(ours), ours), plain(warningsOf(theirs), theirs));
  });
}

test('states of all kinds are applied at the start', async (t) => {
  const program = await start(t, HAWSER, STATES);
  const states = await statesOf(program);
  const find = (name: string) => states.find((row) => row.split(' ')[3] === name);
  assert.equal(find('s1'), '3 be 1 s1 127.0.0.1 0 0 20 10 before 6 3 0 6 0 0 0 - 101 - 0 0 - - 0');
  assert.equal(find('s2'), '3 be 2 s2 127.0.0.1 3 0 10 10 before 6 3 2 6 0 0 0 - 102 - 0 0 - - 0');
  assert.equal(find('s3'), '3 be 3 s3 127.0.0.1 0 1 10 10 before 6 3 0 14 0 0 0 - 103 - 0 0 - - 0');
  assert.equal(find('s4'), '3 be 4 s4 127.0.0.1 2 8 10 10 before 6 3 4 6 0 0 0 - 9104 - 0 0 - - 0');
  const addresses = Object.fromEntries(states.map((row) => [row.split(' ')[3], row.split(' ')[4]]));
  const { s23, s24, s25, s26, s27, s28, s29 } = addresses;
  assert.deepEqual([s23, s24, s25, s26], ['127.0.0.23', '-', '127.0.0.25', '127.0.0.98']);
  assert.deepEqual([s27, s28, s29], ['127.0.0.27', '127.0.0.1', '127.0.0.97']);
  assert.equal(find('s11'), '3 be 11 s11 127.0.0.11 2 0 1 1 before 6 3 4 6 0 0 0 localhost 111 - 0 0 - - 0');
});

const broken = `${STATES}3 be 1 s1 short\n`;

test('a broken line spoils the whole file', async (t) => {
  const program = await start(t, HAWSER, broken);
  assert.match(program.stderr(), /corrupted global server state file '.*' at line 30\./);
  assert.match((await statesOf(program))[0]!, / s1 127\.0\.0\.1 2 0 10 10 now /);
});

test('files of one backend: named after it, or as the configuration says', async (t) => {
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, 'be'), STATES);
  fs.writeFileSync(path.join(folder, 'other'), STATES.replaceAll(' be ', ' fe '));
  const local = CONFIG.replace('from-file global', 'from-file local').replace(
    'server-state-file "${STATE}"',
    `server-state-base ${folder}`,
  );
  const program = await start(t, HAWSER, '', local);
  assert.match(
    program.stderr(),
    /Proxy 'first': Can't open server state file '.*\/first': No such file or directory\./,
  );
  assert.match((await statesOf(program))[0]!, / s1 127\.0\.0\.1 0 0 20 10 before /);
  const named = await start(
    t,
    HAWSER,
    '',
    local.replace('backend be\n', 'backend be\n    server-state-file-name other\n'),
  );
  assert.match(named.stderr(), /backend name mismatch: from server state file: 'fe', from running config 'be'/);
  assert.match((await statesOf(named))[0]!, / s1 127\.0\.0\.1 2 0 10 10 now /);
  const none = await start(
    t,
    HAWSER,
    STATES,
    CONFIG.replace('backend be\n', 'backend be\n    load-server-state-from-file none\n'),
  );
  assert.match((await statesOf(none))[0]!, / s1 127\.0\.0\.1 2 0 10 10 now /);
});

/** What an operator did before the restart. */
const DONE = [
  'set server be/s1 health down',
  'set server be/s2 health stopping',
  'set server be/s3 state maint',
  'set server be/s4 state drain',
  'set server be/s5 weight 50%',
  'enable server be/s6',
  'set server be/s8 state maint',
  'set server be/s11 addr 127.0.0.11 port 1111',
  'disable health be/s13',
  'set server be/s15 addr 127.0.0.15 port 1515',
  'set server be/s20 check-port 2020',
  'set server be/s20 agent-port 2021',
  'disable agent be/s10',
  'set server be/s21 state maint',
];

for (const [from, to] of [
  [HAPROXY, HAWSER],
  [HAWSER, HAPROXY],
] as const) {
  test(`what ${from === HAWSER ? 'Hawser' : 'haproxy'} leaves is taken over by the other`, needsHaproxy, async (t) => {
    const [before, same] = await Promise.all([start(t, from, '1\n'), start(t, from, '1\n')]);
    for (const line of DONE) await ask(before, line);
    const left = await ask(before, 'show servers state');
    const [other, again] = await Promise.all([start(t, to, left), start(t, from, left)]);
    await same.stop();
    const now = (rows: readonly string[]) => rows.map((row) => row.replace(/ (?:before|now) /, ' t '));
    assert.deepEqual(now(await statesOf(other)), now(await statesOf(again)));
  });
}
