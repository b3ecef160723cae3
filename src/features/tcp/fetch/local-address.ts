/** Whether an address belongs to this system (manual 7.3.3 `dst_is_local`). */
import os from 'node:os';
import { nowMs } from '../../../base/clock.js';
import { ipv6ToIpv4, renderIp } from '../../../model/ip.js';
import { Ipv4, type Ipv6 } from '../../../model/value.js';

/** Addresses of interfaces change rarely and are slow to ask for. */
const REFRESH_MS = 5000;

let known: ReadonlySet<string> = new Set();
let askedAtMs = Number.NEGATIVE_INFINITY;

function interfaceAddresses(): ReadonlySet<string> {
  const now = nowMs();
  if (now - askedAtMs < REFRESH_MS) return known;
  askedAtMs = now;
  known = new Set(
    Object.values(os.networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address.toLowerCase())),
  );
  return known;
}

/** All of 127/8 is local, and so are the addresses of the interfaces. */
export function isLocalAddress(ip: Ipv4 | Ipv6): boolean {
  const mapped = ip instanceof Ipv4 ? ip : ip.c === 0xffff ? (ipv6ToIpv4(ip) ?? ip) : ip;
  if (mapped instanceof Ipv4 && mapped.value >>> 24 === 127) return true;
  return interfaceAddresses().has(renderIp(mapped));
}
