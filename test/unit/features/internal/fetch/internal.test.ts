import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { entries } from '../../../../../src/features/internal/fetch/index.js';
import { Proxy } from '../../../../../src/model/proxy.js';
import { Binary } from '../../../../../src/model/value.js';
import { evaluate, evaluateEach, fetchSite, streamOf } from '../../../../support/fetch.js';
import { addServer, proxyConfig } from '../../../../support/proxy.js';

const proxyOf = (kind: 'frontend' | 'backend', name: string) => new Proxy(proxyConfig(kind, name), 3, 0);

const frontend = proxyOf('frontend', 'fe');
const empty = proxyOf('backend', 'empty');
const limited = proxyOf('backend', 'limited');
addServer(limited, 'm1', { maxconn: 10 });
addServer(limited, 'm2', { maxconn: 20, weight: 50 }).served = 5;
limited.activeServers = 2;
limited.queued = 3;

const backends = new Map([empty, limited].map((proxy) => [proxy.name, proxy]));

function site(use: Parameters<typeof fetchSite>[0] = 'fe-http-request', overrides: object = {}) {
  const live = {
    proxy: (name: string) => (name === 'fe' ? frontend : backends.get(name)),
    backend: (name: string) => backends.get(name),
    server: (backend: string, name: string) => backends.get(backend)?.servers.find((server) => server.name === name),
    process: () => ({ currentConnections: 4, stopping: false, startMs: 0 }),
  };
  return fetchSite(use, { live, ...overrides });
}

const stream = streamOf();
const run = (call: string, at = site()) => evaluate(entries, call, stream, at);

test('backends that are named tell their state', () => {
  assert.equal(run('nbsrv(limited)'), 2);
  assert.equal(run('nbsrv(empty)'), 0);
  assert.equal(run('queue(limited)'), 3);
  assert.equal(run('avg_queue(limited)'), 2);
  assert.equal(run('be_conn_free(limited)'), 25);
  assert.equal(run('be_conn_free(empty)'), 0);
  assert.equal(run('connslots(empty)'), 0);
  assert.equal(run('connslots(limited)'), -1);
  assert.equal(run('fe_conn'), 0);
});

test('without a name a fetch is about its own section, if that has the side', () => {
  assert.equal(run('nbsrv', site('be-http-request', { proxyName: 'limited' })), 2);
  const inFrontend = site();
  assert.equal(run('nbsrv', inFrontend), 'refused');
  assert.match(inFrontend.problems[0] ?? '', /expr\/unknown-proxy/);
});

test('names that do not exist are reported', () => {
  for (const [call, code] of [
    ['nbsrv(nobe)', /unknown-proxy/],
    ['fe_conn(limited)', /unknown-proxy/],
    ['srv_is_up(nobe/s)', /unknown-proxy/],
    ['srv_is_up(limited/s)', /unknown-server/],
  ] as const) {
    const at = site();
    assert.equal(run(call, at), 'refused');
    assert.match(at.problems[0] ?? '', code);
  }
});

test('servers that are named tell their state', () => {
  assert.equal(run('srv_conn(limited/m2)'), 5);
  assert.equal(run('srv_conn_free(limited/m2)'), 15);
  assert.equal(run('srv_is_up(limited/m1)'), true);
  assert.equal(run('srv_iweight(limited/m2)'), 50);
  assert.equal(run('srv_queue(m1)', site('be-http-request', { proxyName: 'limited' })), 0);
});

test('the process and its system are known', () => {
  assert.equal(run('hostname'), os.hostname());
  assert.equal(run('act_conn'), 4);
  assert.equal(run('stopping'), false);
  assert.equal(run('env(HAWSER_NO_SUCH_VARIABLE)'), undefined);
  assert.equal(run('rand(0)'), 0);
  assert.equal(run('uuid(1)'), 'refused');
  assert.equal(run('date(0,bad)'), 'refused');
  assert.match(String(run('uuid')), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(String(run('uuid(7)')), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('dates come in the unit that is asked for', () => {
  const at = streamOf({ session: { acceptDateMs: 1_700_000_000_123 }, acceptDateMs: 1_700_000_001_456 });
  assert.equal(evaluate(entries, 'accept_date', at), 1_700_000_000);
  assert.equal(evaluate(entries, 'accept_date(ms)', at), 1_700_000_000_123);
  assert.equal(evaluate(entries, 'request_date(us)', at), 1_700_000_001_456_000);
});

test('wait_end is true in rules, and undecided in ACLs until the end', () => {
  const waiting = streamOf({ final: false });
  assert.equal(evaluate(entries, 'wait_end', waiting), true);
  assert.deepEqual(evaluateEach(entries, 'wait_end', waiting), []);
  assert.equal(waiting.mayChange, true);
  assert.deepEqual(evaluateEach(entries, 'wait_end', streamOf()), [true]);
});

test('timeouts of the server count from the connection on', () => {
  const backend = { config: { timeouts: { serverMs: 7000 }, retries: 5 } };
  assert.equal(evaluate(entries, 'be_server_timeout', streamOf({ backend })), 7000);
  assert.equal(evaluate(entries, 'cur_server_timeout', streamOf({ backend })), 0);
  assert.equal(evaluate(entries, 'cur_server_timeout', streamOf({ backend, connectAtMs: 1 })), 7000);
  assert.equal(evaluate(entries, 'cur_server_timeout', streamOf({ backend, timeoutServerMs: 9 })), 9);
  assert.equal(evaluate(entries, 'cur_max_retries', streamOf({ backend })), 5);
});

test('bytes are counted for logs only', () => {
  const counted = streamOf({ bytesFromClient: 77 });
  assert.equal(evaluate(entries, 'req.bytes_in', counted, site('log')), 77);
  assert.equal(evaluate(entries, 'bytes_in', counted), 0);
});

test('variables are shown by scope and prefix', () => {
  const at = streamOf();
  at.vars('txn')?.set('z', 'ze"d').set('n', 7).set('b', new Binary('Hello'));
  at.vars('sess')?.set('ok', true);
  assert.equal(evaluate(entries, 'dump_all_vars', at), 'sess.ok=true, txn.z="ze\\"d", txn.n=7, txn.b=x48656c6c6f');
  assert.equal(evaluate(entries, 'dump_all_vars(txn,z)', at), 'txn.z="ze\\"d"');
  assert.equal(evaluate(entries, 'dump_all_vars(txn,txn.z)', at), '');
  assert.equal(evaluate(entries, 'dump_all_vars(nope)', at), 'refused');
});

test('acl combines named ACLs', () => {
  const compileCondition = (ast: { alternatives: { negated: boolean; acl: { name: string } }[][] }) => {
    const [[term]] = ast.alternatives as [[{ negated: boolean; acl: { name: string } }]];
    return () => (term.acl.name === 'yes') !== term.negated;
  };
  const at = site('fe-http-request', { compileCondition });
  assert.equal(run('acl(yes,!no)', at), true);
  assert.equal(run('acl(yes,no)', at), false);
  assert.equal(run('acl()', at), false);
});
