/** Addresses of version 2, in bytes and as text. */
import { encodeIp } from '../../libc/socket-address.js';

/** The canonical text of 16 bytes: lower case, the longest run of two or more zero groups as `::` (RFC 5952). */
export function renderIpv6(bytes: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(at + index * 2));
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `::ffff:${renderIpv4(bytes, at + 12)}`;
  const [from, length] = longestZeroRun(groups);
  const text = groups.map((group) => group.toString(16));
  if (length < 2) return text.join(':');
  return `${text.slice(0, from).join(':')}::${text.slice(from + length).join(':')}`;
}

/** The text of 4 bytes. */
export function renderIpv4(bytes: Buffer, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** Writes an IPv4 address; anything else leaves zeroes. */
export function writeIpv4(bytes: Buffer, at: number, address: string): void {
  const raw = encodeIp(address);
  if (raw?.length === 4) raw.copy(bytes, at);
}

/** Writes an IPv6 address (a scope is dropped); an IPv4 address in its mapped form. */
export function writeIpv6(bytes: Buffer, at: number, address: string): void {
  const raw = encodeIp(address.split('%', 1)[0] ?? '');
  if (raw === undefined) return;
  raw.copy(bytes, at + 16 - raw.length);
  if (raw.length === 4) bytes.writeUInt16BE(0xffff, at + 10);
}

function longestZeroRun(groups: readonly number[]): [from: number, length: number] {
  let best: [number, number] = [-1, 0];
  for (let from = 0; from < groups.length; from++) {
    let length = 0;
    while (from + length < groups.length && groups[from + length] === 0) length++;
    if (length > best[1]) best = [from, length];
  }
  return best;
}
