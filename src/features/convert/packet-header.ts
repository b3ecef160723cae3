/** Headers of Ethernet frames, IP packets and TCP segments (manual 7.3.1 `eth.*`, `ip.*`, `tcp.*`; RFC 791, 8200, 9293). */
import { wordBytes } from '../../model/ip.js';
import { Ipv4, Ipv6 } from '../../model/value.js';
import { u8, u16, u32 } from './byte-view.js';

const ETHERNET_SIZE = 14;
const VLAN_TAG = 0x8100;
const VLAN_SIZE = 4;

export interface EthernetHeader {
  /** With the VLAN tags. */
  readonly size: number;
  readonly protocol: number;
  /** Of the last tag. */
  readonly vlan: number | undefined;
}

export function parseEthernet(frame: string): EthernetHeader | undefined {
  let size = ETHERNET_SIZE;
  let vlan: number | undefined;
  for (; frame.length >= size; size += VLAN_SIZE) {
    const protocol = u16(frame, size - 2);
    if (protocol !== VLAN_TAG) return { size, protocol, vlan };
    if (frame.length < size + VLAN_SIZE) return undefined;
    vlan = u16(frame, size) & 0xfff;
  }
  return undefined;
}

export interface IpHeader {
  readonly version: 4 | 6;
  /** With options or extension headers. */
  readonly size: number;
  readonly hasOptions: boolean;
  readonly trafficClass: number;
  readonly dontFragment: boolean;
  readonly ttl: number;
  readonly protocol: number;
  readonly source: Ipv4 | Ipv6;
  readonly destination: Ipv4 | Ipv6;
}

const IPV4_SIZE = 20;
const IPV6_SIZE = 40;
/** Extension headers that name the next one (RFC 8200 4.1); 51 counts its length in another unit. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 44, 51, 60, 135, 139, 140]);

function ipv6At(packet: string, at: number): Ipv6 {
  return new Ipv6(u32(packet, at), u32(packet, at + 4), u32(packet, at + 8), u32(packet, at + 12));
}

function parseIpv4Header(packet: string): IpHeader | undefined {
  const size = (u8(packet, 0) & 15) * 4;
  if (packet.length < IPV4_SIZE || size < IPV4_SIZE || packet.length < size) return undefined;
  return {
    version: 4,
    size,
    hasOptions: size > IPV4_SIZE,
    trafficClass: u8(packet, 1),
    dontFragment: (u8(packet, 6) & 0x40) !== 0,
    ttl: u8(packet, 8),
    protocol: u8(packet, 9),
    source: new Ipv4(u32(packet, 12)),
    destination: new Ipv4(u32(packet, 16)),
  };
}

function extensionSize(packet: string, kind: number, at: number): number {
  if (kind === 44) return 8;
  const units = u8(packet, at + 1);
  return kind === 51 ? (units + 2) * 4 : (units + 1) * 8;
}

function parseIpv6Header(packet: string): IpHeader | undefined {
  if (packet.length < IPV6_SIZE) return undefined;
  let size = IPV6_SIZE;
  let protocol = u8(packet, 6);
  while (EXTENSIONS.has(protocol)) {
    if (packet.length < size + 2) return undefined;
    const next = u8(packet, size);
    size += extensionSize(packet, protocol, size);
    protocol = next;
  }
  if (packet.length < size) return undefined;
  return {
    version: 6,
    size,
    hasOptions: size > IPV6_SIZE,
    trafficClass: (u16(packet, 0) >> 4) & 255,
    dontFragment: true,
    ttl: u8(packet, 7),
    protocol,
    source: ipv6At(packet, 8),
    destination: ipv6At(packet, 24),
  };
}

/** Version of a packet: its first four bits. */
export function ipVersion(packet: string): 4 | 6 | undefined {
  const version = packet === '' ? 0 : u8(packet, 0) >> 4;
  return version === 4 || version === 6 ? version : undefined;
}

export function parseIp(packet: string): IpHeader | undefined {
  const version = ipVersion(packet);
  if (version === undefined) return undefined;
  return version === 4 ? parseIpv4Header(packet) : parseIpv6Header(packet);
}

export interface TcpHeader {
  readonly source: number;
  readonly destination: number;
  readonly sequence: number;
  readonly size: number;
  readonly flags: number;
  readonly window: number;
  /** Kinds of options in their order, one byte each; without the end of the list. */
  readonly optionKinds: string;
  /** 0 where the option is absent. */
  readonly mss: number;
  readonly windowScale: number;
  readonly timestamp: number;
}

const TCP_SIZE = 20;
const OPTION = { end: 0, nothing: 1, mss: 2, windowScale: 3, sack: 4, timestamp: 8 } as const;

/** Whether an option of this kind is there. */
export function hasOption(header: TcpHeader, kind: keyof typeof OPTION): boolean {
  return header.optionKinds.includes(String.fromCharCode(OPTION[kind]));
}

export function parseTcp(segment: string): TcpHeader | undefined {
  const size = segment.length < TCP_SIZE ? 0 : (u8(segment, 12) >> 4) * 4;
  if (size < TCP_SIZE || segment.length < size) return undefined;
  let optionKinds = '';
  let mss = 0;
  let windowScale = 0;
  let timestamp = 0;
  for (let at = TCP_SIZE; at < size; ) {
    const kind = u8(segment, at);
    if (kind === OPTION.end) break;
    const length = kind === OPTION.nothing ? 1 : at + 1 < size ? u8(segment, at + 1) : 0;
    if (length < 1 || at + length > size) break;
    optionKinds += String.fromCharCode(kind);
    if (kind === OPTION.mss && length === 4) mss = u16(segment, at + 2);
    else if (kind === OPTION.windowScale && length === 3) windowScale = u8(segment, at + 2);
    else if (kind === OPTION.timestamp && length === 10) timestamp = u32(segment, at + 2);
    at += length;
  }
  return {
    source: u16(segment, 0),
    destination: u16(segment, 2),
    sequence: u32(segment, 4),
    size,
    flags: u8(segment, 13),
    window: u16(segment, 14),
    optionKinds,
    mss,
    windowScale,
    timestamp,
  };
}

/** 0 to 3 for what a TTL probably started from: 32, 64, 128, 255. */
function ttlClass(ttl: number): number {
  return ttl <= 32 ? 0 : ttl <= 64 ? 1 : ttl <= 128 ? 2 : 3;
}

/** One bit per kind of option: 2 to 8 in bits 0 to 6, all above in bit 7. */
function optionBits(kinds: string): number {
  let bits = 0;
  for (let at = 0; at < kinds.length; at++) {
    const kind = u8(kinds, at);
    if (kind >= 9) bits |= 0x80;
    else if (kind >= 2) bits |= 1 << (kind - 2);
  }
  return bits;
}

/** What distinguishes senders (manual 7.3.1 `ip.fp`): 8 bytes, and what `mode` adds; undefined if it is not TCP. */
export function fingerprint(packet: string, mode: number): string | undefined {
  const ip = parseIp(packet);
  if (ip === undefined || ip.protocol !== 6) return undefined;
  const segment = packet.slice(ip.size);
  const tcp = parseTcp(segment);
  if (tcp === undefined) return undefined;
  const traits =
    (ip.version === 6 ? 0x80 : 0) |
    (ip.dontFragment ? 0x40 : 0) |
    (ttlClass(ip.ttl) << 4) |
    (ip.hasOptions ? 8 : 0) |
    (segment.length > tcp.size ? 4 : 0) |
    (tcp.flags >> 6);
  const scale = hasOption(tcp, 'windowScale') ? (tcp.windowScale + 1) & 15 : 0;
  const sizes = (tcp.size << 2) | scale;
  const words = String.fromCharCode(tcp.window >> 8, tcp.window & 255, tcp.mss >> 8, tcp.mss & 255);
  let out = String.fromCharCode(ip.trafficClass, traits, sizes) + words;
  out += String.fromCharCode(optionBits(tcp.optionKinds));
  if ((mode & 1) !== 0) out += String.fromCharCode(ip.ttl);
  if ((mode & 2) !== 0) out += tcp.optionKinds;
  if ((mode & 4) !== 0) out += addressBytes(ip.source);
  return out;
}

function addressBytes(ip: Ipv4 | Ipv6): string {
  if (ip instanceof Ipv4) return wordBytes(ip.value);
  return wordBytes(ip.a) + wordBytes(ip.b) + wordBytes(ip.c) + wordBytes(ip.d);
}
