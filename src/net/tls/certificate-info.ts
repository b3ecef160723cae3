/** Read-outs of a certificate for sample fetches and `show ssl cert`, taken from its DER (RFC 5280 4.1) when asked for. */
import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateInfo, DistinguishedName, DnEntry } from '../../model/tls.js';
import type { DerElement } from './der.js';
import { contentOf, readChildren, readElement, readOid } from './der.js';
import { algorithmName, attributeName } from './object-name.js';

const OPTIONAL_VERSION = 0xa0;
const OPTIONAL_EXTENSIONS = 0xa3;
const UTC_TIME = 0x17;
const POLICIES = '2.5.29.32';

/** A certificate in its bytes. `chain` are the certificates that came with it. */
export class CertificateReading implements CertificateInfo {
  readonly #raw: Buffer;
  readonly #chain: readonly Buffer[];
  readonly #root: Buffer | undefined;
  #fields: readonly DerElement[] | undefined;

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
    return field ? contentOf(this.#raw, field) : '';
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
    const field = this.#field(0);
    const number = field && readChildren(this.#raw, field)[0];
    return number ? (this.#raw[number.start] ?? 0) + 1 : 1;
  }

  get keyAlgorithm(): string {
    const key = this.#field(6);
    const algorithm = key && readChildren(this.#raw, key)[0];
    return algorithm ? this.#algorithm(algorithm) : '';
  }

  get signatureAlgorithm(): string {
    const field = this.#field(2);
    return field ? this.#algorithm(field) : '';
  }

  get subjectAltName(): string | undefined {
    return new X509Certificate(this.#raw).subjectAltName;
  }

  get policies(): readonly string[] {
    const value = this.#extension(POLICIES);
    const list = value && readElement(this.#raw, value.start, value.end);
    if (!list) return [];
    return readChildren(this.#raw, list).flatMap((policy) => {
      const [oid] = readChildren(this.#raw, policy);
      return oid ? [readOid(this.#raw, oid)] : [];
    });
  }

  /**
   * Fields of TBSCertificate by place: version, serial, algorithm, issuer, validity, subject, key; a missing version
   * (that of 1988) leaves its place empty.
   */
  #field(place: number): DerElement | undefined {
    return this.#all()[place];
  }

  #all(): readonly DerElement[] {
    if (this.#fields) return this.#fields;
    const whole = readElement(this.#raw, 0);
    const body = whole && readChildren(this.#raw, whole)[0];
    const fields = body ? readChildren(this.#raw, body) : [];
    const none: DerElement = { tag: 0, at: 0, start: 0, end: 0 };
    this.#fields = fields[0]?.tag === OPTIONAL_VERSION ? fields : [none, ...fields];
    return this.#fields;
  }

  #name(place: number): DistinguishedName {
    const field = this.#field(place);
    return field ? readName(this.#raw, field) : [];
  }

  /** UTCTime as it is; GeneralizedTime only in this century, its first two digits dropped, as HAProxy shows it. */
  #time(which: 0 | 1): string | undefined {
    const validity = this.#field(4);
    const time = validity && readChildren(this.#raw, validity)[which];
    if (!time) return undefined;
    const text = contentOf(this.#raw, time);
    if (time.tag === UTC_TIME) return text;
    return text.startsWith('20') ? text.slice(2) : undefined;
  }

  #algorithm(element: DerElement): string {
    const [oid] = readChildren(this.#raw, element);
    return oid ? algorithmName(readOid(this.#raw, oid)) : '';
  }

  #extension(wanted: string): DerElement | undefined {
    const field = this.#all().find((each) => each.tag === OPTIONAL_EXTENSIONS);
    const list = field && readChildren(this.#raw, field)[0];
    for (const extension of list ? readChildren(this.#raw, list) : []) {
      const parts = readChildren(this.#raw, extension);
      const [oid] = parts;
      if (oid && readOid(this.#raw, oid) === wanted) return parts.at(-1);
    }
    return undefined;
  }
}

function readName(der: Buffer, name: DerElement): DnEntry[] {
  return readChildren(der, name).flatMap((set) =>
    readChildren(der, set).flatMap((pair) => {
      const [oid, value] = readChildren(der, pair);
      return oid && value ? [{ name: attributeName(readOid(der, oid)), value: contentOf(der, value) }] : [];
    }),
  );
}
