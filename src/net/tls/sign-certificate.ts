/** Makes certificates of servers and signs them (RFC 5280 4.1), as `generate-certificates` needs them (configuration.txt 5.1). */
import { createHash, createPublicKey, type KeyObject, sign, type X509Certificate } from 'node:crypto';
import type forge from 'node-forge';
import { type Asn1Element, childrenOf, readDer } from './asn1.js';
import { CertificateReading } from './certificate-info.js';
import { loadAsn1 } from './forge.js';

/** Who signs. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** What is signed. */
export interface CertificateRequest {
  /** Host name: the common name behind the names of the authority, and the alternative name. */
  readonly name: string;
  readonly key: KeyObject;
  readonly serial: bigint;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const OID = {
  ...{ commonName: '2.5.4.3', subjectKeyId: '2.5.29.14', keyUsage: '2.5.29.15', alternativeName: '2.5.29.17' },
  ...{ basicConstraints: '2.5.29.19', authorityKeyId: '2.5.29.35', comment: '2.16.840.1.113730.1.13' },
  ...{ rsaSha256: '1.2.840.113549.1.1.11', ecdsaSha256: '1.2.840.10045.4.3.2' },
  ...{ ed25519: '1.3.101.112', ed448: '1.3.101.113' },
} as const;

/** digitalSignature, nonRepudiation, keyEncipherment; five bits of the byte are not used. */
const KEY_USAGE = '\x05\xe0';

/** DER of a certificate. It throws on keys that cannot sign. */
export function signCertificate(authority: Authority, request: CertificateRequest): Buffer {
  const algorithm = algorithmOf(authority.key);
  const issuer = readFields(authority.certificate);
  const publicKey = readDer(createPublicKey(request.key).export({ format: 'der', type: 'spki' }).toString('latin1'))!;
  const body = sequence(
    tagged(0, [integer(2n)]),
    integer(request.serial),
    algorithm.element,
    issuer.subject,
    sequence(time(request.notBefore), time(request.notAfter)),
    sequence(...childrenOf(issuer.subject), commonName(request.name)),
    publicKey,
    tagged(3, [sequence(...extensions(authority, issuer, publicKey, request.name))]),
  );
  const signature = sign(algorithm.digest, bytesOf(body), authority.key);
  return bytesOf(sequence(body, algorithm.element, bits(`\0${signature.toString('latin1')}`)));
}

interface Fields {
  readonly serial: Asn1Element;
  readonly issuer: Asn1Element;
  readonly subject: Asn1Element;
}

/** Version, serial, algorithm, issuer, validity, subject; those of the first kind have no version. */
function readFields({ raw }: X509Certificate): Fields {
  const fields = childrenOf(childrenOf(readDer(raw.toString('latin1')))[0]);
  const first = new CertificateReading(raw).version === 1 ? 0 : 1;
  const [serial, , issuer, , subject] = fields.slice(first);
  if (!serial || !issuer || !subject) throw new Error('the certificate of the authority cannot be read');
  return { serial, issuer, subject };
}

function extensions({ certificate }: Authority, own: Fields, publicKey: Asn1Element, name: string): Asn1Element[] {
  const key = childrenOf(publicKey)[1];
  const keyBits = typeof key?.value === 'string' ? key.value.slice(1) : '';
  const keyId = createHash('sha1')
    .update(keyBits, 'latin1')
    .digest('latin1' as 'binary');
  const authorityId = new CertificateReading(certificate.raw).subjectKeyId;
  const issuerId = sequence(
    ...(authorityId === undefined ? [] : [taggedText(0, authorityId)]),
    tagged(1, [tagged(4, [own.issuer])]),
    taggedText(2, String(own.serial.value)),
  );
  return [
    extension(OID.basicConstraints, sequence()),
    extension(OID.comment, text('IA5STRING', 'Generated Certificate')),
    extension(OID.subjectKeyId, text('OCTETSTRING', keyId)),
    extension(OID.authorityKeyId, issuerId),
    extension(OID.keyUsage, bits(KEY_USAGE)),
    extension(OID.alternativeName, sequence(taggedText(2, name))),
  ];
}

function algorithmOf({ asymmetricKeyType: kind }: KeyObject): {
  readonly element: Asn1Element;
  readonly digest: string | null;
} {
  switch (kind) {
    case 'rsa':
      return { element: sequence(objectId(OID.rsaSha256), text('NULL', '')), digest: 'sha256' };
    case 'ec':
      return { element: sequence(objectId(OID.ecdsaSha256)), digest: 'sha256' };
    case 'ed25519':
    case 'ed448':
      return { element: sequence(objectId(OID[kind])), digest: null };
    default:
      throw new Error(`keys of the kind ${kind ?? 'unknown'} do not sign certificates`);
  }
}

function extension(oid: string, value: Asn1Element): Asn1Element {
  return sequence(objectId(oid), text('OCTETSTRING', bytesOf(value).toString('latin1')));
}

function commonName(name: string): Asn1Element {
  return element('SET', [sequence(objectId(OID.commonName), text('UTF8', name))]);
}

/** Two digits of the year up to 2049 (RFC 5280 4.1.2.5). */
function time(date: Date): Asn1Element {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return date.getUTCFullYear() < 2050 ? text('UTCTIME', digits.slice(2)) : text('GENERALIZEDTIME', digits);
}

function integer(value: bigint): Asn1Element {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('latin1');
  return text('INTEGER', bytes >= '\x80' ? `\0${bytes}` : bytes);
}

function objectId(oid: string): Asn1Element {
  return text('OID', loadAsn1().oidToDer(oid).getBytes());
}

function bits(value: string): Asn1Element {
  return text('BITSTRING', value);
}

function sequence(...items: readonly Asn1Element[]): Asn1Element {
  return element('SEQUENCE', items);
}

function element(type: 'SEQUENCE' | 'SET', items: readonly Asn1Element[]): Asn1Element {
  const { create, Class, Type } = loadAsn1();
  return create(Class.UNIVERSAL, Type[type], true, [...items]);
}

function text(type: keyof typeof forge.asn1.Type, value: string): Asn1Element {
  const { create, Class, Type } = loadAsn1();
  return create(Class.UNIVERSAL, Type[type], false, value);
}

function tagged(number: number, items: readonly Asn1Element[]): Asn1Element {
  const { create, Class } = loadAsn1();
  return create(Class.CONTEXT_SPECIFIC, number, true, [...items]);
}

function taggedText(number: number, value: string): Asn1Element {
  const { create, Class } = loadAsn1();
  return create(Class.CONTEXT_SPECIFIC, number, false, value);
}

function bytesOf(element: Asn1Element): Buffer {
  return Buffer.from(loadAsn1().toDer(element).getBytes(), 'latin1');
}
