/**
 * The order of the records of a name: not that of the answer, which name servers turn at will, but that of a hash of what they
 * hold. HAProxy keeps them so (observed with 2.6): the same records fill the same servers, in whatever order they came.
 */
import { xxh32 } from '../../base/xxhash32.js';
import { ipBytes, parseIp } from '../../model/ip.js';
import type { AddressRecord, ServiceRecord } from './resolution.js';

/** Numbers of the types of records (RFC 1035, 2782, 3596). */
const TYPE_NUMBERS = { A: 1, AAAA: 28, SRV: 33 } as const;

/** A name as it stands in messages, without its end. */
function labelsOf(name: string): string {
  const labels = name.replace(/\.$/, '').split('.');
  return labels.map((label) => String.fromCharCode(label.length) + label).join('');
}

/** Where a record stands among the others; records of one target and several ports stand as they came. */
export function recordPlace(record: AddressRecord | ServiceRecord): number {
  const seed = TYPE_NUMBERS[record.type];
  if (record.type === 'SRV') return xxh32(labelsOf(record.target), seed) >>> 0;
  const ip = parseIp(record.address);
  return ip === undefined ? 0 : xxh32(ipBytes(ip), seed) >>> 0;
}
