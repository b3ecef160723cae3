/**
 * Stickiness by stick tables (manual 4.2 `stick on`, `stick match`, `stick store-request`, `stick store-response`): checked
 * behind cookies and `use-server`; servers are learnt when they answer.
 */
import type { StickRule } from '../../compile/plan.js';
import type { Server } from '../../model/server.js';
import { DATA, NO_ENTRY, type StickTable } from '../../model/stick-table.js';
import type { PendingStick, Persistence } from '../cookie/persistence.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';
import { bindTo } from './persist.js';

/** Keys that a request and its response can be learnt under, together. */
const STORES_MAX = 8;

/** Finds the server of a request and notes the keys that it will be learnt under. */
export function applyStickRequest(
  rules: readonly StickRule[],
  state: StreamState,
  persistence: Persistence,
  backend: LiveProxy,
): void {
  for (const rule of rules) {
    const { table } = rule;
    // A table learns one key of a request; rules that would store another one are not looked at.
    if (rule.isStore && persistence.sticks?.some((stick) => stick.table === table)) continue;
    if (rule.condition !== undefined && !rule.condition(state)) continue;
    const key = rule.key.evaluate(state);
    if (key === undefined) continue;
    if (rule.isMatch) {
      const entry = table.find(key);
      if (entry !== NO_ENTRY) {
        if (persistence.server === undefined) bindTo(serverOf(table, entry, backend), persistence, backend);
        table.touch(entry);
      }
    }
    if (!rule.isStore) continue;
    persistence.sticks ??= [];
    if (persistence.sticks.length < STORES_MAX) persistence.sticks.push({ table, key });
  }
}

/** The server of an entry in this backend: by its name or address, or else by its id. */
function serverOf(table: StickTable, entry: number, backend: LiveProxy): Server | undefined {
  const key = table.readServerKey(entry);
  if (key !== undefined) {
    const server = backend.proxy.servers.find((each) => keyOf(each, table) === key);
    if (server !== undefined) return server;
  }
  const id = table.read(entry, DATA.serverId, 0);
  return id === undefined || id === 0 ? undefined : backend.proxy.servers.find((each) => each.id === id);
}

/** What `srvkey` says that servers are known by. */
function keyOf(server: Server, { config }: StickTable): string {
  if (config.serverKey === 'name') return server.name;
  return server.address.includes(':') ? `[${server.address}]:${server.port}` : `${server.address}:${server.port}`;
}

/** Learns the server that answers, under keys of the request and of the response. */
export function applyStickResponse(rules: readonly StickRule[], state: StreamState, persistence: Persistence): void {
  const { server } = state;
  if (server === undefined) return;
  const learnt = persistence.sticks ?? [];
  const seen: PendingStick[] = [];
  for (const { table, condition, key } of rules) {
    if (learnt.length + seen.length >= STORES_MAX || seen.some((stick) => stick.table === table)) continue;
    if (condition !== undefined && !condition(state)) continue;
    const value = key.evaluate(state);
    if (value !== undefined) seen.push({ table, key: value });
  }
  persistence.sticks = undefined;
  if (server.config.nonStick) return;
  for (const stick of learnt) learn(stick, server);
  for (const stick of seen) learn(stick, server);
}

function learn({ table, key }: PendingStick, server: Server): void {
  const entry = table.obtain(key);
  if (entry === NO_ENTRY) return;
  table.write(entry, DATA.serverId, 0, server.id);
  table.writeServerKey(entry, keyOf(server, table));
  table.touch(entry);
}
