/** Certificates that are made for the names that clients ask for (configuration.txt 5.1 `generate-certificates`). */
import { createPrivateKey, randomInt, X509Certificate } from 'node:crypto';
import type { CertificateBundle } from './certificate.js';
import type { StoreEntry } from './context-store.js';
import { createServerContext, type ServerProfile } from './server-context.js';
import { signCertificate } from './sign-certificate.js';

const DAY_MS = 86_400_000;
const SERIAL_MAX = 2 ** 31;

/** Makes and keeps them; the least recently used make room. */
export class CertificateMaker {
  readonly #authority: CertificateBundle;
  readonly #profile: ServerProfile;
  readonly #size: number;
  readonly #made: Map<string, StoreEntry>;
  readonly #now: () => number;
  #serial: bigint;

  /** @param authority certificate and key of `ca-sign-file`  @param size most certificates that are kept */
  constructor(authority: CertificateBundle, profile: ServerProfile, size: number, now: () => number = Date.now) {
    this.#authority = authority;
    this.#profile = profile;
    this.#size = size;
    this.#made = new Map();
    this.#now = now;
    this.#serial = BigInt(randomInt(1, SERIAL_MAX));
  }

  /** The certificate for a name in lower case, with the key of another one; undefined if it cannot be made. */
  entryFor(name: string, template: CertificateBundle): StoreEntry | undefined {
    const kept = this.#made.get(name);
    this.#made.delete(name);
    const entry = kept ?? this.#make(name, template);
    if (entry === undefined) return undefined;
    this.#made.set(name, entry);
    if (this.#made.size > this.#size) {
      const oldest = this.#made.keys().next();
      if (!oldest.done) this.#made.delete(oldest.value);
    }
    return entry;
  }

  #make(name: string, template: CertificateBundle): StoreEntry | undefined {
    const bundle = this.#sign(name, template);
    const context = bundle && createServerContext(this.#profile, bundle);
    return bundle && context?.ok
      ? { bundle, profile: this.#profile, context: context.value, except: new Set() }
      : undefined;
  }

  #sign(name: string, template: CertificateBundle): CertificateBundle | undefined {
    const { certificate: signer, keyPem, chain } = this.#authority;
    const now = this.#now();
    try {
      const der = signCertificate(
        { certificate: signer, key: createPrivateKey(keyPem) },
        {
          ...{ name, key: createPrivateKey(template.keyPem), serial: this.#serial++ },
          ...{ notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 365 * DAY_MS) },
        },
      );
      const certificate = new X509Certificate(der);
      const all = [certificate, signer, ...chain];
      return {
        ...{ name: '', certificate, keyKind: template.keyKind, keyPem: template.keyPem, names: [name], issuer: signer },
        ...{ certificatePem: all.map((each) => each.toString()).join(''), chain: all.slice(1) },
        ...{ dhParameters: template.dhParameters, ocspResponse: undefined, timestamps: undefined },
      };
    } catch {
      return undefined;
    }
  }
}
