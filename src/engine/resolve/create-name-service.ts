/** Makes the service of names of an engine: real sockets, real time, the states and pools of its servers. */
import { nowMs } from '../../base/clock.js';
import { timers } from '../../base/timer-wheel.js';
import type { NameserverConfig } from '../../model/config/resolvers.js';
import { Admin, type Server } from '../../model/server.js';
import { type LinkHandler, type NameserverLink, TcpLink, UdpLink } from '../../net/dns/index.js';
import type { ServerStates } from '../assign/server-state.js';
import type { Core } from '../core.js';
import { createServerTls, ServerTls } from '../pool/server-tls.js';
import type { StartProblem } from '../proxy/build-proxies.js';
import { moveServer } from '../runtime/move-server.js';
import { createFamilies } from './families.js';
import { NameService } from './name-service.js';

/** Looks names up with the `resolvers` sections of the configuration. */
export function createNameService(core: Core, states: ServerStates, problems: StartProblem[]): NameService {
  const { global } = core;
  const open = (config: NameserverConfig, handler: LinkHandler): NameserverLink => {
    const { host, port, source, transport, maxconn } = config;
    if (transport === 'udp') return new UdpLink({ host, port, source }, handler);
    return new TcpLink(
      { host, port, source, maxconn, tls: tlsOf(config, core, problems)?.options(undefined) },
      handler,
    );
  };
  const families = createFamilies(global.dnsFamilies, nowMs);
  const service = new NameService(
    global.resolvers,
    { now: nowMs, wheel: timers, open, families },
    {
      changeAddress: (server, address) => moveServer(core, server, address, undefined),
      setResolved: (server, isResolved, reason) => setResolved(states, server, isResolved, reason),
      setWeight: (server, weight) => states.setWeight(server, weight),
      notice: (proxy, text, quiet = false) => core.services.notice?.(proxy, text, quiet),
    },
  );
  core.plan.lookups?.attach((section) => service.resolver(section));
  return service;
}

function setResolved(states: ServerStates, server: Server, isResolved: boolean, reason: string): boolean {
  const flag = Admin.ResolutionMaintenance;
  if (((server.admin & flag) === 0) === isResolved) return false;
  if (isResolved) states.clearAdmin(server, flag);
  else states.setAdmin(server, flag, { kind: 'resolution', reason });
  return true;
}

function tlsOf(config: NameserverConfig, { global }: Core, problems: StartProblem[]): ServerTls | undefined {
  if (config.tls === undefined) return undefined;
  const tls = createServerTls(config.tls, global);
  if (tls instanceof ServerTls) return tls;
  const { file, line, name } = config;
  for (const problem of tls) problems.push({ file, line, message: `'nameserver ${name}' : ${problem}` });
  return undefined;
}
