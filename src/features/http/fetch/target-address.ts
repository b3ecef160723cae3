/** The IPv4 address and port of an absolute request target (manual 7.3.6 `url_ip`, `url_port`). Names are not resolved. */
import { parseIpv4 } from '../../../model/ip.js';
import type { Ipv4 } from '../../../model/value.js';

const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/(\d+\.\d+\.\d+\.\d+)(?::(\d+))?(?:[/?#]|$)/i;

/** Address and port; undefined if the target is not absolute or has a name. */
export function parseTargetAddress(uri: string): { readonly address: Ipv4; readonly port: number } | undefined {
  if (uri.charCodeAt(0) === 47) return undefined;
  const found = ABSOLUTE.exec(uri);
  const address = found ? parseIpv4(found[2]!) : undefined;
  if (!found || !address) return undefined;
  const usual = found[1]!.toLowerCase() === 'https' ? 443 : 80;
  return { address, port: found[3] === undefined ? usual : Number(found[3]) };
}
