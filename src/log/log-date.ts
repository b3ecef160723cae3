/**
 * Dates of log lines in local time. Text that changes once a second is kept: a line costs one reading of the clock.
 * Sources: RFC 3164 4.1.2 (day padded with a blank), RFC 5424 6.2.3 (microseconds and offset, as HAProxy prints them).
 */

import { MONTHS, renderClock, renderZone, twoDigits } from '../base/calendar.js';

/** More drift of the monotonic clock against the wall clock than this makes it follow. */
const MAX_DRIFT_MS = 2;

/** `Nov  2 19:06:13`. */
function renderSyslogDate(date: Date): string {
  return `${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2)} ${renderClock(date)}`;
}

/** A clock with microseconds: the wall clock's value, moved on by the monotonic clock. */
function createPreciseClock(): () => number {
  let offsetMs = Date.now() - performance.now();
  return () => {
    const wallMs = Date.now();
    const preciseMs = offsetMs + performance.now();
    if (Math.abs(preciseMs - wallMs) <= MAX_DRIFT_MS) return preciseMs;
    offsetMs = wallMs - performance.now();
    return wallMs;
  };
}

/** The current date as text for syslog headers. `nowMs` is wall time in milliseconds, with a fraction for microseconds. */
export class LogDate {
  readonly #nowMs: () => number;
  readonly #preciseMs: () => number;
  #syslogSecond: number;
  #syslogText: string;
  #isoSecond: number;
  #isoHead: string;
  #isoTail: string;

  constructor(nowMs?: () => number) {
    this.#nowMs = nowMs ?? Date.now;
    this.#preciseMs = nowMs ?? createPreciseClock();
    this.#syslogSecond = -1;
    this.#syslogText = '';
    this.#isoSecond = -1;
    this.#isoHead = '';
    this.#isoTail = '';
  }

  /** `Nov 20 19:06:13`: the same string object for the whole second. */
  syslog(): string {
    const second = Math.floor(this.#nowMs() / 1000);
    if (second !== this.#syslogSecond) {
      this.#syslogSecond = second;
      this.#syslogText = renderSyslogDate(new Date(second * 1000));
    }
    return this.#syslogText;
  }

  /** `2026-11-20T19:06:13.431635+01:00`. */
  iso(): string {
    const microseconds = Math.floor(this.#preciseMs() * 1000);
    const second = Math.floor(microseconds / 1_000_000);
    if (second !== this.#isoSecond) this.#renewIso(second);
    const fraction = microseconds - second * 1_000_000;
    return this.#isoHead + String(1_000_000 + fraction).slice(1) + this.#isoTail;
  }

  #renewIso(second: number): void {
    const date = new Date(second * 1000);
    const day = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
    this.#isoSecond = second;
    this.#isoHead = `${day}T${renderClock(date)}.`;
    this.#isoTail = renderZone(date, ':');
  }
}
