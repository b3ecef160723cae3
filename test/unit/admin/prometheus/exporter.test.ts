import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createPrometheusExporter } from '../../../../src/admin/prometheus/exporter.js';
import { renderFamily } from '../../../../src/admin/prometheus/family.js';
import { NAMESERVER_COUNTERS, type NameserverCounters } from '../../../../src/model/name-lookup.js';
import { type StickTable, StickTables } from '../../../../src/model/stick-table.js';
import type { Stream } from '../../../../src/model/stream.js';
import type { Reply } from '../../../../src/model/verdict.js';
import { projectRoot } from '../../../support/project.js';
import { FakeRuntime } from '../fake-runtime.js';

const PRODUCT = { name: 'Hawser', version: '1.2.3', releaseDate: '2026/11/20' };

/** What the recorded answer of HAProxy 3.5 was made from: a table, a name server, a check that passed. */
function setup() {
  const runtime = FakeRuntime.simple();
  const tables = new StickTables();
  tables.add({ config: { name: 'be', keyType: 'ipv4', size: 1024 }, used: 1, localUpdates: 7 } as StickTable);
  const counters = Object.fromEntries(NAMESERVER_COUNTERS.map((name) => [name, 0])) as NameserverCounters;
  const resolvers = [{ name: 'default', nameservers: [{ name: '10.0.0.53', counters: { ...counters, sent: 3 } }] }];
  const [fe, be] = runtime.proxies;
  const [s1] = be!.servers;
  Object.assign(s1!.config, { check: { enabled: true, rise: 2, fall: 3 } });
  Object.assign(s1!, { checkEnabled: true });
  Object.assign(s1!, { lastCheck: { status: 'L7OK', code: 200, durationMs: 12.4, description: '', text: '' } });
  const answer = createPrometheusExporter(Object.assign(runtime, { tables, resolvers }), PRODUCT);
  const ask = (query = ''): Reply => {
    const reply = answer({ request: { uri: `/metrics${query}` } } as unknown as Stream);
    return reply.make?.({} as Stream) ?? reply;
  };
  const names = (query: string): readonly string[] => [
    ...new Set([...ask(query).body.matchAll(/^haproxy_([a-z]+)/gm)].map((found) => found[1]!)),
  ];
  return { runtime, fe: fe!, be: be!, s1: s1!, ask, names };
}

function linesOf(text: string, name: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe('prometheus-exporter', () => {
  it('gives the families of HAProxy 3.5 with their types, in its order', () => {
    const { body, status, fields } = setup().ask();
    const file = path.join(projectRoot, 'fixtures/prometheus/families-3.5.txt');
    const types = [...body.matchAll(/^# TYPE (.*)$/gm)].map((found) => found[1]);
    assert.deepEqual(types, fs.readFileSync(file, 'latin1').trimEnd().split('\n'));
    assert.equal(status, 200);
    assert.deepEqual(fields.at(-1), ['content-type', 'text/plain; version=0.0.4']);
  });

  it('gives a help, a type and samples for each family', () => {
    for (const line of setup().ask('?extra-counters').body.trimEnd().split('\n')) {
      assert.match(line, /^# HELP \w+ \S.*$|^# TYPE \w+ (gauge|counter)$|^\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? (\S+)$/);
    }
  });

  it('names objects by labels', () => {
    const { body } = setup().ask();
    assert.deepEqual(linesOf(body, 'haproxy_server_weight'), [
      'haproxy_server_weight{proxy="be",server="s1"} 10',
      'haproxy_server_weight{proxy="be",server="s2"} 1',
    ]);
    assert.deepEqual(linesOf(body, 'haproxy_process_node'), ['haproxy_process_node{node="vm"} 1']);
    assert.deepEqual(linesOf(body, 'haproxy_process_build_info'), ['haproxy_process_build_info{version="1.2.3"} 1']);
    assert.deepEqual(linesOf(body, 'haproxy_sticktable_used'), ['haproxy_sticktable_used{name="be",type="ip"} 1']);
    assert.deepEqual(linesOf(body, 'haproxy_resolver_sent'), [
      'haproxy_resolver_sent{resolver="default",nameserver="10.0.0.53"} 3',
    ]);
  });

  it('tells times in seconds and NaN where there is no value', () => {
    const { be, ask } = setup();
    be.backend.queueTime = 1234;
    const { body } = ask();
    assert.deepEqual(linesOf(body, 'haproxy_backend_queue_time_average_seconds'), [
      'haproxy_backend_queue_time_average_seconds{proxy="be"} 1.234000',
    ]);
    assert.deepEqual(linesOf(body, 'haproxy_server_check_duration_seconds'), [
      'haproxy_server_check_duration_seconds{proxy="be",server="s1"} 0.012000',
    ]);
    assert.match(body, /^haproxy_server_limit_sessions\{proxy="be",server="s1"\} NaN$/m);
  });

  it('tells states as labels, and counts servers by state', () => {
    const { body } = setup().ask();
    const isSet = (name: string) => linesOf(body, name).filter((line) => !line.endsWith(' 0'));
    assert.deepEqual(isSet('haproxy_server_status'), [
      'haproxy_server_status{proxy="be",server="s1",state="UP"} 1',
      'haproxy_server_status{proxy="be",server="s2",state="MAINT"} 1',
    ]);
    assert.deepEqual(isSet('haproxy_backend_agg_server_status'), [
      'haproxy_backend_agg_server_status{proxy="be",state="UP"} 1',
      'haproxy_backend_agg_server_status{proxy="be",state="MAINT"} 1',
    ]);
    assert.deepEqual(isSet('haproxy_backend_agg_check_status'), [
      'haproxy_backend_agg_check_status{proxy="be",state="L7OK"} 1',
    ]);
    assert.deepEqual(isSet('haproxy_server_check_status'), [
      'haproxy_server_check_status{proxy="be",server="s1",state="L7OK"} 1',
    ]);
    assert.deepEqual(linesOf(body, 'haproxy_server_check_code'), [
      'haproxy_server_check_code{proxy="be",server="s1"} 200',
    ]);
  });

  it('puts all classes of statuses into one family', () => {
    const { fe, ask } = setup();
    fe.frontend.http2xx = 5;
    fe.frontend.httpOther = 1;
    const { body } = ask('?scope=frontend');
    const codes = linesOf(body, 'haproxy_frontend_http_responses_total').map((line) => line.replace(/^.*code=/, ''));
    assert.deepEqual(codes, ['"1xx"} 0', '"2xx"} 5', '"3xx"} 0', '"4xx"} 0', '"5xx"} 0', '"other"} 1']);
    assert.equal(body.match(/TYPE haproxy_frontend_http_responses_total/g)?.length, 1);
  });

  it('leaves out what only HTTP has in other modes, and proxies that are disabled', () => {
    const { fe, be, ask } = setup();
    Object.assign(be.config, { mode: 'tcp' });
    assert.doesNotMatch(ask().body, /backend_http_|server_http_/);
    Object.assign(fe.config, { disabled: true });
    assert.doesNotMatch(ask().body, /haproxy_frontend_/);
  });

  it('shows listeners where their figures are kept', () => {
    const { runtime, fe, names } = setup();
    fe.config.options.set('socket-stats', true);
    runtime.views.push({ name: 'l1', id: 1, proxy: fe, address: '127.0.0.1:80', counters: fe.frontend });
    assert.deepEqual(names('?scope=listener'), ['listener']);
    const { body } = setup().ask('?scope=listener');
    assert.equal(body, '');
  });

  it('answers scopes, the first of which takes the place of all', () => {
    const { names } = setup();
    assert.deepEqual(names(''), ['process', 'frontend', 'backend', 'server', 'sticktable', 'resolver']);
    assert.deepEqual(names('?scope=*'), names(''));
    assert.deepEqual(names('?scope=server&scope=global'), ['process', 'server']);
    assert.deepEqual(names('?scope=server&scope=&scope=backend'), ['backend']);
    assert.deepEqual(names('?sc%6fpe=glob%61l#x'), ['process']);
    assert.deepEqual(names('?scope='), []);
  });

  it('leaves out servers in maintenance with no-maint', () => {
    const { body } = setup().ask('?scope=server&no-maint');
    assert.match(body, /server="s1"/);
    assert.doesNotMatch(body, /server="s2"/);
  });

  it('shows the metrics that are named, or all but those', () => {
    const { ask } = setup();
    const count = (query: string) => ask(query).body.match(/^# TYPE/gm)?.length ?? 0;
    assert.equal(count('?metrics=haproxy_server_weight,haproxy_process_jobs'), 2);
    assert.equal(count('?metrics=-haproxy_server_weight'), count('') - 1);
    assert.equal(count('?metrics=haproxy_server_weight,-haproxy_server_weight'), 0);
    assert.equal(count('?metrics=*,-haproxy_server_weight'), count('') - 1);
  });

  it('shows figures of protocols and descriptions when asked to', () => {
    const { fe, ask } = setup();
    fe.config.description = 'say "hi"';
    assert.doesNotMatch(ask().body, /mod=|desc=/);
    assert.match(ask('?extra-counters').body, /^haproxy_frontend_h1_total_streams\{proxy="fe",mod="h1"\} 0$/m);
    assert.match(ask('?desc-labels').body, /^haproxy_frontend_sessions_total\{proxy="fe",desc="say \\"hi\\""\} 0$/m);
  });

  it('refuses scopes that there are not and escapes that are broken, and passes over other parameters', () => {
    const { ask } = setup();
    for (const query of ['scope', 'scope=x', 'scope=global+', 'scope=%zz', '%4', 'metrics', 'scope=global?x']) {
      assert.equal(ask(`?${query}`).status, 400, query);
    }
    for (const query of ['', 'foo', 'foo=1', '=x', '&&', 'no-maint=x', 'metrics=']) {
      assert.equal(ask(`?${query}`).status, 200, query);
    }
  });

  it('escapes labels and leaves families without samples out', () => {
    const family = { name: 'a', type: 'gauge', help: 'b' } as const;
    assert.equal(renderFamily({ ...family, samples: [] }), '');
    const labels = [['l', 'x\\y"z\n']] as const;
    const text = renderFamily({ ...family, samples: [{ labels, value: undefined }] });
    assert.equal(text, '# HELP a b\n# TYPE a gauge\na{l="x\\\\y\\"z\\n"} NaN\n');
  });
});
