/**
 * What sample fetches read of a TLSSocket. Most is computed when it is asked for, and then only as long as the socket is
 * open; what every log line may show is read at once, and `capture` reads the rest for those who log certificates.
 */
import type { TLSSocket } from 'node:tls';
import type { CertificateInfo, TlsInfo, VerifyErrors } from '../../model/tls.js';
import { childrenOf, contentOf, readDer } from './asn1.js';
import { CertificateReading } from './certificate-info.js';
import { cipherKeySizes } from './cipher.js';
import type { ClientHello } from './client-hello.js';
import { resolveKeyGroup } from './key-group.js';

/** What the socket itself does not know. */
export interface TlsInfoSource {
  readonly side: 'front' | 'back';
  /** Host name that was sent, as it was written. */
  readonly sni?: string | undefined;
  /** File of our certificate. */
  readonly ownName?: string | undefined;
  readonly verifyResult?: number;
  readonly verifyErrors?: VerifyErrors | undefined;
  /** Hello of the client and the `curves` of the listener: what the group follows from. */
  readonly hello?: ClientHello;
  readonly curves?: string | undefined;
  /** Whether fetches may see the hello (`tune.ssl.capture-buffer-size`). */
  readonly keepsHello?: boolean;
}

/** Read-outs of one connection, after its handshake. */
export class SocketTlsInfo implements TlsInfo {
  readonly protocol: string;
  /** OpenSSL's name; the standard one is the same only for TLS 1.3. */
  readonly cipher: string;
  readonly resumed: boolean;
  readonly #socket: TLSSocket;
  readonly #source: TlsInfoSource;
  #peer: CertificateInfo | undefined;
  #own: CertificateInfo | undefined;
  #session: { readonly id: string; readonly key: string } | undefined;

  constructor(socket: TLSSocket, source: TlsInfoSource) {
    this.protocol = socket.getProtocol() ?? '';
    this.cipher = socket.getCipher()?.name ?? '';
    this.resumed = socket.isSessionReused();
    this.#socket = socket;
    this.#source = source;
    this.#peer = undefined;
    this.#own = undefined;
    this.#session = undefined;
  }

  /** Reads certificates and session now, so that they are known after the socket is closed. */
  capture(): void {
    this.#peer ??= readPeer(this.#socket);
    this.#own ??= readOwn(this.#socket);
    this.#session ??= readSession(this.#socket.getSession());
  }

  get algorithmKeySize(): number {
    return cipherKeySizes(this.cipher).algorithm;
  }

  get usedKeySize(): number {
    return cipherKeySizes(this.cipher).used;
  }

  get curve(): string | undefined {
    const { side, hello, curves } = this.#source;
    if (side === 'front') {
      // What a resumed session was agreed on with is not in its hello.
      return hello && !this.resumed ? resolveKeyGroup(hello, this.protocol, this.cipher, curves) : undefined;
    }
    const key = this.#socket.getEphemeralKeyInfo();
    return key && 'name' in key ? key.name : undefined;
  }

  get hello(): ClientHello | undefined {
    return this.#source.keepsHello ? this.#source.hello : undefined;
  }

  get sni(): string | undefined {
    if (this.#source.sni !== undefined) return this.#source.sni;
    const { servername } = this.#socket as { servername?: string | false | null };
    return servername || undefined;
  }

  get alpn(): string | undefined {
    return this.#socket.alpnProtocol || undefined;
  }

  get sessionId(): string | undefined {
    this.#session ??= readSession(this.#socket.getSession());
    return this.#session?.id;
  }

  get sessionKey(): string | undefined {
    this.#session ??= readSession(this.#socket.getSession());
    return this.#session?.key;
  }

  /** The first finished message of the handshake: the client's, unless the session was resumed. */
  get uniqueId(): string | undefined {
    const ours = (this.#source.side === 'front') === this.resumed;
    const message = ours ? this.#socket.getFinished() : this.#socket.getPeerFinished();
    return message?.toString('latin1');
  }

  get own(): CertificateInfo | undefined {
    this.#own ??= readOwn(this.#socket);
    return this.#own;
  }

  get ownName(): string | undefined {
    return this.#source.ownName;
  }

  get peer(): CertificateInfo | undefined {
    this.#peer ??= readPeer(this.#socket);
    return this.#peer;
  }

  get peerOnConnection(): boolean {
    return !this.resumed && this.peer !== undefined;
  }

  get verifyResult(): number {
    return this.#source.verifyResult ?? 0;
  }

  get verifyErrors(): VerifyErrors | undefined {
    return this.#source.verifyErrors;
  }
}

function readOwn(socket: TLSSocket): CertificateInfo | undefined {
  const raw = socket.getX509Certificate()?.raw;
  return raw && new CertificateReading(raw);
}

/**
 * The certificate of the other side with its issuers as far as the library knows them. `getPeerX509Certificate` must not be
 * called before: in Node 20 it takes the chain away.
 */
function readPeer(socket: TLSSocket): CertificateInfo | undefined {
  const leaf = socket.getPeerCertificate(true);
  if (!leaf?.raw) return undefined;
  const chain: Buffer[] = [];
  let last = leaf;
  while (last.issuerCertificate?.raw && last.issuerCertificate !== last) {
    last = last.issuerCertificate;
    chain.push(last.raw);
  }
  // The root is its own issuer.
  return new CertificateReading(leaf.raw, chain, last.issuerCertificate === last ? last.raw : undefined);
}

/** Identifier and master key out of a serialized session (OpenSSL's ASN.1: version, protocol, cipher, id, key, ...). */
function readSession(session: Buffer | undefined): { readonly id: string; readonly key: string } | undefined {
  if (!session) return undefined;
  const [, , , id, key] = childrenOf(readDer(session.toString('latin1')));
  return id && key ? { id: contentOf(id), key: contentOf(key) } : undefined;
}
