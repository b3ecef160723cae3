/** Fetches of constants (manual 7.3.2): `str`, `int`, `bool`, `ipv4`, `ipv6`, `bin`, `meth`. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { USE_POINTS } from '../../model/ruleset.js';
import { parseSint } from '../../model/sint.js';
import type { Sint } from '../../model/value.js';
import { Binary, Method } from '../../model/value.js';

/** A 64-bit integer; numbers beyond stay at the end of the range. */
const integer = kindOf<Sint>('integer', 'integer', 'an integer', parseSint);

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const boolean = kindOf('bool', 'string', "'true', 'false', '0' or '1'", (text) => BOOLEANS.get(text.toLowerCase()));

const hexDigits = kindOf('hex', 'string', 'an even number of hexadecimal digits', (text) =>
  /^(?:[0-9A-Fa-f]{2})+$/.test(text) ? new Binary(Buffer.from(text, 'hex').toString('latin1')) : undefined,
);

const shared = { since: '1.5', support: 'full', use: USE_POINTS, constant: true } as const;

export const entries: readonly Entry[] = [
  define.fetch({
    ...shared,
    name: 'str',
    doc: '7.3.2#str',
    brief: 'A constant string.',
    args: [arg.str('string')],
    out: 'str',
    compile:
      ([text]) =>
      () =>
        text,
  }),
  define.fetch({
    ...shared,
    name: 'int',
    doc: '7.3.2#int',
    brief: 'A constant integer.',
    args: [integer],
    out: 'sint',
    compile:
      ([value]) =>
      () =>
        value,
  }),
  define.fetch({
    ...shared,
    name: 'bool',
    doc: '7.3.2#bool',
    brief: 'A constant boolean.',
    args: [boolean],
    out: 'bool',
    compile:
      ([value]) =>
      () =>
        value,
  }),
  define.fetch({
    ...shared,
    name: 'ipv4',
    doc: '7.3.2#ipv4',
    brief: 'A constant IPv4 address.',
    args: [arg.ipv4('ipv4')],
    out: 'ipv4',
    compile:
      ([value]) =>
      () =>
        value,
  }),
  define.fetch({
    ...shared,
    name: 'ipv6',
    doc: '7.3.2#ipv6',
    brief: 'A constant IPv6 address.',
    args: [arg.ipv6('ipv6')],
    out: 'ipv6',
    compile:
      ([value]) =>
      () =>
        value,
  }),
  define.fetch({
    ...shared,
    name: 'bin',
    doc: '7.3.2#bin',
    brief: 'A constant block of bytes, written as hexadecimal digits.',
    args: [hexDigits],
    out: 'bin',
    compile:
      ([value]) =>
      () =>
        value,
  }),
  define.fetch({
    ...shared,
    name: 'meth',
    doc: '7.3.2#meth',
    brief: 'A constant HTTP method.',
    args: [arg.str('method')],
    out: 'meth',
    compile: ([name]) => {
      const value = new Method(name);
      return () => value;
    },
  }),
];
