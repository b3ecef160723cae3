/** Ends of connections: text and port as the socket gives them, the number of the address only when somebody asks. */

import type { Endpoint } from '../model/stream.js';
import { Ipv4, Ipv6 } from '../model/value.js';

/** An IPv4 address in dotted form; undefined if it is none. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    const byte = Number(part);
    if (!/^\d{1,3}$/.test(part) || byte > 255) return undefined;
    value = value * 256 + byte;
  }
  return new Ipv4(value);
}

/** An IPv6 address as sockets write it. */
export function parseIpv6(text: string): Ipv6 | undefined {
  const [plain = ''] = text.split('%');
  const [left = '', right] = plain.split('::');
  const head = groupsOf(left);
  const tail = right === undefined ? [] : groupsOf(right);
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<number>(right === undefined ? 0 : missing).fill(0), ...tail];
  if (groups.some((group) => Number.isNaN(group) || group > 0xffff)) return undefined;
  const word = (at: number): number => groups[at]! * 0x10000 + groups[at + 1]!;
  return new Ipv6(word(0), word(2), word(4), word(6));
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [/^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : Number.NaN];
    const v4 = parseIpv4(group);
    return v4 === undefined ? [Number.NaN] : [Math.floor(v4.value / 0x10000), v4.value % 0x10000];
  });
}

const UNKNOWN = Symbol('unknown');

/** Numeric text and port. */
export class SocketEndpoint implements Endpoint {
  readonly text: string;
  readonly port: number;
  #address: Ipv4 | Ipv6 | undefined | typeof UNKNOWN;

  constructor(text: string, port: number) {
    this.text = text;
    this.port = port;
    this.#address = UNKNOWN;
  }

  get address(): Ipv4 | Ipv6 | undefined {
    if (this.#address === UNKNOWN) {
      this.#address = this.text.includes(':') ? parseIpv6(this.text) : parseIpv4(this.text);
    }
    return this.#address;
  }
}

/** An end of a socket. IPv4 peers of a v6 socket are shown as IPv4, as HAProxy does with `v4v6`. */
export function socketEndpoint(text: string | undefined, port: number | undefined): SocketEndpoint {
  if (text === undefined) return new SocketEndpoint('', port ?? 0);
  return new SocketEndpoint(text.startsWith('::ffff:') && text.includes('.') ? text.slice(7) : text, port ?? 0);
}

/** The end of a unix socket: logs show the number of its listener. */
export function unixEndpoint(listenerId: number): Endpoint {
  return Object.freeze({ address: undefined, text: `unix:${listenerId}`, port: 0 });
}
