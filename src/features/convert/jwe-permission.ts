/** Which algorithms tokens may be encrypted with: `jwt.decrypt_alg_list`, `jwt.decrypt_enc_list` (manual 3.1). */
import { arg } from '../../catalog/arg.js';
import { define, type Entry } from '../../catalog/entry.js';
import { CONTENT_KEY_SIZES } from './jwe-decrypt.js';

/** Names of `alg` (RFC 7518 4.1). */
const ALGORITHMS = [
  ...['dir', 'A128KW', 'A192KW', 'A256KW', 'A128GCMKW', 'A192GCMKW', 'A256GCMKW', 'RSA1_5', 'RSA-OAEP', 'RSA-OAEP-256'],
  ...['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW'],
];
/** Names of `enc` (RFC 7518 5.1). */
const ENCRYPTIONS = Object.keys(CONTENT_KEY_SIZES);

const ALGORITHM_LIST = 'jwt.decrypt_alg_list';
const ENCRYPTION_LIST = 'jwt.decrypt_enc_list';

type Tune = ReadonlyMap<string, number | string | boolean> | undefined;

/** The names that `ALL:!A:B` leaves of `known`. */
function namesOf(list: string, known: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of list.split(':')) {
    if (item === 'ALL') for (const name of known) names.add(name);
    else if (item.startsWith('!')) names.delete(item.slice(1));
    else names.add(item);
  }
  return names;
}

/** Tells of an algorithm and an encryption whether tokens may use them. Without a list all may be used but RSA1_5 (RFC 8725 3.2). */
export function permissionOf(tune: Tune): (algorithm: string, encryption: string) => boolean {
  const algorithms = namesOf(String(tune?.get(ALGORITHM_LIST) ?? 'ALL:!RSA1_5'), ALGORITHMS);
  const encryptions = namesOf(String(tune?.get(ENCRYPTION_LIST) ?? 'ALL'), ENCRYPTIONS);
  return (algorithm, encryption) => algorithms.has(algorithm) && encryptions.has(encryption);
}

function row(name: string, brief: string, known: readonly string[]): Entry {
  return define.directive({
    ...{
      name,
      brief,
      doc: `3.1#${name}`,
      since: '3.4',
      support: 'full',
      sections: ['global'],
      usage: `${name} <list>`,
    },
    parse({ words, global, report }) {
      const list = words.expect(arg.any('list', 'names of algorithms between colons'));
      if (list === undefined) return;
      const bad = list.value.split(':').find((item) => item !== 'ALL' && !known.includes(item.replace(/^!/, '')));
      if (bad === undefined) global.tune.set(name, list.value);
      else report('arg/invalid', list.range, `'${name}' : '${bad}' is none of ALL, ${known.join(', ')}`);
    },
  });
}

export const entries: readonly Entry[] = [
  row(ALGORITHM_LIST, 'Algorithms that encrypted tokens may protect their keys with.', ALGORITHMS),
  row(ENCRYPTION_LIST, 'Algorithms that encrypted tokens may be encrypted with.', ENCRYPTIONS),
];
