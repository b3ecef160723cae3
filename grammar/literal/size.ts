/** Sizes: `16384`, `64k`, `1g` (manual 2.6). */
import { type LiteralResult, problem, unexpectedAt } from './literal.js';

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A size in bytes; units are case-insensitive. `overflow` above `max`. */
export function parseSize(text: string, max = Number.MAX_SAFE_INTEGER): LiteralResult<number> {
  const digits = /^\d*/.exec(text)![0];
  if (digits === '') return unexpectedAt(text, 0);
  const unit = /^[kmg]?/i.exec(text.slice(digits.length))![0];
  const end = digits.length + unit.length;
  if (end < text.length) return unexpectedAt(text, end);
  const value = Number(digits) * FACTORS[unit.toLowerCase()]!;
  return value <= max ? { ok: true, value } : problem('overflow', `'${text}' is more than ${max}`, 0, text.length);
}
