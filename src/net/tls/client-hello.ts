/**
 * The first message of a TLS client, read before the library sees it (RFC 8446 4.1.2, RFC 5246 7.4.1.2): the certificate
 * depends on what the client supports, and `req.ssl_*` and `ssl_fc_cipherlist_*` show it. Pure; bytes are latin1 carriers.
 */

export interface ClientHello {
  /** Version of the record and of the message, such as 0x0303. */
  readonly recordVersion: number;
  readonly version: number;
  readonly random: string;
  readonly sessionId: string;
  /** Two bytes each. */
  readonly ciphers: string;
  /** Types of the extensions in their order, two bytes each. */
  readonly extensions: string;
  /** Host name as sent; undefined without the extension. */
  readonly sni: string | undefined;
  readonly alpn: readonly string[] | undefined;
  /** Contents of lists, without their lengths; undefined without the extension. Two bytes an entry, formats one. */
  readonly signatureAlgorithms: string | undefined;
  readonly supportedVersions: string | undefined;
  readonly groups: string | undefined;
  readonly pointFormats: string | undefined;
  /** Groups for which the client sent a key, two bytes each. */
  readonly keyShares: string | undefined;
  /** Bytes of the session ticket that the client brings; 0 if it brings none. */
  readonly ticketSize: number;
  /** First session that a client of TLS 1.3 offers to resume (RFC 8446 4.2.11). */
  readonly pskIdentity: string | undefined;
}

export type HelloParse =
  | { readonly kind: 'more' }
  /** Not the beginning of a TLS connection. */
  | { readonly kind: 'other' }
  | { readonly kind: 'hello'; readonly hello: ClientHello };

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const OTHER: HelloParse = { kind: 'other' };
const MORE: HelloParse = { kind: 'more' };

const SERVER_NAME = 0;
const GROUPS = 10;
const POINT_FORMATS = 11;
const SIGNATURE_ALGORITHMS = 13;
const ALPN = 16;
const TICKET = 35;
const PRE_SHARED_KEY = 41;
const SUPPORTED_VERSIONS = 43;
const KEY_SHARE = 51;

/** Reads the first bytes of a connection. A hello may be spread over records. */
export function parseClientHello(bytes: Buffer): HelloParse {
  if (bytes.length === 0) return MORE;
  if (bytes[0] !== HANDSHAKE || (bytes.length > 1 && bytes[1] !== 3)) return OTHER;
  const message = joinRecords(bytes);
  if (message.length < 4) return message.length === 0 || message[0] === CLIENT_HELLO ? MORE : OTHER;
  if (message[0] !== CLIENT_HELLO) return OTHER;
  const size = 4 + message.readUIntBE(1, 3);
  if (message.length < size) return MORE;
  const hello = readHello(message.subarray(4, size), bytes.readUInt16BE(1));
  return hello ? { kind: 'hello', hello } : OTHER;
}

/** The handshake bytes of complete records, and of a last incomplete one. */
function joinRecords(bytes: Buffer): Buffer {
  if (bytes.length < 5) return bytes.subarray(0, 0);
  const first = 5 + bytes.readUInt16BE(3);
  if (bytes.length <= first) return bytes.subarray(5);
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 5 <= bytes.length && bytes[at] === HANDSHAKE) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function readHello(body: Buffer, recordVersion: number): ClientHello | undefined {
  const reader = new Reader(body);
  const version = reader.number(2);
  const random = reader.text(32);
  const sessionId = reader.text(reader.number(1));
  const ciphers = reader.text(reader.number(2));
  reader.text(reader.number(1));
  const found = new Map<number, Buffer>();
  let order = '';
  const extensions = new Reader(reader.left > 0 ? reader.take(reader.number(2)) : Buffer.alloc(0));
  while (extensions.left >= 4) {
    const type = extensions.number(2);
    order += String.fromCharCode(type >> 8, type & 255);
    const content = extensions.take(extensions.number(2));
    if (!found.has(type)) found.set(type, content);
  }
  if (reader.failed || extensions.failed) return undefined;
  return {
    recordVersion,
    version,
    random,
    sessionId,
    ciphers,
    extensions: order,
    sni: readServerName(found.get(SERVER_NAME)),
    alpn: readAlpn(found.get(ALPN)),
    signatureAlgorithms: readList(found.get(SIGNATURE_ALGORITHMS), 2),
    supportedVersions: readList(found.get(SUPPORTED_VERSIONS), 1),
    groups: readList(found.get(GROUPS), 2),
    pointFormats: readList(found.get(POINT_FORMATS), 1),
    keyShares: readKeyShares(found.get(KEY_SHARE)),
    ticketSize: found.get(TICKET)?.length ?? 0,
    pskIdentity: readIdentity(found.get(PRE_SHARED_KEY)),
  };
}

function readServerName(content: Buffer | undefined): string | undefined {
  if (content === undefined) return undefined;
  const list = new Reader(content);
  list.number(2);
  if (list.number(1) !== 0) return undefined;
  const name = list.text(list.number(2));
  return list.failed ? undefined : name;
}

function readAlpn(content: Buffer | undefined): string[] | undefined {
  if (content === undefined) return undefined;
  const list = new Reader(content);
  list.number(2);
  const names: string[] = [];
  while (list.left > 0) names.push(list.text(list.number(1)));
  return list.failed ? undefined : names;
}

function readIdentity(content: Buffer | undefined): string | undefined {
  if (content === undefined) return undefined;
  const list = new Reader(content);
  list.number(2);
  const identity = list.text(list.number(2));
  return list.failed ? undefined : identity;
}

function readKeyShares(content: Buffer | undefined): string | undefined {
  if (content === undefined) return undefined;
  const list = new Reader(content);
  list.number(2);
  let groups = '';
  while (list.left > 0) {
    groups += list.text(2);
    list.take(list.number(2));
  }
  return list.failed ? undefined : groups;
}

function readList(content: Buffer | undefined, lengthBytes: 1 | 2): string | undefined {
  if (content === undefined) return undefined;
  const list = new Reader(content);
  const text = list.text(list.number(lengthBytes));
  return list.failed ? undefined : text;
}

/** Reads numbers and bytes one behind the other; once something is missing everything is zero and `failed` is set. */
class Reader {
  readonly #bytes: Buffer;
  #at: number;
  failed: boolean;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#at = 0;
    this.failed = false;
  }

  get left(): number {
    return this.failed ? 0 : this.#bytes.length - this.#at;
  }

  number(size: 1 | 2): number {
    if (this.left < size) {
      this.failed = true;
      return 0;
    }
    const value = this.#bytes.readUIntBE(this.#at, size);
    this.#at += size;
    return value;
  }

  take(size: number): Buffer {
    if (this.left < size) {
      this.failed = true;
      return this.#bytes.subarray(0, 0);
    }
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  text(size: number): string {
    return this.take(size).toString('latin1');
  }
}

/** Which kinds of certificate a client can verify, as HAProxy decides it from the hello. */
export interface ClientAbilities {
  readonly ecdsa: boolean;
  readonly rsa: boolean;
}

/** Whether a client can speak TLS 1.3; values are two bytes each, and some are there for practice (RFC 8701). */
export function offersTls13({ supportedVersions = '' }: ClientHello): boolean {
  for (let at = 0; at < supportedVersions.length; at += 2)
    if (supportedVersions.startsWith('\x03\x04', at)) return true;
  return false;
}

/** Signature algorithms end in the kind of key: 1 is RSA, 3 ECDSA (RFC 5246 7.4.1.4.1). */
export function abilitiesOf(hello: ClientHello): ClientAbilities {
  const algorithms = hello.signatureAlgorithms;
  if (algorithms === undefined) return { ecdsa: false, rsa: true };
  let ecdsa = false;
  let rsa = false;
  for (let at = 1; at < algorithms.length; at += 2) {
    if (algorithms.charCodeAt(at) === 3) ecdsa = true;
    else if (algorithms.charCodeAt(at) === 1) rsa = true;
  }
  return { ecdsa: ecdsa && hasEcdsaCipher(hello.ciphers), rsa };
}

/** A client may know the signature but no cipher that goes with it. */
function hasEcdsaCipher(ciphers: string): boolean {
  for (let at = 0; at + 1 < ciphers.length; at += 2) {
    const high = ciphers.charCodeAt(at);
    const low = ciphers.charCodeAt(at + 1);
    if (high === 0x13 || (high === 0xc0 && ECDSA_C0.has(low)) || (high === 0xcc && low === 0xa9)) return true;
  }
  return false;
}

/** Second bytes of the ECDHE-ECDSA ciphers that begin with 0xc0 (IANA registry). */
const ECDSA_C0 = new Set([
  0x06, 0x07, 0x08, 0x09, 0x0a, 0x23, 0x24, 0x2b, 0x2c, 0x48, 0x49, 0x5c, 0x5d, 0x72, 0x73, 0x86, 0x87, 0xac, 0xad,
  0xae, 0xaf,
]);
