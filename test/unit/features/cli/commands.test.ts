import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createCatalog } from '../../../../src/catalog/create-catalog.js';
import { dumpClass } from '../../../../src/catalog/derive/dump.js';
import { parseDelayMs } from '../../../../src/features/cli/delay.js';
import { entries } from '../../../../src/features/cli/index.js';
import { entries as peerEntries } from '../../../../src/features/peers/show-peers.js';
import { entries as tableEntries } from '../../../../src/features/stick-table/cli.js';
import { initialCheck } from '../../../../src/model/config/server.js';
import type { Proxy } from '../../../../src/model/proxy.js';
import { parseWeight } from '../../../../src/model/server-limit.js';
import { projectRoot } from '../../../support/project.js';
import { addServer } from '../../../support/proxy.js';
import { type AdminHarness, startAdmin } from '../../admin/admin-client.js';
import { FakeRuntime } from '../../admin/fake-runtime.js';

describe('rows of commands', () => {
  it('are those that 3.5 registers, for the same sockets and modes', () => {
    const known = fs.readFileSync(path.join(projectRoot, 'fixtures/cli/commands-3.5.txt'), 'utf8').replace(/\n$/, '');
    const [, ...dumped] = dumpClass(createCatalog([...entries, ...peerEntries, ...tableEntries]), 'cli');
    assert.deepEqual(dumped, known.split('\n'));
  });

  it('say why they are not full', () => {
    assert.deepEqual(
      entries.filter(({ support, why }) => (support === 'full') !== (why === undefined)),
      [],
    );
  });
});

describe('commands', () => {
  let runtime: FakeRuntime;
  let frontend: Proxy;
  let backend: Proxy;
  let admin: AdminHarness;
  beforeEach(async () => {
    runtime = FakeRuntime.simple();
    [frontend, backend] = runtime.proxies as [Proxy, Proxy];
    admin = await startAdmin(runtime);
    addServer(backend, 's3', { check: { ...initialCheck(), enabled: true } });
    addServer(backend, 's4', { track: 's3' });
  });
  afterEach(() => admin.close());

  const expectAll = async (answers: Readonly<Record<string, string>>) => {
    for (const [command, answer] of Object.entries(answers)) {
      assert.equal(await admin.ask(`${command}\n`), `${answer === '' ? '' : `${answer}\n`}\n`, command);
    }
  };

  it('name what they cannot find', async () => {
    await expectAll({
      'set server': "Require 'backend/server'.",
      'set server be': "Require 'backend/server'.",
      'set server zz/s1 state maint': 'No such backend.',
      'set server be/zz state maint': 'No such server.',
      'get weight': "Require 'backend/server'.",
      'disable server be/zz': 'No such server.',
      'show servers conn zz': "Can't find backend.",
      'show servers state zz': "Can't find backend.",
      'disable frontend': 'A frontend name is expected.',
      'disable frontend be': 'No such frontend.',
      'shutdown session': "Session pointer expected (use 'show sess').",
      'shutdown session foo': "Session pointer expected (use 'show sess').",
      'shutdown session 0x12': "No such session (use 'show sess').",
      'show env HAWSER_NOT_THERE': 'Variable not found',
      'get var proc.x': 'Variable not found.',
      'set timeout cli x': 'Invalid timeout value.',
    });
    assert.deepEqual(runtime.calls, []);
  });

  it('clear the counters of one server, for admins', async () => {
    const { counters } = backend.servers[0]!;
    Object.assign(counters, { bytesIn: 7, sessionsMax: 3, currentSessions: 2 });
    await expectAll({
      'clear counters server': "Require 'backend/server'.",
      'clear counters server be/zz': 'No such server.',
      'clear counters server be/s2': '',
    });
    assert.equal(counters.bytesIn, 7);
    await expectAll({ 'clear counters server be/s1 force': '' });
    assert.deepEqual([counters.bytesIn, counters.sessionsMax, counters.currentSessions], [0, 0, 2]);
    counters.currentSessions = 0;
  });

  it('find servers by number', async () => {
    await expectAll({ 'get weight #3/#1': '10 (initial 10)', 'get weight be/#9': 'No such server.' });
  });

  it('set server: state and health', async () => {
    await expectAll({
      'set server be/s1':
        'usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port | fqdn | health | name | ssl | state | weight',
      'set server be/s1 state': "'set server <srv> state' expects 'ready', 'drain' and 'maint'.",
      'set server be/s1 state drain': '',
      'set server be/s1 state ready': '',
      'set server be/s1 health foo': "'set server <srv> health' expects 'up', 'stopping', or 'down'.",
      'set server be/s1 health down': '',
      'set server be/s4 health down': 'cannot change health on a tracking server.',
      'set server be/s1 agent up': 'agent checks are not enabled on this server.',
    });
    assert.deepEqual(runtime.calls, ['state s1 drain', 'state s1 ready', 'health s1 down']);
  });

  it('set server: address and port', async () => {
    const by = "by 'stats socket command'";
    await expectAll({
      'set server be/s1 addr': 'set server <b>/<s> addr requires an address and optionally a port.',
      'set server be/s1 addr foo': `Invalid addr 'foo' ${by}`,
      'set server be/s1 addr 127.0.0.2': `IP changed from '127.0.0.1' to '127.0.0.2' ${by}`,
      'set server be/s1 addr 127.0.0.2 port 80': `no need to change the addr, port changed from '9000' to '80' ${by}`,
      'set server be/s1 addr 127.0.0.2 port x': `no need to change the addr, problem converting port 'x' to an int ${by}`,
      'set server be/s1 addr 127.0.0.2 port 80 ': `no need to change the addr, no need to change the port ${by}`,
    });
    assert.deepEqual(runtime.calls, ['address s1 127.0.0.2 undefined', 'address s1 127.0.0.2 80']);
  });

  it('change weights', async () => {
    await expectAll({
      'set server be/s1 weight': 'Require <weight> or <weight%>.',
      'set weight be/s1 50%': '',
      'get weight be/s1': '5 (initial 10)',
      'set server be/s1 weight 257': 'Absolute weight can only be between 0 and 256 inclusive.',
      'set weight be/s1 100%': '',
    });
    assert.deepEqual(runtime.calls, ['weight s1 5', 'weight s1 10']);
  });

  it('change only to 0 and back where the algorithm is static', async () => {
    const own = FakeRuntime.simple();
    own.proxies[1]!.config.balance = { algorithm: 'source', values: [] };
    const harness = await startAdmin(own);
    const refusal = "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n\n";
    assert.equal(await harness.ask('set weight be/s1 50%\n'), refusal);
    assert.equal(await harness.ask('set weight be/s1 0;set weight be/s1 100%\n'), '\n\n');
    await harness.close();
    assert.deepEqual(own.calls, ['weight s1 0', 'weight s1 10']);
  });

  it('switch checks of servers that have them', async () => {
    await expectAll({ 'disable health be/s1': '', 'disable health be/s3': '', 'enable health be/s3': '' });
    assert.deepEqual(runtime.calls, ['checks s3 false', 'checks s3 true']);
  });

  it('change where checks go', async () => {
    await expectAll({
      'set server be/s1 check-port 81': 'health checks are not enabled on this server',
      'set server be/s3 check-port': 'set server <b>/<s> check-port requires a port.',
      'set server be/s3 check-port 99999': 'provided port is invalid',
      'set server be/s3 check-port 81': '',
      'set server be/s3 check-addr 127.0.0.5 port 7': '',
    });
    assert.deepEqual(runtime.calls, ['check target s3 undefined 81', 'check target s3 127.0.0.5 7']);
  });

  it('change limits', async () => {
    await expectAll({
      'set maxconn server be/s1': 'Require <maxconn>.',
      'set maxconn server be/s1 7': '',
      'set maxconn frontend fe': 'Integer value expected.',
      'set maxconn frontend fe -1': 'Value out of range.',
      'set maxconn frontend fe 50': '',
      'set maxconn global 1000': 'Value out of range.',
      'set maxconn global 50': '',
    });
    assert.deepEqual(runtime.calls, ['maxconn s1 7', 'maxconn fe 50']);
    assert.equal(runtime.process.maxconn, 50);
    await expectAll({ 'set maxconn global 0': '' });
    assert.equal(runtime.process.maxconn, 100);
  });

  it('stop, resume and shut down frontends', async () => {
    await expectAll({
      'disable frontend fe': '',
      'disable frontend #2': 'All sockets are already disabled.',
      'enable frontend fe': '',
      'enable frontend #2': 'All sockets are already enabled.',
    });
    await expectAll({ 'shutdown frontend fe': '', 'shutdown frontend fe ': 'Frontend was already shut down.' });
    assert.ok(runtime.calls.includes('shutdown fe'));
    frontend.shutDown = false;
  });

  it('show servers in the format of state files', async () => {
    const [version, header, ...rows] = (await admin.ask('show servers state be\n')).split('\n');
    assert.equal(version, '1');
    assert.match(header!, /^# be_id be_name srv_id srv_name srv_addr srv_op_state .* srv_agent_port$/);
    assert.equal(rows[1]!.split(' ').length, header!.split(' ').length - 1);
    assert.match(rows[1]!, /^3 be 2 s2 127\.0\.0\.1 0 5 1 1 \d+ 1 0 0 8 0 0 0 - 9000 - 0 0 - - 0$/);
    assert.match(rows[2]!, /^3 be 3 s3 127\.0\.0\.1 2 0 1 1 \d+ 1 0 0 6 0 0 0 - 9000 - 0 0 - - 0$/);
  });

  it('show connections of servers', async () => {
    const [header, row] = (await admin.ask('show servers conn be\n')).split('\n');
    assert.equal(row!.split(' ').length, header!.split(' ').length - 1);
    assert.match(row!, /^be\/s1 3\/1 127\.0\.0\.1 9000 - 5000 0 0 0 0 0 0 0 -1 0 0$/);
  });

  it('list backends and variables', async () => {
    runtime.processVars.set('x', 'abc');
    await expectAll({ 'show backend': '# name\nbe', 'get var proc.x': 'proc.x: type=str value=<abc>' });
  });

  it('show invalid messages byte by byte', async () => {
    runtime.errors.push({
      dateMs: 0,
      frontend,
      backend: undefined,
      server: undefined,
      source: '127.0.0.1:49616',
      direction: 'request',
      bytes: `GET / HTTP/1.1\r\nHo st: x\r\nabc: \x01\x02\xff long line ${'x'.repeat(100)}\r\n\r\n`,
      offset: 18,
      eventId: 0,
      streamId: 5,
    });
    const answer = await admin.ask('show errors\n');
    assert.match(answer, /^Total events captured on \[.*\] : 1\n/);
    assert.match(
      answer,
      /frontend fe \(#2\): invalid request\n {2}backend <NONE> \(#-1\), server <NONE> \(#-1\), event #0/,
    );
    assert.equal(
      answer.slice(answer.indexOf('  00000')),
      [
        '  00000  GET / HTTP/1.1\\r\\n',
        '  00016  Ho st: x\\r\\n',
        `  00026  abc: \\x01\\x02\\xFF long line ${'x'.repeat(42)}`,
        `  00087+ ${'x'.repeat(58)}\\r\\n`,
        '  00147  \\r\\n',
        '',
        '',
      ].join('\n'),
    );
    assert.doesNotMatch(await admin.ask('show errors response\n'), /invalid request/);
    assert.equal(await admin.ask('show errors zz\n'), 'No such proxy.\n\n');
  });

  it('give a schema that can be parsed', async () => {
    const schema = JSON.parse(await admin.ask('show schema json\n'));
    assert.deepEqual(Object.keys(schema), ['$schema', 'oneOf', 'definitions']);
  });

  it('say why they are refused', async () => {
    assert.equal(await admin.ask('show quic\n'), "'show quic' is not supported: QUIC is not there.\n\n");
  });

  it('give no empty line in the middle of an answer', async () => {
    for (const { words, mode, support } of entries) {
      if (
        mode !== undefined ||
        support === 'refused' ||
        words[0] === 'quit' ||
        words[0] === 'wait' ||
        words[0] === 'prompt'
      )
        continue;
      const answer = await admin.ask(`${words.join(' ')}\n`);
      assert.ok(!answer.slice(0, -2).includes('\n\n') && !answer.startsWith('\n\n'), words.join(' '));
      assert.ok(answer.endsWith('\n'), words.join(' '));
    }
  });
});

describe('weights', () => {
  it('are absolute or per cent of the configured one', () => {
    assert.equal(parseWeight('200', 10), 200);
    assert.equal(parseWeight('50%', 1), 0);
    assert.equal(parseWeight('200000%', 10), 256);
    assert.equal(parseWeight('a', 10), 'Empty weight string empty or preceded by garbage');
    assert.equal(parseWeight('10x', 10), 'Trailing garbage in weight string');
    assert.equal(parseWeight('-5%', 10), 'Relative weight must be positive.');
  });
});

describe('delays', () => {
  it('take the usual units', () => {
    assert.equal(parseDelayMs('10', 1000), 10_000);
    assert.equal(parseDelayMs('10ms', 1000), 10);
    assert.equal(parseDelayMs('2m', 1), 120_000);
    assert.equal(parseDelayMs('2x', 1), undefined);
    assert.equal(parseDelayMs('', 1), undefined);
  });
});
