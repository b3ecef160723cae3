/** Converters of dates (manual 7.3.1): `ltime`, `utime`, `ms_*`, `us_*`, `http_date`, `date`. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { parseSint, toSint } from '../../model/sint.js';
import type { Sint } from '../../model/value.js';
import type { BrokenDownTime } from './broken-down-time.js';
import { breakDownLocal, breakDownUtc } from './broken-down-time.js';
import { parseHttpDate, renderHttpDate } from './http-date.js';
import { compileStrftime } from './strftime.js';

/** Of dates 55 bits count, which makes negative ones large; offsets are added behind that. */
const MASK = 0x7fffffffffffffn;

/** Units of a second, and how many of them there are. */
const UNITS = { s: 1, ms: 1000, us: 1_000_000 } as const;

interface Instant {
  readonly seconds: Sint;
  /** Units behind the last whole second. */
  readonly rest: number;
}

/** `offset` counts in the unit of the date for http_date, in seconds everywhere else. */
function instantOf(value: Sint, offset: Sint, perSecond: number): Instant {
  const date = (BigInt(value) & MASK) + BigInt(offset);
  const unit = BigInt(perSecond);
  return { seconds: toSint(date / unit), rest: Number(date % unit) };
}

/** The fields of the instant 0 as HAProxy's cache of dates holds them before it was filled. */
const UNSET: BrokenDownTime = {
  year: 1900,
  month: 0,
  day: 0,
  hour: 0,
  minute: 0,
  second: 0,
  weekDay: 0,
  yearDay: 0,
  offsetMinutes: 0,
  zone: '',
  seconds: 0,
};

/**
 * HAProxy keeps broken-down times in a table of 512 slots by the lower bits of the date, whose empty slots look like the
 * instant 0: it is printed as 1900-01-00 until another date has used its slot.
 */
function cached(breakDown: (seconds: Sint) => BrokenDownTime): (seconds: Sint) => BrokenDownTime {
  let last: BrokenDownTime | undefined;
  let slotUsed = false;
  return (seconds) => {
    if (seconds === 0 && !slotUsed) return { ...UNSET, zone: breakDownLocal(0).zone };
    if (typeof seconds === 'number' && seconds % 512 === 0) slotUsed = true;
    if (last === undefined || last.seconds !== seconds) last = breakDown(seconds);
    return last;
  };
}

const utc = cached(breakDownUtc);
const local = cached(breakDownLocal);

const FRACTION = /%([0-9]*)N/g;

/** Fills `%N` in: so many of nine digits. */
function withFraction(format: string, nanoseconds: string): string {
  return format.replace(FRACTION, (_, width: string) => nanoseconds.slice(0, digitsOf(width)));
}

function digitsOf(width: string): number {
  return width === '' ? 9 : Number(width);
}

type Render = (instant: Instant) => string;

/** A conversion that `%N` would cut into: then digits become a part of the format. */
const UNFINISHED = /%[_\-0^#]*[0-9]*$/;

function compileFormat(format: string, breakDown: (seconds: Sint) => BrokenDownTime, perSecond: number): Render {
  if (perSecond === 1 || !/%[0-9]*N/.test(format)) {
    const render = compileStrftime(format);
    return ({ seconds }) => render(breakDown(seconds));
  }
  const nanoseconds = (rest: number) => String(rest * (1_000_000_000 / perSecond)).padStart(9, '0');
  const parts = format.split(FRACTION);
  const texts = parts.filter((_, index) => index % 2 === 0);
  if (texts.some((text) => UNFINISHED.test(text))) {
    return ({ seconds, rest }) => compileStrftime(withFraction(format, nanoseconds(rest)))(breakDown(seconds));
  }
  const renders = texts.map(compileStrftime);
  const widths = parts.filter((_, index) => index % 2 === 1).map(digitsOf);
  return ({ seconds, rest }) => {
    const time = breakDown(seconds);
    const digits = nanoseconds(rest);
    let out = renders[0]!(time);
    for (let at = 0; at < widths.length; at++) out += digits.slice(0, widths[at]) + renders[at + 1]!(time);
    return out;
  };
}

const integer = kindOf<Sint>('offset', 'integer', 'an integer', parseSint);

const FORMATTED = [
  { name: 'ltime', since: '1.6', unit: 's', breakDown: local, where: 'local time' },
  { name: 'utime', since: '1.6', unit: 's', breakDown: utc, where: 'UTC' },
  { name: 'ms_ltime', since: '2.9', unit: 'ms', breakDown: local, where: 'local time' },
  { name: 'ms_utime', since: '2.9', unit: 'ms', breakDown: utc, where: 'UTC' },
  { name: 'us_ltime', since: '2.9', unit: 'us', breakDown: local, where: 'local time' },
  { name: 'us_utime', since: '2.9', unit: 'us', breakDown: utc, where: 'UTC' },
] as const;

const unit = kindOf<keyof typeof UNITS>('unit', 'string', "'s', 'ms' or 'us'", (text) =>
  text === '' || text === 's' ? 's' : text === 'ms' || text === 'us' ? text : undefined,
);

export const entries: readonly Entry[] = [
  ...FORMATTED.map(({ name, since, unit: of, breakDown, where }) =>
    define.converter({
      name,
      doc: `7.3.1#${name}`,
      brief: `A date in ${of} since 1970, written by a strftime format in ${where}.`,
      since,
      support: 'full',
      args: [arg.str('format'), arg.opt(integer)],
      in: 'sint',
      out: 'str',
      compile: ([format, offset = 0]) => {
        const perSecond = UNITS[of];
        const render = compileFormat(format, breakDown, perSecond);
        const shift = BigInt(offset) * BigInt(perSecond);
        return (value) => render(instantOf(value, shift, perSecond));
      },
    }),
  ),
  define.converter({
    name: 'http_date',
    doc: '7.3.1#http_date',
    brief: 'A date since 1970 as HTTP fields write it.',
    since: '1.5',
    support: 'full',
    args: [arg.opt(integer), arg.opt(unit)],
    in: 'sint',
    out: 'str',
    compile: ([offset = 0, of = 's']) => {
      const perSecond = UNITS[of];
      return (value) => {
        const { seconds, rest } = instantOf(value, offset, perSecond);
        return renderHttpDate(utc(seconds), perSecond === 1 ? '' : `.${rest}`);
      };
    },
  }),
  define.converter({
    name: 'date',
    doc: '7.3.1#date',
    brief: 'Seconds since 1970 of a date as HTTP fields write it.',
    since: '3.0',
    support: 'full',
    args: [],
    in: 'str',
    out: 'sint',
    compile: () => parseHttpDate,
  }),
];
