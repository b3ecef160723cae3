/**
 * The client address header of NetScaler appliances (configuration.txt 5.1 `accept-netscaler-cip`): a magic number and
 * lengths, then the IP and TCP headers of the client's packet as they were.
 *
 *     legacy:    magic (4), size of the headers (4), headers
 *     standard:  magic (4), size of the whole (4), type (2), size of the headers (2), headers
 */
import { readIpv4, readIpv6 } from './address.js';
import type { ProxyParse } from './header.js';

const LEGACY_PREFIX = 8;
const STANDARD_PREFIX = 12;
const TCP = 6;
const MORE: ProxyParse = { kind: 'more' };

/** Reads the header from the first bytes of a connection. */
export function parseNetscaler(bytes: Buffer, magic: number): ProxyParse {
  const known = Math.min(bytes.length, 4);
  // Its first bytes tell already.
  if (known > 0 && bytes.readUIntBE(0, known) !== magic >>> (8 * (4 - known))) {
    return { kind: 'fault', fault: 'not-proxy' };
  }
  if (known < 4) return MORE;
  if (bytes.length < STANDARD_PREFIX) return MORE;
  // The legacy form goes on with an IP version, the standard one with a type below 256.
  const isLegacy = (bytes[8]! & 0xd0) === 0x40;
  if (!isLegacy && bytes[8] !== 0) return { kind: 'fault', fault: 'bad-version' };
  const start = isLegacy ? LEGACY_PREFIX : STANDARD_PREFIX;
  const size = isLegacy ? bytes.readUInt32BE(4) : bytes.readUInt16BE(10);
  return bytes.length < start + size ? MORE : readPacket(bytes.subarray(start, start + size), start + size);
}

function readPacket(packet: Buffer, size: number): ProxyParse {
  const version = (packet[0] ?? 0) >> 4;
  const addresses = version === 4 ? readVersion4(packet) : version === 6 ? readVersion6(packet) : undefined;
  if (addresses === undefined) return { kind: 'fault', fault: 'bad-address' };
  const header = { version: 1, command: 'proxy', transport: 'stream', tlvs: [], ...addresses } as const;
  return { kind: 'header', header, size };
}

function readVersion4(packet: Buffer) {
  if (packet.length < 40 || packet[9] !== TCP) return undefined;
  return {
    family: 'ipv4' as const,
    source: readIpv4(packet, 12),
    destination: readIpv4(packet, 16),
    sourcePort: packet.readUInt16BE(20),
    destinationPort: packet.readUInt16BE(22),
  };
}

function readVersion6(packet: Buffer) {
  if (packet.length < 60 || packet[6] !== TCP) return undefined;
  return {
    family: 'ipv6' as const,
    source: readIpv6(packet, 8),
    destination: readIpv6(packet, 24),
    sourcePort: packet.readUInt16BE(40),
    destinationPort: packet.readUInt16BE(42),
  };
}
