/**
 * Reads the header that stands in front of a connection (proxy-protocol.txt 2.1, 2.2). Pure: the caller keeps the bytes
 * until the answer is no longer "more", and takes `size` bytes off before the payload begins.
 */
import { readIpv4, readIpv6 } from './address.js';
import { crc32c } from './crc32c.js';
import type { ProxyFamily, ProxyFault, ProxyHeader, ProxyParse, ProxyTlv } from './header.js';
import { TLV } from './header.js';
import { parseVersion1 } from './parse-v1.js';

/** First 12 bytes of version 2. */
export const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

const PREFIX_SIZE = 16;
const MORE: ProxyParse = { kind: 'more' };

/** Reads a header from the first bytes of a connection; `end` is how many of them are there. */
export function parseProxyHeader(bytes: Buffer, end = bytes.length): ProxyParse {
  if (end === 0) return MORE;
  if (bytes[0] === 0x50) return parseVersion1(bytes, end);
  const known = Math.min(end, SIGNATURE.length);
  if (SIGNATURE.compare(bytes, 0, known, 0, known) !== 0) return fault('not-proxy');
  if (end > SIGNATURE.length && (bytes[12] ?? 0) >> 4 !== 2) return fault('bad-version');
  if (end < PREFIX_SIZE) return MORE;
  const size = PREFIX_SIZE + bytes.readUInt16BE(14);
  return end < size ? MORE : parseVersion2(bytes, size);
}

const FAMILIES: readonly (ProxyFamily | undefined)[] = ['none', 'ipv4', 'ipv6', 'unix'];
const TRANSPORTS = ['unspec', 'stream', 'dgram'] as const;
const ADDRESS_SIZE: Readonly<Record<ProxyFamily, number>> = { none: 0, ipv4: 12, ipv6: 36, unix: 216 };

function parseVersion2(bytes: Buffer, size: number): ProxyParse {
  const command = (bytes[12] ?? 0) & 15;
  if (command > 1) return fault('bad-protocol');
  const family = FAMILIES[(bytes[13] ?? 0) >> 4];
  const transport = TRANSPORTS[(bytes[13] ?? 0) & 15];
  const known = family !== undefined && transport !== undefined;
  // Datagrams have no connection that could begin with a header.
  if (command === 1 && (!known || (transport === 'dgram' && family !== 'none'))) return fault('bad-address');
  // LOCAL: whatever follows is to be discarded, addresses as well as TLVs (2.2).
  const shown = command === 1 && known && transport !== 'unspec' ? family : 'none';
  if (PREFIX_SIZE + ADDRESS_SIZE[shown] > size) return fault('bad-address');
  const tlvs = command === 1 ? parseTlvs(bytes, PREFIX_SIZE + ADDRESS_SIZE[family ?? 'none'], size) : [];
  if (tlvs === undefined) return fault('bad-tlv');
  if (!checksumHolds(bytes, size, tlvs)) return fault('bad-checksum');
  const header: ProxyHeader = {
    version: 2,
    command: command === 1 ? 'proxy' : 'local',
    family: shown,
    transport: transport ?? 'unspec',
    ...readAddresses(bytes, shown),
    tlvs,
  };
  return { kind: 'header', header, size };
}

type Addresses = Pick<ProxyHeader, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>;

function readAddresses(bytes: Buffer, family: ProxyFamily): Addresses {
  const at = PREFIX_SIZE;
  switch (family) {
    case 'none':
      return { source: '', destination: '', sourcePort: 0, destinationPort: 0 };
    case 'ipv4':
      return {
        source: readIpv4(bytes, at),
        destination: readIpv4(bytes, at + 4),
        sourcePort: bytes.readUInt16BE(at + 8),
        destinationPort: bytes.readUInt16BE(at + 10),
      };
    case 'ipv6':
      return {
        source: readIpv6(bytes, at),
        destination: readIpv6(bytes, at + 16),
        sourcePort: bytes.readUInt16BE(at + 32),
        destinationPort: bytes.readUInt16BE(at + 34),
      };
    case 'unix':
      return { source: readPath(bytes, at), destination: readPath(bytes, at + 108), sourcePort: 0, destinationPort: 0 };
  }
}

function readPath(bytes: Buffer, at: number): string {
  const field = bytes.toString('latin1', at, at + 108);
  const end = field.indexOf('\0', 1);
  return (end < 0 ? field : field.slice(0, end)).replace(/^\0$/, '');
}

/** The TLVs between two offsets; undefined if they do not fit. */
function parseTlvs(bytes: Buffer, start: number, end: number): ProxyTlv[] | undefined {
  const tlvs: ProxyTlv[] = [];
  let at = start;
  while (at < end) {
    if (at + 3 > end) return undefined;
    const next = at + 3 + bytes.readUInt16BE(at + 1);
    if (next > end) return undefined;
    tlvs.push({ type: bytes[at] ?? 0, value: bytes.toString('latin1', at + 3, next) });
    at = next;
  }
  return tlvs;
}

/** A checksum that is present must hold (2.2.3); the field itself counts as zeroes. */
function checksumHolds(bytes: Buffer, size: number, tlvs: readonly ProxyTlv[]): boolean {
  let at = size - tlvs.reduce((sum, tlv) => sum + 3 + tlv.value.length, 0);
  for (const tlv of tlvs) {
    if (tlv.type === TLV.crc32c) {
      if (tlv.value.length !== 4) return false;
      return crc32c(bytes, 0, size, at + 3) === bytes.readUInt32BE(at + 3);
    }
    at += 3 + tlv.value.length;
  }
  return true;
}

function fault(name: ProxyFault): ProxyParse {
  return { kind: 'fault', fault: name };
}
