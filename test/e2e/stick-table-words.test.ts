/**
 * Stick tables beside haproxy: every data type, fetch, converter, action and command of the runtime API. The same requests
 * and commands, one after the other, meet the same figures (manual 4.2 `stick-table`, 7.3.1 to 7.3.3, management.txt 9.3).
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { adminSocket, ask, untilIdle } from '../support/admin.js';
import { HEAD } from '../support/config-head.js';
import { type Program, startHawser } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { exchange, ok, startOrigin } from '../support/wire.js';

/** Figures that a counter has, and that a table has of a key. */
const FIGURES = [
  ...['bytes_in_rate', 'bytes_out_rate', 'conn_cnt', 'conn_cur', 'conn_rate', 'gpc0_rate', 'gpc1_rate', 'http_err_cnt'],
  ...['http_err_rate', 'http_fail_cnt', 'http_fail_rate', 'http_req_cnt', 'http_req_rate', 'kbytes_in', 'kbytes_out'],
  ...['sess_cnt', 'sess_rate', 'trackers'],
];

const STORED =
  'server_id,gpt0,gpc0,gpc0_rate(1h),gpc1,gpc1_rate(1h),conn_cnt,conn_rate(1h),conn_cur,sess_cnt,sess_rate(1h),' +
  'http_req_cnt,http_req_rate(1h),http_err_cnt,http_err_rate(1h),http_fail_cnt,http_fail_rate(1h),bytes_in_cnt,' +
  'bytes_in_rate(1h),bytes_out_cnt,bytes_out_rate(1h),server_key';

const list = (parts: readonly string[]) => parts.join(' ');
const ARRAYS = [0, 1].flatMap((at) => [`%[sc_get_gpc(${at},1)]`, `%[sc_get_gpt(${at},1)]`, `%[sc_gpc_rate(${at},1)]`]);
const COUNTERS = list([
  ...FIGURES.map((name) => `${name}=%[sc_${name}(0)]/%[sc0_${name}]`),
  ...['%[sc_get_gpc0(0)]', '%[sc0_get_gpc1]', '%[sc_get_gpt0(0)]', '%[sc_tracked(0)]', '%[sc_tracked(1)]'],
  ...['%[sc_http_req_cnt(0,other)]', '%[sc_tracked(0,other)]', ...ARRAYS],
]);
const CONVERTED = list([
  ...FIGURES.map((name) => `${name}=%[req.hdr(x-key),table_${name}(all)]`),
  ...['gpc0', 'gpc1', 'gpt0', 'server_id'].map((name) => `${name}=%[req.hdr(x-key),table_${name}(all)]`),
  ...['%[req.hdr(x-key),in_table(all)]', '%[str(nobody),in_table(all)]', '%[str(nobody),table_gpc0(all)]'],
  ...[
    '%[table_cnt(all)]',
    '%[table_avl(all)]',
    '%[str(nobody),table_expire(all,7)]',
    '%[str(nobody),table_idle(all,8)]',
  ],
  ...['%[req.hdr(x-key),table_gpc(2,arrays)]', '%[req.hdr(x-key),table_gpt(2,arrays)]'],
]);
const SOURCE = list([
  ...FIGURES.filter((name) => name !== 'trackers').map((name) => `${name}=%[src_${name}(addresses)]`),
  ...[
    '%[src_inc_gpc0(addresses)]',
    '%[src_get_gpc0(addresses)]',
    '%[src_clr_gpc0(addresses)]',
    '%[src_gpc0_rate(addresses)]',
  ],
  ...['%[src_updt_conn_cnt(addresses)]'],
]);

const CONFIG = `${HEAD}frontend web
    bind "fd@\${web}"
    tcp-request connection track-sc2 src table addresses
    http-request track-sc0 req.hdr(x-key) table all if { req.hdr(x-key) -m found }
    http-request track-sc1 req.hdr(x-key) table arrays if { req.hdr(x-key) -m found }
    http-request sc-inc-gpc0(0) if { path_beg /gpc }
    http-request sc-inc-gpc1(0) if { path_beg /gpc }
    http-request sc-inc-gpc(2,1) if { path_beg /gpc }
    http-request sc-set-gpt0(0) int(41),add(1) if { path /gpt }
    http-request sc-set-gpt(1,1) 9 if { path /gpt }
    http-request sc-set-gpt(2,1) req.hdr(x-tag) if { path /gpt }
    http-request set-var(txn.was) sc_inc_gpc0(0) if { path /inc }
    http-request set-var(txn.was) sc_clr_gpc0(0) if { path /clr }
    http-request deny if { path /deny }
    http-request return status 200 content-type text/plain lf-string "${COUNTERS}" if { path /sc }
    http-request return status 200 content-type text/plain lf-string "${CONVERTED}" if { path /conv }
    http-request return status 200 content-type text/plain lf-string "${SOURCE}" if { path /src }
    http-response set-header x-was %[var(txn.was)]
    default_backend servers
backend servers
    balance roundrobin
    stick-table type string len 20 size 100 expire 1h
    stick match req.hdr(x-session)
    stick store-request req.hdr(x-session) if { path_beg /req }
    stick store-response res.hdr(x-made)
    stick on req.hdr(x-user) table users
    server one "127.0.0.1:\${ONE}"
    server two "127.0.0.1:\${TWO}"
backend users
    stick-table type string size 100 expire 1h store gpc0
backend all
    stick-table type string len 32 size 100 expire 1h store ${STORED}
backend arrays
    stick-table type string len 8 size 100 expire 1h store gpc(4),gpt(3),gpc_rate(4,1h)
backend other
    stick-table type string len 32 size 10 store http_req_cnt
backend addresses
    stick-table type ip size 10 expire 1h store ${STORED}
backend six
    stick-table type ipv6 size 10 expire 1h store gpc0
backend numbers
    stick-table type integer size 3 expire 1h store gpc0,gpc1,conn_rate(1h)
backend kept
    stick-table type integer size 2 expire 1h nopurge store gpc0
backend bytes
    stick-table type binary len 4 size 10 store gpc0
`;

interface Step {
  readonly request?: string;
  readonly fields?: readonly string[];
  readonly command?: string;
}

const get = (request: string, ...fields: readonly string[]): Step => ({ request, fields });
const say = (line: string): Step => ({ command: line });

const TRAFFIC: readonly Step[] = [
  ...['/', '/deny', '/404', '/500', '/gpc', '/gpc', '/gpt', '/inc', '/clr'].map((uri) =>
    get(uri, 'x-key: k', 'x-tag: 5'),
  ),
  ...[get('/inc', 'x-key: k'), get('/', 'x-key: l'), get('/gpt', 'x-key: a longer key'), get('/sc', 'x-key: k')],
  ...[get('/sc'), get('/conv', 'x-key: k'), get('/conv', 'x-key: nobody'), get('/src', 'x-key: k'), get('/src')],
  ...['all', 'arrays', 'addresses', 'other'].map((table) => say(`show table ${table}`)),
];

/** Only answers of servers are counted as bytes since 3.3: those of rules are not, which 2.6 does. */
const BYTES: readonly Step[] = [
  ...[get('/', 'x-key: k'), get('/404', 'x-key: k'), get('/500', 'x-key: l'), get('/make', 'x-key: l')],
  ...[say('show table all'), say('show table addresses')],
];

const SESSIONS: readonly Step[] = [
  ...['a', 'b', 'a', 'c', 'b'].map((id) => get('/req', `x-session: ${id}`)),
  ...[get('/make', 'x-session: new'), get('/', 'x-session: made'), get('/', 'x-session: made')],
  ...['u', 'v', 'u', 'w', 'v'].map((user) => get('/', `x-user: ${user}`)),
  ...[say('show table servers'), say('show table users'), get('/req', `x-session: ${'long'.repeat(10)}`)],
  say('show table servers'),
];

const COMMANDS: readonly Step[] = [
  'show table nowhere',
  'set table numbers key 1 data.gpc0 5',
  'set table numbers key 2 data.gpc0 7 data.gpc1 1',
  'set table numbers key 3 data.conn_rate 12',
  'set table numbers key x data.gpc0 1',
  'set table numbers key 3 data.nope 1',
  'set table numbers key 3 data.bytes_in_cnt 1',
  'set table numbers key 3 data.gpc0',
  'set table numbers key 3 data.gpc0 x',
  'set table numbers key',
  'show table numbers',
  'show table numbers key 2',
  'show table numbers key 9',
  'show table numbers data.gpc0 gt 5',
  'show table numbers data.gpc0 ge 5',
  'show table numbers data.gpc0 lt 5',
  'show table numbers data.gpc0 le 5',
  'show table numbers data.gpc0 eq 7',
  'show table numbers data.gpc0 ne 7',
  'show table numbers data.gpc0 ge 5 data.gpc1 eq 1',
  'show table numbers data.conn_rate gt 3',
  'show table numbers data.gpc0 xx 5',
  'show table numbers data.gpc0 gt',
  'show table numbers data.nope gt 1',
  'show table numbers data.bytes_in_cnt gt 1',
  'show table numbers nonsense',
  'clear table numbers key 2',
  'clear table numbers data.gpc0 eq 5',
  'show table numbers',
  'clear table numbers',
  'clear table',
  'set table',
  'set table kept key 1 data.gpc0 1',
  'set table kept key 2 data.gpc0 2',
  'set table kept key 3 data.gpc0 3',
  'show table kept',
  'set table six key 2001:db8::1 data.gpc0 1',
  'set table six key 10.0.0.1 data.gpc0 2',
  'show table six',
  'show table six key 2001:db8::1',
  'set table addresses key 10.0.0.1 data.gpc0 1 data.gpt0 3 data.http_req_rate 4 data.bytes_in_cnt 5000000000',
  'show table addresses key 10.0.0.1',
  'set table all key spaces\\ too data.gpc0 1 data.server_id 2',
  'show table all key spaces\\ too',
  'set table bytes key 61 data.gpc0 1',
  'show table bytes',
  'set table arrays key e',
  'show table arrays key e',
  'show table addresses data.gpc0 eq 1 data.gpt0 eq 3',
].map(say);

/** Old entries make room for new ones. */
const CROWD: readonly Step[] = [
  ...[1, 2, 3, 4, 5].map((key) => say(`set table numbers key ${key} data.gpc0 ${key}`)),
  say('show table numbers'),
];

/** Entries have other addresses, other rests of life, and since 2.7 a shard; they can be named by address since 3.1. */
function steady(text: string): string {
  return text
    .replace(/0x[0-9a-f]+: /g, '')
    .replace(/ exp=\d+/g, ' exp=N')
    .replace(/ shard=\d+/g, '')
    .replace(/ (?:or <table> ptr <ptr>[^\n]*|or ptr <ptr>)/g, '')
    .replace('> or key', '> and key');
}

async function start(t: TestContext, haproxy: string | undefined): Promise<Program> {
  const answer = (name: string) => (request: string) => {
    const status = /^GET \/(\d+)/.exec(request)?.[1];
    if (status !== undefined) return `HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`;
    const made = request.startsWith('GET /make') ? 'X-Made: made\r\n' : '';
    return ok(name).replace('\r\n', `\r\n${made}`);
  };
  const [one, two] = await Promise.all([startOrigin(t, answer('one')), startOrigin(t, answer('two'))]);
  const env = { ONE: String(one.port), TWO: String(two.port) };
  const program = haproxy === undefined ? {} : { program: [haproxy26] as [string] };
  return startHawser(t, { config: CONFIG, listeners: ['web'], env, ...program });
}

/** The order of entries in a table is its own business. */
function sorted(text: string): string {
  const [head = '', ...rows] = text.split('\n');
  return [head, ...rows.sort()].join('\n');
}

async function play(t: TestContext, steps: readonly Step[], haproxy?: string): Promise<readonly string[]> {
  const forget = steps === TRAFFIC ? /(bytes_out\w*(?:\(\d+\))?|kbytes_out)=\d+(?:\/\d+)?/g : /^$/g;
  const program = await start(t, haproxy);
  // The listener is there before the program: an answer says that it runs.
  await exchange(t, program.ports.web!, 'GET / HTTP/1.0\r\n\r\n');
  const seen: string[] = [];
  for (const { request, fields = [], command: line } of steps) {
    await untilIdle(adminSocket(program), 'web');
    if (line !== undefined) {
      seen.push(`${line}\n${sorted(steady(await ask(program, line)))}`);
      continue;
    }
    const head = [`GET ${request} HTTP/1.1`, 'host: h', ...fields, 'connection: close'];
    const answer = await exchange(t, program.ports.web!, `${head.join('\r\n')}\r\n\r\n`);
    const was = /\r\nx-was: (.*)\r\n/.exec(answer)?.[1] ?? '-';
    seen.push(
      `${request} ${fields.join()} ${answer.split(' ')[1]} ${was} ${answer.slice(answer.indexOf('\r\n\r\n') + 4)}`,
    );
  }
  return seen.map((text) => text.replace(forget, '$1'));
}

const PLAYS = { traffic: TRAFFIC, bytes: BYTES, sessions: SESSIONS, commands: COMMANDS, crowds: CROWD };

for (const [name, steps] of Object.entries(PLAYS)) {
  test(`${name} leave in stick tables what they leave in those of haproxy`, { skip: withoutHaproxy26 }, async (t) => {
    const [ours, theirs] = await Promise.all([play(t, steps), play(t, steps, haproxy26)]);
    assert.deepEqual(ours, theirs);
  });
}
