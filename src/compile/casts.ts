/**
 * Which sample type can stand where another is expected (manual 7.1), and how its values are turned. What is impossible
 * is found when the configuration is checked; a value that has no counterpart gives "not found" at run time.
 */
import {
  castToAddress,
  castToBool,
  castToBytes,
  castToIpv4,
  castToIpv6,
  castToMethod,
  castToSint,
  castToString,
} from '../model/cast.js';
import type { SampleType, Value } from '../model/value.js';
import { Binary } from '../model/value.js';

/** Turns a value; undefined = it has no counterpart. */
export type Cast = (value: Value) => Value | undefined;

const TARGETS: Readonly<Record<SampleType, readonly SampleType[]>> = {
  any: ['bool', 'sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin', 'meth'],
  same: ['bool', 'sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin', 'meth'],
  bool: ['bool', 'sint', 'str', 'bin'],
  sint: ['bool', 'sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin'],
  addr: ['addr', 'ipv4', 'ipv6', 'str', 'bin'],
  ipv4: ['sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin'],
  ipv6: ['addr', 'ipv4', 'ipv6', 'str', 'bin'],
  str: ['bool', 'sint', 'addr', 'ipv4', 'ipv6', 'str', 'bin', 'meth'],
  bin: ['str', 'bin', 'meth'],
  meth: ['str', 'bin', 'meth'],
};

const CASTS: Readonly<Record<Exclude<SampleType, 'any' | 'same'>, Cast>> = {
  bool: castToBool,
  sint: castToSint,
  addr: castToAddress,
  ipv4: castToIpv4,
  ipv6: castToIpv6,
  str: castToString,
  bin: (value) => (value instanceof Binary ? value : new Binary(castToBytes(value))),
  meth: castToMethod,
};

/** Whether values of one type may stand where another is expected. */
export function canCast(from: SampleType, to: SampleType): boolean {
  return to === 'any' || to === 'same' || from === to || TARGETS[from].includes(to);
}

/** How values of `from` become values of `to`; undefined if they are fit as they are. Ask {@link canCast} first. */
export function castBetween(from: SampleType, to: SampleType): Cast | undefined {
  if (to === 'any' || to === 'same' || from === to) return undefined;
  if (to === 'addr' && (from === 'ipv4' || from === 'ipv6')) return undefined;
  return CASTS[to];
}
