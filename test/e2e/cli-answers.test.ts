/**
 * Answers of the runtime API (management.txt 9.3), compared with those of haproxy 2.6 where 3.5 says the same: one list of
 * commands goes to both.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { adminSocket, answers, ask, askUntil } from '../support/admin.js';
import { HEAD } from '../support/config-head.js';
import { type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { connect, ok, startOrigin } from '../support/wire.js';

/** Checks and agents are never made: all states are those of commands. */
const config = (folder: string) => `${HEAD}frontend f
    bind "fd@\${web}"
    http-request set-var(txn.x) path,map(${folder}/a.map)
    http-request deny if { path -f ${folder}/a.acl }
    stick-table type ip size 1k expire 1h store gpc0,gpt0,conn_rate(10s),server_id
    default_backend b
backend b
    balance roundrobin
    cookie C insert dynamic
    dynamic-cookie-key foo
    server s1 127.0.0.1:1 cookie c1 weight 10 maxconn 5
    server s2 127.0.0.1:1 backup id 7
    server s3 127.0.0.1:1 disabled
    server s4 127.0.0.1:1 check inter 1h port 1
backend st
    balance static-rr
    server t1 127.0.0.1:1 weight 10
`;

/** Words of commands that both permit or refuse at a level. */
const LEVELS = [
  ...['show cli sockets', 'show pools', 'show table', 'show backend', 'show env HOME', 'show errors', 'show stat'],
  ...[
    'show info',
    'show sess',
    'show servers state',
    'show map',
    'set table f key 1.2.3.4 data.gpc0 1',
    'set weight b/s1 1',
  ],
  ...['clear counters', 'clear counters all', 'get weight b/s1', 'set maxconn global 10', 'disable server b/s1'],
  ...['get var proc.x', 'set rate-limit sessions global 10', 'shutdown session 0x1', 'show peers', 'show resolvers'],
];

const COMMANDS = (folder: string): readonly string[] => [
  ...[
    'show cli level',
    'show backend',
    'show env NOSUCH',
    'operator;show cli level',
    'user;operator',
    'user;show errors',
  ],
  ...['show map nosuch', 'show map #99', 'show acl nosuch'],
  ...['get map nosuch k1', `get map ${folder}/a.map k1`, `get map ${folder}/a.map no`, `get map ${folder}/a.map`],
  ...[`get acl ${folder}/a.acl a`, `get acl ${folder}/a.acl z`],
  ...['add map', 'add map nosuch a b', `add map ${folder}/a.map`, `add map ${folder}/a.map k3`],
  `add map ${folder}/a.map <<\nk4 v4 with blanks\nk5 v5\n`,
  `add map ${folder}/a.map <<\nk6\n`,
  ...['k1 new', 'nokey new', '#0x1234 new', '#zz new', 'k1'].map((rest) => `set map ${folder}/a.map ${rest}`),
  ...['k4', 'nokey', '#0x1234', ''].map((rest) => `del map ${folder}/a.map ${rest}`),
  ...['prepare map nosuch', `prepare map ${folder}/a.map`, `add map @1 ${folder}/a.map k v`],
  ...['@9', '', '@x', '@1'].map((version) => `commit map ${version} ${folder}/a.map`),
  ...['add acl nosuch a', `add acl ${folder}/a.acl`, `del acl ${folder}/a.acl nokey`, `clear acl ${folder}/a.acl`],
  ...['nosuch', 'f key', 'f data.gpc0 foo 1', 'f data.gpc0 gt', 'f data.nosuch gt 1'].map(
    (rest) => `show table ${rest}`,
  ),
  ...[
    'f key 1.2.3.4 data.nosuch 5',
    'f key 1.2.3.4 data.gpc0',
    'f key 1.2.3.4 foo',
    'nosuch key 1.2.3.4 data.gpc0 1',
  ].map((rest) => `set table ${rest}`),
  ...['f key 9.9.9.9', 'nosuch'].map((rest) => `clear table ${rest}`),
  ...['b/s1', 'b/nosuch', 'nosuch/s1', 'b', '', '#3/s1', 'b/#7'].map((name) => `get weight ${name}`),
  ...['20', '50%', '200%', '3000%', '-1', '-10%', '257', ''].map((weight) => `set weight b/s1 ${weight}`),
  ...['5', '0', '100%', '10'].map((weight) => `set weight st/t1 ${weight}`),
  ...[
    '',
    'state',
    'state foo',
    'health',
    'health foo',
    'agent up',
    'agent-send x',
    'fqdn foo',
    'fqdn',
    'addr',
    'addr foo',
  ].map((rest) => `set server b/s3 ${rest}`),
  ...['b/s3 addr 127.0.0.1 port +1', 'b/s3 addr 127.0.0.1 port x', 'b/s4 addr 127.0.0.1 port +1'].map(
    (rest) => `set server ${rest}`,
  ),
  ...['+1', '+1', '+2', '80', '80', '-1'].map((port) => `set server b/s4 addr 127.0.0.1 port ${port}`),
  ...['set server b', 'set server nosuch/s state ready', 'set server b/nosuch state ready'],
  ...['enable', 'disable'].flatMap((verb) => [
    `${verb} server`,
    `${verb} server b`,
    `${verb} agent b/s1`,
    `${verb} health b/s1`,
  ]),
  ...['nosuch', '', 'f', 'f', 'b'].flatMap((name) => [`disable frontend ${name}`, `enable frontend ${name}`]),
  ...['shutdown frontend nosuch', 'shutdown frontend', 'shutdown session foo', 'shutdown sessions server b/nosuch'],
  ...[
    'frontend f 100',
    'frontend f -1',
    'frontend nosuch 1',
    'server b/s1 10',
    'server b/s1',
    'global 10',
    'global 0',
  ].map((rest) => `set maxconn ${rest}`),
  ...['connections global 10', 'sessions global 20', 'ssl-sessions global 30', 'http-compression global 40'].map(
    (rest) => `set rate-limit ${rest}`,
  ),
  ...['set timeout cli 10', 'set timeout cli 0', 'set timeout cli x', 'set timeout cli', 'set severity-output foo'],
  ...['enable dynamic-cookie backend', 'enable dynamic-cookie backend nosuch', 'set dynamic-cookie-key backend'],
  ...['set dynamic-cookie-key backend b', 'set dynamic-cookie-key backend b key'],
  ...['get var', 'get var proc.x', 'get var txn.x', 'set var proc.x int(5)', 'show stat domain foo'],
  ...['proc.x int(5)', 'proc.y str(a\\ b),upper', 'proc.z fmt a%[int(1)]-%ci', 'proc.u expr str(d)'].map(
    (rest) => `experimental-mode on;set var ${rest}`,
  ),
  ...['x', 'y', 'z', 'u'].map((name) => `get var proc.${name}`),
  ...['proc.x', 'txn.x int(5)'].map((rest) => `experimental-mode on;set var ${rest}`),
];

/** The commands whose wording changed since 2.6, or is our own. */
const OTHERWISE = /^(?:set server b\/s3 $|set weight b\/s1 $)/;

/** What ends an answer was not always the same in 2.6. */
async function said(program: Program, line: string): Promise<string> {
  return (await ask(program, line)).trim();
}

async function started(t: TestContext, folder: string, more: object): Promise<Program> {
  const program = await startHawser(t, { config: config(folder), listeners: ['web'], ...more });
  await answers(adminSocket(program));
  return program;
}

function folderWithLists(t: TestContext): string {
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, 'a.map'), 'k1 v1\nk2 v2\n');
  fs.writeFileSync(path.join(folder, 'a.acl'), 'a\nb\n');
  return folder;
}

test('answers to commands are those of haproxy', { skip: withoutHaproxy26 }, async (t) => {
  const folder = folderWithLists(t);
  const [own, theirs] = await Promise.all([started(t, folder, {}), started(t, folder, { program: [haproxy26!] })]);
  for (const line of COMMANDS(folder)) {
    const [ours, other] = await Promise.all([said(own, line), said(theirs, line)]);
    if (!OTHERWISE.test(line)) assert.equal(ours, other, line);
  }
});

test('set rate-limit: the limits are those that are shown and in force', async (t) => {
  const program = await started(t, folderWithLists(t), {});
  assert.match(await said(program, 'set rate-limit foo'), /^'set rate-limit' only supports :\n/);
  assert.equal(await said(program, 'set rate-limit connections global x'), 'Expects an integer value.');
  assert.equal(await said(program, 'set rate-limit sessions global -1'), 'Value out of range.');
  assert.equal(await said(program, 'operator;set rate-limit sessions global 1'), 'Permission denied');
  for (const [word, limit] of [
    ['connections', 'ConnRateLimit'],
    ['sessions', 'SessRateLimit'],
    ['ssl-sessions', 'SslRateLimit'],
  ] as const) {
    assert.equal(await said(program, `set rate-limit ${word} global 17`), '');
    assert.match(await said(program, 'show info'), new RegExp(`^${limit}: 17$`, 'm'));
  }
});

test('set var: what is wrong with a text is told, and only operators may', async (t) => {
  const program = await started(t, folderWithLists(t), {});
  assert.match(await said(program, 'experimental-mode on;set var proc.x nosuch'), /nosuch/);
  assert.match(await said(program, 'experimental-mode on;set var proc.x src'), /src/);
  assert.equal(await said(program, 'experimental-mode on;user;set var proc.x int(1)'), 'Permission denied');
  assert.equal(await said(program, 'set var proc.x int(1)'), 'This command is restricted to experimental mode only.');
  assert.equal(await said(program, 'get var proc.x'), 'Variable not found.');
});

/** What is the same in both: dates, ports and sizes of buffers aside, and where the state of the parser would stand. */
function comparable(text: string): string {
  return text
    .replace(/\[\d\d\/\w+\/\d{4}:[\d:.]+\]/g, '[date]')
    .replace(/src 127\.0\.0\.1:\d+/, 'src CLIENT')
    .replace(/, \d+ free,/, ', N free,')
    .replace(/wraps at \d+/, 'wraps at N')
    .replace(/(?: {2}H1 .*\n)+| {2}stream #\d+ :\n/, '');
}

test('show errors tells of a bad request as haproxy does', { skip: withoutHaproxy26 }, async (t) => {
  const folder = folderWithLists(t);
  const seen: string[] = [];
  for (const more of [{}, { program: [haproxy26!] }]) {
    const program = await started(t, folder, more);
    const client = await connect(t, program.ports.web!);
    client.send(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(200)}\r\nBad\x80\t: 1\r\n\r\n`);
    await client.untilClose();
    seen.push(comparable(await ask(program, 'show errors f request')));
  }
  assert.match(seen[0]!, /error at position \d+\n {2}\n {2}00000 {2}GET/);
  assert.equal(seen[0], seen[1]);
});

test('set server addr ... port +N: the port is counted from that of the client', async (t) => {
  const program = await startHawser(t, {
    config: `${HEAD}listen l\n    bind "fd@\${web}"\n    server s 127.0.0.1:1 check inter 1h port 1\n`,
    listeners: ['web'],
  });
  const origin = await startOrigin(t, () => ok('reached'));
  const offset = origin.port - program.ports.web!;
  await answers(adminSocket(program));
  await ask(program, 'set server l/s health up');
  await ask(program, `set server l/s addr 127.0.0.1 port ${offset < 0 ? '' : '+'}${offset}`);
  const client = await connect(t, program.ports.web!);
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  assert.match(await client.response(), /reached$/);
});

test('show startup-logs: what was said while the configuration was read', async (t) => {
  const program = await startHawser(t, {
    config: `${HEAD}    maxconn 10\nlisten l\n    bind "fd@\${web}"\nbackend b\n    server s 127.0.0.1:1 cookie x minconn 9 maxconn 3\n`,
    listeners: ['web'],
  });
  await answers(adminSocket(program));
  const lines = (await said(program, 'show startup-logs')).split('\n');
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /^\[NOTICE\] .*'minconn'/);
  assert.equal(await said(program, 'user;show startup-logs'), 'Permission denied');
});

test('levels permit what they permit with haproxy', { skip: withoutHaproxy26 }, async (t) => {
  const folder = folderWithLists(t);
  const [own, theirs] = await Promise.all([started(t, folder, {}), started(t, folder, { program: [haproxy26!] })]);
  for (const level of ['user', 'operator']) {
    for (const words of LEVELS) {
      const denied = await Promise.all(
        [own, theirs].map(async (program) => (await said(program, `${level};${words}`)) === 'Permission denied'),
      );
      assert.equal(denied[0], denied[1], `${level}: ${words}`);
    }
  }
});

test('show events: sinks are listed, rings are shown, and lines come until the client says something', async (t) => {
  const program = await startHawser(t, {
    config: `${HEAD}    log-format "%{+Q}r"\nring mine\n    description "what came"\n    format raw\n    size 4096\nlisten l
    bind "fd@\${web}"\n    log ring@mine local0\n    http-request return status 200\n`,
    listeners: ['web'],
  });
  const socket = adminSocket(program);
  await answers(socket);
  assert.match(await said(program, 'show events'), /^ {4}mine {7}: type=buffer, 0 dropped, what came$/m);
  assert.equal(await said(program, 'show events nosuch'), 'No such event sink');
  const client = await connect(t, program.ports.web!);
  const request = async (uri: string) => {
    client.send(`GET ${uri} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await client.response();
  };
  await request('/1');
  await askUntil(
    () => said(program, 'show events mine'),
    (text) => text === '"GET /1 HTTP/1.1"',
  );
  assert.equal(await said(program, 'show events mine -n'), '');
  const watcher = net.connect(socket);
  let seen = '';
  watcher.on('data', (bytes) => {
    seen += bytes.toString('latin1');
  });
  watcher.write('show events mine -w\n');
  await askUntil(
    () => seen,
    (text) => text.includes('/1'),
  );
  await request('/2');
  await askUntil(
    () => seen,
    (text) => text.includes('/2'),
  );
  watcher.write('x\n');
  await new Promise((resolve) => watcher.once('close', resolve));
  assert.equal(seen, '"GET /1 HTTP/1.1"\n"GET /2 HTTP/1.1"\n\n');
  assert.equal(await said(program, 'user;show events'), 'Permission denied');
});
