/** Addresses in header fields (manual 7.3.6 `req.hdr_ip`): IPv4 with an optional port, IPv6 with or without brackets. */
import { parseIpv4, parseIpv6 } from '../../../model/ip.js';
import type { Ipv4, Ipv6 } from '../../../model/value.js';

/** The address of a value; undefined if it is none. Ports of IPv6 addresses are not taken. */
export function parseFieldAddress(text: string): Ipv4 | Ipv6 | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return parseIpv4(text);
  const bracketed = text.charCodeAt(0) === 91;
  if (!bracketed && text.indexOf(':', colon + 1) < 0) return parseIpv4(text.slice(0, colon));
  return parseIpv6(bracketed ? text.replace(/^\[(.*)\]$/s, '$1') : text);
}
