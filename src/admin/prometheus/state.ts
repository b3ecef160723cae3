/** States as labels: of each state that there is, whether the object is in it, or how many servers are. */
import type { Proxy } from '../../model/proxy.js';
import { ANY_DRAIN, ANY_MAINTENANCE, type Server } from '../../model/server.js';
import type { StaticName } from '../../model/stat/column.js';
import { hasChecks } from '../../model/stat/server-status.js';
import { type StatRow, valueOf } from '../../model/stat/stat-row.js';

/** States by name in the order of the output. */
export type States = readonly (readonly [state: string, value: number])[];

const SERVER_STATES = ['DOWN', 'UP', 'MAINT', 'DRAIN', 'NOLB'] as const;

/** Outcomes of checks; a check that has not ended yet has none. */
const CHECK_STATES = [
  ...(['HANA', 'SOCKERR', 'L4OK', 'L4TOUT', 'L4CON', 'L6OK', 'L6TOUT', 'L6RSP', 'L7TOUT', 'L7RSP'] as const),
  ...(['L7OK', 'L7OKC', 'L7STS', 'PROCERR', 'PROCTOUT', 'PROCOK'] as const),
] as const;

function isIn(states: readonly string[], state: string): States {
  return states.map((name) => [name, name === state ? 1 : 0]);
}

function count(states: readonly string[], found: readonly (string | undefined)[]): States {
  return states.map((name) => [name, found.filter((state) => state === name).length]);
}

function serverState({ admin, state }: Server): string {
  if (admin & ANY_MAINTENANCE) return 'MAINT';
  if (state === 'stopped') return 'DOWN';
  if (state === 'stopping') return 'NOLB';
  return admin & ANY_DRAIN ? 'DRAIN' : 'UP';
}

function statusOf(row: StatRow): States {
  const status = String(valueOf(row, 'status'));
  switch (row.kind) {
    case 'frontend':
      return isIn(['DOWN', 'UP'], status === 'STOP' ? 'DOWN' : 'UP');
    case 'backend':
      return isIn(['DOWN', 'UP'], status.startsWith('UP') ? 'UP' : 'DOWN');
    case 'listener':
      return isIn(['WAITING', 'OPEN', 'FULL'], status);
    case 'server':
      return isIn(SERVER_STATES, serverState(row.server!));
    default:
      return row.kind satisfies never;
  }
}

/** Outcomes of all checks of a backend. */
function checkOutcomes({ servers }: Proxy): readonly (string | undefined)[] {
  return servers.filter(hasChecks).map(({ lastCheck }) => lastCheck?.status);
}

/** The states of a row; undefined where it has none of this kind. */
export function statesOf(row: StatRow, column: StaticName): States | undefined {
  const { servers } = row.proxy;
  if (column === 'status') return statusOf(row);
  if (column === 'check_status') {
    const outcome = valueOf(row, column);
    // A check that runs shows a star before the outcome of the last one.
    return outcome === undefined ? undefined : isIn(CHECK_STATES, String(outcome).replace('* ', ''));
  }
  if (servers.length === 0) return undefined;
  return column === 'agg_check_status'
    ? count(CHECK_STATES, checkOutcomes(row.proxy))
    : count(SERVER_STATES, servers.map(serverState));
}
