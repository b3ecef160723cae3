/** The PROXY header of a stream: the ends of the client's connection, in version 2 with TLVs (manual 5.2). */
import { X509Certificate } from 'node:crypto';
import type { Server } from '../../model/server.js';
import type { Endpoint } from '../../model/stream.js';
import type { CertificateInfo } from '../../model/tls.js';
import { type ProxyTlv, TLV } from '../../net/proxy-protocol/header.js';
import { type ProxyAddresses, renderSslTlv, renderVersion1, renderVersion2 } from '../../net/proxy-protocol/render.js';
import type { StreamState } from '../stream/stream-state.js';

/** Bytes to write in front of everything else. */
export function renderProxyHeader({ config, name }: Server, state: StreamState): string | Buffer {
  const source = state.source ?? state.session.source;
  const destination = state.destination ?? state.session.destination;
  const addresses = addressesOf(source, destination);
  if (config.sendProxy === 'v1') return renderVersion1(addresses);
  const options = new Set(config.proxyOptions);
  if (config.sendProxy === 'v2-ssl' || config.sendProxy === 'v2-ssl-cn') options.add('ssl');
  if (config.sendProxy === 'v2-ssl-cn') options.add('cert-cn');
  const own = state.backendLive.plan.serverTlvs?.get(name) ?? [];
  return renderVersion2(
    {
      ...addresses,
      command: 'proxy',
      transport: addresses.family === 'none' ? 'unspec' : 'stream',
      tlvs: [...own.map(({ type, value }) => ({ type, value: value(state) })), ...connectionTlvs(state, options)],
    },
    { checksum: options.has('crc32c') },
  );
}

function addressesOf(source: Endpoint, destination: Endpoint): ProxyAddresses {
  const isKnown = source.address !== undefined && destination.address !== undefined;
  const isV6 = source.text.includes(':') || destination.text.includes(':');
  return {
    family: isKnown ? (isV6 ? 'ipv6' : 'ipv4') : 'none',
    source: source.text,
    destination: destination.text,
    sourcePort: source.port,
    destinationPort: destination.port,
  };
}

/** In the order of haproxy 2.6 (recorded): ALPN, which needs no option, authority, unique-id, ssl. */
function connectionTlvs(state: StreamState, options: ReadonlySet<string>): ProxyTlv[] {
  const { tls } = state.session;
  const tlvs: ProxyTlv[] = [];
  if (tls?.alpn !== undefined && tls.alpn !== '') tlvs.push({ type: TLV.alpn, value: tls.alpn });
  if (options.has('authority') && tls?.sni !== undefined) tlvs.push({ type: TLV.authority, value: tls.sni });
  const { uniqueId } = state;
  if (options.has('unique-id') && uniqueId !== undefined) tlvs.push({ type: TLV.uniqueId, value: uniqueId });
  // Each word about certificates and ciphers asks for the TLV that holds its part.
  if (TLS_OPTIONS.some((option) => options.has(option))) tlvs.push(tlsTlv(state, options));
  return tlvs;
}

const TLS_OPTIONS = ['ssl', 'cert-cn', 'cert-key', 'cert-sig', 'ssl-cipher'];

function tlsTlv(state: StreamState, options: ReadonlySet<string>): ProxyTlv {
  const { tls } = state.session;
  const tlvs: ProxyTlv[] = [];
  const add = (type: number, value: string | undefined) => {
    if (value !== undefined) tlvs.push({ type, value });
  };
  add(TLV.sslVersion, tls?.protocol);
  if (options.has('cert-cn')) {
    add(TLV.sslCommonName, tls?.peer?.subject.find((entry) => entry.name === 'CN')?.value);
  }
  if (options.has('cert-key') && tls?.own !== undefined) add(TLV.sslKeyAlgorithm, keyName(tls.own));
  if (options.has('cert-sig')) add(TLV.sslSignatureAlgorithm, tls?.own?.signatureAlgorithm);
  if (options.has('ssl-cipher')) add(TLV.sslCipher, tls?.cipher);
  return renderSslTlv({
    encrypted: tls !== undefined,
    certificateOnConnection: tls?.peerOnConnection === true,
    certificateInSession: tls?.peer !== undefined,
    verified: tls?.peer !== undefined && tls.verifyResult === 0,
    tlvs,
  });
}

const KEY_NAMES = new WeakMap<CertificateInfo, string>();
const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp256k1: 256,
};

/** Kind and size of our certificate's key: `RSA2048`, `EC256`. */
function keyName(certificate: CertificateInfo): string {
  const known = KEY_NAMES.get(certificate);
  if (known !== undefined) return known;
  const { publicKey } = new X509Certificate(Buffer.from(certificate.der, 'latin1'));
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  const bits = modulusLength ?? CURVE_BITS[namedCurve ?? ''] ?? '';
  const name = `${(publicKey.asymmetricKeyType ?? '').toUpperCase()}${bits}`;
  KEY_NAMES.set(certificate, name);
  return name;
}
