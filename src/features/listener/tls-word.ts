/** Words of `bind` about TLS (manual 5.1). They count only together with `ssl`. */
import { type ArgKind, arg, type Values } from '../../catalog/arg.js';
import { type BindWordEntry, define, type Entry } from '../../catalog/entry.js';
import { type BindTlsConfig, initialBindTls } from '../../model/config/bind.js';
import { readIgnoredResults } from '../../net/tls/verify-result.js';

const VERSIONS = ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

type Rest = Partial<Pick<BindWordEntry, 'since' | 'support' | 'why' | 'harmless' | 'aliases' | 'experimental'>>;

function word<const A extends readonly ArgKind<unknown>[]>(
  name: string,
  brief: string,
  args: A,
  apply: (tls: BindTlsConfig, ...values: Values<A>) => void,
  rest: Rest = {},
): BindWordEntry {
  return define.bindWord({
    ...{ name, brief, doc: `5.1#${name}`, since: '1.5', support: 'full', tls: true, ...rest },
    args,
    apply(bind, values) {
      bind.tls ??= initialBindTls();
      apply(bind.tls, ...(values as Values<A>));
    },
  });
}

/** `all`, or numbers and names of errors of the TLS library. */
const ERRORS: ArgKind<string> = {
  ...arg.nonEmpty('errors'),
  expects: "'all' or a list of numbers and names such as X509_V_ERR_CERT_HAS_EXPIRED",
  parse(text, site) {
    const read = readIgnoredResults(text.value);
    if ('results' in read) return text.value;
    site.report('arg/invalid', text.range, `'${read.bad}' does not fit <errors>, which expects ${this.expects}`);
    return undefined;
  },
};

const certificates: readonly Entry[] = [
  word('ssl', 'Deciphers TLS.', [], (tls) => {
    tls.enabled = true;
  }),
  word('crt', 'Certificate with its key: a file or a folder.', [arg.namedFile('cert', 'crt')], (tls, path) => {
    tls.certificates.push(path);
  }),
  word(
    'default-crt',
    'Certificate for names that no other one has.',
    [arg.namedFile('cert', 'crt')],
    (tls, path) => {
      tls.certificates.unshift(path);
    },
    { since: '3.0' },
  ),
  word(
    'crt-list',
    'List of certificates with settings of their own.',
    [arg.namedFile('file', 'crt-list')],
    (tls, path) => {
      tls.crtLists.push(path);
    },
  ),
  word('ca-file', 'Authorities that clients may come from.', [arg.namedFile('cafile', 'ca')], (tls, path) => {
    tls.caFile = path;
  }),
  word('crl-file', 'Revoked certificates.', [arg.namedFile('crlfile', 'ca')], (tls, path) => {
    tls.crlFile = path;
  }),
  word(
    'verify',
    'Whether clients need a certificate.',
    [arg.enumeration('mode', ['none', 'optional', 'required'])],
    (tls, mode) => {
      tls.verify = mode;
    },
  ),
  word('strict-sni', 'Refuses clients that name no known certificate.', [], (tls) => {
    tls.strictSni = true;
  }),
  word(
    'no-strict-sni',
    'Undoes strict-sni.',
    [],
    (tls) => {
      tls.strictSni = false;
    },
    { since: '3.2' },
  ),
];

const protocol: readonly Entry[] = [
  word('alpn', 'Protocols to negotiate.', [arg.list('protocols')], (tls, names) => {
    tls.alpn = names;
  }),
  word(
    'no-alpn',
    'Negotiates no protocol.',
    [],
    (tls) => {
      tls.alpn = [];
    },
    { since: '2.7' },
  ),
  word(
    'npn',
    'Protocols of an older negotiation.',
    [arg.list('protocols')],
    (tls, names) => {
      tls.npn = names;
    },
    { support: 'ignored', why: 'TLS libraries no longer have it', harmless: true },
  ),
  word('ciphers', 'Ciphers up to TLS 1.2.', [arg.nonEmpty('ciphers')], (tls, text) => {
    tls.ciphers = text;
  }),
  word('ciphersuites', 'Ciphers of TLS 1.3.', [arg.nonEmpty('ciphersuites')], (tls, text) => {
    tls.ciphersuites = text;
  }),
  word('curves', 'Elliptic curves.', [arg.nonEmpty('curves')], (tls, text) => {
    tls.curves = text;
  }),
  word('ecdhe', 'One elliptic curve.', [arg.nonEmpty('named curve')], (tls, text) => {
    tls.curves ??= text;
  }),
  word(
    'sigalgs',
    'Signatures to offer.',
    [arg.nonEmpty('sigalgs')],
    (tls, text) => {
      tls.sigalgs = text;
    },
    { since: '2.8' },
  ),
  word('ssl-min-ver', 'Oldest version.', [arg.enumeration('version', VERSIONS)], (tls, version) => {
    tls.minVersion = version;
  }),
  word('ssl-max-ver', 'Newest version.', [arg.enumeration('version', VERSIONS)], (tls, version) => {
    tls.maxVersion = version;
  }),
  word('prefer-client-ciphers', 'The client chooses the cipher.', [], (tls) => {
    tls.preferClientCiphers = true;
  }),
  word('no-tls-tickets', 'Resumes sessions without tickets.', [], (tls) => {
    tls.noTickets = true;
  }),
  word(
    'tls-tickets',
    'Resumes sessions with tickets.',
    [],
    (tls) => {
      tls.noTickets = false;
    },
    { since: '3.1' },
  ),
];

/** Versions by the ends of words such as `force-tlsv12`. */
const SUFFIXES = ['sslv3', 'tlsv10', 'tlsv11', 'tlsv12', 'tlsv13'] as const;

const versions: readonly Entry[] = SUFFIXES.flatMap((suffix, rank) => {
  const version = VERSIONS[rank]!;
  return [
    word(`force-${suffix}`, `Only ${version}.`, [], (tls) => {
      tls.minVersion = version;
      tls.maxVersion = version;
    }),
    word(`no-${suffix}`, `Not ${version}.`, [], (tls) => {
      tls.withoutVersions = [...tls.withoutVersions, version];
    }),
  ];
});

const later = { support: 'ignored', why: 'not executed yet' } as const;
const tuning = { support: 'ignored', why: 'the TLS library decides', harmless: true } as const;

const unused: readonly Entry[] = [
  word('allow-0rtt', 'Takes early data.', [], () => {}, { ...tuning, since: '1.8' }),
  word('ca-ignore-err', 'Errors of authorities to pass over.', [ERRORS], (tls, errors) => {
    tls.ignoredErrors.ca = errors;
  }),
  word('ca-sign-file', 'Authority that signs certificates.', [arg.nonEmpty('cafile')], (tls, path) => {
    tls.signFile = path;
  }),
  word('ca-sign-pass', 'Password of that authority.', [arg.nonEmpty('passphrase')], (tls, passphrase) => {
    tls.signPassphrase = passphrase;
  }),
  word(
    'ca-verify-file',
    'Authorities that are not sent to clients.',
    [arg.namedFile('cafile', 'ca')],
    (tls, path) => {
      tls.caFile ??= path;
    },
    {
      since: '2.2',
      support: 'partial',
      why: 'The TLS library sends clients the names of all authorities it trusts.',
    },
  ),
  word('client-sigalgs', 'Signatures that clients may use.', [arg.nonEmpty('sigalgs')], () => {}, {
    ...tuning,
    since: '2.8',
  }),
  word('crt-ignore-err', 'Errors of certificates to pass over.', [ERRORS], (tls, errors) => {
    tls.ignoredErrors.crt = errors;
  }),
  word('ech', 'Encrypted client hello.', [arg.nonEmpty('dir')], () => {}, {
    ...later,
    since: '3.3',
    experimental: true,
  }),
  word('generate-certificates', 'Makes certificates on the fly.', [], (tls) => {
    tls.generates = true;
  }),
  word('ktls', 'TLS inside of the kernel.', [arg.onOff('mode')], () => {}, {
    ...tuning,
    since: '3.3',
    experimental: true,
  }),
  word('no-ca-names', 'Sends no names of authorities.', [], () => {}, {
    ...{ support: 'ignored', harmless: true, since: '2.2' },
    why: 'the TLS library sends clients the names of all authorities it trusts',
  }),
  word(
    'tls-ticket-keys',
    'Keys of tickets.',
    [arg.namedFile('keyfile', 'keys')],
    (tls, path) => {
      tls.ticketKeysFile = path;
    },
    {
      support: 'partial',
      why: 'The TLS library knows one key: tickets of the one that encrypts are taken, older ones lead to full handshakes.',
    },
  ),
];

export const tlsWordEntries: readonly Entry[] = [...certificates, ...protocol, ...versions, ...unused];
