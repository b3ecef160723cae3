/**
 * Servers over the runtime API (management.txt 9.3): one list of commands goes to Hawser and to haproxy 2.6, and after each of
 * them both have to show the same states. Where 3.5, which Hawser follows, shows something else, the row says so.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import { type TestContext, test } from 'node:test';
import { adminSocket, answers, ask, askUntil, statRows } from '../support/admin.js';
import { HEAD } from '../support/config-head.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { hawserBin } from '../support/project.js';
import { command, exchange, ok, startOrigin } from '../support/wire.js';

/** The check of the first server comes at once, all others in an hour: but for it, only commands change anything. */
const CONFIG = `${HEAD}    default-server inter 1h downinter 1h fastinter 1h
frontend fe
    bind "fd@\${web}"
    default_backend be
backend be
    balance roundrobin
    server s1 "127.0.0.1:\${UP}" check rise 2 fall 3
    server s2 "127.0.0.1:\${UP}" check weight 10
    server s3 "127.0.0.1:\${UP}" weight 5
    server s4 "127.0.0.1:\${UP}" track be/s1
    server s5 "127.0.0.1:\${UP}" backup check
    server s6 "127.0.0.1:\${UP}" check disabled
    server s7 "127.0.0.1:\${UP}" check agent-check agent-port 1 agent-inter 1h
    server s8 "127.0.0.1:\${UP}" track be/s4
backend st
    balance static-rr
    server s1 "127.0.0.1:\${UP}" weight 4
    server s2 "127.0.0.1:\${UP}" weight 0
`;

/** Where both begin: what servers have before their first check is not the same in 2.6 and 3.5. */
const FIRST = ['s1', 's2', 's5', 's7'].map((name) => `set server be/${name} health up`);

/** Commands in order; every one is followed by a look at all states. */
const COMMANDS: readonly string[] = [
  'set server be/s7 agent up',
  ...['drain', 'maint', 'ready', 'maint', 'drain', 'ready'].map((state) => `set server be/s1 state ${state}`),
  ...['down', 'stopping', 'up', 'stopping', 'down', 'up'].map((health) => `set server be/s1 health ${health}`),
  'disable server be/s4',
  'disable server be/s1',
  'enable server be/s4',
  'enable server be/s1',
  'set server be/s4 state drain',
  'set server be/s1 state drain',
  'set server be/s1 state ready',
  'set server be/s4 state ready',
  'set server be/s4 health down',
  'set server be/s1 health down',
  'set server be/s1 state maint',
  'set server be/s1 health up',
  'set server be/s1 state ready',
  'set server be/s1 health up',
  'enable server be/s6',
  'set server be/s6 state maint',
  'set server be/s6 state drain',
  'set server be/s6 state ready',
  'disable health be/s2',
  'set server be/s2 health down',
  'set server be/s2 state maint',
  'set server be/s2 state ready',
  'enable health be/s2',
  'set server be/s2 health up',
  'set server be/s7 agent down',
  'set server be/s7 health up',
  'set server be/s7 state maint',
  'set server be/s7 state ready',
  'set server be/s7 agent up',
  'disable agent be/s7',
  'set server be/s7 agent down',
  'enable agent be/s7',
  'set server be/s7 agent up',
  'set server be/s3 health down',
  'set server be/s3 state maint',
  'set server be/s3 state ready',
  'set server be/s3 health stopping',
  'set server be/s3 health up',
  'set weight be/s2 0',
  'set weight be/s2 50%',
  'set server be/s2 weight 200%',
  'set server be/s2 weight 300',
  'set server be/s2 weight -1%',
  'set server be/s2 weight x',
  'set server be/s2 weight 7x',
  'set server be/s2 weight 5000%',
  'get weight be/s2',
  'set weight st/s1 0',
  'set weight st/s1 50%',
  'set weight st/s1 100%',
  'set weight st/s2 1',
  'set server st/s1 state drain',
  'set server st/s1 state ready',
  'set server be/s2 addr 127.0.0.2',
  'set server be/s2 addr 127.0.0.2 port 81',
  'set server be/s2 addr 127.0.0.3 port 81',
  'set server be/s2 addr nonsense',
  'set server be/s2 addr ::1 port 82',
  'set server be/s2 addr',
  'set server be/s2 check-port 83',
  'set server be/s2 check-port x',
  'set server be/s2 check-port 70000',
  'set server be/s2 check-addr 127.0.0.4 port 84',
  'set server be/s2 check-addr nonsense',
  'set server be/s3 check-port 1',
  'set server be/s3 check-addr 127.0.0.1',
  'set server be/s7 agent-addr 127.0.0.5 port 85',
  'set server be/s7 agent-port 86',
  'set server be/s7 agent-send hello',
  'set server be/s3 agent-port 1',
  'set server be/s3 agent-send x',
  'set server be/s3 agent up',
  'set server be/s3 state foo',
  'set server be/s3 health foo',
  'set server be/s7 agent foo',
  'set server be',
  'set server nope/s3 state ready',
  'set server be/nope state ready',
  'set maxconn server be/s3 17',
  'set maxconn server be/s3 x',
  'set maxconn server be/s3',
  'enable agent be/s3',
  'disable agent be/s3',
  'enable health be/s3',
  'disable health be/s3',
  'set server be/s3 fqdn a.b',
  'set server be/s1 state maint',
  'set server be/s2 state maint',
  'set server be/s3 state maint',
  'set server be/s6 state maint',
  'set server be/s7 state maint',
  'set server be/s5 state maint',
  'set server be/s5 state ready',
  'set server be/s1 state ready',
];

/** Something that accepts, for checks that pass. */
async function acceptor(t: TestContext): Promise<number> {
  const server = net.createServer((socket) => socket.on('error', () => {}).end());
  t.after(() => server.close());
  return listenOn(server);
}

/** Columns of state files that are compared: all but times, and what checks of 2.6 start from. */
function statesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => /^\d+ /.test(line))
    .map((line) => {
      const columns = line.split(' ');
      columns[9] = 't';
      // The health of servers without checks means nothing.
      if ((Number(columns[13]) & 2) === 0) columns[12] = 'h';
      return columns.join(' ');
    });
}

const STAT_COLUMNS = ['pxname', 'svname', 'status', 'weight', 'act', 'bck', 'chkdown', 'type', 'agent_status'];

async function look(program: Program): Promise<readonly string[]> {
  const socket = adminSocket(program);
  const [states, stats] = await Promise.all([command(socket, 'show servers state'), statRows(socket)]);
  return [...statesOf(states), ...stats.map((row) => STAT_COLUMNS.map((name) => row[name]).join(','))];
}

/** Waits for the first check. */
async function settled(program: Program): Promise<void> {
  const socket = adminSocket(program);
  await askUntil(
    () => command(socket, 'show servers state').catch(() => ''),
    (states) => / be 1 s1 (?:\S+ ){5}6 /.test(states),
  );
}

test('states after every command are those of haproxy', {
  skip: withoutHaproxy26,
}, async (t) => {
  const port = await acceptor(t);
  const env = { UP: String(port) };
  const start = (program: readonly [string, ...string[]]) =>
    startHawser(t, { config: CONFIG, listeners: ['web'], env, program });
  const [ours, theirs] = await Promise.all([start([process.execPath, hawserBin]), start([haproxy26!])]);
  await Promise.all([settled(ours), settled(theirs)]);
  for (const line of FIRST) for (const program of [ours, theirs]) await ask(program, line);
  const differences: string[] = [];
  for (const line of COMMANDS) {
    const [answer, expected] = await Promise.all([ours, theirs].map((program) => ask(program, line)));
    if (answer!.trim() !== expected!.trim())
      differences.push(`${line}\n  answer ${JSON.stringify(answer)}\n  haproxy ${JSON.stringify(expected)}`);
    const [mine, other] = await Promise.all([look(ours), look(theirs)]);
    mine!.forEach((row, at) => {
      if (row !== other![at]) differences.push(`${line}\n  shows   ${row}\n  haproxy ${other![at]}`);
    });
  }
  assert.deepEqual(differences, []);
});

const DYNAMIC = `${HEAD.replace('defaults', 'defaults base')}    retries 0
frontend fe from base
    bind "fd@\${web}"
    use_backend %[req.hdr(x-be)] if { req.hdr(x-be) -m found }
    default_backend be
backend be from base
    balance "\${BALANCE}" "\${EXPRESSION}"
    hash-type consistent
    cookie SRV insert indirect
    default-server weight 5
    default-server name light weight 2
    server first "127.0.0.1:\${A}" cookie a
    server other "127.0.0.1:\${A}" disabled check
    server named "127.0.0.1:\${A}" disabled
    use-server named if { path /named }
`;

async function dynamic(t: TestContext, balance: readonly [string, string], more = '') {
  const [a, b] = await Promise.all([startOrigin(t, () => ok('a')), startOrigin(t, () => ok('b'))]);
  const env = { A: String(a.port), BALANCE: balance[0], EXPRESSION: balance[1] };
  const shape = DYNAMIC.replace('    cookie SRV', `${more}\n    cookie SRV`);
  const config = balance[1] === '' ? shape.replace(' "${EXPRESSION}"', '').replace('hash-type consistent', '') : shape;
  const program = await startHawser(t, { config, listeners: ['web'], env });
  const socket = adminSocket(program);
  await answers(socket);
  const ask = async (line: string) => (await command(socket, line)).trim();
  const get = async (uri: string, fields = '') =>
    exchange(t, program.ports.web!, `GET ${uri} HTTP/1.1\r\nHost: h\r\n${fields}Connection: close\r\n\r\n`);
  const bodies = async (count: number) => {
    const seen = new Set<string>();
    for (let at = 0; at < count; at++) seen.add((await get(`/${at}`)).slice(-1));
    return [...seen].sort().join('');
  };
  return { ask, get, bodies, port: b.port };
}

for (const balance of [
  ['roundrobin', ''],
  ['leastconn', ''],
  ['first', ''],
  ['random', ''],
  ['hash', 'path'],
] as const) {
  test(`servers join and leave a running backend: ${balance[0]}`, async (t) => {
    const { ask, get, bodies, port } = await dynamic(t, balance);
    assert.equal(await ask(`add server be/new 127.0.0.1:${port} cookie n weight 5`), 'New server registered.');
    assert.equal(await bodies(4), 'a', 'it rests before it is enabled');
    assert.equal(await ask('enable server be/new'), '');
    if (balance[0] === 'first') assert.equal(await ask('disable server be/first'), '');
    assert.match(await bodies(40), /b/);
    assert.match(await get('/', 'Cookie: SRV=n\r\n'), /b$/, 'its cookie is known');
    assert.equal(await ask('del server be/new'), 'Only servers in maintenance mode can be deleted.');
    assert.equal(
      await ask('disable server be/new; wait 2s srv-removable be/new; del server be/new'),
      'Done.\n\nServer deleted.',
    );
    assert.equal(await ask('enable server be/first'), '');
    assert.equal(await bodies(20), 'a');
    assert.match(await get('/', 'Cookie: SRV=n\r\n'), /a$/, 'its cookie means nothing any more');
    assert.doesNotMatch(await ask('show stat'), /be,new/);
  });
}

test('servers that something names stay, others may go', async (t) => {
  const { ask, port } = await dynamic(t, ['roundrobin', '']);
  const pointed = 'This server cannot be removed at runtime due to other configuration elements pointing to it.';
  assert.equal(await ask('del server be/named'), pointed);
  assert.equal(await ask('wait 1s srv-removable be/named'), pointed);
  assert.equal(await ask(`add server be/t 127.0.0.1:${port} track other`), 'New server registered.');
  assert.equal(await ask('del server be/other'), pointed);
  assert.equal(await ask('del server be/t;del server be/other'), 'Server deleted.\n\nServer deleted.');
  assert.equal(await ask('set server be/first name x'), 'Only servers in maintenance mode can be renamed.');
});

test('what makes no server that may join is refused', async (t) => {
  const { ask } = await dynamic(t, ['roundrobin', '']);
  const refused = {
    'add server be/new': "'server' expects <name> and <addr>[:<port>] as arguments.",
    'add server be': "Require 'backend/server'.",
    'add server nope/new 127.0.0.1:1': 'No such backend.',
    'add server be/first 127.0.0.1:1': 'Already exists a server with the same name in backend.',
    'add server be/n@ 127.0.0.1:1': "character '@' is not permitted in server name 'n@'.",
    'add server be/new 127.0.0.1:1 id 1': /^'id' : custom id 1 already used at .*haproxy.cfg:\d+ \('server first'\)\.$/,
    'add server be/new 127.0.0.1:1 resolvers x': "'resolvers' option is not accepted for dynamic server",
    'add server be/new 127.0.0.1:1 init-addr none': "'init-addr' option is not accepted for dynamic server",
    'add server be/new 127.0.0.1:1 track nope': "unable to find required server 'nope' for tracking.",
    'add server be/new 127.0.0.1:1 check track other': 'unable to enable checks and tracking at the same time!',
    'add server be/new 127.0.0.1:1 weight 300': /weight/,
    'add server be/new 127.0.0.1:1 bogus': /unknown keyword 'bogus'/,
    'add server be/new 127.0.0.1 check': /neither a port nor a check port/,
    'add server be/new 127.0.0.1:1 from srv:nope': "'from' : no server is called 'nope'.",
    'wait 10 srv-removable be/new': 'No such server.',
    'wait 10 nonsense': /^Condition 'nonsense' is not one of/,
  };
  for (const [line, answer] of Object.entries(refused)) {
    if (typeof answer === 'string') assert.equal(await ask(line), answer, line);
    else assert.match(await ask(line), answer, line);
  }
});

test('servers start from defaults or from another server', async (t) => {
  const { ask, port } = await dynamic(t, ['roundrobin', '']);
  await ask(`add server be/plain 127.0.0.1:${port}`);
  await ask(`add server be/default 127.0.0.1:${port} from be:`);
  await ask(`add server be/copy 127.0.0.1:${port} from srv:other id 77`);
  assert.equal(await ask('get weight be/plain'), '1 (initial 1)');
  assert.equal(await ask('get weight be/default'), '5 (initial 5)');
  assert.match(await ask('show servers state be'), / 77 copy 127\.0\.0\.1 0 5 5 5 \d+ 1 0 0 10 0 0 1 - /);
  await ask(`add server be/light 127.0.0.1:${port} from srv:light`);
  assert.equal(await ask('get weight be/light'), '2 (initial 2)');
  assert.equal(await ask('show default-server'), 'be:be\nsrv:be/light');
});

test('backends come, are found once they are published, and go', async (t) => {
  const { ask, get, port } = await dynamic(t, ['roundrobin', '']);
  assert.equal(await ask('show defaults'), 'base');
  assert.equal(await ask('add backend dyn from nope'), "Default proxy 'nope' not found.");
  assert.equal(await ask('add backend be from base'), "Name 'be' is that of another proxy.");
  assert.equal(await ask('add backend dyn from base'), 'New backend registered.');
  assert.equal(await ask(`add server dyn/s 127.0.0.1:${port};enable server dyn/s`), 'New server registered.');
  assert.match(await get('/', 'x-be: dyn\r\n'), /a$/, 'not published yet');
  assert.equal(await ask('publish backend dyn'), 'Backend published.');
  assert.match(await get('/', 'x-be: dyn\r\n'), /b$/);
  assert.match(await ask('show stat'), /^dyn,s,.*,UP?no check,|^dyn,BACKEND,/m);
  assert.equal(await ask('del backend dyn'), 'Backend must be unpublished prior to its deletion.');
  assert.equal(
    await ask('unpublish backend dyn;del backend dyn').then((text) => text.split('\n').at(-1)),
    'Only a backend without server can be deleted.',
  );
  const last =
    'disable server dyn/s;wait 1s srv-removable dyn/s;del server dyn/s;wait 1s be-removable dyn;del backend dyn';
  assert.equal(await ask(last), 'Done.\n\nServer deleted.\n\nDone.\n\nBackend deleted.');
  assert.match(await get('/', 'x-be: dyn\r\n'), /a$/);
  assert.equal(
    await ask('del backend be'),
    'This proxy cannot be removed at runtime due to other configuration elements pointing to it.',
  );
  assert.equal(await ask('unpublish backend be'), 'Backend unpublished.');
});

const SWITCHED = `${HEAD}frontend fe
    bind "fd@\${web}"
    force-be-switch if { req.hdr(x-force) -m found }
    use_backend hidden if { path_beg /a }
    use_backend off if { path_beg /a }
    use_backend plain if { path_beg /a }
    default_backend hidden
backend hidden
    be-unpublished
    http-request return status 201
backend off
    disabled
    http-request return status 202
backend plain
    http-request return status 203
`;

test('backends that are not published are not chosen, unless it is forced', async (t) => {
  const program = await startHawser(t, { config: SWITCHED, listeners: ['web'] });
  const socket = adminSocket(program);
  await answers(socket);
  const status = async (uri: string, fields = '') => {
    const request = `GET ${uri} HTTP/1.1\r\nHost: h\r\n${fields}Connection: close\r\n\r\n`;
    return Number((await exchange(t, program.ports.web!, request)).split(' ')[1]);
  };
  const all = async () => [await status('/a'), await status('/b'), await status('/a', 'x-force: 1\r\n')];
  assert.deepEqual(await all(), [203, 503, 201]);
  await command(socket, 'publish backend hidden');
  assert.deepEqual(await all(), [201, 201, 201]);
  await command(socket, 'unpublish backend hidden;unpublish backend plain');
  assert.deepEqual(await all(), [503, 503, 201]);
});

test('a server that is removed is forgotten by stick tables; the one of its place is another', async (t) => {
  const { ask, get, port } = await dynamic(
    t,
    ['roundrobin', ''],
    '    stick on hdr(x-key)\n    stick-table type string size 10 srvkey name',
  );
  await ask(`add server be/new 127.0.0.1:${port} weight 256;enable server be/new;disable server be/first`);
  assert.match(await get('/', 'x-key: k\r\n'), /b$/);
  assert.match(await ask('show table be'), /key=k .*server_key=new/);
  await ask('disable server be/new;wait 2s srv-removable be/new;del server be/new;enable server be/first');
  assert.match(await get('/', 'x-key: k\r\n'), /a$/);
  assert.match(await ask('show table be'), /key=k .*server_key=first/);
});

test('who waits for a server that goes away is served by another', async (t) => {
  const sockets = new Set<net.Socket>();
  const slow = net.createServer((socket) => sockets.add(socket.on('error', () => {})));
  t.after(() => {
    slow.close();
    for (const socket of sockets) socket.destroy();
  });
  const port = await listenOn(slow);
  const { ask, get } = await dynamic(t, ['roundrobin', '']);
  await ask(`add server be/slow 127.0.0.1:${port} maxconn 1 cookie slow;enable server be/slow`);
  const held = get('/held', 'Cookie: SRV=slow\r\n');
  await askUntil(
    () => ask('show servers conn be'),
    (text) => /^be\/slow \S+ \S+ \S+ - \S+ 1 /m.test(text),
  );
  const waiting = get('/waiting', 'Cookie: SRV=slow\r\n');
  await askUntil(
    () => ask('show stat'),
    (text) => /^be,slow,1,/m.test(text),
  );
  assert.equal(await ask('del server be/slow'), 'Only servers in maintenance mode can be deleted.');
  await ask('disable server be/slow');
  assert.match(await waiting, /a$/);
  assert.equal(await ask('del server be/slow'), 'Server still has connections attached to it, cannot remove it.');
  assert.equal(await ask('wait 20 srv-removable be/slow'), 'Wait delay expired.');
  const last = 'shutdown sessions server be/slow;wait 2s srv-removable be/slow;del server be/slow';
  assert.equal(await ask(last), 'Done.\n\nServer deleted.');
  assert.match(await held, /^HTTP\/1\.1 50\d /);
});

/** Asks until the status of a server is the one that is waited for. */
async function becomes(ask: (line: string) => Promise<string>, server: string, status: string): Promise<void> {
  const isThere = (line: string) => line.startsWith(`be,${server},`) && line.split(',')[17] === status;
  await askUntil(
    () => ask('show stat'),
    (text) => text.split('\n').some(isThere),
  );
}

test('servers that were added are checked once that is switched on, in clear text unless it is said', async (t) => {
  const { ask, port } = await dynamic(t, ['roundrobin', '']);
  await ask(`add server be/up 127.0.0.1:${port} check inter 200ms ssl verify none`);
  await ask('add server be/down 127.0.0.1:1 check inter 200ms fall 1 observe layer4');
  await ask('enable server be/up;enable server be/down');
  await becomes(ask, 'down', 'no check');
  await ask('enable health be/up;enable health be/down');
  await becomes(ask, 'down', 'DOWN');
  await becomes(ask, 'up', 'UP');
  assert.equal(await ask('disable health be/down;disable server be/down;del server be/down'), 'Server deleted.');
});

test('an agent of a server that was added brings it up by itself', async (t) => {
  const agent = net.createServer((socket) => socket.on('error', () => {}).end('ready up 50%\n'));
  t.after(() => agent.close());
  const agentPort = await listenOn(agent);
  const { ask, port } = await dynamic(t, ['roundrobin', '']);
  await ask(`add server be/new 127.0.0.1:${port} weight 10 agent-check agent-port ${agentPort} agent-inter 20ms`);
  assert.equal(await ask('get weight be/new'), '10 (initial 10)');
  await ask('enable agent be/new');
  await becomes(ask, 'new', 'no check');
  assert.equal(await ask('get weight be/new'), '5 (initial 10)');
});

test('TLS towards a server is switched off and on', async (t) => {
  const { ask } = await dynamic(t, ['roundrobin', ''], '    server secure 127.0.0.1:1 ssl verify none');
  assert.equal(
    await ask('set server be/first ssl on'),
    "'set server <srv> ssl' cannot be set.  default-server should define ssl settings",
  );
  assert.match(await ask('show servers state be'), / secure .* - 1 - 1 0 - - 0$/m);
  assert.equal(await ask('set server be/secure ssl off'), 'server ssl setting updated.');
  assert.match(await ask('show servers state be'), / secure .* - 1 - 0 0 - - 0$/m);
  assert.equal(await ask('set server be/secure ssl maybe'), "'set server <srv> ssl' expects 'on' or 'off'.");
});

/** Names and numbers that `show stat` gives them. */
async function numbersOf(t: TestContext, more: object): Promise<readonly string[]> {
  const config = `${HEAD}frontend f
    id 50
    bind "fd@\${web}"
backend g
    server a 127.0.0.1:1 id 3
    server b 127.0.0.1:1
    server c 127.0.0.1:1
    server d 127.0.0.1:1 id 1
    server e 127.0.0.1:1
backend h
    id 2
    server a 127.0.0.1:1
    server b 127.0.0.1:1 id 2
    server c 127.0.0.1:1
backend i
    server-template s 3 127.0.0.1:1 id 5
    server z 127.0.0.1:1
`;
  const program = await startHawser(t, { config, listeners: ['web'], ...more });
  const socket = adminSocket(program);
  await answers(socket);
  const rows = await statRows(socket);
  return rows.map((row) => ['pxname', 'svname', 'iid', 'sid'].map((name) => row[name]).join(' '));
}

test('numbers of proxies and servers go by their place, as with haproxy', { skip: withoutHaproxy26 }, async (t) => {
  const own = await numbersOf(t, {});
  assert.deepEqual(own, await numbersOf(t, { program: [haproxy26!] }));
  assert.ok(own.includes('g e 3 6') && own.includes('i z 5 4'), own.join('\n'));
});
