/** Dates of HTTP fields (RFC 9110 5.6.7): written as IMF-fixdate, read in all three forms. */
import { DAYS, MONTHS, twoDigits as two } from '../../base/calendar.js';
import type { BrokenDownTime } from './broken-down-time.js';

const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `fraction` is put behind the seconds without padding: `.5`. */
export function renderHttpDate(time: BrokenDownTime, fraction: string): string {
  const date = `${DAYS[time.weekDay]}, ${two(time.day)} ${MONTHS[time.month]} ${String(time.year).padStart(4, '0')}`;
  return `${date} ${two(time.hour)}:${two(time.minute)}:${two(time.second)}${fraction} GMT`;
}

const MONTH = `(${MONTHS.join('|')})`;
const CLOCK = '([0-9]{2}):([0-9]{2}):([0-9]{2})';
const IMF = new RegExp(`^(?:${DAYS.join('|')}), ([0-9]{2}) ${MONTH} ([0-9]{4}) ${CLOCK} GMT$`);
const RFC850 = new RegExp(`^(?:${LONG_DAYS.join('|')}), ([0-9]{2})-${MONTH}-([0-9]{2}) ${CLOCK} GMT$`);
const ASCTIME = new RegExp(`^(?:${DAYS.join('|')}) ${MONTH} ([0-9 ][0-9]) ${CLOCK} ([0-9]{4})$`);

const UNIX_DAY = 86_400_000;

/** Seconds since 1970. Days before that wrap around 32 bits, as in HAProxy. */
function secondsOf(year: number, month: string, day: string, clock: readonly string[]): number {
  const days = Math.round(Date.UTC(year, MONTHS.indexOf(month), Number(day)) / UNIX_DAY) >>> 0;
  const [hours = '', minutes = '', seconds = ''] = clock;
  return days * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Years of two digits below this one belong to the 21st century. */
const CENTURY_SPLIT = 60;

/** Seconds since 1970; undefined if the text is no date. */
export function parseHttpDate(text: string): number | undefined {
  const imf = IMF.exec(text);
  if (imf) return secondsOf(Number(imf[3]), imf[2]!, imf[1]!, imf.slice(4));
  const old = RFC850.exec(text);
  if (old) {
    const year = Number(old[3]);
    return secondsOf(year < CENTURY_SPLIT ? 2000 + year : 1900 + year, old[2]!, old[1]!, old.slice(4));
  }
  const asc = ASCTIME.exec(text);
  return asc ? secondsOf(Number(asc[6]), asc[1]!, asc[2]!, asc.slice(3, 6)) : undefined;
}
