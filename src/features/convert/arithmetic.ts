/**
 * Arithmetic and bitwise converters (manual 7.3.1): 64-bit signed, saturating. Division by zero gives the greatest number,
 * its remainder is 0. What comes in as a boolean stays one.
 */
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { sintOrVar } from '../../catalog/kind/variable.js';
import { MAX_SINT, safeOr, toSint } from '../../model/sint.js';
import type { Sint } from '../../model/value.js';
import { sintReader } from './operand.js';

/** Bitwise operators of JavaScript work on 32 bits. */
function isInt32(value: Sint): value is number {
  return typeof value === 'number' && value === (value | 0);
}

function add(a: Sint, b: Sint): Sint {
  if (typeof a === 'number' && typeof b === 'number') return safeOr(a + b, () => BigInt(a) + BigInt(b));
  return toSint(BigInt(a) + BigInt(b));
}

function subtract(a: Sint, b: Sint): Sint {
  if (typeof a === 'number' && typeof b === 'number') return safeOr(a - b, () => BigInt(a) - BigInt(b));
  return toSint(BigInt(a) - BigInt(b));
}

function multiply(a: Sint, b: Sint): Sint {
  if (typeof a === 'number' && typeof b === 'number') return safeOr(a * b, () => BigInt(a) * BigInt(b));
  return toSint(BigInt(a) * BigInt(b));
}

function divide(a: Sint, b: Sint): Sint {
  if (b === 0) return MAX_SINT;
  if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0;
  return toSint(BigInt(a) / BigInt(b));
}

function remainder(a: Sint, b: Sint): Sint {
  if (b === 0) return 0;
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return toSint(BigInt(a) % BigInt(b));
}

function and(a: Sint, b: Sint): Sint {
  return isInt32(a) && isInt32(b) ? a & b : toSint(BigInt(a) & BigInt(b));
}

function or(a: Sint, b: Sint): Sint {
  return isInt32(a) && isInt32(b) ? a | b : toSint(BigInt(a) | BigInt(b));
}

function xor(a: Sint, b: Sint): Sint {
  return isInt32(a) && isInt32(b) ? a ^ b : toSint(BigInt(a) ^ BigInt(b));
}

function isOdd(value: Sint): boolean {
  return typeof value === 'number' ? value % 2 !== 0 : (value & 1n) === 1n;
}

const BINARY: readonly { readonly name: string; readonly brief: string; readonly apply: (a: Sint, b: Sint) => Sint }[] =
  [
    { name: 'add', brief: 'Adds a number.', apply: add },
    { name: 'sub', brief: 'Subtracts a number.', apply: subtract },
    { name: 'mul', brief: 'Multiplies by a number.', apply: multiply },
    { name: 'div', brief: 'Divides by a number, rounding towards zero.', apply: divide },
    { name: 'mod', brief: 'Remainder of a division.', apply: remainder },
    { name: 'and', brief: 'Bits that are set in both numbers.', apply: and },
    { name: 'or', brief: 'Bits that are set in any of both numbers.', apply: or },
    { name: 'xor', brief: 'Bits that are set in one of both numbers.', apply: xor },
  ];

const UNARY: readonly { readonly name: string; readonly brief: string; readonly apply: (a: Sint) => Sint }[] = [
  { name: 'neg', brief: 'The opposite number.', apply: (value) => subtract(0, value) },
  { name: 'cpl', brief: 'Flips all bits.', apply: (value) => subtract(-1, value) },
];

const TESTS: readonly { readonly name: string; readonly brief: string; readonly apply: (a: Sint) => boolean }[] = [
  { name: 'bool', brief: 'Whether the number is not 0.', apply: (value) => value !== 0 },
  { name: 'not', brief: 'Whether the number is 0.', apply: (value) => value === 0 },
  { name: 'odd', brief: 'Whether the number is odd.', apply: isOdd },
  { name: 'even', brief: 'Whether the number is even.', apply: (value) => !isOdd(value) },
];

const shared = { since: '1.6', support: 'full', in: 'sint' } as const;

export const entries: readonly Entry[] = [
  ...BINARY.map(({ name, brief, apply }) =>
    define.converter({
      ...shared,
      name,
      doc: `7.3.1#${name}`,
      brief,
      args: [sintOrVar('value')],
      out: 'sint',
      keepsBool: true,
      compile: ([operand]) => {
        const { constant } = operand;
        if (constant !== undefined) return (value) => apply(value, constant);
        const read = sintReader(operand);
        return (value, stream) => {
          const other = read(stream);
          return other === undefined ? undefined : apply(value, other);
        };
      },
    }),
  ),
  ...UNARY.map(({ name, brief, apply }) =>
    define.converter({
      ...shared,
      name,
      doc: `7.3.1#${name}`,
      brief,
      args: [],
      out: 'sint',
      keepsBool: true,
      compile: () => apply,
    }),
  ),
  ...TESTS.map(({ name, brief, apply }) =>
    define.converter({
      ...shared,
      name,
      doc: `7.3.1#${name}`,
      brief,
      args: [],
      out: 'bool',
      compile: () => apply,
    }),
  ),
];
