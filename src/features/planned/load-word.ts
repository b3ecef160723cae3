/** Words of `load` in a crt-store, which lines of crt-lists and `ssl-f-use` take as well (manual 12.7.1). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';

/** What stands behind each. */
export const LOAD_WORDS: ReadonlyMap<string, ArgKind<unknown>> = new Map<string, ArgKind<unknown>>([
  ...['crt', 'key', 'ocsp', 'issuer', 'sctl'].map((name) => [name, arg.any('filename', 'the name of a file')] as const),
  ...['acme', 'alias', 'domains', 'ips', 'curves'].map((name) => [name, arg.nonEmpty('string')] as const),
  ...['ocsp-update', 'jwt', 'generate-dummy'].map((name) => [name, arg.onOff('switch')] as const),
  ['keytype', arg.enumeration('keytype', ['RSA', 'ECDSA'])],
  ['bits', arg.uint('number', { min: 1024 })],
]);

/** Takes the value of a word; undefined after a report. */
export function readLoadWord({ words, sectionData }: DirectiveSite, name: string, kind: ArgKind<unknown>): unknown {
  const value = words.expect(kind);
  sectionData.set(`load ${name}`, value);
  return value;
}
