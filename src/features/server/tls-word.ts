/** Words of servers about TLS (manual 5.2). They count only together with `ssl`. */
import { type ArgKind, arg, type Values } from '../../catalog/arg.js';
import type { Entry, ServerWordEntry } from '../../catalog/entry.js';
import { initialServerTls, type ServerTlsConfig } from '../../model/config/server.js';
import { tuning, unusedWord, serverWord as word } from './word-row.js';

const VERSIONS = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

function tlsWord<const A extends readonly ArgKind<unknown>[]>(
  name: string,
  brief: string,
  args: A,
  apply: (tls: ServerTlsConfig, ...values: Values<A>) => void,
  rest: Partial<Pick<ServerWordEntry, 'since' | 'support' | 'why' | 'harmless'>> = {},
): ServerWordEntry {
  return word(
    name,
    brief,
    args,
    (server, values) => {
      server.tls ??= initialServerTls();
      apply(server.tls, ...(values as Values<A>));
    },
    rest,
  );
}

const trust: readonly Entry[] = [
  tlsWord('ssl', 'Connects over TLS.', [], (tls) => {
    tls.enabled = true;
    tls.refused = false;
  }),
  tlsWord('no-ssl', 'Undoes ssl.', [], (tls) => {
    tls.enabled = false;
    tls.refused = true;
  }),
  tlsWord(
    'verify',
    'Whether the certificate must be good.',
    [arg.enumeration('mode', ['none', 'required'])],
    (tls, mode) => {
      tls.verify = mode;
    },
  ),
  tlsWord('verifyhost', 'Name that the certificate must have.', [arg.nonEmpty('hostname')], (tls, name) => {
    tls.verifyHost = name;
  }),
  tlsWord('no-verifyhost', 'Undoes verifyhost.', [], (tls) => {
    tls.verifyHost = undefined;
  }),
  tlsWord('ca-file', 'Authorities to trust.', [arg.namedFile('cafile', 'ca')], (tls, path) => {
    tls.caFile = path;
  }),
  tlsWord('crl-file', 'Revoked certificates.', [arg.namedFile('crlfile', 'ca')], (tls, path) => {
    tls.crlFile = path;
  }),
  tlsWord('crt', 'Own certificate.', [arg.nonEmpty('cert')], (tls, path) => {
    tls.certificate = path;
  }),
  tlsWord('sni', 'Name to ask for.', [arg.nonEmpty('expression')], (tls, expression) => {
    tls.sni = expression;
  }),
  tlsWord(
    'sni-auto',
    'Asks for the name of the Host header.',
    [],
    (tls) => {
      tls.sniAuto = true;
    },
    { since: '3.3' },
  ),
  tlsWord(
    'no-sni-auto',
    'Undoes sni-auto.',
    [],
    (tls) => {
      tls.sniAuto = false;
    },
    { since: '3.3' },
  ),
];

const protocol: readonly Entry[] = [
  tlsWord('alpn', 'Protocols to negotiate.', [arg.list('protocols')], (tls, names) => {
    tls.alpn = names;
  }),
  tlsWord('ciphers', 'Ciphers up to TLS 1.2.', [arg.nonEmpty('ciphers')], (tls, text) => {
    tls.ciphers = text;
  }),
  tlsWord('ciphersuites', 'Ciphers of TLS 1.3.', [arg.nonEmpty('ciphersuites')], (tls, text) => {
    tls.ciphersuites = text;
  }),
  tlsWord('ssl-min-ver', 'Oldest version.', [arg.enumeration('version', VERSIONS)], (tls, version) => {
    tls.minVersion = version;
  }),
  tlsWord('ssl-max-ver', 'Newest version.', [arg.enumeration('version', VERSIONS)], (tls, version) => {
    tls.maxVersion = version;
  }),
  tlsWord('ssl-reuse', 'Resumes sessions.', [], (tls) => {
    tls.reuse = true;
  }),
  tlsWord('no-ssl-reuse', 'Makes a new session each time.', [], (tls) => {
    tls.reuse = false;
  }),
];

/** Versions by the ends of words such as `force-tlsv12`. */
const SUFFIXES = ['sslv3', 'tlsv10', 'tlsv11', 'tlsv12', 'tlsv13'] as const;

const versions: readonly Entry[] = SUFFIXES.flatMap((suffix, rank) => {
  const version = VERSIONS[rank]!;
  return [
    tlsWord(`force-${suffix}`, `Only ${version}.`, [], (tls) => {
      tls.minVersion = version;
      tls.maxVersion = version;
    }),
    tlsWord(`no-${suffix}`, `Not ${version}.`, [], (tls) => {
      tls.withoutVersions = [...tls.withoutVersions, version];
    }),
  ];
});

const details: readonly Entry[] = [
  tlsWord(
    'curves',
    'Elliptic curves.',
    [arg.nonEmpty('curves')],
    (tls, names) => {
      tls.curves = names;
    },
    { since: '2.9' },
  ),
  tlsWord(
    'sigalgs',
    'Signatures to offer.',
    [arg.nonEmpty('sigalgs')],
    (tls, names) => {
      tls.sigalgs = names;
    },
    { since: '2.8' },
  ),
  tlsWord('tls-tickets', 'Resumes sessions with tickets.', [], (tls) => {
    tls.noTickets = false;
  }),
  tlsWord('no-tls-tickets', 'Resumes sessions without tickets.', [], (tls) => {
    tls.noTickets = true;
  }),
];

const unused: readonly Entry[] = [
  unusedWord('allow-0rtt', 'Sends early data.', [], { ...tuning, why: 'requests wait for the end of the handshake' }),
  unusedWord('client-sigalgs', 'Signatures of own certificates.', [arg.nonEmpty('sigalgs')], {
    ...{ ...tuning, since: '2.8', why: 'the TLS library chooses the signature of its own certificate' },
  }),
  unusedWord('ktls', 'TLS inside of the kernel.', [arg.onOff('mode')], {
    ...{ ...tuning, since: '3.3', experimental: true, why: 'the TLS library encrypts itself' },
  }),
  unusedWord('npn', 'Protocols of an older negotiation.', [arg.list('protocols')], {
    ...{ ...tuning, why: 'TLS libraries no longer have it' },
  }),
  ...['renegotiate', 'no-renegotiate'].map((name) =>
    unusedWord(name, 'Whether servers may renegotiate.', [], {
      ...{ ...tuning, since: '3.2', why: 'the TLS library decides; TLS 1.3 has none' },
    }),
  ),
];

export const tlsWordEntries: readonly Entry[] = [...trust, ...protocol, ...versions, ...details, ...unused];
