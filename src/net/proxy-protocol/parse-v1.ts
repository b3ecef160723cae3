/** The line of version 1 (proxy-protocol.txt 2.1). */
import net from 'node:net';
import type { ProxyHeader, ProxyParse } from './header.js';

/** Longest line including CRLF. */
const LINE_MAX = 107;
const START = 'PROXY ';
const MORE: ProxyParse = { kind: 'more' };
const BAD: ProxyParse = { kind: 'fault', fault: 'bad-line' };
/** What follows `PROXY `. */
const PROTOCOLS: readonly string[] = ['TCP4 ', 'TCP6 ', 'UNKNOWN'];
const PORT = /^(?:0|[1-9]\d{0,4})$/;

/** Reads a line that begins with `P`. */
export function parseVersion1(bytes: Buffer, end: number): ProxyParse {
  const text = bytes.toString('latin1', 0, Math.min(end, LINE_MAX));
  if (!START.startsWith(text.slice(0, START.length))) return { kind: 'fault', fault: 'not-proxy' };
  const word = text.slice(START.length);
  if (!PROTOCOLS.some((known) => known.startsWith(word.slice(0, known.length)))) {
    return { kind: 'fault', fault: 'bad-protocol' };
  }
  const feed = text.indexOf('\n');
  if (feed < 0) return end >= LINE_MAX ? BAD : MORE;
  if (text[feed - 1] !== '\r') return BAD;
  const header = parseLine(text.slice(START.length, feed - 1));
  return header ? { kind: 'header', header, size: feed + 1 } : BAD;
}

function parseLine(rest: string): ProxyHeader | undefined {
  if (rest === 'UNKNOWN' || rest.startsWith('UNKNOWN ')) return unknown();
  const parts = rest.split(' ');
  const [protocol, source = '', destination = '', sourcePort = '', destinationPort = ''] = parts;
  if (parts.length !== 5 || !isPort(sourcePort) || !isPort(destinationPort)) return undefined;
  const four = protocol === 'TCP4' && net.isIPv4(source) && net.isIPv4(destination);
  const six = protocol === 'TCP6' && isPlainIpv6(source) && isPlainIpv6(destination);
  if (!four && !six) return undefined;
  return {
    version: 1,
    command: 'proxy',
    family: four ? 'ipv4' : 'ipv6',
    transport: 'stream',
    source,
    destination,
    sourcePort: Number(sourcePort),
    destinationPort: Number(destinationPort),
    tlvs: [],
  };
}

function unknown(): ProxyHeader {
  return {
    version: 1,
    command: 'proxy',
    family: 'none',
    transport: 'unspec',
    source: '',
    destination: '',
    sourcePort: 0,
    destinationPort: 0,
    tlvs: [],
  };
}

function isPort(text: string): boolean {
  return PORT.test(text) && Number(text) <= 65535;
}

function isPlainIpv6(text: string): boolean {
  return net.isIPv6(text) && !text.includes('%');
}
