/** The first message of TLS that passes through (manual 7.3.5): `req.ssl_*`, `res.ssl_hello_type`. Nothing is deciphered. */
import type { Entry, Fetch } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { Stream } from '../../../model/stream.js';
import { USE_CLIENT, USE_REQUEST, USE_RESPONSE } from '../../../model/use.js';
import type { Value } from '../../../model/value.js';
import { Binary } from '../../../model/value.js';
import { type ClientHello, type HelloParse, parseClientHello } from '../../../net/tls/client-hello.js';
import { type ChannelOf, isRaw, requestChannel, responseChannel, waitForMore } from './raw.js';

/** Several fetches look at the same bytes. */
const parsed = new WeakMap<Buffer, HelloParse>();

function helloOf(stream: Stream): ClientHello | undefined {
  if (!isRaw(stream)) return undefined;
  const channel = stream.requestChannel;
  const bytes = channel.bytes();
  let result = parsed.get(bytes);
  if (result === undefined) {
    result = parseClientHello(bytes);
    if (result.kind !== 'more') parsed.set(bytes, result);
  }
  if (result.kind === 'more') waitForMore(stream, channel);
  return result.kind === 'hello' ? result.hello : undefined;
}

function read(of: (hello: ClientHello) => Value | undefined): Fetch {
  return (stream) => {
    const hello = helloOf(stream);
    return hello === undefined ? undefined : of(hello);
  };
}

function binary(bytes: string | undefined): Binary | undefined {
  return bytes === undefined ? undefined : new Binary(bytes);
}

const HANDSHAKE = 22;
const RECORD_HEAD = 5;

/** Type of a handshake message: 1 of a client, 2 of a server. */
function compileHelloType(of: ChannelOf): Fetch {
  return (stream) => {
    if (!isRaw(stream)) return undefined;
    const channel = of(stream);
    const bytes = channel.bytes();
    if (bytes.length > 0 && bytes[0] !== HANDSHAKE) return undefined;
    if (bytes.length > 1 && bytes[1]! < 3) return undefined;
    if (bytes.length <= RECORD_HEAD || bytes.length < RECORD_HEAD + bytes.readUInt16BE(3)) {
      waitForMore(stream, channel);
      return undefined;
    }
    return bytes[RECORD_HEAD];
  };
}

/** Major and minor number in 16 bits each; also of a hello in the form of SSLv2 (RFC 5246 E.2). */
const version: Fetch = (stream) => {
  const hello = helloOf(stream);
  if (hello !== undefined) return (hello.version >>> 8) * 65536 + (hello.version & 255);
  if (!isRaw(stream)) return undefined;
  const bytes = stream.requestChannel.bytes();
  if (bytes.length < 11 || (bytes[0]! & 0x80) === 0 || bytes[2] !== 1) return undefined;
  return bytes[3]! >= 2 ? bytes[3]! * 65536 + bytes[4]! : undefined;
};

const TICKET = 35;

/** 0 without a ticket extension, 1 with an empty one, 2 with a ticket. */
function ticketState({ extensions, ticketSize }: ClientHello): number | undefined {
  if (extensions === '') return undefined;
  for (let at = 0; at + 1 < extensions.length; at += 2) {
    if (extensions.charCodeAt(at) * 256 + extensions.charCodeAt(at + 1) === TICKET) return ticketSize > 0 ? 2 : 1;
  }
  return 0;
}

const request = plainFetches('7.3.5', USE_REQUEST);
const client = plainFetches('7.3.5', USE_CLIENT);

export const entries: readonly Entry[] = [
  request(
    'req.ssl_alpn',
    'str',
    'Protocols that the client offers by ALPN.',
    read(({ alpn }) => alpn?.[0]),
    { since: '1.6' },
  ),
  request(
    'req.ssl_ec_ext',
    'bool',
    'True if the client tells the groups that it supports.',
    read(({ groups }) => (groups === undefined ? undefined : true)),
    { since: '1.6' },
  ),
  request('req.ssl_hello_type', 'sint', 'Type of the first message of TLS.', compileHelloType(requestChannel), {
    aliases: ['req_ssl_hello_type'],
  }),
  request(
    'req.ssl_sni',
    'str',
    'Host name that the client asks for.',
    read(({ sni }) => sni),
    {
      aliases: ['req_ssl_sni'],
    },
  ),
  request('req.ssl_st_ext', 'sint', 'Whether the client brings a session ticket.', read(ticketState), {
    since: '1.7',
  }),
  request('req.ssl_ver', 'sint', 'Version of TLS that the client offers.', version, { aliases: ['req_ssl_ver'] }),
  client(
    'req.ssl_cipherlist',
    'bin',
    'Ciphers that the client offers.',
    read(({ ciphers }) => binary(ciphers)),
    {
      since: '3.2',
    },
  ),
  client(
    'req.ssl_keyshare_groups',
    'bin',
    'Groups for which the client sent keys.',
    read(({ keyShares }) => binary(keyShares)),
    { since: '3.2' },
  ),
  client(
    'req.ssl_sigalgs',
    'bin',
    'Signature algorithms that the client offers.',
    read(({ signatureAlgorithms }) => binary(signatureAlgorithms)),
    { since: '3.2' },
  ),
  client(
    'req.ssl_supported_groups',
    'bin',
    'Groups that the client supports.',
    read(({ groups }) => binary(groups)),
    { since: '3.2' },
  ),
  plainFetches('7.3.5', USE_RESPONSE)(
    'res.ssl_hello_type',
    'sint',
    'Type of the first message of TLS from the server.',
    compileHelloType(responseChannel),
    { aliases: ['rep_ssl_hello_type'] },
  ),
];
