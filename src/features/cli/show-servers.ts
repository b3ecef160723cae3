/** `show servers state` (format 1) and `show servers conn` (management.txt 9.3). */
import net from 'node:net';
import { nowMs } from '../../base/clock.js';
import { type CliEntry, define } from '../../catalog/entry.js';
import type { AdminAnswer, AdminRequest } from '../../model/admin-request.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { CHECK_STATUS_NUMBERS, CheckBit, STATES } from '../../model/stat/check-status.js';
import { resolveBackends } from './target.js';

/** 0 nothing known, 2 failed, 3 passed, 4 passed on condition. */
function resultNumber(status: string): number {
  if (status === 'INI' || status === 'UNK') return 0;
  if (status === 'CHECKED') return 1;
  if (status === 'L7OKC') return 4;
  return status.endsWith('OK') ? 3 : 2;
}

function checkState(server: Server): number {
  const paused = server.checkPaused ? CheckBit.Paused : 0;
  if (server.config.check?.enabled !== true) return paused;
  const enabled = server.checkEnabled ? CheckBit.Enabled : 0;
  return CheckBit.Configured | enabled | paused | (server.checkRunning ? CheckBit.InProgress : 0);
}

function agentState(server: Server): number {
  if (!server.config.agentCheck) return 0;
  const enabled = server.agentEnabled ? CheckBit.Enabled : 0;
  return CheckBit.Agent | CheckBit.Configured | enabled | (server.agentRunning ? CheckBit.InProgress : 0);
}

/** What HAProxy reads from a state file: addresses, and the name where the address was a name. */
function addressWords({ address, config, fqdn }: Server): { readonly ip: string; readonly fqdn: string } {
  if (config.address.kind === 'unix' || config.address.kind === 'abstract') return { ip: '-', fqdn: '-' };
  return { ip: net.isIP(address) === 0 ? '-' : address, fqdn: fqdn ?? '-' };
}

function stateLine(proxy: Proxy, server: Server, now: number): string {
  const { config } = server;
  const { ip, fqdn } = addressWords(server);
  const status = server.lastCheck?.status ?? 'INI';
  return [
    proxy.id,
    proxy.name,
    server.id,
    server.name,
    ip,
    STATES.indexOf(server.state),
    server.admin,
    server.weight,
    server.initialWeight,
    Math.max(0, Math.trunc((now - server.lastChangeMs) / 1000)),
    CHECK_STATUS_NUMBERS.get(status) ?? 0,
    resultNumber(status),
    server.health,
    checkState(server),
    agentState(server),
    proxy.config.id === undefined ? 0 : 1,
    config.id === undefined ? 0 : 1,
    fqdn,
    server.port,
    server.srvName ?? '-',
    server.usesTls ? 1 : server.refusesTls ? -1 : 0,
    server.checkPort ?? 0,
    server.checkAddress ?? '-',
    server.agentAddress ?? '-',
    server.agentPort ?? 0,
  ].join(' ');
}

const STATE_HEADER = [
  '1',
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight ' +
    'srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state ' +
    'bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr ' +
    'srv_agent_addr srv_agent_port',
  '',
].join('\n');

const CONN_HEADER =
  '# bkname/svname bkid/svid addr port - purge_delay served used_cur used_max need_est idle_sess unsafe_nb safe_nb ' +
  'idle_lim idle_cur idle_per_thr[1]\n';

function connLine(proxy: Proxy, server: Server): string {
  const { connectionsIdle: idle, connectionsUsed: used, config, counters } = server;
  const usedMax = Math.max(counters.connectionsMax, used);
  return [
    `${proxy.name}/${server.name}`,
    `${proxy.id}/${server.id}`,
    addressWords(server).ip,
    server.port,
    '-',
    config.poolPurgeDelayMs,
    server.served,
    used,
    usedMax,
    used,
    0,
    idle,
    0,
    config.poolMaxConn,
    idle,
    idle,
  ].join(' ');
}

function* dump(
  header: string,
  backends: readonly Proxy[],
  line: (proxy: Proxy, server: Server) => string,
): Iterable<string> {
  yield header;
  for (const proxy of backends) for (const server of proxy.servers) yield `${line(proxy, server)}\n`;
}

function showState({ runtime, args }: AdminRequest): AdminAnswer {
  const backends = resolveBackends(runtime, args[0]);
  if (!backends.ok) return backends.answer;
  const now = nowMs();
  return dump(STATE_HEADER, backends.value, (proxy, server) => stateLine(proxy, server, now));
}

function showConnections({ runtime, args }: AdminRequest): AdminAnswer {
  const backends = resolveBackends(runtime, args[0]);
  return backends.ok ? dump(CONN_HEADER, backends.value, connLine) : backends.answer;
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'servers', 'state'],
    usage: 'show servers state [<backend>]',
    doc: 'management 9.3#show servers state',
    since: '1.6',
    support: 'full',
    brief: 'Shows the state of servers in the format of state files.',
    level: 'user',
    run: showState,
  }),
  define.cli({
    words: ['show', 'servers', 'conn'],
    usage: 'show servers conn [<backend>]',
    doc: 'management 9.3#show servers conn',
    since: '2.2',
    support: 'full',
    brief: 'Shows the connections of servers, in use and idle.',
    level: 'user',
    run: showConnections,
  }),
];
