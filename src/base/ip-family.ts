/** Which family an address in text form belongs to, without node:net for the addresses that nearly all files have. */
import net from 'node:net';

/** Four numbers below 256 without leading zeros, found without a regular expression. */
function isPlainIpv4(host: string): boolean {
  if (host.length < 7 || host.length > 15) return false;
  let parts = 1;
  let number = -1;
  for (let index = 0; index < host.length; index++) {
    const digit = host.charCodeAt(index) - 48;
    if (digit >= 0 && digit <= 9) {
      if (number === 0) return false;
      number = number < 0 ? digit : number * 10 + digit;
      if (number > 255) return false;
    } else if (digit === -2 && number >= 0) {
      parts++;
      number = -1;
    } else return false;
  }
  return parts === 4 && number >= 0;
}

/** As `net.isIP`: 4, 6, or 0 for what is no address. */
export function ipFamily(host: string): number {
  return isPlainIpv4(host) ? 4 : host.includes(':') ? net.isIP(host) : 0;
}
