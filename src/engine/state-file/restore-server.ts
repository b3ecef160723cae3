/**
 * Gives a server the state that an earlier process left (manual 4.2 `load-server-state-from-file`): what the configuration
 * changed since then has precedence, everything else is as if no restart had been.
 */
import net from 'node:net';
import { nowMs } from '../../base/clock.js';
import type { Runtime } from '../../model/runtime.js';
import { Admin, type Server } from '../../model/server.js';
import type { ServerEventCause } from '../../model/server-event.js';
import { CheckBit, checkStatusOf } from '../../model/stat/check-status.js';
import type { ServerStates } from '../assign/server-state.js';
import { type CheckStatus, describeStatus } from '../health/verdict.js';
import type { SavedState } from './saved-state.js';

const CAUSE: ServerEventCause = { kind: 'state-file' };

/** Who changes servers. */
export interface Changer {
  readonly states: ServerStates;
  readonly runtime: Runtime;
}

/** Applies a state. @returns what could not be applied, if anything */
export function restoreServer(server: Server, saved: SavedState, { states, runtime }: Changer): string | undefined {
  restoreResolution(server, saved, states);
  restoreState(server, saved, states);
  restoreAdmin(server, saved, states);
  // Who has no address now goes into maintenance now; places of services wait as they did.
  const isLost = server.address === '' && server.srvName === undefined;
  if (server.state !== 'starting' && !isLost) server.lastChangeMs = nowMs() - Math.max(0, saved.sinceChangeS) * 1000;
  restoreLastCheck(server, saved);
  const { checkBits, agentBits } = saved;
  if (isOff(checkBits) && server.config.check?.enabled) runtime.setCheckEnabled(server, false);
  if (isOff(agentBits) && server.config.agentCheck) runtime.setAgentEnabled(server, false);
  if (saved.initialWeight === server.initialWeight && saved.weight !== server.weight) {
    states.setWeight(server, saved.weight);
  }
  if (server.config.address.kind === 'tcp' && server.config.address.portOffset === undefined) {
    server.port = saved.port;
  }
  if (saved.usesTls !== undefined && (server.config.tls ?? server.config.switchableTls) !== undefined)
    server.usesTls = saved.usesTls;
  return restoreCheckTarget(server, saved, runtime) ?? restoreAgentTarget(server, saved);
}

/** Checks that are there and were switched off. */
function isOff(bits: number): boolean {
  return (bits & CheckBit.Configured) !== 0 && (bits & CheckBit.Enabled) === 0;
}

/** A server of a service is known again once its line gives it an address. */
function restoreResolution(server: Server, saved: SavedState, states: ServerStates): void {
  if (server.srvName === undefined || net.isIP(server.address) === 0) return;
  server.fqdn = saved.fqdn;
  states.clearAdmin(server, Admin.ResolutionMaintenance);
}

function restoreState(server: Server, saved: SavedState, states: ServerStates): void {
  const { rise, fall } = server.config.check ?? { rise: 2, fall: 3 };
  const top = rise + fall - 1;
  const { health } = saved;
  // Servers that have no state between are what is next to it.
  const state = saved.state === 'starting' && rise === 1 ? 'running' : saved.state;
  switch (state) {
    case 'stopped':
      setHealth(server, 0);
      states.markDown(server, CAUSE);
      return;
    case 'starting':
      setHealth(server, health < 1 || health >= rise ? rise - 1 : health);
      if (saved.sinceChangeS * 1000 < server.config.slowstartMs) states.warmUp(server);
      return;
    case 'stopping':
      if (fall === 1) {
        setHealth(server, 0);
        states.markDown(server, CAUSE);
        return;
      }
      setHealth(server, health < rise || health > top - 1 ? rise : health);
      states.markStopping(server, CAUSE);
      return;
    case 'running':
      setHealth(server, top);
      states.markUp(server, CAUSE);
  }
}

function setHealth(server: Server, health: number): void {
  if (server.config.check?.enabled) server.health = health;
}

/** `disabled` that came or went in the configuration counts more than what was. */
function restoreAdmin(server: Server, { admin }: SavedState, states: ServerStates): void {
  const { ConfiguredMaintenance, ForcedMaintenance, ForcedDrain } = Admin;
  const isDisabled = (server.admin & ConfiguredMaintenance) !== 0;
  const wasDisabled = (admin & ConfiguredMaintenance) !== 0;
  const wasForced = (admin & ForcedMaintenance) !== 0;
  if (isDisabled !== wasDisabled) states.setAdminState(server, isDisabled ? 'maint' : 'ready', CAUSE);
  else if (wasForced && !isDisabled) states.setAdminState(server, 'maint', CAUSE);
  else if (!wasForced && isDisabled) states.setAdminState(server, 'ready', CAUSE);
  if (admin & ForcedDrain) states.setAdminState(server, 'drain', CAUSE);
}

function restoreLastCheck(server: Server, { checkStatus }: SavedState): void {
  const status = checkStatusOf(checkStatus);
  if (status === undefined || status === 'INI' || status === 'UNK') return;
  const description = describeStatus(status as CheckStatus);
  server.lastCheck = { status, code: undefined, durationMs: 0, description, text: '' };
}

/** An address and a port as operators change them, or what is wrong with them. */
function parseTarget(address: string, port: string): { address?: string; port?: number } | string {
  if (address !== '-' && net.isIP(address) === 0) return `invalid addr '${address}'`;
  if (!/^\d+$/.test(port)) return 'provided port is not an integer';
  if (Number(port) > 65_535) return 'provided port is invalid';
  return { ...(address === '-' ? {} : { address }), ...(Number(port) === 0 ? {} : { port: Number(port) }) };
}

function restoreCheckTarget(server: Server, saved: SavedState, runtime: Runtime): string | undefined {
  if (saved.checkAddress === '-' && saved.checkPort === '0') return undefined;
  if (!server.config.check?.enabled || !server.checkEnabled) return 'health checks are not enabled on this server';
  const target = parseTarget(saved.checkAddress, saved.checkPort);
  if (typeof target === 'string') return target;
  runtime.setCheckTarget(server, target.address, target.port);
  return undefined;
}

function restoreAgentTarget(server: Server, saved: SavedState): string | undefined {
  if (saved.agentAddress === '-' && saved.agentPort === '0') return undefined;
  if (!server.config.agentCheck || !server.agentEnabled) return 'agent checks are not enabled on this server';
  const target = parseTarget(saved.agentAddress, saved.agentPort);
  if (typeof target === 'string') return target;
  server.agentAddress = target.address ?? server.agentAddress;
  server.agentPort = target.port ?? server.agentPort;
  return undefined;
}
