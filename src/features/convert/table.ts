/** Converters that look into stick tables (manual 7.3.1): refused until there are tables. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';

const COUNTERS = [
  'bytes_in_rate',
  'bytes_out_rate',
  'clr_gpc0',
  'clr_gpc1',
  'conn_cnt',
  'conn_cur',
  'conn_rate',
  'glitch_cnt',
  'glitch_rate',
  'gpc0',
  'gpc0_rate',
  'gpc1',
  'gpc1_rate',
  'gpt0',
  'http_err_cnt',
  'http_err_rate',
  'http_fail_cnt',
  'http_fail_rate',
  'http_req_cnt',
  'http_req_rate',
  'inc_gpc0',
  'inc_gpc1',
  'kbytes_in',
  'kbytes_out',
  'server_id',
  'sess_cnt',
  'sess_rate',
  'trackers',
];
const INDEXED = ['clr_gpc', 'gpc', 'gpc_rate', 'gpt', 'inc_gpc'];
const WITH_DEFAULT = ['expire', 'idle'];

const refused = {
  since: '1.6',
  support: 'refused',
  why: 'Stick tables are not built yet.',
  in: 'any',
  compile: () => undefined,
} as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...refused,
    name: 'in_table',
    doc: '7.3.1#in_table',
    brief: 'Whether the value is a key of a stick table.',
    args: [arg.table()],
    out: 'bool',
  }),
  ...COUNTERS.map((name) =>
    define.converter({
      ...refused,
      name: `table_${name}`,
      doc: `7.3.1#table_${name}`,
      brief: `Figure ${name} of the entry of a stick table.`,
      args: [arg.table()],
      out: 'sint',
    }),
  ),
  ...INDEXED.map((name) =>
    define.converter({
      ...refused,
      name: `table_${name}`,
      doc: `7.3.1#table_${name}`,
      brief: `Figure ${name} of the entry of a stick table, by its index.`,
      args: [arg.uint('idx'), arg.table()],
      out: 'sint',
    }),
  ),
  ...WITH_DEFAULT.map((name) =>
    define.converter({
      ...refused,
      name: `table_${name}`,
      doc: `7.3.1#table_${name}`,
      brief: `Time ${name} of the entry of a stick table.`,
      args: [arg.table(), arg.opt(arg.sint('default'))],
      out: 'sint',
    }),
  ),
];
