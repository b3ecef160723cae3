/** `http-request use-service prometheus-exporter`: scraped like Prometheus does, beside haproxy where it has the exporter. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { type Program, startHawser } from '../support/hawser.js';
import { stderrHas } from '../support/process.js';
import { findProgram } from '../support/program.js';

/** Haproxy 2.6, if it was built with the exporter. */
function findExporter(): string | undefined {
  const program = findProgram('haproxy');
  const about = program && spawnSync(program, ['-vv'], { encoding: 'latin1' }).stdout;
  return about && /version 2\.6/.test(about) && about.includes('prometheus-exporter') ? program : undefined;
}

const haproxy = findExporter();

const CONFIG = `global
    maxconn 100
    log stderr format raw local0
    nbthread 1
    stats socket "\${DIR}/admin.sock" level admin
defaults
    mode http
    log global
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend fe
    bind "fd@\${front}" name main
    option httplog
    option socket-stats
    maxconn 50
    http-request use-service prometheus-exporter if { path /metrics }
    http-request return status 404 if { path /none }
    http-after-response set-header x-after yes
    default_backend be
backend be
    stick-table type string len 20 size 1k store http_req_cnt
    fullconn 20
    server s1 127.0.0.1:1 weight 7
    server s2 127.0.0.1:1 disabled maxconn 9
backend empty
    fullconn 20
listen raw
    mode tcp
    bind "fd@\${raw}"
    fullconn 20
    server t1 127.0.0.1:1 backup weight 3
frontend off
    disabled
    bind "fd@\${off}"
`;

interface Scraper {
  readonly program: Program;
  /** One request on a connection of its own. */
  get(target: string, method?: string): Promise<Response>;
}

async function start(t: TestContext, program?: string): Promise<Scraper> {
  const running = await startHawser(t, {
    config: CONFIG,
    listeners: ['front', 'raw', 'off'],
    ...(program === undefined ? {} : { program: [program] }),
  });
  const get = (target: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${running.ports.front}${target}`, { method, headers: { connection: 'close' } });
  return { get, program: running };
}

test('prometheus-exporter answers in the text format with figures of the traffic', async (t) => {
  const { get } = await start(t);
  assert.equal((await get('/none')).status, 404);
  const response = await get('/metrics');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4');
  assert.equal(response.headers.get('cache-control'), 'no-cache');
  assert.equal(response.headers.get('x-after'), 'yes');
  const text = await response.text();
  assert.match(text, /^haproxy_frontend_http_responses_total\{proxy="fe",code="4xx"\} 1$/m);
  assert.match(text, /^haproxy_frontend_http_requests_total\{proxy="fe"\} 2$/m);
  assert.match(text, /^haproxy_frontend_intercepted_requests_total\{proxy="fe"\} 2$/m);
  assert.match(text, /^haproxy_listener_status\{proxy="fe",listener="main",state="OPEN"\} 1$/m);
  assert.match(text, /^haproxy_server_status\{proxy="be",server="s2",state="MAINT"\} 1$/m);
  assert.match(text, /^haproxy_process_max_connections 100$/m);
  assert.doesNotMatch(text, /proxy="off"/);
});

test('prometheus-exporter answers HEAD without a body, and bad queries with 400', async (t) => {
  const { get } = await start(t);
  const head = await get('/metrics', 'HEAD');
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
  assert.equal((await get('/metrics?scope=nothing')).status, 400);
  assert.equal((await get('/metrics?scope=global')).status, 200);
});

/** Lines of the log without what depends on time and sizes, and on whether the client before is gone. */
function logLines(text: string): readonly string[] {
  const lines = text.matchAll(/ fe (fe\/\S+) \d+\/\d+\/\d+\/\d+\/\d+ (\d+) \d+ (.* )\d+\/\d+(\/.*)$/gm);
  return [...lines].map(([, place, status, flags, rest]) => `${place} ${status} ${flags}n/n${rest}`);
}

test('prometheus-exporter is in the log as the one that answered', async (t) => {
  const scraper = await start(t);
  await (await scraper.get('/metrics?scope=server')).text();
  await (await scraper.get('/metrics?scope=x')).text();
  await stderrHas(scraper.program, /scope=x HTTP/);
  assert.deepEqual(logLines(scraper.program.stderr()), [
    'fe/<PROMEX> 200 - - LR-- n/n/0/0/0 0/0 "GET /metrics?scope=server HTTP/1.1"',
    'fe/<PROMEX> 400 - - LR-- n/n/0/0/0 0/0 "GET /metrics?scope=x HTTP/1.1"',
  ]);
});

/** Depends on time, on the program or on its version, or on whether the client before is gone. */
const VARIABLE =
  /^haproxy_process_|^haproxy_(?:frontend|listener)_current_sessions|_bytes_|_rate|_seconds|_idle_|need_connections|max_sessions/;

interface Scrape {
  readonly types: readonly string[];
  /** Samples of families, values that vary left out. */
  readonly samples: ReadonlyMap<string, readonly string[]>;
}

function parse(text: string): Scrape {
  const types = [...text.matchAll(/^# TYPE (.*)$/gm)].map((found) => found[1]!);
  const samples = new Map<string, string[]>();
  for (const [, name = '', labels = '', value = ''] of text.matchAll(/^(\w+)(\{.*\})? (\S+)$/gm)) {
    const list = samples.get(name) ?? [];
    samples.set(name, list);
    list.push(`${name}${/build_info/.test(name) ? '' : labels} ${VARIABLE.test(name) ? '' : value}`);
  }
  return { types, samples };
}

test('prometheus-exporter gives every sample that haproxy gives, in its order', {
  skip: haproxy === undefined && 'haproxy 2.6 with the exporter is not installed',
}, async (t) => {
  const [ours, theirs] = await Promise.all([start(t), start(t, haproxy)]);
  for (const query of ['', '?scope=server&no-maint', '?scope=frontend&scope=global']) {
    const [own, other] = [ours, theirs].map(async ({ get }) => parse(await (await get(`/metrics${query}`)).text()));
    const [mine, recorded] = [await own!, await other!];
    assert.deepEqual(
      mine.types.filter((type) => recorded.types.includes(type)),
      recorded.types,
    );
    for (const [name, samples] of recorded.samples) {
      assert.deepEqual(mine.samples.get(name), samples, `${query} ${name}`);
    }
  }
  for (const query of [
    'scope=',
    'scope',
    'scope=x',
    'foo',
    '%zz=1',
    'foo=%zz',
    'scope=global%20',
    'scope=%67lobal#x',
  ]) {
    const [mine, recorded] = await Promise.all([ours, theirs].map(({ get }) => get(`/metrics?${query}`)));
    assert.equal(mine!.status, recorded!.status, query);
    if (query === 'scope=') assert.equal(await mine!.text(), await recorded!.text());
  }
});
