/** Judges the certificates of clients with `crt-ignore-err` and `ca-ignore-err` (configuration.txt 5.1, 7.3.4 `ssl_c_err`). */
import { createHash, X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { ChainVerifier } from '../../libc/chain-errors.js';
import { securityLevelOf } from './cipher.js';
import { verifyErrorCode } from './node-socket.js';
import { splitPem } from './pem.js';
import type { ServerProfile } from './server-context.js';
import { type IgnoredErrorRules, type Verdict, verifyResultNumber } from './verify-result.js';

/** Certificates whose errors are remembered for sessions that are resumed, which bring no chain. */
const REMEMBERED_MAX = 10_000;

const FINE: Verdict = { result: 0, errors: { own: 0, issuer: 0, issuerDepth: 0 }, failure: undefined };

/** The judge of one listener. */
export class ClientJudge {
  readonly #rules: IgnoredErrorRules;
  readonly #verifiers: WeakMap<ServerProfile, ChainVerifier | 'none'>;
  /** Results of certificates that were let pass, by their hash. */
  readonly #passed: Map<string, number>;

  constructor(rules: IgnoredErrorRules) {
    this.#rules = rules;
    this.#verifiers = new WeakMap();
    this.#passed = new Map();
  }

  /** After the handshake: the library itself lets every certificate pass. */
  judge(socket: TLSSocket, profile: ServerProfile): Verdict {
    if (profile.settings.verify === 'none') return FINE;
    const code = verifyErrorCode(socket);
    if (code === undefined) return FINE;
    const leaf = socket.getPeerCertificate(true);
    // Without a certificate the library calls it an error, which `verify optional` does not.
    if (!leaf?.raw) return FINE;
    const hash = createHash('sha256').update(leaf.raw).digest('base64');
    const before = socket.isSessionReused() ? this.#passed.get(hash) : undefined;
    // Nothing is verified anew when a session is resumed: its result stays, and there are no errors.
    if (before !== undefined) return { ...FINE, result: before };
    const verdict = this.#judgeChain(leaf, profile) ?? this.#rules.judgeLast(verifyResultNumber(code));
    if (verdict.failure === undefined) this.#remember(hash, verdict.result);
    return verdict;
  }

  #judgeChain(leaf: DetailedPeerCertificate, profile: ServerProfile): Verdict | undefined {
    const verifier = this.#verifierOf(profile);
    const found = verifier === 'none' ? undefined : verifier.verify(leaf.raw, issuersOf(leaf));
    // What the library refused and we find nothing wrong with is not let pass.
    return found !== undefined && found.length > 0 ? this.#rules.judge(found) : undefined;
  }

  #verifierOf(profile: ServerProfile): ChainVerifier | 'none' {
    let verifier = this.#verifiers.get(profile);
    if (verifier === undefined) {
      const { ciphers, securityLevel } = profile.settings;
      const made = ChainVerifier.create(trustedBytes(profile), securityLevelOf(ciphers, securityLevel));
      verifier = made.ok ? made.value : 'none';
      this.#verifiers.set(profile, verifier);
    }
    return verifier;
  }

  #remember(hash: string, result: number): void {
    this.#passed.delete(hash);
    this.#passed.set(hash, result);
    if (this.#passed.size <= REMEMBERED_MAX) return;
    const oldest = this.#passed.keys().next();
    if (!oldest.done) this.#passed.delete(oldest.value);
  }
}

function issuersOf(leaf: DetailedPeerCertificate): Buffer[] {
  const issuers: Buffer[] = [];
  for (let last = leaf; last.issuerCertificate?.raw && last.issuerCertificate !== last; ) {
    last = last.issuerCertificate;
    issuers.push(last.raw);
  }
  return issuers;
}

function trustedBytes({ options: { ca, crl } }: ServerProfile) {
  const texts = (list: typeof ca): string[] => (list === undefined ? [] : [list].flat().map(String));
  return {
    authorities: texts(ca).map((text) => new X509Certificate(text).raw),
    revocations: texts(crl).flatMap((text) => splitPem(text).blocks.map(({ der }) => der)),
  };
}
