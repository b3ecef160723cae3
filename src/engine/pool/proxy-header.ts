/** The PROXY header of a stream: the ends of the client's connection, TLS of the client in version 2 (manual 5.2). */
import type { ServerConfig } from '../../model/config/server.js';
import type { Endpoint } from '../../model/stream.js';
import { type ProxyTlv, TLV } from '../../net/proxy-protocol/header.js';
import { type ProxyAddresses, renderSslTlv, renderVersion1, renderVersion2 } from '../../net/proxy-protocol/render.js';
import type { StreamState } from '../stream/stream-state.js';

/** Bytes to write in front of everything else. */
export function renderProxyHeader(
  version: NonNullable<ServerConfig['sendProxy']>,
  state: StreamState,
): string | Buffer {
  const source = state.source ?? state.session.source;
  const destination = state.destination ?? state.session.destination;
  const addresses = addressesOf(source, destination);
  if (version === 'v1') return renderVersion1(addresses);
  return renderVersion2({
    ...addresses,
    command: 'proxy',
    transport: addresses.family === 'none' ? 'unspec' : 'stream',
    tlvs: version === 'v2' ? [] : [tlsTlv(state, version === 'v2-ssl-cn')],
  });
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

function tlsTlv(state: StreamState, withName: boolean): ProxyTlv {
  const { tls } = state.session;
  const tlvs: ProxyTlv[] = [];
  if (tls !== undefined) tlvs.push({ type: TLV.sslVersion, value: tls.protocol });
  const name = tls?.peer?.subject.find((entry) => entry.name === 'CN')?.value;
  if (withName && name !== undefined) tlvs.push({ type: TLV.sslCommonName, value: name });
  return renderSslTlv({
    encrypted: tls !== undefined,
    certificateOnConnection: tls?.peerOnConnection === true,
    certificateInSession: tls?.peer !== undefined,
    verified: tls?.peer !== undefined && tls.verifyResult === 0,
    tlvs,
  });
}
