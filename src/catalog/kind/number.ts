/** Kinds of arguments that are numbers: integers, durations, sizes, per cents (manual 2.5, 2.6). */
import type { Sint } from '../../model/value.js';
import type { ArgKind } from './kind.js';
import { kindOf } from './kind.js';

/** Bounds of a number, ends included. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const MAX_SINT = 9223372036854775807n;
const MIN_SINT = -9223372036854775808n;

/** A decimal integer with an optional sign; undefined if `text` is not one. */
export function parseInteger(text: string): Sint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value + 0;
  const exact = BigInt(text.replace(/^\+/, ''));
  return exact > MAX_SINT || exact < MIN_SINT ? undefined : exact;
}

function expectation(what: string, { min, max }: Bounds): string {
  if (min !== undefined && max !== undefined) return `${what} between ${min} and ${max}`;
  if (min !== undefined) return `${what} of at least ${min}`;
  return max !== undefined ? `${what} of at most ${max}` : what;
}

function inside(value: number, { min, max }: Bounds): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** An integer. */
export function sint(label: string, bounds: Bounds = {}): ArgKind<number> {
  return kindOf(label, 'integer', expectation('an integer', bounds), (text) => {
    const value = parseInteger(text);
    return value !== undefined && inside(Number(value), bounds) ? Number(value) : undefined;
  });
}

/** An integer of 64 bits; a bigint only where a number would lose precision. */
export function int64(label: string): ArgKind<Sint> {
  return kindOf(label, 'integer', 'an integer of 64 bits', parseInteger);
}

/** An integer that is not negative. */
export function uint(label: string, bounds: Bounds = {}): ArgKind<number> {
  return sint(label, { min: 0, ...bounds });
}

const TIME_UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration such as `30s`; a bare number counts in `unit`. Fractions of a millisecond are rounded up. */
export function parseTimeMs(text: string, unit: string): number | undefined {
  const match = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text);
  if (!match) return undefined;
  const value = Math.ceil(Number(match[1]) * (TIME_UNITS[match[2] ?? unit] ?? 1));
  return value <= 0x7fffffff * (unit === 's' ? 1000 : 1) ? value : undefined;
}

/** A duration in milliseconds; `unit` is that of bare numbers. */
export function timeMs(label: string, unit: 'us' | 'ms' | 's' = 'ms', bounds: Bounds = {}): ArgKind<number> {
  const what = `a time in ${unit} or with one of the units us, ms, s, m, h, d`;
  return kindOf(label, 'delay', what, (text) => {
    const value = parseTimeMs(text, unit);
    return value !== undefined && inside(value, bounds) ? value : undefined;
  });
}

const SIZE_UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Bytes of a size such as `32k`. */
export function parseSizeBytes(text: string): number | undefined {
  const match = /^(\d+)([kmg])?$/i.exec(text);
  return match ? Number(match[1]) * (SIZE_UNITS[(match[2] ?? '').toLowerCase()] ?? 1) : undefined;
}

/** A size in bytes. */
export function size(label: string, bounds: Bounds = {}): ArgKind<number> {
  return kindOf(label, 'size', expectation('a size in bytes or with one of the units k, m, g', bounds), (text) => {
    const value = parseSizeBytes(text);
    return value !== undefined && inside(value, bounds) ? value : undefined;
  });
}

/** A number of per cents with or without the sign. */
export function percent(label: string, bounds: Bounds = { min: 0, max: 100 }): ArgKind<number> {
  return kindOf(label, 'integer', expectation('a percentage', bounds), (text) => {
    const value = parseInteger(text.replace(/%$/, ''));
    return value !== undefined && inside(Number(value), bounds) ? Number(value) : undefined;
  });
}
