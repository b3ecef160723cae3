/**
 * All errors of a chain of certificates, by the OpenSSL inside of Node's own program: its X509_verify_cert(3) with a callback,
 * reached through koffi. Node itself tells only the last error of a handshake.
 */
import { loadKoffi } from './native.js';
import type { Outcome } from './outcome.js';
import { notHere, success } from './outcome.js';

/** Number of an error (X509_V_ERR_...) and the place of its certificate: 0 is the first. */
export interface FoundError {
  readonly number: number;
  readonly depth: number;
}

/** Certificates and lists are DER. */
export interface TrustedBytes {
  readonly authorities: readonly Buffer[];
  readonly revocations: readonly Buffer[];
}

type Pointer = unknown;

interface Functions {
  d2i_X509(into: null, at: Buffer, length: number): Pointer;
  d2i_X509_CRL(into: null, at: Buffer, length: number): Pointer;
  X509_free(certificate: Pointer): void;
  X509_CRL_free(list: Pointer): void;
  X509_STORE_new(): Pointer;
  X509_STORE_free(store: Pointer): void;
  X509_STORE_add_cert(store: Pointer, certificate: Pointer): number;
  X509_STORE_add_crl(store: Pointer, list: Pointer): number;
  X509_STORE_set_flags(store: Pointer, flags: number): number;
  X509_STORE_CTX_new(): Pointer;
  X509_STORE_CTX_free(context: Pointer): void;
  X509_STORE_CTX_init(context: Pointer, store: Pointer, certificate: Pointer, others: Pointer): number;
  X509_STORE_CTX_set_default(context: Pointer, name: string): number;
  X509_STORE_CTX_set_verify_cb(context: Pointer, callback: Pointer): void;
  X509_STORE_CTX_get_error(context: Pointer): number;
  X509_STORE_CTX_get_error_depth(context: Pointer): number;
  X509_STORE_CTX_get0_param(context: Pointer): Pointer;
  X509_VERIFY_PARAM_set_auth_level(parameters: Pointer, level: number): void;
  X509_verify_cert(context: Pointer): number;
  OPENSSL_sk_new_null(): Pointer;
  OPENSSL_sk_push(stack: Pointer, item: Pointer): number;
  OPENSSL_sk_free(stack: Pointer): void;
  ERR_clear_error(): void;
  TLS_method(): Pointer;
  SSL_CTX_new(method: Pointer): Pointer;
  SSL_CTX_get_security_level(context: Pointer): number;
  SSL_CTX_free(context: Pointer): void;
}

type Prototypes = { readonly [K in keyof Functions]: readonly [result: string, args: readonly string[]] };

const P = 'void *';
const PROTOTYPES: Prototypes = {
  // The second argument points to the place that says where the bytes begin.
  d2i_X509: [P, [P, P, 'long']],
  d2i_X509_CRL: [P, [P, P, 'long']],
  X509_free: ['void', [P]],
  X509_CRL_free: ['void', [P]],
  X509_STORE_new: [P, []],
  X509_STORE_free: ['void', [P]],
  X509_STORE_add_cert: ['int', [P, P]],
  X509_STORE_add_crl: ['int', [P, P]],
  X509_STORE_set_flags: ['int', [P, 'ulong']],
  X509_STORE_CTX_new: [P, []],
  X509_STORE_CTX_free: ['void', [P]],
  X509_STORE_CTX_init: ['int', [P, P, P, P]],
  X509_STORE_CTX_set_default: ['int', [P, 'str']],
  X509_STORE_CTX_set_verify_cb: ['void', [P, P]],
  X509_STORE_CTX_get_error: ['int', [P]],
  X509_STORE_CTX_get_error_depth: ['int', [P]],
  X509_STORE_CTX_get0_param: [P, [P]],
  X509_VERIFY_PARAM_set_auth_level: ['void', [P, 'int']],
  X509_verify_cert: ['int', [P]],
  OPENSSL_sk_new_null: [P, []],
  OPENSSL_sk_push: ['int', [P, P]],
  OPENSSL_sk_free: ['void', [P]],
  ERR_clear_error: ['void', []],
  TLS_method: [P, []],
  SSL_CTX_new: [P, [P]],
  SSL_CTX_get_security_level: ['int', [P]],
  SSL_CTX_free: ['void', [P]],
};

/** X509_V_FLAG_CRL_CHECK and X509_V_FLAG_CRL_CHECK_ALL: what Node and HAProxy set once there are lists. */
const CHECK_REVOCATION = 0x4 | 0x8;

interface Library {
  readonly call: Functions;
  /** Writes errors into `found` and lets the library go on. */
  readonly callback: Pointer;
  readonly found: FoundError[];
  readonly address: (bytes: Uint8Array) => bigint;
  readonly levelDefault: number;
}

let loaded: Outcome<Library> | undefined;

/** Finds the errors of chains that must end at one of some authorities. */
export class ChainVerifier {
  readonly #library: Library;
  readonly #store: Pointer;
  readonly #level: number;

  private constructor(library: Library, store: Pointer, level: number) {
    this.#library = library;
    this.#store = store;
    this.#level = level;
    FREED.register(this, () => library.call.X509_STORE_free(store));
  }

  /** @param level security level (SSL_CTX_set_security_level(3)); undefined takes that of the library */
  static create(trusted: TrustedBytes, level: number | undefined): Outcome<ChainVerifier> {
    loaded ??= load();
    if (!loaded.ok) return loaded;
    const library = loaded.value;
    const { call } = library;
    const store = call.X509_STORE_new();
    for (const bytes of trusted.authorities) {
      const certificate = decode(library, 'd2i_X509', bytes);
      if (!certificate) continue;
      call.X509_STORE_add_cert(store, certificate);
      call.X509_free(certificate);
    }
    for (const bytes of trusted.revocations) {
      const list = decode(library, 'd2i_X509_CRL', bytes);
      if (!list) continue;
      call.X509_STORE_add_crl(store, list);
      call.X509_CRL_free(list);
    }
    if (trusted.revocations.length > 0) call.X509_STORE_set_flags(store, CHECK_REVOCATION);
    call.ERR_clear_error();
    return success(new ChainVerifier(library, store, level ?? library.levelDefault));
  }

  /** Errors of the certificate of a client in the order in which they are found; undefined if it cannot be read. */
  verify(certificate: Buffer, others: readonly Buffer[]): readonly FoundError[] | undefined {
    const { call } = this.#library;
    const leaf = decode(this.#library, 'd2i_X509', certificate);
    if (!leaf) return undefined;
    const stack = call.OPENSSL_sk_new_null();
    const issuers = others.map((each) => decode(this.#library, 'd2i_X509', each)).filter((each) => each);
    for (const issuer of issuers) call.OPENSSL_sk_push(stack, issuer);
    try {
      return this.#run(leaf, stack);
    } finally {
      for (const each of [leaf, ...issuers]) call.X509_free(each);
      call.OPENSSL_sk_free(stack);
      call.ERR_clear_error();
    }
  }

  #run(leaf: Pointer, stack: Pointer): readonly FoundError[] | undefined {
    const { call, found, callback } = this.#library;
    const context = call.X509_STORE_CTX_new();
    try {
      if (call.X509_STORE_CTX_init(context, this.#store, leaf, stack) !== 1) return undefined;
      call.X509_STORE_CTX_set_default(context, 'ssl_client');
      call.X509_VERIFY_PARAM_set_auth_level(call.X509_STORE_CTX_get0_param(context), this.#level);
      call.X509_STORE_CTX_set_verify_cb(context, callback);
      found.length = 0;
      return call.X509_verify_cert(context) < 0 ? undefined : [...found];
    } finally {
      call.X509_STORE_CTX_free(context);
    }
  }
}

const FREED = new FinalizationRegistry<() => void>((free) => free());

/** The library reads from an address, so that bytes must not be moved: a Buffer of its own memory is not. */
function decode(library: Library, how: 'd2i_X509' | 'd2i_X509_CRL', bytes: Buffer): Pointer {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(kept);
  const place = Buffer.alloc(8);
  place.writeBigUInt64LE(library.address(kept));
  return library.call[how](null, place, kept.length);
}

function load(): Outcome<Library> {
  if (process.platform !== 'linux') return notHere(`not tried on ${process.platform}`);
  try {
    const koffi = loadKoffi();
    const library = koffi.load(null);
    const bound: Record<string, unknown> = {};
    for (const [name, [result, args]] of Object.entries(PROTOTYPES)) bound[name] = library.func(name, result, args);
    const call = bound as unknown as Functions;
    const found: FoundError[] = [];
    const type = koffi.pointer(koffi.proto('int HawserVerifyCallback(int ok, void *context)'));
    const callback = koffi.register((ok: number, context: Pointer) => {
      if (ok === 0) {
        found.push({
          number: call.X509_STORE_CTX_get_error(context),
          depth: call.X509_STORE_CTX_get_error_depth(context),
        });
      }
      return 1;
    }, type);
    const address = (bytes: Uint8Array) => koffi.address(bytes);
    return success({ call, callback, found, address, levelDefault: readLevel(call) });
  } catch (error) {
    const first = String(error instanceof Error ? error.message : error).split('\n', 1)[0];
    return notHere(`the functions of OpenSSL cannot be reached (${first})`);
  }
}

function readLevel(call: Functions): number {
  const context = call.SSL_CTX_new(call.TLS_method());
  const level = call.SSL_CTX_get_security_level(context);
  call.SSL_CTX_free(context);
  return level;
}
