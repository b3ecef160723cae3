import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castToString } from '../../../../src/model/cast.js';
import type { StickTable } from '../../../../src/model/stick-table.js';
import { DATA, dataCode, NO_ENTRY } from '../../../../src/model/stick-table.js';
import type { Stream } from '../../../../src/model/stream.js';
import {
  type CompiledText,
  compileFrontend,
  compileValid,
  createStream,
  evaluateBehind,
  runRules,
} from '../../../support/rule-run.js';

const REQUEST = 'GET /a HTTP/1.1\nhost: h\n';
const ALL =
  'store conn_cnt,conn_cur,conn_rate(1h),sess_cnt,http_req_cnt,http_req_rate(1h),http_err_cnt,http_fail_cnt,bytes_in_cnt,bytes_out_cnt,gpc0,gpc0_rate(1h),gpt0';

function tablesOf(...names: readonly string[]): string {
  return names.map((name) => `backend ${name}\n stick-table type string len 32 size 100 expire 1h ${ALL}\n`).join('');
}

function compile(lines: readonly string[], sections = ''): CompiledText {
  return compileValid(lines, {}, { sections });
}

function tableOf({ plan }: CompiledText, name: string): StickTable {
  return plan.tables!.get(name)!;
}

/** What an expression gives behind some rules; as text, undefined if it finds nothing. */
function valueOf(rules: readonly string[], expression: string, sections: string): string | undefined {
  const { value, alerts } = evaluateBehind(expression, REQUEST, [rules, {}, { sections }]);
  assert.deepEqual(alerts, []);
  return value === undefined ? undefined : castToString(value);
}

test('track-sc counts connection and request, once per counter, and ends with the stream', () => {
  const compiled = compile(
    ['http-request track-sc0 path table t', 'http-request track-sc0 str(other) table t'],
    tablesOf('t'),
  );
  const table = tableOf(compiled, 't');
  const stream = createStream(compiled, REQUEST);
  runRules(compiled, 'http-request', stream);
  const entry = table.find('/a');
  assert.notEqual(entry, NO_ENTRY);
  assert.equal(table.used, 1);
  const read = (code: number) => table.read(entry, code, 0);
  const counts = [DATA.connectionCount, DATA.connectionCurrent, DATA.requestCount, DATA.sessionCount];
  assert.deepEqual(counts.map(read), [1, 1, 1, 0]);
  stream.tracked!.onHttpError();
  stream.tracked!.onHttpFail();
  stream.tracked!.onBytes(10, 2000);
  const ends = [DATA.errorCount, DATA.failCount, DATA.bytesInCount, DATA.bytesOutCount];
  assert.deepEqual(ends.map(read), [1, 1, 10, 2000]);
  assert.equal(table.holders(entry), 1);
  stream.tracked!.onEnd();
  assert.deepEqual([table.holders(entry), read(DATA.connectionCurrent)], [0, 0]);
});

test('track-sc of connection rules belongs to the session, and wins over that of requests', () => {
  const compiled = compile([
    'stick-table type ip size 10 store conn_cnt,sess_cnt,http_req_cnt',
    'tcp-request connection track-sc0 src',
    'http-request track-sc0 dst',
  ]);
  const stream = createStream(compiled, REQUEST);
  runRules(compiled, 'tcp-request connection', stream);
  stream.session.tracked!.onSession();
  runRules(compiled, 'http-request', stream);
  const table = tableOf(compiled, 'fe');
  assert.equal(stream.tracked, undefined);
  const entry = table.find('127.0.0.1');
  assert.deepEqual(
    [table.used, table.read(entry, DATA.sessionCount, 0), table.read(entry, DATA.requestCount, 0)],
    [1, 1, 0],
  );
});

test('track-sc of responses counts what it missed', () => {
  const compiled = compile(['http-response track-sc1 str(k) table t'], tablesOf('t'));
  for (const status of [200, 404, 500, 501]) {
    const stream = createStream(compiled, REQUEST, `HTTP/1.1 ${status} X\n`);
    (stream as { status: number }).status = status;
    runRules(compiled, 'http-response', stream);
  }
  const table = tableOf(compiled, 't');
  const entry = table.find('k');
  const read = (code: number) => table.read(entry, code, 0);
  assert.deepEqual([read(DATA.requestCount), read(DATA.errorCount), read(DATA.failCount)], [4, 1, 1]);
});

test('content rules wait for their key while more may come', () => {
  const compiled = compile(['mode tcp', 'tcp-request content track-sc0 req.payload(0,4) table t'], tablesOf('t'));
  const stream = createStream(compiled, REQUEST);
  Object.assign(stream, { final: false, requestChannel: { bytes: () => Buffer.from('ab'), closed: false, total: 2 } });
  runRules(compiled, 'tcp-request content', stream);
  assert.equal(stream.tracked, undefined);
  Object.assign(stream, { requestChannel: { bytes: () => Buffer.from('abcdef'), closed: false, total: 6 } });
  runRules(compiled, 'tcp-request content', stream);
  assert.notEqual(tableOf(compiled, 't').find('abcd'), NO_ENTRY);
});

test('sc_ fetches read what is tracked, here or in another table', () => {
  const sections = `${tablesOf('t', 'u')}backend short\n stick-table type string len 8 size 10\n`;
  const track = ['http-request track-sc0 path table t', 'http-request sc-inc-gpc0(0)'];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['sc_get_gpc0(0)', '1'],
    ['sc0_gpc0_rate', '1'],
    ['sc0_inc_gpc0', '2'],
    ['sc0_clr_gpc0', '1'],
    ['sc1_get_gpc0', undefined],
    ['sc_get_gpc0(0,u)', '0'],
    ['sc_inc_gpc0(0,u)', '0'],
    ['sc_get_gpc0(0,short)', undefined],
    ['sc_get_gpc0(99)', undefined],
    ['sc_tracked(0)', '1'],
    ['sc_tracked(1)', '0'],
    ['sc_tracked(0,u)', '1'],
    ['sc_tracked(0,short)', '0'],
    ['sc_trackers(0)', '1'],
    ['sc_key(0)', '/a'],
    ['sc_kbytes_in(0)', '0'],
    ['sc_get_gpc(0,0)', undefined],
  ];
  for (const [expression, expected] of cases) assert.equal(valueOf(track, expression, sections), expected, expression);
});

test('src_ fetches look the address of the client up, and make its entry where they change it', () => {
  const sections =
    'backend t\n stick-table type ip size 10 store gpc0,conn_cnt\nbackend n\n stick-table type ip size 10\n';
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['src_get_gpc0(t)', '0'],
    ['src_inc_gpc0(t)', '1'],
    ['src_inc_gpc0(n)', '0'],
    ['src_clr_gpc0(n)', undefined],
    ['src_updt_conn_cnt(t)', '1'],
    ['src_updt_conn_cnt(n)', undefined],
    ['src_conn_cnt(n)', '0'],
  ];
  for (const [expression, expected] of cases) assert.equal(valueOf([], expression, sections), expected, expression);
});

test('table_ converters look values up', () => {
  const track = ['http-request track-sc0 path table t'];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['path,in_table(t)', '1'],
    ['str(x),in_table(t)', '0'],
    ['path,table_conn_cnt(t)', '1'],
    ['str(x),table_conn_cnt(t)', '0'],
    ['str(x),table_inc_gpc0(t)', '1'],
    ['path,table_trackers(t)', '2'],
    ['str(x),table_expire(t)', undefined],
    ['str(x),table_expire(t,7)', '7'],
    ['str(x),table_idle(t,8)', '8'],
    ['path,table_server_id(t)', undefined],
    ['table_cnt(t)', '1'],
    ['table_avl(t)', '99'],
  ];
  for (const [expression, expected] of cases)
    assert.equal(valueOf(track, expression, tablesOf('t')), expected, expression);
});

test('sc-add-gpc and sc-set-gpt take numbers and expressions', () => {
  const sections = 'backend t\n stick-table type string size 10 store gpc(3),gpc_rate(3,1h),gpt(2)\n';
  const compiled = compile(
    [
      'http-request track-sc0 path table t',
      'http-request sc-add-gpc(2,0) 5',
      'http-request sc-add-gpc(2,0) int(3)',
      'http-request sc-inc-gpc(2,0)',
      'http-request sc-inc-gpc(9,0)',
      'http-request sc-set-gpt(1,0) str(12)',
      'http-request sc-set-gpt0(0) 4',
    ],
    sections,
  );
  runRules(compiled, 'http-request', createStream(compiled, REQUEST));
  const table = tableOf(compiled, 't');
  const entry = table.find('/a');
  const values = [
    table.read(entry, dataCode('gpc'), 2),
    table.read(entry, dataCode('gpc_rate'), 2),
    table.read(entry, dataCode('gpt'), 1),
    table.read(entry, dataCode('gpt0'), 0),
  ];
  assert.deepEqual(values, [9, 9, 12, 4]);
});

test('a table that is full tracks nothing', () => {
  const compiled = compile(
    ['http-request track-sc0 path table t'],
    'backend t\n stick-table type string size 1 nopurge\n',
  );
  const table = tableOf(compiled, 't');
  table.obtain('other');
  const stream: Stream = createStream(compiled, REQUEST);
  runRules(compiled, 'http-request', stream);
  assert.equal(stream.tracked, undefined);
});

test('tables of peers sections are named with their section', () => {
  const compiled = compile(['http-request track-sc0 path table p/t'], 'peers p\n table t type string size 10\n');
  runRules(compiled, 'http-request', createStream(compiled, REQUEST));
  assert.equal(tableOf(compiled, 'p/t').used, 1);
});

test('tune.stick-counters bounds the counters', () => {
  const lines = ['stick-table type ip size 10', 'http-request track-sc4 src'];
  assert.match(compileFrontend(lines).alerts.join(), /from 0 to 2/);
  assert.deepEqual(compileFrontend(lines, {}, { global: 'global\n tune.stick-counters 5\n' }).alerts, []);
});

test('tables that do not exist or do not fit are reported', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['http-request track-sc0 src table no', /unable to find table 'no' referenced by track-sc0/],
    ['http-request track-sc0 src', /unable to find table 'fe' referenced by track-sc0/],
    ['http-request track-sc0 bool(true) table t', /incompatible with the 'track-sc0' rule/],
    ['http-request track-scx src table t', /'x'/],
    ['http-request sc-inc-gpc(1) if TRUE', /<sc-id>/],
    ['http-request sc-set-gpt0(0)', /<expr>/],
    ['http-request deny if { src_conn_cnt gt 3 }', /unable to find table 'fe'/],
    ['http-request deny if { src,table_conn_cnt(no) gt 3 }', /unable to find table 'no'/],
  ];
  for (const [line, message] of cases) {
    const { alerts } = compileFrontend([line], {}, { sections: 'backend t\n stick-table type ip size 10\n' });
    assert.match(alerts.join('\n'), message, line);
  }
});
