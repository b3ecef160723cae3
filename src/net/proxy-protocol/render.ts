/** Writes the header that `send-proxy`, `send-proxy-v2` and their relatives put in front of a connection. */
import { readIpv6, writeIpv4, writeIpv6 } from './address.js';
import { crc32c } from './crc32c.js';
import type { ProxyHeader, ProxyTlv } from './header.js';
import { SSL_CLIENT, TLV } from './header.js';
import { SIGNATURE } from './parse.js';

/** What version 1 needs of a header. */
export type ProxyAddresses = Pick<ProxyHeader, 'family' | 'source' | 'destination' | 'sourcePort' | 'destinationPort'>;

/** Renders the line of version 1; families that it cannot name become `UNKNOWN`. An IPv4 address among IPv6 is mapped. */
export function renderVersion1(addresses: ProxyAddresses): string {
  const { family, source, destination, sourcePort, destinationPort } = addresses;
  switch (family) {
    case 'ipv4':
      return `PROXY TCP4 ${source} ${destination} ${sourcePort} ${destinationPort}\r\n`;
    case 'ipv6':
      return `PROXY TCP6 ${mapped(source)} ${mapped(destination)} ${sourcePort} ${destinationPort}\r\n`;
    case 'none':
    case 'unix':
      return 'PROXY UNKNOWN\r\n';
  }
}

const FAMILY_NIBBLE = { none: 0x00, ipv4: 0x10, ipv6: 0x20, unix: 0x30 } as const;
const TRANSPORT_NIBBLE = { unspec: 0, stream: 1, dgram: 2 } as const;
const ADDRESS_SIZE = { none: 0, ipv4: 12, ipv6: 36, unix: 216 } as const;

export interface RenderOptions {
  /** Adds a CRC32c TLV over everything (`proxy-v2-options crc32c`). */
  readonly checksum?: boolean;
}

/** Renders version 2. LOCAL carries neither addresses nor TLVs. The caller keeps the TLVs below 64 KB. */
export function renderVersion2(header: Omit<ProxyHeader, 'version'>, options: RenderOptions = {}): Buffer {
  const local = header.command === 'local';
  const family = local ? 'none' : header.family;
  const tlvs = local ? [] : [...header.tlvs];
  if (options.checksum && !local) tlvs.unshift({ type: TLV.crc32c, value: '\0\0\0\0' });
  const tail = renderTlvs(tlvs);
  const bytes = Buffer.alloc(16 + ADDRESS_SIZE[family] + tail.length);
  SIGNATURE.copy(bytes);
  bytes[12] = local ? 0x20 : 0x21;
  bytes[13] = family === 'none' ? 0 : FAMILY_NIBBLE[family] | TRANSPORT_NIBBLE[header.transport];
  bytes.writeUInt16BE(bytes.length - 16, 14);
  writeAddresses(bytes, { ...header, family });
  bytes.write(tail, 16 + ADDRESS_SIZE[family], 'latin1');
  if (options.checksum && !local) bytes.writeUInt32BE(crc32c(bytes), 16 + ADDRESS_SIZE[family] + 3);
  return bytes;
}

/** What {@link renderSslTlv} says about the TLS connection of the client. */
export interface SslTlvSource {
  /** False: the connection is not encrypted, and no bit is set. */
  readonly encrypted: boolean;
  readonly certificateOnConnection: boolean;
  readonly certificateInSession: boolean;
  /** The client presented a certificate that holds. */
  readonly verified: boolean;
  /** Sub-TLVs such as version, cipher and common name, in order. */
  readonly tlvs: readonly ProxyTlv[];
}

/** Renders the ssl TLV (2.2.6) with its bits and sub-TLVs. */
export function renderSslTlv(source: SslTlvSource): ProxyTlv {
  const client =
    (source.encrypted ? SSL_CLIENT.ssl : 0) |
    (source.certificateOnConnection ? SSL_CLIENT.certificateOnConnection : 0) |
    (source.certificateInSession ? SSL_CLIENT.certificateInSession : 0);
  const verify = source.verified ? '\0\0\0\0' : '\0\0\0\u0001';
  return { type: TLV.ssl, value: `${String.fromCharCode(client)}${verify}${renderTlvs(source.tlvs)}` };
}

function renderTlvs(tlvs: readonly ProxyTlv[]): string {
  return tlvs
    .map(({ type, value }) => `${String.fromCharCode(type, value.length >> 8, value.length & 255)}${value}`)
    .join('');
}

function writeAddresses(bytes: Buffer, header: ProxyAddresses): void {
  const { family, source, destination, sourcePort, destinationPort } = header;
  switch (family) {
    case 'none':
      return;
    case 'ipv4':
      writeIpv4(bytes, 16, source);
      writeIpv4(bytes, 20, destination);
      bytes.writeUInt16BE(sourcePort, 24);
      bytes.writeUInt16BE(destinationPort, 26);
      return;
    case 'ipv6':
      writeIpv6(bytes, 16, source);
      writeIpv6(bytes, 32, destination);
      bytes.writeUInt16BE(sourcePort, 48);
      bytes.writeUInt16BE(destinationPort, 50);
      return;
    case 'unix':
      bytes.write(source.slice(0, 108), 16, 'latin1');
      bytes.write(destination.slice(0, 108), 124, 'latin1');
      return;
  }
}

function mapped(address: string): string {
  const bytes = Buffer.alloc(16);
  writeIpv6(bytes, 0, address);
  return readIpv6(bytes, 0);
}
