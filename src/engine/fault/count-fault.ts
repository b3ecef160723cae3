/** Counters of faults: backend and server count them, by slots of the table (columns of management.txt 9.1). */
import type { FaultCode, FaultCounter } from '../../model/fault.js';
import { countRefusal } from '../stream/count-end.js';
import type { StreamState } from '../stream/stream-state.js';
import { FAULTS } from './fault-table.js';

/** How far the stream came. */
export type FaultMoment = 'request' | 'connect' | 'response' | 'data';

/** Counts a fault once. */
export function countFault(state: StreamState, code: FaultCode, moment: FaultMoment): void {
  const { cause, counter, dataCounters } = FAULTS[code];
  if (moment === 'data') {
    for (const slot of dataCounters) count(state, slot);
    return;
  }
  if (counter === undefined) return;
  const isKill = cause === 'K' || cause === 'D' || cause === 'U';
  if (moment === 'request') {
    if (isKill) return;
    const isClients = cause === 'C' || cause === 'c' || cause === 'P';
    if (isClients) countRefusal(state, 'requestErrors');
    // Its backend knows already that the client did not wait.
    if (cause === 'C') count(state, 'clientAborts');
    else if (!isClients) count(state, counter);
    return;
  }
  // Who leaves, or is sent away, before there is a connection did no harm to a server.
  if (moment === 'connect' && (isKill || cause === 'C')) return;
  count(state, counter);
}

function count(state: StreamState, slot: FaultCounter): void {
  if (slot === 'requestErrors') {
    countRefusal(state, 'requestErrors');
    return;
  }
  state.backend.backend[slot]++;
  if (state.server !== undefined) state.server.counters[slot]++;
}
