/** A part of this process takes the place of the server: the log shows its name, and no time was spent on a server. */
import { nowMs } from '../../base/clock.js';
import type { StreamState } from '../stream/stream-state.js';

/** @param name - as the log shows it: `STATS`, `PROMEX` */
export function enterService(state: StreamState, name: string): void {
  state.service = name;
  state.queueAtMs = state.elapsed(nowMs());
  state.connectAtMs = state.queueAtMs;
  state.dataAtMs = state.queueAtMs;
}
