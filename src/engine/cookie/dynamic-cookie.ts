/**
 * `cookie ... dynamic` (manual 4.2): servers without a cookie of their own get one that is made of the key of the backend,
 * their address and their port, so that several proxies agree on it.
 */
import { xxh64 } from '../../base/xxhash64.js';
import { parseIp } from '../../model/ip.js';
import type { Server } from '../../model/server.js';
import { Ipv4 } from '../../model/value.js';
import { cookieIndex, type LiveProxy } from '../proxy/live-proxy.js';

/** Makes all cookies of a backend anew: at the start, and when its key or an address changed. */
export function refreshDynamicCookies(live: LiveProxy): void {
  const { dynamicCookieKey: key } = live;
  const isOn = live.dynamicCookies && key !== undefined;
  for (const server of live.proxy.servers) {
    if (server.config.cookie === undefined) server.cookie = isOn ? dynamicCookie(key, server) : undefined;
  }
  live.serversByCookie = cookieIndex(live.proxy.servers);
}

function dynamicCookie(key: string, { address, port }: Server): string | undefined {
  const number = parseIp(address);
  if (number === undefined) return undefined;
  const words = number instanceof Ipv4 ? [number.value] : [number.a, number.b, number.c, number.d];
  const bytes = Buffer.alloc(words.length * 4 + 4);
  for (const [at, word] of [...words, port].entries()) bytes.writeUInt32BE(word >>> 0, at * 4);
  return xxh64(key + bytes.toString('latin1'), 0n)
    .toString(16)
    .padStart(16, '0');
}
