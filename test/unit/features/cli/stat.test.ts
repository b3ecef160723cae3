import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { nowMs } from '../../../../src/base/clock.js';
import { initialCheck } from '../../../../src/model/config/server.js';
import { Counters } from '../../../../src/model/counters.js';
import { Proxy } from '../../../../src/model/proxy.js';
import { Admin } from '../../../../src/model/server.js';
import { renderServerStatus } from '../../../../src/model/stat/server-status.js';
import { projectRoot } from '../../../support/project.js';
import { addServer, proxyConfig } from '../../../support/proxy.js';
import { type AdminHarness, startAdmin } from '../../admin/admin-client.js';
import { FakeRuntime } from '../../admin/fake-runtime.js';

const lines = (name: string) =>
  fs
    .readFileSync(path.join(projectRoot, 'fixtures/cli', name), 'utf8')
    .trimEnd()
    .split('\n');

const PASSED = { status: 'L4OK', code: undefined, durationMs: 0, description: 'Layer4 check passed', text: '' };

/** Cells of one line of CSV by the names of the header. */
function cells(csv: string, object: string): Map<string, string> {
  const [header = '', ...rows] = csv.split('\n');
  const names = header.slice(2).split(',');
  const row = rows.find((line) => line.startsWith(`${object},`))?.split(',') ?? [];
  return new Map(names.map((name, index) => [name, row[index] ?? '']));
}

describe('show stat', () => {
  const runtime = FakeRuntime.simple();
  const [frontend, backend] = runtime.proxies as [Proxy, Proxy];
  let admin: AdminHarness;
  before(async () => {
    admin = await startAdmin(runtime);
    const checked = addServer(backend, 's3', { check: { ...initialCheck(), enabled: true }, cookie: 'a,"b' });
    checked.lastCheck = PASSED;
    checked.health = 1;
    Object.assign(frontend.frontend, { connections: 3, sessions: 3, requests: 3, bytesIn: 282, http2xx: 3 });
  });
  after(() => admin.close());

  it('has the columns of 3.5 in their order', async () => {
    const csv = await admin.ask('show stat\n');
    assert.equal(csv.split('\n')[0], lines('stat-header-3.5.csv')[0]);
    const counts = new Set(
      csv
        .trimEnd()
        .split('\n')
        .slice(0, 3)
        .map((line) => line.split(',').length),
    );
    assert.equal(counts.size, 1);
  });

  it('fills at least the fields that 3.5 fills, with the same tags', async () => {
    const wanted = lines('stat-fields-3.5.txt');
    const typed = (await admin.ask('show stat typed\n')).split('\n');
    // The object is checked that 3.5 was asked about: a server with health checks.
    const seen = new Set(
      typed
        .filter((line) => !/^S\.3\.[12]\./.test(line))
        .map((line) => line.replace(/^([FSBL])\.\d+\.\d+\./, '$1.').replace(/^([^:]*:[^:]*:[^:]*):.*/s, '$1')),
    );
    assert.deepEqual(
      wanted.filter((line) => !seen.has(line)),
      [],
    );
  });

  it('has one row per frontend, server and backend', async () => {
    const rows = (await admin.ask('show stat\n')).trimEnd().split('\n').slice(1);
    assert.deepEqual(
      rows.map((row) => row.split(',').slice(0, 2).join('/')),
      ['fe/FRONTEND', 'be/s1', 'be/s2', 'be/s3', 'be/BACKEND'],
    );
  });

  it('shows a frontend as 3.5 does', async () => {
    const row = cells(await admin.ask('show stat\n'), 'fe,FRONTEND');
    const shown = [
      'scur',
      'slim',
      'stot',
      'bin',
      'status',
      'pid',
      'iid',
      'sid',
      'type',
      'hrsp_2xx',
      'mode',
      'h1req',
      'qcur',
      'act',
    ];
    assert.deepEqual(
      shown.map((name) => row.get(name)),
      ['0', '100', '3', '282', 'OPEN', '1', '2', '0', '0', '3', 'http', '3', '', ''],
    );
  });

  it('shows checks of servers that have them only', async () => {
    const csv = await admin.ask('show stat\n');
    const names = ['status', 'check_status', 'check_duration', 'check_desc', 'check_rise', 'check_health', 'chkfail'];
    const shown = (server: string) => names.map((name) => cells(csv, `be,${server}`).get(name));
    assert.deepEqual(shown('s1'), ['no check', '', '', '', '', '', '']);
    assert.deepEqual(shown('s2'), ['MAINT', '', '', '', '', '', '']);
    assert.deepEqual(shown('s3'), ['UP 0/3', 'L4OK', '0', 'Layer4 check passed', '2', '1', '0']);
  });

  it('quotes cells that would be ambiguous', async () => {
    assert.match(await admin.ask('show stat\n'), /,127\.0\.0\.1:9000,"a,""b",http,/);
  });

  it('selects by proxy, kind and number', async () => {
    const names = async (query: string) =>
      (await admin.ask(`show stat ${query}\n`))
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.split(',')[1]);
    assert.deepEqual(await names('be 4 1'), ['s1']);
    assert.deepEqual(await names('3 2 -1'), ['BACKEND']);
    assert.deepEqual(await names('-1 3 -1'), ['FRONTEND', 'BACKEND']);
    assert.equal(await admin.ask('show stat zz 4 1\n'), 'No such proxy.\n\n');
    assert.equal((await names('be')).length, 5);
  });

  it('leaves out servers in maintenance and counts those that are up', async () => {
    const csv = await admin.ask('show stat no-maint\n');
    assert.equal(cells(csv, 'be,s2').get('status'), '');
    assert.equal(cells(csv, 'be,BACKEND').get('status'), 'UP (2/3)');
  });

  it('gives JSON that can be parsed', async () => {
    const rows = JSON.parse(await admin.ask('show stat json\n'));
    assert.deepEqual(rows[0][0], {
      objType: 'Frontend',
      proxyId: 2,
      id: 0,
      field: { pos: 0, name: 'pxname' },
      processNum: 1,
      tags: { origin: 'Key', nature: 'Name', scope: 'Service' },
      value: { type: 'str', value: 'fe' },
    });
  });

  it('hides addresses and algorithms from users', async () => {
    const row = cells(await admin.ask('user;show stat\n').then((text) => text.slice(1)), 'be,s1');
    assert.equal(row.get('addr'), '');
  });

  it('shows listeners with option socket-stats', async () => {
    const own = FakeRuntime.simple();
    const [proxy] = own.proxies as [Proxy];
    proxy.config.options.set('socket-stats', true);
    own.views.push({ name: 'l1', id: 1, proxy, address: '127.0.0.1:80', counters: new Counters() });
    const harness = await startAdmin(own);
    const csv = await harness.ask('show stat\n');
    await harness.close();
    const names = ['status', 'sid', 'type', 'addr', 'dcon', 'rate'];
    assert.deepEqual(
      names.map((name) => cells(csv, 'fe,l1').get(name)),
      ['OPEN', '1', '3', '127.0.0.1:80', '0', ''],
    );
  });
});

describe('status of a server', () => {
  const runtime = FakeRuntime.simple();
  const backend = runtime.proxies[1]!;
  const checked = () =>
    addServer(backend, `s${backend.servers.length + 1}`, { check: { ...initialCheck(), enabled: true } });

  it('tells health, maintenance and drain', () => {
    const server = checked();
    server.health = 4;
    assert.equal(renderServerStatus(server, runtime), 'UP');
    server.health = 3;
    assert.equal(renderServerStatus(server, runtime), 'UP 2/3');
    server.admin = Admin.ForcedDrain;
    assert.equal(renderServerStatus(server, runtime), 'DRAIN 2/3');
    server.admin = Admin.ForcedMaintenance;
    assert.equal(renderServerStatus(server, runtime), 'MAINT');
    server.admin = Admin.ResolutionMaintenance;
    assert.equal(renderServerStatus(server, runtime), 'MAINT (resolution)');
    server.admin = 0;
    server.state = 'stopping';
    server.health = 4;
    assert.equal(renderServerStatus(server, runtime), 'NOLB');
    server.admin = Admin.ForcedDrain;
    assert.equal(renderServerStatus(server, runtime), 'NOLB');
    server.admin = 0;
    server.state = 'stopped';
    server.health = 1;
    assert.equal(renderServerStatus(server, runtime), 'DOWN 1/2');
    server.health = 0;
    assert.equal(renderServerStatus(server, runtime), 'DOWN');
    server.state = 'running';
    server.checkEnabled = false;
    assert.equal(renderServerStatus(server, runtime), 'no check');
  });

  it('follows the server that is tracked', () => {
    const other = new Proxy(proxyConfig('backend', 'other'), 9, nowMs());
    runtime.proxies.push(other);
    const tracked = checked();
    tracked.health = 3;
    const server = addServer(other, 'follower', { track: `be/${tracked.name}` });
    assert.equal(renderServerStatus(server, runtime), 'UP 2/3');
    server.admin = Admin.InheritedMaintenance;
    assert.equal(renderServerStatus(server, runtime), `MAINT (via be/${tracked.name})`);
  });
});

describe('show info', () => {
  it('has the fields of 3.5 with their positions and tags', async () => {
    const harness = await startAdmin(FakeRuntime.simple());
    const typed = (await harness.ask('show info typed\n')).trimEnd().split('\n');
    const text = (await harness.ask('show info\n')).trimEnd().split('\n');
    const json = JSON.parse(await harness.ask('show info json\n'));
    await harness.close();
    const fields = lines('info-fields-3.5.txt');
    assert.deepEqual(
      typed.map((line) => line.split(':').slice(0, 3).join(':')),
      fields,
    );
    assert.deepEqual(
      text.map((line) => line.slice(0, line.indexOf(':'))),
      fields.map((field) => field.slice(field.indexOf('.') + 1, field.indexOf('.1:'))),
    );
    assert.equal(json.length, fields.length);
    assert.ok(text.includes('Pid: 4711') && text.includes('CurrConns: 1') && text.includes('node: vm'));
  });
});

describe('show stat of a server that warms up', () => {
  /** Weight and per cent at these steps of 16, as haproxy 2.6 shows them. */
  const SEEN: readonly (readonly [weight: number, ramp: number, shown: string])[] = [
    ...([
      [100, 1, '7 6'],
      [100, 3, '19 18'],
      [100, 5, '32 31'],
      [100, 7, '44 43'],
      [100, 15, '94 93'],
    ] as const),
    ...([
      [33, 1, '3 6'],
      [33, 4, '9 25'],
      [33, 7, '15 43'],
      [33, 10, '21 62'],
      [33, 13, '27 81'],
    ] as const),
    [0, 4, '0 100'],
  ];
  const runtime = FakeRuntime.simple();
  const backend = runtime.proxies[1] as Proxy;
  let admin: AdminHarness;
  before(async () => {
    admin = await startAdmin(runtime);
  });
  after(() => admin.close());

  it('has a part of its weight', async () => {
    const server = addServer(backend, 's3', { slowstartMs: 5000 });
    server.state = 'starting';
    for (const [weight, ramp, shown] of SEEN) {
      Object.assign(server, { weight, ramp });
      const row = cells(await admin.ask('show stat\n'), 'be,s3');
      assert.equal(`${row.get('weight')} ${row.get('throttle')}`, shown);
    }
  });
});
