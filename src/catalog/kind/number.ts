/** Kinds of arguments that are numbers: integers, durations, sizes, per cents (manual 2.5, 2.6). */
import { type LiteralResult, problem } from '../../../grammar/literal/literal.js';
import { parseSize } from '../../../grammar/literal/size.js';
import { parseTime } from '../../../grammar/literal/time.js';
import type { Sint } from '../../model/value.js';
import type { ArgKind } from './kind.js';
import { kindOf, literalOf } from './kind.js';

/** Bounds of a number, ends included. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const MAX_SINT = 9223372036854775807n;
const MIN_SINT = -9223372036854775808n;

/** A decimal integer with an optional sign; undefined if `text` is not one. */
function parseInteger(text: string): Sint | undefined {
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

/** A duration in milliseconds; `unit` is that of bare numbers. */
export function timeMs(label: string, unit: 'us' | 'ms' | 's' = 'ms', bounds: Bounds = {}): ArgKind<number> {
  const what = `a time in ${unit} or with one of the units us, ms, s, m, h, d`;
  const factor = unit === 's' ? 1000 : 1;
  return literalOf(label, 'delay', expectation(what, bounds), (text) => {
    const parsed = parseTime(text, unit === 's' ? 's' : 'ms');
    if (unit === 'us' && /^\d+$/.test(text)) return parseTime(`${text}us`, 'ms');
    return parsed.ok ? within({ ok: true, value: parsed.value * factor }, text, bounds) : parsed;
  });
}

/** A size in bytes. */
export function size(label: string, bounds: Bounds = {}): ArgKind<number> {
  const what = expectation('a size in bytes or with one of the units k, m, g', bounds);
  return literalOf(label, 'size', what, (text) => within(parseSize(text), text, bounds));
}

function within(result: LiteralResult<number>, text: string, bounds: Bounds): LiteralResult<number> {
  if (!result.ok || inside(result.value, bounds)) return result;
  return problem('out-of-range', `'${text}' is out of range`, 0, text.length);
}

/** A number of per cents with or without the sign. */
export function percent(label: string, bounds: Bounds = { min: 0, max: 100 }): ArgKind<number> {
  return kindOf(label, 'integer', expectation('a percentage', bounds), (text) => {
    const value = parseInteger(text.replace(/%$/, ''));
    return value !== undefined && inside(Number(value), bounds) ? Number(value) : undefined;
  });
}
