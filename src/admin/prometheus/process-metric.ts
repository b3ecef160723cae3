/** Metrics of the process: fields of `show info` under the names of HAProxy 3.5's exporter, in its order. */
import type { ProcessFieldName } from '../../model/stat/process-field.js';
import { PROCESS_FIELDS } from '../../model/stat/process-field.js';
import type { ProcessValues } from '../../model/stat/process-value.js';
import type { Family, MetricType } from './family.js';

/** Metrics that have no field here: their values are not known. */
const WITHOUT_FIELD: Readonly<Record<string, string>> = {
  current_zlib_memory: 'memory that compression uses',
  max_zlib_memory: 'limit of the memory that compression uses',
};

/** Name, type (`+` counts, all others are gauges) and field. */
const TABLE: readonly (readonly [name: string, field: ProcessFieldName | undefined])[] = [
  ['nbthread', 'Nbthread'],
  ['nbproc', 'Nbproc'],
  ['relative_process_id', 'Process_num'],
  ['uptime_seconds', 'Uptime_sec'],
  ['+pool_failures_total', 'PoolFailed'],
  ['max_fds', 'Ulimit-n'],
  ['max_sockets', 'Maxsock'],
  ['max_connections', 'Maxconn'],
  ['hard_max_connections', 'Hard_maxconn'],
  ['current_connections', 'CurrConns'],
  ['+connections_total', 'CumConns'],
  ['+requests_total', 'CumReq'],
  ['max_ssl_connections', 'MaxSslConns'],
  ['current_ssl_connections', 'CurrSslConns'],
  ['+ssl_connections_total', 'CumSslConns'],
  ['max_pipes', 'Maxpipes'],
  ['+pipes_used_total', 'PipesUsed'],
  ['+pipes_free_total', 'PipesFree'],
  ['current_connection_rate', 'ConnRate'],
  ['limit_connection_rate', 'ConnRateLimit'],
  ['max_connection_rate', 'MaxConnRate'],
  ['current_session_rate', 'SessRate'],
  ['limit_session_rate', 'SessRateLimit'],
  ['max_session_rate', 'MaxSessRate'],
  ['current_ssl_rate', 'SslRate'],
  ['limit_ssl_rate', 'SslRateLimit'],
  ['max_ssl_rate', 'MaxSslRate'],
  ['current_frontend_ssl_key_rate', 'SslFrontendKeyRate'],
  ['max_frontend_ssl_key_rate', 'SslFrontendMaxKeyRate'],
  ['frontend_ssl_reuse', 'SslFrontendSessionReuse_pct'],
  ['current_backend_ssl_key_rate', 'SslBackendKeyRate'],
  ['max_backend_ssl_key_rate', 'SslBackendMaxKeyRate'],
  ['+ssl_cache_lookups_total', 'SslCacheLookups'],
  ['+ssl_cache_misses_total', 'SslCacheMisses'],
  ['+http_comp_bytes_in_total', 'CompressBpsIn'],
  ['+http_comp_bytes_out_total', 'CompressBpsOut'],
  ['limit_http_comp', 'CompressBpsRateLim'],
  ['current_zlib_memory', undefined],
  ['max_zlib_memory', undefined],
  ['current_tasks', 'Tasks'],
  ['current_run_queue', 'Run_queue'],
  ['idle_time_percent', 'Idle_pct'],
  ['node', 'node'],
  ['stopping', 'Stopping'],
  ['jobs', 'Jobs'],
  ['unstoppable_jobs', 'Unstoppable Jobs'],
  ['listeners', 'Listeners'],
  ['active_peers', 'ActivePeers'],
  ['connected_peers', 'ConnectedPeers'],
  ['+dropped_logs_total', 'DroppedLogs'],
  ['busy_polling_enabled', 'BusyPolling'],
  ['+failed_resolutions', 'FailedResolutions'],
  ['+bytes_out_total', 'TotalBytesOut'],
  ['+spliced_bytes_out_total', 'TotalSplicedBytesOut'],
  ['bytes_out_rate', 'BytesOutRate'],
  ['+recv_logs_total', 'CumRecvLogs'],
  ['build_info', 'Build info'],
  ['max_memory_bytes', 'Memmax_bytes'],
  ['pool_allocated_bytes', 'PoolAlloc_bytes'],
  ['pool_used_bytes', 'PoolUsed_bytes'],
  ['start_time_seconds', 'Start_time_sec'],
  ['+total_warnings', 'TotalWarnings'],
  ['patterns_added_total', 'PatternsAdded'],
  ['patterns_freed_total', 'PatternsFreed'],
  ['nb_thread_groups', 'NbThreadGroups'],
];

const BRIEFS: ReadonlyMap<string, string> = new Map(PROCESS_FIELDS.map(({ name, brief }) => [name, brief]));

/** Metrics whose field is a text: it stands in a label, and the value is 1. */
const TEXT_LABELS: Readonly<Record<string, string>> = { node: 'node', build_info: 'version' };

/** Families of the process. */
export function* processFamilies(values: ProcessValues): Iterable<Family> {
  for (const [text, field] of TABLE) {
    const type: MetricType = text.startsWith('+') ? 'counter' : 'gauge';
    const name = text.replace('+', '');
    const help = field === undefined ? WITHOUT_FIELD[name]! : BRIEFS.get(field)!;
    const value = field === undefined ? undefined : values[field];
    const label = TEXT_LABELS[name];
    const sample =
      label === undefined
        ? { labels: [], value: value === undefined ? undefined : Number(value) }
        : { labels: [[label, String(value)] as const], value: 1 };
    yield { name: `haproxy_process_${name}`, type, help, samples: [sample] };
  }
}
