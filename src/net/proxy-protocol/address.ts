/** Addresses of version 2, in bytes and as text. */
import { encodeIp } from '../../libc/socket-address.js';
import { renderIpv4, renderIpv6 } from '../../model/ip.js';
import { Ipv6 } from '../../model/value.js';

/** The text of 16 bytes. */
export function readIpv6(bytes: Buffer, at: number): string {
  const word = (index: number) => bytes.readUInt32BE(at + index * 4);
  return renderIpv6(new Ipv6(word(0), word(1), word(2), word(3)));
}

/** The text of 4 bytes. */
export function readIpv4(bytes: Buffer, at: number): string {
  return renderIpv4(bytes.readUInt32BE(at));
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
