/** Certificates of clients, of ours and of servers (manual 7.3.4): `ssl_c_*`, `ssl_f_*`, `ssl_s_*`. */
import { arg } from '../../../catalog/arg.js';
import type { Entry, Fetch } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import { kindOf } from '../../../catalog/kind/kind.js';
import type { Stream } from '../../../model/stream.js';
import type { CertificateInfo, DistinguishedName } from '../../../model/tls.js';
import { USE_SESSION } from '../../../model/use.js';
import type { Value } from '../../../model/value.js';
import { Binary } from '../../../model/value.js';
import { findDnEntry, renderDn, renderDnRfc2253 } from '../../../net/tls/distinguished-name.js';

type CertificateOf = (stream: Stream) => CertificateInfo | undefined;
type Prefix = 'ssl_c' | 'ssl_f' | 'ssl_s';

const ofClient: CertificateOf = ({ session }) => session.tls?.peer;
const ofUs: CertificateOf = ({ session }) => session.tls?.own;
const ofServer: CertificateOf = ({ serverTls }) => serverTls?.peer;

const OWNERS: Readonly<Record<Prefix, string>> = {
  ssl_c: "the client's certificate",
  ssl_f: 'the certificate that the client was shown',
  ssl_s: "the server's certificate",
};

const dnFormat = kindOf('format', 'string', "'rfc2253' or nothing", (text): '' | 'rfc2253' | undefined =>
  text === '' || text === 'rfc2253' ? text : undefined,
);
const dnArgs = [arg.opt(arg.str('entry')), arg.opt(arg.sint('occurrence')), arg.opt(dnFormat)] as const;
type DnGiven = readonly [entry: string | undefined, occurrence: number | undefined, format: '' | 'rfc2253' | undefined];

/** One entry of a name, or the whole name. */
function compileDn(dnOf: (stream: Stream) => DistinguishedName | undefined, given: DnGiven): Fetch {
  const [entry = '', occurrence = 1, format = ''] = given;
  const render = format === 'rfc2253' ? renderDnRfc2253 : renderDn;
  return (stream) => {
    const dn = dnOf(stream);
    if (dn === undefined || dn.length === 0) return undefined;
    return entry === '' ? render(dn) : findDnEntry(dn, entry, occurrence);
  };
}

function dnRow(
  prefix: Prefix,
  what: 's' | 'i' | 'r',
  whose: string,
  of: CertificateOf,
  dn: (certificate: CertificateInfo) => DistinguishedName | undefined,
): Entry {
  const name = `${prefix}_${what}_dn`;
  return define.fetch({
    ...{ name, doc: `7.3.4#${name}`, since: '1.5', support: 'full', out: 'str', use: USE_SESSION, args: dnArgs },
    brief: `Name of the ${whose} of ${OWNERS[prefix]}, or one entry of it.`,
    compile: (given) =>
      compileDn((stream) => {
        const certificate = of(stream);
        return certificate && dn(certificate);
      }, given),
  });
}

function read(of: CertificateOf, value: (certificate: CertificateInfo) => Value | undefined): Fetch {
  return (stream) => {
    const certificate = of(stream);
    return certificate && value(certificate);
  };
}

const row = plainFetches('7.3.4', USE_SESSION);

function rowsOf(prefix: Prefix, of: CertificateOf): Entry[] {
  const whose = OWNERS[prefix];
  return [
    dnRow(prefix, 's', 'subject', of, ({ subject }) => subject),
    dnRow(prefix, 'i', 'issuer', of, ({ issuer }) => issuer),
    row(
      `${prefix}_der`,
      'bin',
      `DER bytes of ${whose}.`,
      read(of, ({ der }) => new Binary(der)),
    ),
    row(
      `${prefix}_key_alg`,
      'str',
      `Algorithm of the key of ${whose}.`,
      read(of, ({ keyAlgorithm }) => keyAlgorithm),
    ),
    row(
      `${prefix}_sig_alg`,
      'str',
      `Algorithm of the signature of ${whose}.`,
      read(of, ({ signatureAlgorithm }) => signatureAlgorithm),
    ),
    row(
      `${prefix}_notafter`,
      'str',
      `End of the validity of ${whose}, as YYMMDDhhmmssZ.`,
      read(of, ({ notAfter }) => notAfter),
    ),
    row(
      `${prefix}_notbefore`,
      'str',
      `Start of the validity of ${whose}, as YYMMDDhhmmssZ.`,
      read(of, ({ notBefore }) => notBefore),
    ),
    row(
      `${prefix}_serial`,
      'bin',
      `Serial number of ${whose}.`,
      read(of, ({ serial }) => new Binary(serial)),
    ),
    row(
      `${prefix}_sha1`,
      'bin',
      `SHA-1 of ${whose}.`,
      read(of, ({ sha1 }) => new Binary(sha1)),
    ),
    row(
      `${prefix}_version`,
      'sint',
      `Version of ${whose}.`,
      read(of, ({ version }) => version),
    ),
  ];
}

/** The certificates that came with the one of the other side; servers show theirs with it. */
function chainWithoutLeaf({ der, chainDer }: CertificateInfo): Binary | undefined {
  return chainDer.length > der.length ? new Binary(chainDer.slice(der.length)) : undefined;
}

export const entries: readonly Entry[] = [
  ...rowsOf('ssl_c', ofClient),
  ...rowsOf('ssl_f', ofUs),
  ...rowsOf('ssl_s', ofServer),
  dnRow('ssl_c', 'r', 'root of the chain', ofClient, ({ root }) => root),
  row('ssl_c_chain_der', 'bin', "DER bytes of the client's chain.", read(ofClient, chainWithoutLeaf), { since: '2.6' }),
  row(
    'ssl_s_chain_der',
    'bin',
    "DER bytes of the server's chain.",
    read(ofServer, ({ chainDer }) => new Binary(chainDer)),
    { since: '2.6' },
  ),
  row(
    'ssl_c_san',
    'str',
    "Alternative names of the client's certificate.",
    read(ofClient, ({ subjectAltName }) => subjectAltName),
    { since: '3.2' },
  ),
  define.fetch({
    ...{ name: 'ssl_c_policies', doc: '7.3.4#ssl_c_policies', since: '3.3', support: 'full', out: 'str' },
    brief: "OIDs of the policies of the client's certificate, or the one that is asked for.",
    use: USE_SESSION,
    args: [arg.opt(arg.str('oid'))],
    compile: ([oid = '']) =>
      read(ofClient, ({ policies }) => {
        if (oid !== '') return policies.includes(oid) ? oid : undefined;
        return policies.length > 0 ? policies.join(',') : undefined;
      }),
  }),
];
