/** The IPv4 address and port of an absolute request target (manual 7.3.6 `url_ip`, `url_port`). Names are not resolved. */
import { leadingInteger } from '../../../model/sint.js';
import type { Ipv4 } from '../../../model/value.js';
import { parseFieldAddress } from './field-address.js';

const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([0-9.]+)(?::([^/?#]*))?(?:[/?#]|$)/i;

/** Address and port, as a number of 16 bits; undefined if the target is not absolute or has a name. */
export function parseTargetAddress(uri: string): { readonly address: Ipv4; readonly port: number } | undefined {
  if (uri.charCodeAt(0) === 47) return undefined;
  const found = ABSOLUTE.exec(uri);
  const address = found ? parseFieldAddress(found[2]!) : undefined;
  if (!found || !address) return undefined;
  const usual = found[1]!.toLowerCase() === 'https' ? 443 : 80;
  const port = found[3] === undefined ? usual : Number(leadingInteger(found[3])) & 0xffff;
  return { address: address as Ipv4, port };
}
