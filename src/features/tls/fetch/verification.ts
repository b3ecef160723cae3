/** How handshakes and the verification of certificates ended (manual 7.3.4): `ssl_c_verify`, `ssl_fc_err`, `ssl_bc_err`. */
import type { Entry } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { Stream } from '../../../model/stream.js';
import type { VerifyErrors } from '../../../model/tls.js';
import { USE_SERVER_SIDE, USE_SESSION } from '../../../model/use.js';

const client = plainFetches('7.3.4', USE_SESSION);
const server = plainFetches('7.3.4', USE_SERVER_SIDE);

const STACK = 'Errors of handshakes are only known to the line that logs them.';
const NPN = 'NPN is no longer part of TLS libraries, so that it is never negotiated.';

function verifyResult({ session }: Stream): number | undefined {
  return session.tls?.verifyResult;
}

/** Undefined without TLS; 0 without an error. */
function verifyError(which: keyof VerifyErrors): (stream: Stream) => number | undefined {
  return ({ session }) => session.tls && (session.tls.verifyErrors?.[which] ?? 0);
}

export const entries: readonly Entry[] = [
  client('ssl_c_used', 'bool', 'Whether the client showed a certificate.', ({ session }) => {
    return session.tls && session.tls.peer !== undefined;
  }),
  client('ssl_c_verify', 'sint', "Result of the verification of the client's certificate; 0 = fine.", verifyResult),
  client('ssl_c_err', 'sint', "First error of the client's own certificate; 0 = none.", verifyError('own')),
  client(
    'ssl_c_ca_err',
    'sint',
    "First error of the issuers of the client's certificate; 0 = none.",
    verifyError('issuer'),
  ),
  client(
    'ssl_c_ca_err_depth',
    'sint',
    'Depth at which the first error of the issuers came.',
    verifyError('issuerDepth'),
  ),
  client(
    'ssl_fc_err',
    'sint',
    "Number of the TLS library's last error with the client; 0 = none.",
    ({ session }) => (session.tls === undefined ? undefined : 0),
    { since: '2.5', support: 'partial', why: STACK },
  ),
  client('ssl_fc_err_str', 'str', "Text of the TLS library's last error with the client.", () => undefined, {
    since: '2.5',
    support: 'partial',
    why: STACK,
  }),
  server(
    'ssl_bc_err',
    'sint',
    "Number of the TLS library's last error with the server; 0 = none.",
    ({ serverTls }) => (serverTls === undefined ? undefined : 0),
    { since: '2.5', support: 'partial', why: STACK },
  ),
  server('ssl_bc_err_str', 'str', "Text of the TLS library's last error with the server.", () => undefined, {
    since: '2.5',
    support: 'partial',
    why: STACK,
  }),
  client('ssl_fc_npn', 'str', 'Protocol that NPN chose with the client.', () => undefined, {
    support: 'partial',
    why: NPN,
  }),
  server('ssl_bc_npn', 'str', 'Protocol that NPN chose with the server.', () => undefined, {
    support: 'partial',
    why: NPN,
  }),
  client('ssl_fc_has_early', 'bool', 'Whether early data is in use.', ({ session }) => {
    return session.tls === undefined ? undefined : false;
  }),
  client(
    'ssl_fc_early_rcvd',
    'bool',
    'Whether early data was received.',
    ({ session }) => (session.tls === undefined ? undefined : false),
    { since: '3.2' },
  ),
  client('ssl_fc_crtname', 'str', 'Name of the certificate that the client was shown.', ({ session }) => {
    return session.tls?.ownName;
  }),
  server('ssl_bc_sni', 'str', 'Host name that the server was asked for.', ({ serverTls }) => serverTls?.sni, {
    since: '3.2',
  }),
];
