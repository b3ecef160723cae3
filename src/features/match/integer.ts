/** Match methods on integers (manual 7.1.1, 7.1.2): `bool`, `int`, `len`, and two integers joined by a dot for versions. */
import type { Entry, PatternSet } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { CompileSite } from '../../catalog/site.js';
import { MAX_SINT, MIN_SINT, toSint } from '../../model/sint.js';
import type { Sint } from '../../model/value.js';

/** Both ends included; undefined = open. */
interface Range {
  readonly min: Sint | undefined;
  readonly max: Sint | undefined;
}

function parseNumber(text: string): Sint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value > MAX_SINT || value < MIN_SINT ? undefined : toSint(value);
}

/** `3.1` as 3 * 65536 + 1. */
function parseDotted(text: string): number | undefined {
  const found = /^(\d{1,5})(?:\.(\d{1,5}))?$/.exec(text);
  return found ? Number(found[1]) * 65536 + Number(found[2] ?? 0) : undefined;
}

/** A number, or two that are separated by a colon or dash; one side may be left out. */
function parseRange(text: string, parse: (text: string) => Sint | undefined): Range | undefined {
  const at = text.search(/[:-]/);
  if (at < 0) {
    const value = parse(text);
    return value === undefined ? undefined : { min: value, max: value };
  }
  const low = text.slice(0, at);
  const high = text.slice(at + 1);
  if (low === '' && high === '') return undefined;
  const min = low === '' ? undefined : parse(low);
  // `gt -- 5` is common in real files: HAProxy takes the dashes for a range that ends at 0.
  const max = high === '' ? undefined : high === '-' ? 0 : parse(high);
  if ((low !== '' && min === undefined) || (high !== '' && max === undefined)) return undefined;
  return min !== undefined && max !== undefined && min > max ? undefined : { min, max };
}

/** The range that an operator in front of a value stands for. Ranges stay as they are, whatever the operator. */
function operateOn(next: (value: string) => string | undefined, previous: (value: string) => string | undefined) {
  return (operator: string, value: string): string => {
    if (/[:-]/.test(value)) return value;
    switch (operator) {
      case 'ge':
        return `${value}:`;
      case 'gt':
        return next(value) ?? value;
      case 'le':
        return `:${value}`;
      case 'lt':
        return previous(value) ?? value;
      default:
        return value;
    }
  };
}

const operateInteger = operateOn(
  (value) => (parseNumber(value) === undefined ? undefined : `${BigInt(value) + 1n}:`),
  (value) => (parseNumber(value) === undefined ? undefined : `:${BigInt(value) - 1n}`),
);

function renderDotted(value: number): string {
  return `${value >>> 16}.${value & 0xffff}`;
}

const operateDotted = operateOn(
  (value) => shiftDotted(value, 1, (text) => `${text}:`),
  (value) => shiftDotted(value, -1, (text) => `:${text}`),
);

function shiftDotted(value: string, by: number, render: (text: string) => string): string | undefined {
  const number = parseDotted(value);
  return number === undefined ? undefined : render(renderDotted(Math.max(0, number + by)));
}

function parseRanges(
  { patterns }: PatternSet,
  site: CompileSite,
  parse: (text: string) => Sint | undefined,
): readonly Range[] | undefined {
  const ranges: Range[] = [];
  for (const { value, range } of patterns) {
    const parsed = parseRange(value, parse);
    if (parsed) ranges.push(parsed);
    else {
      const what = /[:-]/.test(value) ? 'a valid number range' : 'a number';
      site.report('acl/bad-pattern', range, `'${value}' is not ${what}`);
    }
  }
  return ranges.length === patterns.length ? ranges : undefined;
}

function compileRanges(ranges: readonly Range[]): (value: Sint) => boolean {
  const [first] = ranges;
  if (first && ranges.length === 1) {
    const { min, max } = first;
    if (min === undefined) return (value) => value <= max!;
    if (max === undefined) return (value) => value >= min;
    return (value) => value >= min && value <= max;
  }
  const singles = ranges.map(({ min }) => min);
  if (ranges.every(({ min, max }) => typeof min === 'number' && min === max)) {
    const set = new Set(singles);
    return (value) => set.has(value);
  }
  return (value) =>
    ranges.some(({ min, max }) => (min === undefined || value >= min) && (max === undefined || value <= max));
}

const shared = { doc: '7.1.2#int', since: '1.5', support: 'full' } as const;

export const entries: readonly Entry[] = [
  define.matcher({
    ...shared,
    name: 'bool',
    doc: '7.1.1#bool',
    brief: 'The value is other than 0 or false; patterns are not looked at.',
    in: 'sint',
    defaultFor: ['bool'],
    ignoresPatterns: true,
    compile: () => (value) => Number(value) !== 0,
  }),
  define.matcher({
    ...shared,
    name: 'int',
    brief: 'The value is one of the numbers or in one of the ranges.',
    in: 'sint',
    defaultFor: ['sint'],
    operate: operateInteger,
    compile: (set, site) => {
      const ranges = parseRanges(set, site, parseNumber);
      const test = ranges && compileRanges(ranges);
      return test && ((value) => test(value as Sint));
    },
  }),
  define.matcher({
    ...shared,
    name: 'len',
    brief: 'The length of the value is one of the numbers or in one of the ranges.',
    in: 'str',
    operate: operateInteger,
    compile: (set, site) => {
      const ranges = parseRanges(set, site, parseNumber);
      const test = ranges && compileRanges(ranges);
      return test && ((value) => test((value as string).length));
    },
  }),
  define.matcher({
    ...shared,
    name: 'dotted',
    brief: 'The value, which holds two numbers of 16 bits, is one of the versions such as 3.1 or in one of the ranges.',
    in: 'sint',
    words: ['req.ssl_ver', 'req_ssl_ver'],
    operate: operateDotted,
    compile: (set, site) => {
      const ranges = parseRanges(set, site, parseDotted);
      const test = ranges && compileRanges(ranges);
      return test && ((value) => test(value as Sint));
    },
  }),
];
