/**
 * `strftime(3)` of the GNU C library in the C locale, with its flags (`_ - 0 ^ #`) and widths. Formats are compiled once;
 * what is not a conversion stays as it is written.
 */
import type { Sint } from '../../model/value.js';
import type { BrokenDownTime } from './broken-down-time.js';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** HAProxy renders into a buffer of this size and gives nothing if it is too small. */
const BUFFER_SIZE = 16384;

type Piece = (time: BrokenDownTime) => string;

/** A number with its usual width and padding. */
interface NumberConversion {
  readonly width: number;
  readonly pad: '0' | ' ';
  readonly read: (time: BrokenDownTime) => Sint;
}

function hour12(time: BrokenDownTime): number {
  return time.hour % 12 === 0 ? 12 : time.hour % 12;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Week and year of ISO 8601. */
function isoWeek(time: BrokenDownTime): { week: number; year: number } {
  const week = Math.floor((time.yearDay - ((time.weekDay + 6) % 7) + 10) / 7);
  if (week < 1) return { week: weeksOf(time.year - 1), year: time.year - 1 };
  return week > weeksOf(time.year) ? { week: 1, year: time.year + 1 } : { week, year: time.year };
}

function weeksOf(year: number): number {
  const first = new Date(Date.UTC(2000 + (((year % 400) + 400) % 400), 0, 1)).getUTCDay();
  return first === 4 || (first === 3 && isLeap(year)) ? 53 : 52;
}

const NUMBERS: Readonly<Record<string, NumberConversion>> = {
  C: { width: 2, pad: '0', read: (time) => Math.floor(time.year / 100) },
  d: { width: 2, pad: '0', read: (time) => time.day },
  e: { width: 2, pad: ' ', read: (time) => time.day },
  g: { width: 2, pad: '0', read: (time) => isoWeek(time).year % 100 },
  G: { width: 1, pad: '0', read: (time) => isoWeek(time).year },
  H: { width: 2, pad: '0', read: (time) => time.hour },
  I: { width: 2, pad: '0', read: hour12 },
  j: { width: 3, pad: '0', read: (time) => time.yearDay + 1 },
  k: { width: 2, pad: ' ', read: (time) => time.hour },
  l: { width: 2, pad: ' ', read: hour12 },
  m: { width: 2, pad: '0', read: (time) => time.month + 1 },
  M: { width: 2, pad: '0', read: (time) => time.minute },
  s: { width: 1, pad: '0', read: (time) => time.seconds },
  S: { width: 2, pad: '0', read: (time) => time.second },
  u: { width: 1, pad: '0', read: (time) => (time.weekDay === 0 ? 7 : time.weekDay) },
  U: { width: 2, pad: '0', read: (time) => Math.floor((time.yearDay + 7 - time.weekDay) / 7) },
  V: { width: 2, pad: '0', read: (time) => isoWeek(time).week },
  w: { width: 1, pad: '0', read: (time) => time.weekDay },
  W: { width: 2, pad: '0', read: (time) => Math.floor((time.yearDay + 7 - ((time.weekDay + 6) % 7)) / 7) },
  y: { width: 2, pad: '0', read: (time) => time.year % 100 },
  Y: { width: 1, pad: '0', read: (time) => time.year },
};

const TEXTS: Readonly<Record<string, Piece>> = {
  a: (time) => DAYS[time.weekDay]!.slice(0, 3),
  A: (time) => DAYS[time.weekDay]!,
  b: (time) => MONTHS[time.month]!.slice(0, 3),
  B: (time) => MONTHS[time.month]!,
  h: (time) => MONTHS[time.month]!.slice(0, 3),
  n: () => '\n',
  p: (time) => (time.hour < 12 ? 'AM' : 'PM'),
  P: (time) => (time.hour < 12 ? 'am' : 'pm'),
  t: () => '\t',
  z: renderOffset,
  Z: (time) => time.zone,
  '%': () => '%',
};

/** Conversions that stand for other formats. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

function renderOffset({ offsetMinutes }: BrokenDownTime): string {
  const minutes = Math.abs(offsetMinutes);
  const digits = String(Math.floor(minutes / 60) * 100 + (minutes % 60)).padStart(4, '0');
  return (offsetMinutes < 0 ? '-' : '+') + digits;
}

function renderNumber(value: Sint, width: number, pad: string): string {
  const digits = String(value)
    .replace('-', '')
    .padStart(value < 0 ? width - 1 : width, pad);
  return value < 0 ? `-${digits}` : digits;
}

/** Applies `^` and `#`. */
function changeCase(text: string, flags: string): string {
  if (flags.includes('^')) return text.toUpperCase();
  if (!flags.includes('#')) return text;
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

function compileConversion(flags: string, width: string, name: string): Piece | undefined {
  const minimum = width === '' ? 0 : Number(width);
  const flag = [...flags].reverse().find((one) => '_-0'.includes(one));
  const number = NUMBERS[name];
  if (number !== undefined) {
    const pad = flag === '_' ? ' ' : flag === '0' ? '0' : number.pad;
    const digits = flag === '-' ? 0 : Math.max(minimum, number.width);
    return (time) => renderNumber(number.read(time), digits, pad);
  }
  const inner = COMPOSED[name] === undefined ? TEXTS[name] : compileStrftime(COMPOSED[name]);
  if (inner === undefined) return undefined;
  const pad = flag === '0' ? '0' : ' ';
  return (time) => changeCase(inner(time), flags).padStart(Math.min(minimum, BUFFER_SIZE), pad);
}

const CONVERSION = /%([_\-0^#]*)([0-9]*)[EO]?([A-Za-z%])/g;

/** Compiles a format; the result is empty if it is too long for HAProxy's buffer. */
export function compileStrftime(format: string): Piece {
  const pieces: (string | Piece)[] = [];
  let from = 0;
  for (const match of format.matchAll(CONVERSION)) {
    const [whole, flags = '', width = '', name = ''] = match;
    const conversion = compileConversion(flags, width, name);
    if (conversion === undefined) continue;
    pieces.push(format.slice(from, match.index), conversion);
    from = match.index + whole.length;
  }
  const rest = format.slice(from);
  const tooWide = [...rest.matchAll(/%[_\-0^#]*([0-9]+)/g)].some(([, width]) => Number(width) >= BUFFER_SIZE);
  pieces.push(rest);
  return (time) => {
    if (tooWide) return '';
    let out = '';
    for (const piece of pieces) out += typeof piece === 'string' ? piece : piece(time);
    return out.length < BUFFER_SIZE ? out : '';
  };
}
