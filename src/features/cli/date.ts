/** Dates as dumps print them, in local time. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** `20/Nov/2026:18:46:31.381`. */
export function renderDate(dateMs: number): string {
  const date = new Date(dateMs);
  const day = `${pad(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${day}:${time}.${pad(date.getMilliseconds(), 3)}`;
}
