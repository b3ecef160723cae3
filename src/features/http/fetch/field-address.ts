/** Addresses in header fields (manual 7.3.6 `req.hdr_ip`): IPv4 with an optional port, or IPv6 without brackets. */
import { parseIpv6 } from '../../../model/ip.js';
import { Ipv4, type Ipv6 } from '../../../model/value.js';

const DOT = 46;
const COLON = 58;

/** An IPv4 address, where zeros may lead its numbers, and then nothing or a port up to 65535. */
function parseIpv4AndPort(text: string): Ipv4 | undefined {
  let address = 0;
  let number = 0;
  let digits = 0;
  let part = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    const digit = char - 48;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      digits++;
      if (number > (part < 4 ? 255 : 65535)) return undefined;
    } else {
      if (digits === 0 || part === 4 || char !== (part === 3 ? COLON : DOT)) return undefined;
      address = address * 256 + number;
      part++;
      number = 0;
      digits = 0;
    }
  }
  if (digits === 0) return undefined;
  if (part === 3) return new Ipv4(address * 256 + number);
  return part === 4 ? new Ipv4(address) : undefined;
}

/** The address of a value; undefined if it is none. */
export function parseFieldAddress(text: string): Ipv4 | Ipv6 | undefined {
  return parseIpv4AndPort(text) ?? (text.includes(':') ? parseIpv6(text) : undefined);
}
