/** Values that came with a PROXY protocol header of version 2 (proxy-protocol.txt 2.2). */
import type { Session } from '../../../model/stream.js';

/** Types by the names that `fc_pp_tlv` takes. */
export const TLV_NAMES: ReadonlyMap<string, number> = new Map([
  ['ALPN', 0x01],
  ['AUTHORITY', 0x02],
  ['CRC32', 0x03],
  ['NOOP', 0x04],
  ['UNIQUE_ID', 0x05],
  ['SSL', 0x20],
  ['SSL_VERSION', 0x21],
  ['SSL_CN', 0x22],
  ['SSL_CIPHER', 0x23],
  ['SSL_SIG_ALG', 0x24],
  ['SSL_KEY_ALG', 0x25],
  ['NETNS', 0x30],
]);

const LONGEST = 1024;
const SSL = 0x20;
/** Client byte and verify word of the ssl TLV, in front of its own TLVs. */
const SSL_HEAD = 5;

/** Value of the first TLV of a type; parts of the ssl TLV are looked for inside of it. */
export function tlvOf({ proxyTlvs }: Session, type: number): string | undefined {
  const direct = proxyTlvs?.find((tlv) => tlv.type === type)?.value;
  if (direct !== undefined) return direct.length <= LONGEST ? direct : undefined;
  if (type <= SSL || type > 0x2f) return undefined;
  const ssl = proxyTlvs?.find((tlv) => tlv.type === SSL)?.value;
  return ssl === undefined ? undefined : innerTlv(ssl, type);
}

function innerTlv(bytes: string, type: number): string | undefined {
  for (let at = SSL_HEAD; at + 3 <= bytes.length; ) {
    const size = bytes.charCodeAt(at + 1) * 256 + bytes.charCodeAt(at + 2);
    if (bytes.charCodeAt(at) === type) return bytes.slice(at + 3, at + 3 + size);
    at += 3 + size;
  }
  return undefined;
}
