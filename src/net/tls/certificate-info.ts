/** Read-outs of a certificate for sample fetches and `show ssl cert`, taken from its DER (RFC 5280 4.1) when asked for. */
import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateInfo, DistinguishedName, DnEntry } from '../../model/tls.js';
import { type Asn1Element, childrenOf, contentOf, isTagged, isUtcTime, oidOf, readDer } from './asn1.js';
import { algorithmName, attributeName } from './object-name.js';

/** Numbers of the optional fields of TBSCertificate. */
const VERSION = 0;
const EXTENSIONS = 3;
const POLICIES = '2.5.29.32';
const SUBJECT_KEY = '2.5.29.14';
const AUTHORITY_KEY = '2.5.29.35';
/** Place of the key in an authority key identifier. */
const KEY_ID = 0;

/** A certificate in its bytes. `chain` are the certificates that came with it. */
export class CertificateReading implements CertificateInfo {
  readonly #raw: Buffer;
  readonly #chain: readonly Buffer[];
  readonly #root: Buffer | undefined;
  #fields: readonly (Asn1Element | undefined)[] | undefined;

  /** @param root the self-issued certificate at the end of a verified chain */
  constructor(raw: Buffer, chain: readonly Buffer[] = [], root?: Buffer) {
    this.#raw = raw;
    this.#chain = chain;
    this.#root = root;
    this.#fields = undefined;
  }

  get der(): string {
    return this.#raw.toString('latin1');
  }

  get chainDer(): string {
    return [this.#raw, ...this.#chain].map((raw) => raw.toString('latin1')).join('');
  }

  get subject(): DistinguishedName {
    return this.#name(5);
  }

  get issuer(): DistinguishedName {
    return this.#name(3);
  }

  get root(): DistinguishedName | undefined {
    return this.#root && new CertificateReading(this.#root).subject;
  }

  get serial(): string {
    const field = this.#field(1);
    return field ? contentOf(field) : '';
  }

  get notBefore(): string | undefined {
    return this.#time(0);
  }

  get notAfter(): string | undefined {
    return this.#time(1);
  }

  get sha1(): string {
    return createHash('sha1').update(this.#raw).digest().toString('latin1');
  }

  get version(): number {
    const [number] = childrenOf(this.#field(0));
    return number ? contentOf(number).charCodeAt(0) + 1 : 1;
  }

  get keyAlgorithm(): string {
    return readAlgorithm(childrenOf(this.#field(6))[0]);
  }

  get signatureAlgorithm(): string {
    return readAlgorithm(this.#field(2));
  }

  get subjectAltName(): string | undefined {
    return new X509Certificate(this.#raw).subjectAltName;
  }

  get policies(): readonly string[] {
    const value = this.#extension(POLICIES);
    const list = value && readDer(contentOf(value));
    return childrenOf(list).flatMap((policy) => oidOf(childrenOf(policy)[0]) || []);
  }

  /** Identifier of its key; undefined if it names none. */
  get subjectKeyId(): string | undefined {
    const value = this.#extension(SUBJECT_KEY);
    const id = value && readDer(contentOf(value));
    return id && contentOf(id);
  }

  /** Identifier of the key that signed it; undefined if it names none. */
  get authorityKeyId(): string | undefined {
    const value = this.#extension(AUTHORITY_KEY);
    const parts = value && childrenOf(readDer(contentOf(value)));
    const id = parts?.find((each) => isTagged(each, KEY_ID));
    return id && contentOf(id);
  }

  /**
   * Fields of TBSCertificate by place: version, serial, algorithm, issuer, validity, subject, key; a missing version
   * (that of 1988) leaves its place empty.
   */
  #field(place: number): Asn1Element | undefined {
    return this.#all()[place];
  }

  #all(): readonly (Asn1Element | undefined)[] {
    if (this.#fields) return this.#fields;
    const fields = childrenOf(childrenOf(readDer(this.der))[0]);
    this.#fields = isTagged(fields[0], VERSION) ? fields : [undefined, ...fields];
    return this.#fields;
  }

  #name(place: number): DistinguishedName {
    return readName(this.#field(place));
  }

  /** UTCTime as it is; GeneralizedTime only in this century, its first two digits dropped, as HAProxy shows it. */
  #time(which: 0 | 1): string | undefined {
    const time = childrenOf(this.#field(4))[which];
    if (!time) return undefined;
    const text = contentOf(time);
    if (isUtcTime(time)) return text;
    return text.startsWith('20') ? text.slice(2) : undefined;
  }

  #extension(wanted: string): Asn1Element | undefined {
    const field = this.#all().find((each) => isTagged(each, EXTENSIONS));
    const [list] = childrenOf(field);
    const found = childrenOf(list).find((extension) => oidOf(childrenOf(extension)[0]) === wanted);
    return childrenOf(found).at(-1);
  }
}

function readAlgorithm(element: Asn1Element | undefined): string {
  const oid = oidOf(childrenOf(element)[0]);
  return oid && algorithmName(oid);
}

function readName(name: Asn1Element | undefined): DnEntry[] {
  return childrenOf(name).flatMap((set) =>
    childrenOf(set).flatMap((pair) => {
      const [oid, value] = childrenOf(pair);
      return oid && value ? [{ name: attributeName(oidOf(oid)), value: contentOf(value) }] : [];
    }),
  );
}
