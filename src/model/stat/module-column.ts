/**
 * Columns behind the static ones: figures of protocols. Names, order and tags are those of HAProxy 3.5; what this program
 * does not speak (HTTP/3, QUIC) counts 0, which is the truth, and keeps dashboards alive that ask for it.
 */
import type { StatColumn } from './stat-column.js';

/** Names that are gauges; all others count. */
const GAUGES = new Set([
  'h2_open_connections',
  'h2_backend_open_streams',
  'quic_half_open_conn',
  'h1_open_connections',
  'h1_open_streams',
]);

const H2 =
  'headers_rcvd data_rcvd settings_rcvd rst_stream_rcvd goaway_rcvd detected_conn_protocol_errors detected_strm_protocol_errors rst_stream_resp goaway_resp open_connections backend_open_streams total_connections backend_total_streams';
const SSL = 'sess reused_sess failed_handshake ocsp_staple failed_ocsp_staple';
const H3 =
  'data headers cancel_push push_promise max_push_id goaway settings no_error general_protocol_error internal_error stream_creation_error closed_critical_stream frame_unexpected frame_error excessive_load id_error settings_error missing_settings request_rejected request_cancelled request_incomplete message_error connect_error version_fallback =pack_decompression_failed =qpack_encoder_stream_error =qpack_decoder_stream_error';
const QUIC =
  'rxbuf_full dropped_pkt dropped_pkt_bufoverrun dropped_parsing_pkt socket_full sendto_err sendto_err_unknwn sent_pkt lost_pkt too_short_dgram retry_sent retry_validated retry_error half_open_conn hdshk_fail stless_rst_sent conn_migration_done transp_err_no_error transp_err_internal_error transp_err_connection_refused transp_err_flow_control_error transp_err_stream_limit_error transp_err_stream_state_error transp_err_final_size_error transp_err_frame_encoding_error transp_err_transport_parameter_error transp_err_connection_id_limit transp_err_protocol_violation_error transp_err_invalid_token transp_err_application_error transp_err_crypto_buffer_exceeded transp_err_key_update_error transp_err_aead_limit_reached transp_err_no_viable_path transp_err_crypto_error transp_err_unknown_error data_blocked stream_data_blocked streams_blocked_bidi streams_blocked_uni ncbuf_gap_limit';
const H1 =
  'open_connections open_streams total_connections total_streams bytes_in bytes_out spliced_bytes_in spliced_bytes_out';

/** Full names of a group; a leading `=` keeps a name as it is. */
function named(prefix: string, words: string): string[] {
  return words.split(' ').map((word) => (word.startsWith('=') ? word.slice(1) : `${prefix}_${word}`));
}

function columns(names: readonly string[], subject: string): StatColumn[] {
  return names.map((name) => ({
    name,
    tags: GAUGES.has(name) ? 'MGPV' : 'MCPV',
    type: 'u64',
    brief: `${subject}: ${name.slice(name.indexOf('_') + 1).replaceAll('_', ' ')}`,
  }));
}

const H2_COLUMNS = columns(named('h2', H2), 'HTTP/2');
const SSL_COLUMNS = columns(named('ssl', SSL), 'TLS');
const H3_COLUMNS = columns(named('h3', H3), 'HTTP/3');
const QUIC_COLUMNS = columns(named('quic', QUIC), 'QUIC');
const H1_COLUMNS = columns(named('h1', H1), 'HTTP/1');

/** In the order of the output. */
export const MODULE_COLUMNS: readonly StatColumn[] = [
  ...H2_COLUMNS,
  ...SSL_COLUMNS,
  ...H3_COLUMNS,
  ...QUIC_COLUMNS,
  ...H1_COLUMNS,
];

/** Names of the TLS columns: the only ones that servers and listeners have. */
export const TLS_NAMES: readonly string[] = SSL_COLUMNS.map(({ name }) => name);
