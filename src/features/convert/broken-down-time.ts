/** Seconds since 1970 as fields of a calendar, in UTC or in the time zone of the process. */

import type { Sint } from '../../model/value.js';

/** What `struct tm` of C holds; `month` counts from 0, `weekDay` from Sunday. */
export interface BrokenDownTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekDay: number;
  readonly yearDay: number;
  /** Minutes east of Greenwich, and the zone's abbreviation. */
  readonly offsetMinutes: number;
  readonly zone: string;
  readonly seconds: Sint;
}

const DAY_S = 86400;
/** JavaScript's dates end here; years beyond are computed on a year of the same kind in this cycle. */
const CYCLE_S = 146_097n * BigInt(DAY_S);
const LARGEST_S = 8_000_000_000_000;

/** Name of the zone at an instant, as `%Z` prints it. */
function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
  return name === 'GMT' && date.getTimezoneOffset() === 0 ? 'UTC' : name;
}

/** Fields of an instant in UTC. */
export function breakDownUtc(seconds: Sint): BrokenDownTime {
  const beyond = seconds > LARGEST_S || seconds < -LARGEST_S;
  const cycles = beyond ? BigInt(seconds) / CYCLE_S : 0n;
  const date = new Date(Number(BigInt(seconds) - cycles * CYCLE_S) * 1000);
  const year = date.getUTCFullYear();
  return {
    year: year + Number(cycles) * 400,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekDay: date.getUTCDay(),
    yearDay: dayOfYear(year, date.getUTCMonth(), date.getUTCDate()),
    offsetMinutes: 0,
    zone: 'GMT',
    seconds,
  };
}

function dayOfYear(year: number, month: number, day: number): number {
  return Math.round((Date.UTC(2000 + (year % 400), month, day) - Date.UTC(2000 + (year % 400), 0, 1)) / (DAY_S * 1000));
}

/** Fields of an instant in the time zone of the process. */
export function breakDownLocal(seconds: Sint): BrokenDownTime {
  if (seconds > LARGEST_S || seconds < -LARGEST_S) return breakDownUtc(seconds);
  const date = new Date(Number(seconds) * 1000);
  const year = date.getFullYear();
  return {
    year,
    month: date.getMonth(),
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
    weekDay: date.getDay(),
    yearDay: dayOfYear(year, date.getMonth(), date.getDate()),
    offsetMinutes: -date.getTimezoneOffset(),
    /** Costly, and seldom asked for. */
    get zone() {
      return zoneName(date);
    },
    seconds,
  };
}
