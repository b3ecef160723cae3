/** The TLS layer of both connections (manual 7.3.4): `ssl_fc*`, `ssl_bc*`. In clear text most of them find nothing. */
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { UsePoint } from '../../../model/ruleset.js';
import type { Stream } from '../../../model/stream.js';
import type { TlsInfo } from '../../../model/tls.js';
import { USE_SERVER_SIDE, USE_SESSION } from '../../../model/use.js';
import { Binary } from '../../../model/value.js';

type TlsOf = (stream: Stream) => TlsInfo | undefined;

const clientTls: TlsOf = ({ session }) => session.tls;
const serverTls: TlsOf = (stream) => stream.serverTls;

function binary(bytes: string | undefined): Binary | undefined {
  return bytes === undefined ? undefined : new Binary(bytes);
}

/** What both sides have. */
function rowsOf(prefix: 'ssl_fc' | 'ssl_bc', of: TlsOf, use: readonly UsePoint[]): Entry[] {
  const whose = prefix === 'ssl_fc' ? 'client' : 'server';
  const row = plainFetches('7.3.4', use);
  return [
    row(prefix, 'bool', `Whether the ${whose} is connected by TLS that ends here.`, (stream) => {
      return of(stream) !== undefined;
    }),
    row(
      `${prefix}_is_resumed`,
      'bool',
      `Whether the TLS session of the ${whose} was resumed.`,
      (stream) => of(stream)?.resumed ?? false,
    ),
    row(`${prefix}_alg_keysize`, 'sint', `Bits of the key of the ${whose}'s cipher.`, (stream) => {
      return of(stream)?.algorithmKeySize;
    }),
    row(`${prefix}_use_keysize`, 'sint', `Bits of the key of the ${whose}'s cipher that are secret.`, (stream) => {
      return of(stream)?.usedKeySize;
    }),
    row(
      `${prefix}_alpn`,
      'str',
      `Protocol that ALPN chose with the ${whose}.`,
      (stream) => {
        // An empty name is what the library gives where nothing was negotiated.
        return of(stream)?.alpn || undefined;
      },
      { since: '1.7' },
    ),
    row(`${prefix}_cipher`, 'str', `Name of the ${whose}'s cipher.`, (stream) => of(stream)?.cipher),
    row(`${prefix}_curve`, 'str', `Name of the group of the ${whose}'s key exchange.`, (stream) => of(stream)?.curve, {
      since: '2.8',
    }),
    row(`${prefix}_protocol`, 'str', `Version of the ${whose}'s TLS.`, (stream) => of(stream)?.protocol),
    row(`${prefix}_session_id`, 'bin', `Identifier of the ${whose}'s TLS session.`, (stream) => {
      return binary(of(stream)?.sessionId);
    }),
    row(
      `${prefix}_session_key`,
      'bin',
      `Master key of the ${whose}'s TLS session.`,
      (stream) => binary(of(stream)?.sessionKey),
      { since: '1.8' },
    ),
    row(`${prefix}_unique_id`, 'bin', `Channel binding of the ${whose}'s TLS connection.`, (stream) => {
      return binary(of(stream)?.uniqueId);
    }),
  ];
}

const client = plainFetches('7.3.4', USE_SESSION);

export const entries: readonly Entry[] = [
  ...rowsOf('ssl_fc', clientTls, USE_SESSION),
  ...rowsOf('ssl_bc', serverTls, USE_SERVER_SIDE),
  client('ssl_fc_sni', 'str', 'Host name that the client asked for.', (stream) => clientTls(stream)?.sni),
  client('ssl_fc_has_sni', 'bool', 'Whether the client asked for a host name.', (stream) => {
    return clientTls(stream)?.sni !== undefined;
  }),
  client('ssl_fc_has_crt', 'bool', 'Whether the client sent a certificate on this connection.', (stream) => {
    return clientTls(stream)?.peerOnConnection;
  }),
];
