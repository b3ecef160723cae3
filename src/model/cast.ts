/**
 * Casts of values from one sample type to another (manual 7.1, 7.3.1). They look at the value that came, so that they
 * also serve variables, whose type is only known at run time. Undefined = this value has no counterpart in that type.
 */
import { ipBytes, ipv4ToIpv6, ipv6ToIpv4, leadingIpv4, parseIpv6, renderIpv4, renderIpv6 } from './ip.js';
import { leadingInteger, sintBytes } from './sint.js';
import type { Sint, Value } from './value.js';
import { Binary, Ipv4, Ipv6, Method, NumericBool } from './value.js';

/** Text of a value. Bytes that are not text end at the first NUL. */
export function castToString(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? '1' : '0';
    case 'number':
    case 'bigint':
      return String(value);
    default:
      return objectToString(value);
  }
}

function objectToString(value: Binary | Ipv4 | Ipv6 | Method | NumericBool): string {
  if (value instanceof Binary) {
    const nul = value.bytes.indexOf('\0');
    return nul < 0 ? value.bytes : value.bytes.slice(0, nul);
  }
  if (value instanceof Ipv4) return renderIpv4(value.value);
  if (value instanceof Ipv6) return renderIpv6(value);
  return value instanceof Method ? value.name : String(value.value);
}

/** Bytes of a value as a latin1 carrier: numbers as eight bytes, addresses in network order. */
export function castToBytes(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? '\0\0\0\0\0\0\0\x01' : '\0\0\0\0\0\0\0\0';
    case 'number':
    case 'bigint':
      return sintBytes(value);
    default:
      if (value instanceof Binary) return value.bytes;
      if (value instanceof Method) return value.name;
      if (value instanceof NumericBool) return sintBytes(Number(value.value) === 0 ? 0 : 1);
      return ipBytes(value);
  }
}

/** The number of a value; an empty string, bytes, methods and IPv6 addresses have none. */
export function castToSint(value: Value): Sint | undefined {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return value;
    case 'string':
      return value === '' ? undefined : leadingInteger(value);
    case 'boolean':
      return value ? 1 : 0;
    default:
      if (value instanceof Ipv4) return value.value;
      return value instanceof NumericBool ? value.value : undefined;
  }
}

/** Whether the number of a value is other than 0. */
export function castToBool(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value instanceof Ipv4) return undefined;
  const number = castToSint(value);
  return number === undefined ? undefined : Number(number) !== 0;
}

/** An address of the family it has. */
export function castToAddress(value: Value): Ipv4 | Ipv6 | undefined {
  if (value instanceof Ipv4 || value instanceof Ipv6) return value;
  if (typeof value === 'string') return leadingIpv4(value) ?? parseIpv6(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberToIpv4(value);
  return undefined;
}

/** The lower 32 bits of a number as an address. */
export function numberToIpv4(value: Sint): Ipv4 {
  return new Ipv4(typeof value === 'number' ? value >>> 0 : Number(BigInt.asUintN(32, value)));
}

/** An IPv4 address; IPv6 addresses only if they hold one. */
export function castToIpv4(value: Value): Ipv4 | undefined {
  if (typeof value === 'string') return leadingIpv4(value);
  const ip = castToAddress(value);
  return ip instanceof Ipv6 ? ipv6ToIpv4(ip) : ip;
}

/** An IPv6 address; IPv4 addresses become mapped ones. */
export function castToIpv6(value: Value): Ipv6 | undefined {
  if (typeof value === 'string') return parseIpv6(value);
  const ip = castToAddress(value);
  return ip instanceof Ipv4 ? ipv4ToIpv6(ip) : ip;
}

/** A method; only text can be one. */
export function castToMethod(value: Value): Method | undefined {
  if (value instanceof Method) return value;
  return typeof value === 'string' ? new Method(value) : undefined;
}
