/** Dates of log lines (manual 8.2.6). The text of a second is kept: busy proxies write many lines in one. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** `06/Feb/2009:12:12:51` in local time. */
function renderLocal(date: Date): string {
  const day = `${twoDigits(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  return `${day}:${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${twoDigits(date.getSeconds())}`;
}

/** `+0100`. */
function renderZone(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}${twoDigits(size % 60)}`;
}

function renderUtc(date: Date): string {
  const day = `${twoDigits(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':');
  return `${day}:${time} +0000`;
}

/** Remembers the text of the second that was asked for last. */
function perSecond(render: (date: Date) => string): (wallMs: number) => string {
  let known = Number.NaN;
  let text = '';
  return (wallMs) => {
    const second = Math.floor(wallMs / 1000);
    if (second !== known) {
      known = second;
      text = render(new Date(second * 1000));
    }
    return text;
  };
}

/** `06/Feb/2009:12:12:51.443`, local. */
export function localWithMs(): (wallMs: number) => string {
  const head = perSecond(renderLocal);
  let known = Number.NaN;
  let text = '';
  return (wallMs) => {
    if (wallMs !== known) {
      known = wallMs;
      text = `${head(wallMs)}.${millisecond(wallMs)}`;
    }
    return text;
  };
}

/** `06/Feb/2009:12:12:51 +0100`, local. */
export function localWithZone(): (wallMs: number) => string {
  return perSecond((date) => `${renderLocal(date)} ${renderZone(date)}`);
}

/** `06/Feb/2009:11:12:51 +0000`. */
export function utcWithZone(): (wallMs: number) => string {
  return perSecond(renderUtc);
}

/** Three digits. */
export function millisecond(wallMs: number): string {
  return String(1000 + (Math.floor(wallMs) % 1000)).slice(1);
}
