/**
 * Rate limits as people write them, beside haproxy: the same requests in the same order meet the same decisions. All periods
 * are hours, so that nothing depends on how long a request takes.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { below, pick, seeded } from '../fuzz/random.js';
import { adminSocket, askUntil } from '../support/admin.js';
import { type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { haproxy26 } from '../support/program.js';
import { command, ok, startOrigin, Wire } from '../support/wire.js';

const DEFAULTS = `global
    stats socket "\${DIR}/admin.sock" level admin
defaults
    mode http
    timeout connect 20s
    timeout client 20s
    timeout server 20s
    timeout tarpit 20ms
`;

/** Each is a frontend with what belongs to it; its requests are chosen at random. */
const LIMITS: Readonly<Record<string, string>> = {
  'requests of an address, with an allow list': `
    acl allowed src -f "\${DIR}/allowed.lst"
    stick-table type ip size 100k expire 1h store http_req_rate(1h)
    http-request track-sc0 src unless allowed
    http-request deny deny_status 429 if { sc_http_req_rate(0) gt 9 } !allowed`,
  'tarpit behind a first limit, deny behind a second one': `
    stick-table type ipv6 size 100k expire 1h store http_req_rate(1h),http_req_cnt
    http-request track-sc0 src
    http-request deny deny_status 429 hdr retry-after 10 if { sc0_http_req_cnt ge 15 }
    http-request tarpit deny_status 429 if { sc_http_req_rate(0) gt 12 }`,
  'a table elsewhere, with two windows': `
    http-request track-sc0 src table per_minute
    http-request track-sc1 src table per_day
    http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 } or { sc1_http_req_cnt gt 25 }
    http-request return status 200 content-type text/plain lf-string "%[sc_http_req_rate(0)] %[sc1_http_req_cnt]"
backend per_minute
    stick-table type ip size 1m expire 1h store http_req_rate(1h)
backend per_day
    stick-table type ip size 1m expire 24h store http_req_cnt`,
  'keys of path and address': `
    stick-table type binary len 20 size 100k expire 1h store http_req_rate(1h)
    http-request track-sc0 base32+src
    http-request deny deny_status 429 if { sc_http_req_rate(0) gt 2 }`,
  'keys that converters put together, limits from a map': `
    stick-table type string len 128 size 100k expire 1h store http_req_rate(1h)
    http-request set-var(txn.path) path,lower,regsub(/[0-9]+,/id,g)
    http-request set-var(req.limit) "path,map_beg(\${DIR}/limits.map,4)"
    http-request track-sc0 src,concat(|,txn.path,|),crc32
    http-request set-var(req.rate) sc_http_req_rate(0)
    acl over var(req.rate),sub(req.limit) gt 0
    http-request deny deny_status 429 if over`,
  'api keys, and clients without one by address': `
    stick-table type string len 64 size 100k expire 1h store http_req_rate(1h),gpc0
    http-request track-sc0 req.hdr(x-key) if { req.hdr(x-key) -m found }
    http-request track-sc0 src unless { req.hdr(x-key) -m found }
    http-request sc-inc-gpc0(0) if METH_POST
    http-request deny deny_status 429 if { sc0_get_gpc0 gt 3 }
    http-request deny deny_status 403 if { sc_http_req_rate(0) gt 11 }`,
  'bans: what is denied too often stays out': `
    stick-table type ip size 100k expire 1h store gpc0,gpc0_rate(1h),http_req_rate(1h)
    http-request track-sc0 src
    acl banned sc0_get_gpc0 gt 0
    acl fast sc_http_req_rate(0) gt 5
    acl abuse sc0_inc_gpc0 gt 0
    http-request silent-drop if { path /never }
    http-request deny deny_status 403 if banned
    http-request deny deny_status 429 if { path_beg /b } fast abuse`,
  'bans in a table of their own, by failures of servers': `
    http-request track-sc0 src table failures
    http-request deny deny_status 403 if { src,table_gpc0(failures) ge 3 }
    http-request deny deny_status 429 if { sc_http_err_rate(0) gt 6 }
    http-response sc-inc-gpc0(0) if { status 401 }
    use_backend guarded
backend guarded
    server s "127.0.0.1:\${ORIGIN}"
backend failures
    stick-table type ip size 100k expire 1h store gpc0,http_err_rate(1h)`,
  'arrays of counters': `
    stick-table type ip size 100k expire 1h store gpc(3),gpc_rate(3,1h),gpt(2)
    http-request track-sc0 src
    http-request sc-inc-gpc(0,0) if METH_POST
    http-request sc-inc-gpc(1,0) if { path_beg /a }
    http-request sc-set-gpt(1,0) int(1) if { sc_get_gpc(0,0) gt 2 }
    http-request deny deny_status 429 if { sc_get_gpt(1,0) eq 1 } { sc_gpc_rate(1,0) gt 2 }`,
  'queues of a whole site': `
    stick-table type integer size 1 expire 1h store http_req_rate(1h)
    http-request track-sc0 int(1)
    http-request set-header x-rate %[sc_http_req_rate(0)]
    http-request deny deny_status 503 if { sc_http_req_rate(0) gt 60 } !{ src 127.0.0.2 }`,
  'connections of an address': `
    stick-table type ip size 100k expire 1h store conn_rate(1h),conn_cnt
    tcp-request connection accept if { src 127.0.0.3 }
    tcp-request connection track-sc0 src
    tcp-request connection reject if { sc_conn_rate(0) gt 10 }
    http-request deny deny_status 429 if { sc0_conn_cnt gt 8 }`,
  'sessions, and what of them comes through': `
    stick-table type ip size 100k expire 1h store conn_rate(1h),sess_rate(1h),http_req_rate(1h)
    tcp-request connection track-sc0 src
    tcp-request session track-sc1 src table sessions
    tcp-request content reject if { sc_sess_rate(0) gt 14 }
    http-request track-sc2 src,ipmask(24) table networks
    http-request deny deny_status 429 if { sc2_http_req_rate ge 30 } { src,table_sess_cnt(sessions) gt 4 }
backend sessions
    stick-table type ip size 10 expire 1h store sess_cnt
backend networks
    stick-table type ip size 10 expire 1h store http_req_rate(1h)`,
};

const NAMES = Object.keys(LIMITS);

function configOf(): string {
  const parts = NAMES.map((name, at) => {
    const [own = '', ...sections] = LIMITS[name]!.split('\nbackend ');
    const end = /use_backend|return/.test(own) ? '' : '    default_backend be\n';
    const rest = sections.map((section) => `backend ${section}\n`).join('');
    return `frontend f${at}\n    bind "fd@\${f${at}}"${own}\n${end}${rest}`;
  });
  return `${DEFAULTS}${parts.join('')}backend be\n    server s "127.0.0.1:\${ORIGIN}"\n`;
}

interface Asked {
  readonly source: string;
  readonly request: string;
}

/** The requests of a frontend: some addresses, few paths, keys now and then. */
function requestsOf(seed: number, count: number): readonly Asked[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const uri = pick(random, ['/a', '/a/12', '/a/77?x=1', '/b', '/B/1', '/login', '/']);
    const key = pick(random, ['', '', 'X-Key: alpha\r\n', 'X-Key: beta\r\n', 'X-Key: \r\n']);
    const request = `${pick(random, ['GET', 'GET', 'POST', 'HEAD'])} ${uri} HTTP/1.1\r\nHost: h\r\n${key}Content-Length: 0\r\n`;
    return { source: `127.0.0.${2 + below(random, 4)}`, request: `${request}Connection: close\r\n\r\n` };
  });
}

/** Status and what of the answer tells of limits; `closed` without an answer. */
function ask(port: number, { source, request }: Asked): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port, localAddress: source });
    let text = '';
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve(summaryOf(text)));
    socket.write(request);
  });
}

function summaryOf(text: string): string {
  if (text === '') return 'closed';
  const retry = /\r\nretry-after: (\d+)/i.exec(text)?.[1];
  const figures = /\r\n\r\n(\d+ \d+)$/.exec(text)?.[1];
  return [text.split(' ')[1], retry, figures].filter((part) => part !== undefined).join(' ');
}

async function start(t: TestContext, config: string, listeners: readonly string[], haproxy?: string): Promise<Program> {
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, 'allowed.lst'), '127.0.0.4\n# the office\n10.0.0.0/8\n');
  fs.writeFileSync(path.join(folder, 'limits.map'), '/a 3\n/b 1\n/login 0\n');
  const answer = (request: string) =>
    /^\w+ \/login/.test(request) ? 'HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n' : ok('');
  const origin = await startOrigin(t, answer);
  const program = haproxy === undefined ? {} : { program: [haproxy26] as [string] };
  return startHawser(t, { config, listeners, folder, env: { ORIGIN: String(origin.port) }, ...program });
}

/** Decisions on each frontend, one request after the other. */
async function decisions(t: TestContext, haproxy?: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const listeners = NAMES.map((_, at) => `f${at}`);
  const { ports } = await start(t, configOf(), listeners, haproxy);
  const all: Record<string, string[]> = {};
  for (const [at, name] of NAMES.entries()) {
    const answers: string[] = [];
    for (const asked of requestsOf(at + 1, 90)) answers.push(await ask(ports[`f${at}`]!, asked));
    all[name] = answers;
  }
  return all;
}

test('limits: requests in one order meet the decisions that haproxy takes', async (t) => {
  const own = await decisions(t);
  for (const name of NAMES) {
    assert.ok(
      own[name]!.some((answer) => answer.startsWith('200')),
      `${name}: somebody gets through`,
    );
    assert.ok(
      own[name]!.some((answer) => !/^(?:200|401)/.test(answer)),
      `${name}: somebody does not`,
    );
  }
  if (haproxy26 === undefined) t.diagnostic('there is no haproxy 2.6 to compare with');
  else assert.deepEqual(own, await decisions(t, haproxy26));
});

const HELD = `${DEFAULTS}frontend web
    bind "fd@\${web}"
    stick-table type ip size 1k expire 1h store conn_cur,conn_cnt,http_req_cnt
    tcp-request connection track-sc0 src
    tcp-request connection reject if { sc_conn_cur(0) gt 4 }
    http-request deny deny_status 429 if { sc_conn_cur(0) gt 3 }
    default_backend be
frontend streams
    bind "fd@\${streams}"
    stick-table type string len 32 size 1k expire 1h store conn_cur
    http-request track-sc0 req.hdr(x-key)
    http-request deny deny_status 429 if { sc0_conn_cur gt 2 }
    http-request wait-for-body time 20s if { path /slow }
    default_backend be
backend be
    server s "127.0.0.1:\${ORIGIN}"
`;

/** A connection that may be refused at once. */
function open(t: TestContext, port: number): Wire {
  const socket = net.connect({ host: '127.0.0.1', port });
  t.after(() => socket.destroy());
  return new Wire(socket);
}

/** Waits until a table shows so many connections of a key. */
async function current(program: Program, table: string, count: number): Promise<void> {
  await askUntil(
    () => command(adminSocket(program), `show table ${table}`),
    (text) => text.includes(`conn_cur=${count}`),
  );
}

const HEAD = 'GET / HTTP/1.1\r\nHost: h\r\n';

/** Connections and streams that are held while others come. */
async function held(t: TestContext, haproxy?: string): Promise<readonly string[]> {
  const program = await start(t, HELD, ['web', 'streams'], haproxy);
  const seen: string[] = [];
  const wires: Wire[] = [];
  for (let count = 1; count <= 6; count++) {
    const wire = open(t, program.ports.web!);
    wire.send(`${HEAD}\r\n`);
    seen.push(summaryOf(await wire.response()));
    wires.push(wire);
  }
  wires[1]!.socket.destroy();
  wires[2]!.socket.destroy();
  await current(program, 'web', 2);
  for (let count = 0; count < 3; count++) {
    const wire = open(t, program.ports.web!);
    wire.send(`${HEAD}\r\n`);
    seen.push(summaryOf(await wire.response()));
  }
  const slow: Wire[] = [];
  for (let count = 1; count <= 3; count++) {
    const wire = open(t, program.ports.streams!);
    wire.send('POST /slow HTTP/1.1\r\nHost: h\r\nX-Key: k\r\nContent-Length: 1\r\n\r\n');
    slow.push(wire);
    if (count < 3) await current(program, 'streams', count);
    else seen.push(summaryOf(await wire.response()));
  }
  slow[0]!.send('x');
  seen.push(summaryOf(await slow[0]!.response()));
  await current(program, 'streams', 1);
  const last = open(t, program.ports.streams!);
  last.send(`${HEAD}X-Key: k\r\n\r\n`);
  seen.push(summaryOf(await last.response()));
  return seen;
}

test('limits: connections and streams that are held count until they end', async (t) => {
  const own = await held(t);
  assert.ok(own.includes('429') && own.includes('closed'), own.join());
  if (haproxy26 === undefined) t.diagnostic('there is no haproxy 2.6 to compare with');
  else assert.deepEqual(own, await held(t, haproxy26));
});
