/** Decimal integers. */
import { type LiteralResult, problem, unexpectedAt } from './literal.js';

/** An integer with an optional sign, between two bounds. Hexadecimal is not read, leading zeros mean nothing. */
export function parseInteger(
  text: string,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): LiteralResult<number> {
  const sign = /^[+-]?/.exec(text)![0].length;
  const digits = /^\d*/.exec(text.slice(sign))![0].length;
  if (digits === 0 || sign + digits < text.length) return unexpectedAt(text, sign + digits);
  const value = Number(text);
  if (value >= min && value <= max) return { ok: true, value };
  return problem('out-of-range', `'${text}' is not between ${min} and ${max}`, 0, text.length);
}
