/** Dates of log lines (manual 8.2.6). The text of a second is kept: busy proxies write many lines in one. */
import { MONTHS, renderLogDate, renderMilliseconds, renderZone, twoDigits } from '../../../base/calendar.js';

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
  const head = perSecond(renderLogDate);
  let known = Number.NaN;
  let text = '';
  return (wallMs) => {
    if (wallMs !== known) {
      known = wallMs;
      text = `${head(wallMs)}.${renderMilliseconds(wallMs)}`;
    }
    return text;
  };
}

/** `06/Feb/2009:12:12:51 +0100`, local. */
export function localWithZone(): (wallMs: number) => string {
  return perSecond((date) => `${renderLogDate(date)} ${renderZone(date)}`);
}

/** `06/Feb/2009:11:12:51 +0000`. */
export function utcWithZone(): (wallMs: number) => string {
  return perSecond(renderUtc);
}
