/** Durations: `30s`, `5m`, `250us` (manual 2.5). */
import { type LiteralResult, problem, unexpectedAt } from './literal.js';

export type TimeUnit = 'us' | 'ms' | 's' | 'm' | 'h' | 'd';

const MICROSECONDS: Readonly<Record<TimeUnit, number>> = {
  us: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
};

/** Timers are signed 32-bit numbers. */
const TIMER_MAX = 2_147_483_647;

/**
 * A duration in `unit`, which is also the unit of bare numbers. Fractions are rounded up, so that what is not zero stays so.
 * `overflow` above TIMER_MAX of that unit.
 */
export function parseTime(text: string, unit: TimeUnit = 'ms'): LiteralResult<number> {
  const digits = /^\d*/.exec(text)![0];
  if (digits === '') return unexpectedAt(text, 0);
  const suffix = /^(?:us|ms|s|m|h|d)?/.exec(text.slice(digits.length))![0];
  const end = digits.length + suffix.length;
  if (end < text.length) return unexpectedAt(text, end);
  const written = suffix === '' ? unit : (suffix as TimeUnit);
  const value = Math.ceil((Number(digits) * MICROSECONDS[written]) / MICROSECONDS[unit]);
  if (value <= TIMER_MAX) return { ok: true, value };
  const message = `timer overflow in '${text}' (maximum value is ${TIMER_MAX} ${unit})`;
  return problem('overflow', message, 0, text.length);
}
