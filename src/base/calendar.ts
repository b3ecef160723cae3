/** Pieces that dates are written with: names, and the forms of log lines and dumps, in local time. */

export const MONTHS: readonly string[] = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
export const DAYS: readonly string[] = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');

export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** `12:12:51`. */
export function renderClock(date: Date): string {
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}`;
}

/** `+0100`; `between` stands between hours and minutes. */
export function renderZone(date: Date, between = ''): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}${between}${twoDigits(size % 60)}`;
}

/** `06/Feb/2009:12:12:51`. */
export function renderLogDate(date: Date): string {
  return `${twoDigits(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}:${renderClock(date)}`;
}

/** `06/Feb/2009:12:12:51.443`. */
export function renderLogDateMs(dateMs: number): string {
  return `${renderLogDate(new Date(dateMs))}.${renderMilliseconds(dateMs)}`;
}

/** Three digits. */
export function renderMilliseconds(dateMs: number): string {
  return String(1000 + (Math.floor(dateMs) % 1000)).slice(1);
}
