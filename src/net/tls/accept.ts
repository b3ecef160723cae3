/**
 * Handshakes of accepted connections. The first message of the client is read before the library gets it, because the
 * certificate, the protocols and the settings of a crt-list line depend on it; then the socket is wrapped.
 */
import type net from 'node:net';
import type { SecureContext, TLSSocketOptions } from 'node:tls';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { VerifyErrors } from '../../model/tls.js';
import type { ClientHello } from './client-hello.js';
import { abilitiesOf, offersTls13 } from './client-hello.js';
import { ClientJudge } from './client-judge.js';
import type { StoreEntry, TlsContextStore } from './context-store.js';
import { describeHandshakeError, type HandshakeFailure } from './handshake-failure.js';
import { HelloReader } from './hello-reader.js';
import { offerSession, releaseHandshake } from './node-socket.js';
import { createServerContext, type ServerProfile } from './server-context.js';
import type { SessionCache } from './session-cache.js';
import { SessionOwner } from './session-owner.js';
import type { IgnoredErrors } from './verify-result.js';
import { IgnoredErrorRules } from './verify-result.js';

/** Who wants to know how a handshake ended; exactly one of both is called, once. */
export interface HandshakeHandler {
  onSecure(socket: TLSSocket, accepted: AcceptedTls): void;
  /** The connection is closed, or about to be. */
  onFailure(failure: HandshakeFailure, error: Error | undefined): void;
}

/** What is known besides the socket itself. */
export interface AcceptedTls {
  readonly hello: ClientHello;
  readonly entry: StoreEntry;
  /** Number of the verify result, also when it is ignored; 0 if all is well. */
  readonly verifyResult: number;
  readonly verifyErrors: VerifyErrors;
}

export interface AcceptorOptions {
  readonly cache?: SessionCache;
  readonly ignored?: IgnoredErrors;
}

/** Longer ones are tickets (RFC 8446 4.1.2). */
const SESSION_ID_MAX = 32;

/** Makes the handshakes of one listener. */
export class TlsAcceptor {
  readonly #store: TlsContextStore;
  readonly #options: AcceptorOptions;
  readonly #judge: ClientJudge;
  readonly #owners: WeakMap<SecureContext, SessionOwner>;
  #empty: SecureContext | undefined;

  constructor(store: TlsContextStore, options: AcceptorOptions = {}) {
    this.#store = store;
    this.#options = options;
    this.#judge = new ClientJudge(new IgnoredErrorRules(options.ignored ?? {}));
    this.#owners = new WeakMap();
    this.#empty = undefined;
  }

  get store(): TlsContextStore {
    return this.#store;
  }

  /**
   * Begins the handshake on a connection from which nothing was read, or from which everything read was given back with
   * `unshift`. Timeouts are the caller's: destroying `raw` ends in `onFailure`.
   */
  accept(raw: net.Socket, handler: HandshakeHandler): void {
    new HelloReader(
      raw,
      (hello) => this.#begin(raw, hello, handler),
      (failure, error) => handler.onFailure(failure, error),
    );
  }

  #begin(raw: net.Socket, hello: ClientHello, handler: HandshakeHandler): void {
    const chosen = this.#store.choose(hello.sni, abilitiesOf(hello));
    // Errors of the connection are those of the socket around it.
    raw.on('error', ignore);
    const socket = new TLSSocket(raw, this.#socketOptions(hello, chosen));
    const session = this.#findSession(hello, chosen ?? this.#store);
    if (session) offerSession(socket, session);
    new Handshake(socket, handler, hello, chosen, this.#judge);
  }

  #socketOptions(hello: ClientHello, chosen: StoreEntry | undefined): TLSSocketOptions {
    const { settings } = (chosen ?? this.#store).profile;
    const context = chosen?.context ?? this.#emptyContext();
    // Clients that share no protocol go on without one, as with HAProxy; the library would end the connection.
    const shared = settings.alpn?.filter((name) => hello.alpn?.includes(name)) ?? [];
    return {
      isServer: true,
      secureContext: context,
      requestCert: settings.verify !== 'none',
      rejectUnauthorized: settings.verify === 'required',
      server: this.#ownerOf(context, chosen) as unknown as net.Server,
      ...(shared.length > 0 ? { ALPNProtocols: shared } : {}),
    };
  }

  /**
   * The session that the client names. Looked for here as Node asks only for identifiers of old versions: those of TLS 1.3
   * come in place of a ticket.
   */
  #findSession(hello: ClientHello, { profile }: { readonly profile: ServerProfile }): Buffer | undefined {
    const { cache } = this.#options;
    const { noTickets, maxVersion } = { ...profile.settings, ...profile.options };
    if (!cache?.enabled) return undefined;
    const isNew = maxVersion === 'TLSv1.3' && offersTls13(hello);
    if (isNew ? !noTickets : hello.ticketSize > 0 && !noTickets) return undefined;
    const id = isNew ? hello.pskIdentity : hello.sessionId;
    return id && id.length <= SESSION_ID_MAX ? cache.find(Buffer.from(id, 'latin1')) : undefined;
  }

  /** Without a certificate the library answers with an alert, which is how `strict-sni` refuses. */
  #emptyContext(): SecureContext {
    const made = this.#empty ? undefined : createServerContext(this.#store.profile, undefined);
    this.#empty ??= made?.ok ? made.value : createSecureContext();
    return this.#empty;
  }

  /** Sessions and OCSP responses are asked for through events of the "server" of a socket. */
  #ownerOf(context: SecureContext, chosen: StoreEntry | undefined): SessionOwner {
    let owner = this.#owners.get(context);
    if (!owner) {
      owner = new SessionOwner(context, this.#options.cache, chosen?.bundle.ocspResponse);
      this.#owners.set(context, owner);
    }
    return owner;
  }
}

/** Waits for the end of a handshake and judges the certificate of the client. */
class Handshake {
  readonly #socket: TLSSocket;
  readonly #handler: HandshakeHandler;
  readonly #hello: ClientHello;
  readonly #chosen: StoreEntry | undefined;
  readonly #judge: ClientJudge;

  constructor(
    socket: TLSSocket,
    handler: HandshakeHandler,
    hello: ClientHello,
    chosen: StoreEntry | undefined,
    judge: ClientJudge,
  ) {
    this.#socket = socket;
    this.#handler = handler;
    this.#hello = hello;
    this.#chosen = chosen;
    this.#judge = judge;
    socket.on('secure', this.#onSecure);
    socket.on('_tlsError', this.#onError);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  #onSecure = (): void => {
    const chosen = this.#chosen;
    if (!chosen) {
      this.#fail('SSL handshake failure', undefined);
      return;
    }
    const { result, errors, failure } = this.#judge.judge(this.#socket, chosen.profile);
    if (failure !== undefined) {
      this.#fail(failure, undefined);
      return;
    }
    this.#stop();
    releaseHandshake(this.#socket);
    this.#handler.onSecure(this.#socket, {
      hello: this.#hello,
      entry: chosen,
      verifyResult: result,
      verifyErrors: errors,
    });
  };

  #onError = (error: Error): void => this.#fail(describeHandshakeError(error), error);

  #onClose = (): void => this.#fail('Connection closed during SSL handshake', undefined);

  #fail(failure: HandshakeFailure, error: Error | undefined): void {
    this.#stop();
    this.#socket.on('error', ignore);
    this.#socket.destroy();
    this.#handler.onFailure(failure, error);
  }

  #stop(): void {
    this.#socket.off('secure', this.#onSecure);
    this.#socket.off('_tlsError', this.#onError);
    this.#socket.off('error', this.#onError);
    this.#socket.off('close', this.#onClose);
  }
}

function ignore(): void {}
