/**
 * Sample values (manual 7.1). The JavaScript type of a value is its sample type, so that a fetch of a number or of a
 * string allocates nothing: boolean = bool, number or bigint = sint, string = str; the rest are the classes below.
 * "Not found" is `undefined`, distinct from the empty string. Strings are latin1 carriers: one character per byte.
 */

/** Names of sample types as the manual and `-dKsmp` print them. */
export type SampleType = 'any' | 'same' | 'bool' | 'sint' | 'addr' | 'ipv4' | 'ipv6' | 'str' | 'bin' | 'meth';

/** A block of bytes that is not text. */
export class Binary {
  readonly bytes: string;
  constructor(bytes: string) {
    this.bytes = bytes;
  }
}

/** An IPv4 address as an unsigned 32-bit number. */
export class Ipv4 {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** An IPv6 address as four unsigned 32-bit numbers, most significant first. */
export class Ipv6 {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  constructor(a: number, b: number, c: number, d: number) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }
}

/** An HTTP method. */
export class Method {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What arithmetic makes of a boolean: still of type bool, but with a number other than 0 and 1. */
export class NumericBool {
  readonly value: number | bigint;
  constructor(value: number | bigint) {
    this.value = value;
  }
}

/** 64-bit signed; a bigint only where a number would lose precision (|n| > 2^53 - 1). */
export type Sint = number | bigint;

export type Value = boolean | Sint | string | Binary | Ipv4 | Ipv6 | Method | NumericBool;

/** The sample type of a value. */
export function typeOf(value: Value): 'bool' | 'sint' | 'str' | 'bin' | 'ipv4' | 'ipv6' | 'meth' {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'sint';
    case 'string':
      return 'str';
    default:
      if (value instanceof Binary) return 'bin';
      if (value instanceof Ipv4) return 'ipv4';
      if (value instanceof Ipv6) return 'ipv6';
      return value instanceof Method ? 'meth' : 'bool';
  }
}
