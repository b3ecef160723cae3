/** The row of a server (management.txt 9.1, columns marked S). */
import { nowMs } from '../../base/clock.js';
import type { Runtime } from '../runtime.js';
import { ANY_DRAIN, ANY_MAINTENANCE, type CheckResult, FULL_RAMP, type Server } from '../server.js';
import { hasChecks, healthScale, renderServerStatus, trackedBy } from './server-status.js';
import { commonValues, type StatRow, type StatValues, statRow } from './stat-row.js';
import { byteValues, rateOf, secondsSince, serverSideValues, statusValues, timeValues } from './traffic-value.js';

/** Statuses up to layer 6 come with no code of their own. */
function codeOf({ status, code }: CheckResult): number | undefined {
  if (!status.startsWith('L7') && !status.startsWith('PROC')) return undefined;
  // Programs that a signal ended have -1, in a column without a sign.
  return code === undefined ? undefined : code >>> 0;
}

/** Text of a check, at most as long as HAProxy keeps it. */
function checkValues(server: Server): StatValues {
  if (!hasChecks(server) || server.admin & ANY_MAINTENANCE) return {};
  const { rise, fall } = healthScale(server);
  const scale = { check_rise: rise, check_fall: fall, check_health: server.health };
  const last = server.lastCheck;
  if (last === undefined) return { check_status: 'INI', check_desc: 'Initializing', ...scale };
  return {
    check_status: server.checkRunning ? `* ${last.status}` : last.status,
    check_code: codeOf(last),
    check_duration: Math.round(last.durationMs),
    check_desc: last.description,
    last_chk: last.text,
    ...scale,
  };
}

function agentValues(server: Server): StatValues {
  if (!server.config.agentCheck || !server.agentEnabled) return {};
  const last = server.lastAgent;
  const scale = { agent_rise: 1, agent_fall: 1, agent_health: server.agentHealth };
  if (last === undefined) return { agent_status: 'INI', agent_duration: 0, agent_desc: 'Initializing', ...scale };
  return {
    agent_status: server.agentRunning ? `* ${last.status}` : last.status,
    agent_code: codeOf(last),
    agent_duration: Math.round(last.durationMs),
    agent_desc: last.description,
    last_agt: last.text,
    ...scale,
  };
}

/** Address and port as operators read them: `127.0.0.1:80`, `[::1]:80`, `unix`. */
function renderServerAddress({ address, port, config, fqdn, srvName }: Server): string {
  if (config.address.kind === 'unix' || config.address.kind === 'abstract') return 'unix';
  // Its name has no address.
  if (address === '' && (fqdn ?? srvName) !== undefined) return '';
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Per cent of the weight that slow start lets through; undefined when it does not apply. */
function throttlePercent({ config, state, admin, weight, ramp }: Server): number | undefined {
  if (state !== 'starting' || config.slowstartMs <= 0 || (admin & ANY_DRAIN) !== 0) return undefined;
  // HAProxy rounds the weight up by less than one step of it.
  return weight === 0 ? 100 : Math.trunc((100 * weight * ramp + FULL_RAMP - 1) / (FULL_RAMP * weight));
}

function stateValues(server: Server, runtime: Runtime): StatValues {
  const now = nowMs();
  const { config, counters } = server;
  const sinceChange = secondsSince(server.lastChangeMs, now);
  const tracked = trackedBy(server, runtime);
  const checked = hasChecks(server);
  const downS = Math.trunc((server.downMs + (server.state === 'stopped' ? now - server.lastChangeMs : 0)) / 1000);
  return {
    status: renderServerStatus(server, runtime),
    weight: server.currentWeight,
    uweight: server.weight,
    act: config.backup ? 0 : 1,
    bck: config.backup ? 1 : 0,
    chkfail: checked ? counters.failedChecks : undefined,
    hanafail: config.observe === 'none' ? undefined : counters.failedObservations,
    chkdown: checked ? counters.checkDowns : undefined,
    downtime: checked ? downS : undefined,
    lastchg: sinceChange,
    throttle: throttlePercent(server),
    tracked: tracked && `${tracked.proxy.name}/${tracked.name}`,
    srid: 0,
  };
}

function connectionValues(server: Server): StatValues {
  const { connectionsIdle, connectionsUsed, config } = server;
  return {
    srv_icur: connectionsIdle,
    src_ilim: config.poolMaxConn >= 0 ? config.poolMaxConn : undefined,
    idle_conn_cur: connectionsIdle,
    safe_conn_cur: 0,
    used_conn_cur: connectionsUsed,
    need_conn_est: connectionsUsed,
    priv_idle_cur: 0,
  };
}

/** @param legends - whether address and cookie are shown, as only operators may see them */
export function serverRow(server: Server, runtime: Runtime, legends: boolean): StatRow {
  const { config, counters, proxy } = server;
  const http = proxy.config.mode === 'http';
  return statRow('server', proxy, server, server.id, [
    commonValues('server', proxy, server.name, server.id),
    {
      qcur: server.queued,
      qmax: counters.queueMax,
      scur: server.served,
      smax: counters.sessionsMax,
      slim: server.maxconn > 0 ? server.maxconn : undefined,
      stot: counters.sessions,
      qlimit: config.maxqueue > 0 ? config.maxqueue : undefined,
      rate: rateOf(counters.sessionRate),
      rate_max: counters.sessionRateMax,
    },
    byteValues(counters),
    serverSideValues(counters),
    stateValues(server, runtime),
    http ? statusValues(counters) : {},
    http ? { req_tot: counters.requests } : {},
    checkValues(server),
    agentValues(server),
    timeValues(counters),
    connectionValues(server),
    legends ? { addr: renderServerAddress(server), cookie: server.cookie } : {},
  ]);
}
