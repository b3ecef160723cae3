/**
 * The group of the key exchange on the server's side, which Node does not tell (`ssl_fc_curve`). The choice of the library
 * follows from the hello: in TLS 1.3 the first key share of the client that the server accepts, else, and in TLS 1.2, the
 * first group of the server that the client knows (OpenSSL 3, with the preference of the server).
 */
import type { ClientHello } from './client-hello.js';

/** Numbers of the registry (IANA, TLS supported groups) with OpenSSL's names, in its default order. */
const GROUPS: readonly (readonly [id: number, name: string, aliases: RegExp])[] = [
  [29, 'X25519', /^x25519$/i],
  [23, 'prime256v1', /^(?:P-256|prime256v1|secp256r1)$/i],
  [30, 'X448', /^x448$/i],
  [25, 'secp521r1', /^(?:P-521|secp521r1)$/i],
  [24, 'secp384r1', /^(?:P-384|secp384r1)$/i],
];

/** Name of the group of a full handshake; undefined if none of those known here was used. `curves` is the setting. */
export function resolveKeyGroup(
  hello: ClientHello,
  protocol: string,
  cipher: string,
  curves: string | undefined,
): string | undefined {
  const ours = curves === undefined ? GROUPS.map(([id]) => id) : curves.split(':').map(groupNumber);
  const known = numbers(hello.groups ?? '');
  if (protocol === 'TLSv1.3') {
    const share = numbers(hello.keyShares ?? '').find((id) => ours.includes(id));
    return nameOf(share ?? ours.find((id) => known.includes(id)));
  }
  return cipher.startsWith('ECDHE-') ? nameOf(ours.find((id) => known.includes(id))) : undefined;
}

function groupNumber(name: string): number {
  return GROUPS.find(([, , aliases]) => aliases.test(name))?.[0] ?? -1;
}

function nameOf(id: number | undefined): string | undefined {
  return GROUPS.find(([number]) => number === id)?.[1];
}

function numbers(list: string): number[] {
  const ids: number[] = [];
  for (let at = 0; at + 1 < list.length; at += 2) ids.push(list.charCodeAt(at) * 256 + list.charCodeAt(at + 1));
  return ids;
}
