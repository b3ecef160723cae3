/** Dates inside of persistence cookies (`maxidle`, `maxlife`): units of four seconds in five characters of base 64. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const UNIT_S = 4;
/** 30 bits of units. */
const LIMIT = 2 ** 30;
/** A date further in the future than this is nobody's clock skew. */
const FUTURE_S = 86_400;

/** Five characters for a time in seconds since 1970, rounded up to a unit. */
export function renderCookieDate(seconds: number): string {
  let rest = Math.floor((seconds + UNIT_S - 1) / UNIT_S) % LIMIT;
  let text = '';
  for (let at = 0; at < 5; at++) {
    text = DIGITS[rest % 64]! + text;
    rest = Math.floor(rest / 64);
  }
  return text;
}

/** Seconds since 1970; -1 if that is no date. */
export function parseCookieDate(text: string): number {
  if (text.length < 5) return -1;
  let units = 0;
  for (let at = 0; at < 5; at++) {
    const digit = DIGITS.indexOf(text[at]!);
    if (digit < 0) return -1;
    units = units * 64 + digit;
  }
  return units * UNIT_S;
}

/** Whether a date lies outside of `maxAgeS`; a date far in the future does too. */
export function isOutdated(dateS: number, nowS: number, maxAgeS: number): boolean {
  return dateS > nowS + FUTURE_S || dateS + maxAgeS < nowS;
}
