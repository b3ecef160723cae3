/**
 * Metrics of frontends, listeners, backends and servers: columns of `show stat` under the names of HAProxy 3.5's exporter.
 * The order of the columns is that of the families.
 */
import { COLUMNS, type StaticName } from '../../model/stat/column.js';
import type { StatKind } from '../../model/stat/stat-row.js';
import type { MetricType } from './family.js';

/** What becomes of the value of a column. */
export type Conversion = 'number' | 'seconds' | 'state' | 'class';

export interface ObjectMetric {
  readonly column: StaticName;
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly kinds: readonly StatKind[];
  readonly conversion: Conversion;
  /** Proxies in other modes than HTTP have no such metric. */
  readonly httpOnly: boolean;
}

const LETTERS: Readonly<Record<string, StatKind>> = { f: 'frontend', l: 'listener', b: 'backend', s: 'server' };

/**
 * Column, name, kinds. In front of the name: `+` counts, `~` is a time in milliseconds, `?` a state, `#` a class of statuses;
 * behind the kinds: `h` for HTTP only.
 */
const TABLE = `
qcur current_queue bs
qmax max_queue bs
scur current_sessions flbs
smax max_sessions flbs
slim limit_sessions flbs
stot +sessions_total flbs
bin +bytes_in_total flbs
bout +bytes_out_total flbs
dreq +requests_denied_total flb
dresp +responses_denied_total flbs
ereq +request_errors_total fl
econ +connection_errors_total bs
eresp +response_errors_total bs
wretr +retry_warnings_total bs
wredis +redispatch_warnings_total bs
status ?status flbs
weight weight bs
act active_servers b
act active s
bck backup_servers b
bck backup s
chkfail +check_failures_total s
chkdown +check_up_down_total bs
lastchg check_last_change_seconds bs
downtime +downtime_seconds_total bs
qlimit queue_limit s
throttle current_throttle s
lbtot +loadbalanced_total bs
rate current_session_rate fbs
rate_lim limit_session_rate f
rate_max max_session_rate fbs
check_status ?check_status s
check_code check_code s
check_duration ~check_duration_seconds s
hrsp_1xx #http_responses_total fbsh
hrsp_2xx #http_responses_total fbsh
hrsp_3xx #http_responses_total fbsh
hrsp_4xx #http_responses_total fbsh
hrsp_5xx #http_responses_total fbsh
hrsp_other #http_responses_total fbsh
req_rate_max http_requests_rate_max fh
req_tot +http_requests_total fbsh
cli_abrt +client_aborts_total bs
srv_abrt +server_aborts_total bs
comp_in +http_comp_bytes_in_total fbh
comp_out +http_comp_bytes_out_total fbh
comp_byp +http_comp_bytes_bypassed_total fbh
comp_rsp +http_comp_responses_total fbh
lastsess last_session_seconds bs
qtime ~queue_time_average_seconds bs
ctime ~connect_time_average_seconds bs
rtime ~response_time_average_seconds bs
ttime ~total_time_average_seconds bs
conn_rate_max connections_rate_max f
conn_tot +connections_total f
intercepted +intercepted_requests_total fh
dcon +denied_connections_total fl
dses +denied_sessions_total fl
wrew +failed_header_rewriting_total flbs
connect +connection_attempts_total bs
reuse +connection_reuses_total bs
cache_lookups +http_cache_lookups_total fbh
cache_hits +http_cache_hits_total fbh
srv_icur idle_connections_current s
src_ilim idle_connections_limit s
qtime_max ~max_queue_time_seconds bs
ctime_max ~max_connect_time_seconds bs
rtime_max ~max_response_time_seconds bs
ttime_max ~max_total_time_seconds bs
eint +internal_errors_total flbs
idle_conn_cur unsafe_idle_connections_current s
safe_conn_cur safe_idle_connections_current s
used_conn_cur used_connections_current s
need_conn_est need_connections_current s
uweight uweight bs
agg_server_status ?agg_server_status b
agg_server_check_status ?agg_server_check_status b
agg_check_status ?agg_check_status b
priv_idle_cur private_idle_connections_current s
reqbin +req_bytes_in_total flbs
reqbout +req_bytes_out_total flbs
resbin +res_bytes_in_total flbs
resbout +res_bytes_out_total flbs
cache_hint_hits +http_cache_hint_hits_total fbh
`;

const MARKS: Readonly<Record<string, readonly [MetricType, Conversion]>> = {
  '': ['gauge', 'number'],
  '+': ['counter', 'number'],
  '~': ['gauge', 'seconds'],
  '?': ['gauge', 'state'],
  '#': ['counter', 'class'],
};

const BRIEFS: ReadonlyMap<string, string> = new Map(COLUMNS.map(({ name, brief }) => [name, brief]));

/** The column's words, in the unit of the metric. */
function helpOf(column: string, conversion: Conversion): string {
  const brief = BRIEFS.get(column)!;
  switch (conversion) {
    case 'class':
      return 'responses by class of status, per label code';
    case 'state':
      return `${brief}, per label state`;
    case 'seconds':
      return brief.replace(/, ms$/, ', seconds').replace(/^milliseconds/, 'seconds');
    case 'number':
      return brief;
    default:
      return conversion satisfies never;
  }
}

function parseLine(line: string): ObjectMetric {
  const [, column = '', mark = '', name = '', kinds = ''] = /^(\w+) ([+~?#]?)(\w+) (\w+)$/.exec(line)!;
  const [type, conversion] = MARKS[mark]!;
  return {
    column: column as StaticName,
    ...{ name, type, conversion, help: helpOf(column, conversion) },
    kinds: [...kinds.replace('h', '')].map((letter) => LETTERS[letter]!),
    httpOnly: kinds.endsWith('h'),
  };
}

/** In the order of the output. */
export const OBJECT_METRICS: readonly ObjectMetric[] = TABLE.trim().split('\n').map(parseLine);
