/** Fetches of stick tables (manual 7.3.2, 7.3.3): known, and refused as long as there are no tables. */
import type { ArgKind } from '../../../catalog/arg.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { refusedFetch } from '../../../catalog/fetch-row.js';
import type { UsePoint } from '../../../model/ruleset.js';
import { USE_CLIENT, USE_PROCESS } from '../../../model/use.js';
import type { SampleType } from '../../../model/value.js';

const WHY = 'Stick tables are not executed yet.';

/** Data of an entry that all three families read, and the sums of bytes, which are known to fewer points. */
const DATA = [
  ...['bytes_in_rate', 'bytes_out_rate', 'clr_gpc0', 'clr_gpc1', 'conn_cnt', 'conn_cur', 'conn_rate', 'get_gpc0'],
  ...['get_gpc1', 'get_gpt0', 'glitch_cnt', 'glitch_rate', 'gpc0_rate', 'gpc1_rate', 'http_err_cnt', 'http_err_rate'],
  ...['http_fail_cnt', 'http_fail_rate', 'http_req_cnt', 'http_req_rate', 'inc_gpc0', 'inc_gpc1', 'sess_cnt'],
  'sess_rate',
];
const SUMS = ['kbytes_in', 'kbytes_out'];
/** Those of numbered counters and tags. */
const INDEXED = ['clr_gpc', 'get_gpc', 'get_gpt', 'gpc_rate', 'inc_gpc'];

const table = arg.table();
const counter = arg.uint('ctr');
const index = arg.uint('idx');

function row(
  name: string,
  args: readonly ArgKind<unknown>[],
  use: readonly UsePoint[] = USE_PROCESS,
  out: SampleType = 'sint',
): Entry {
  return refusedFetch({
    ...{ name, args, use, out, doc: `7.3.3#${name}`, since: '1.5', why: WHY },
    brief: 'Data of an entry of a stick table.',
  });
}

/** `sc_<data>(<ctr>)` and `sc0_<data>`, `sc1_<data>`, `sc2_<data>`. */
function counterRows(prefix: string, first: readonly ArgKind<unknown>[]): Entry[] {
  const args = [...first, arg.opt(table)];
  return [
    ...DATA.map((data) => row(`${prefix}_${data}`, args)),
    ...SUMS.map((data) => row(`${prefix}_${data}`, args, USE_CLIENT)),
    row(`${prefix}_tracked`, args, USE_PROCESS, 'bool'),
    row(`${prefix}_trackers`, args),
    row(`${prefix}_key`, prefix === 'sc' ? first : [arg.opt(table)], USE_PROCESS, 'any'),
  ];
}

export const entries: readonly Entry[] = [
  ...counterRows('sc', [counter]),
  ...INDEXED.map((data) => row(`sc_${data}`, [index, counter, arg.opt(table)])),
  ...['sc0', 'sc1', 'sc2'].flatMap((prefix) => counterRows(prefix, [])),
  row('sc1_clr_gpc', [index, arg.opt(table)]),
  ...[...DATA, ...SUMS, 'updt_conn_cnt'].map((data) => row(`src_${data}`, [arg.opt(table)], USE_CLIENT)),
  ...INDEXED.map((data) => row(`src_${data}`, [index, arg.opt(table)], USE_CLIENT)),
  row('table_avl', [arg.opt(table)]),
  row('table_cnt', [arg.opt(table)]),
];
