/** When rules that wait are run anew (manual 4.2 `tcp-request inspect-delay`). */
import { nowMs } from '../../base/clock.js';
import { type TimerEntry, timers } from '../../base/timer-wheel.js';

/** No time: something else will wake the rules. */
export const NEVER = Number.POSITIVE_INFINITY;

/** Has the timer go off at that moment, but not before this turn is over. */
export function armWait(timer: TimerEntry, untilMs: number): void {
  if (untilMs === NEVER) return;
  const now = nowMs();
  timers.arm(timer, now, Math.max(1, untilMs - now));
}
