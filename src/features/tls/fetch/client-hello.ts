/**
 * What the hello of a client offers, for fingerprints such as JA3 (manual 7.3.4 `ssl_fc_cipherlist_bin` and others). Known
 * only under `tune.ssl.capture-buffer-size`.
 */
import type { ArgKind } from '../../../catalog/arg.js';
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { ClientHelloInfo } from '../../../model/tls.js';
import { USE_SESSION } from '../../../model/use.js';
import type { SampleType } from '../../../model/value.js';
import { Binary } from '../../../model/value.js';

/** 0 = all entries, 1 = without the values that only keep servers tolerant (RFC 8701). */
const filter: ArgKind<number | undefined> = arg.opt(arg.uint('filter', { max: 1 }));

/** Whether both bytes of an entry are equal and end in `A`. */
function isGrease(high: number, low: number): boolean {
  return high === low && (low & 15) === 10;
}

function withoutGrease(list: string): string {
  let kept = '';
  for (let at = 0; at + 1 < list.length; at += 2) {
    if (!isGrease(list.charCodeAt(at), list.charCodeAt(at + 1))) kept += list.slice(at, at + 2);
  }
  return kept;
}

type ListOf = (hello: ClientHelloInfo) => string | undefined;

/** A list of entries of two bytes. */
function listRow(name: string, brief: string, since: string, out: SampleType, of: ListOf, render = bytes): Entry {
  return define.fetch({
    ...{ name, brief, since, out, doc: `7.3.4#${name}`, support: 'full', use: USE_SESSION, args: [filter] },
    compile:
      ([wanted = 0]) =>
      ({ session }) => {
        const hello = session.tls?.hello;
        const list = hello && of(hello);
        if (list === undefined) return undefined;
        return new Binary(render(wanted === 1 ? withoutGrease(list) : list));
      },
  });
}

function bytes(list: string): string {
  return list;
}

function hex(list: string): string {
  return Buffer.from(list, 'latin1').toString('hex').toUpperCase();
}

const row = plainFetches('7.3.4', USE_SESSION);

export const entries: readonly Entry[] = [
  listRow('ssl_fc_cipherlist_bin', 'Ciphers that the client offers.', '1.8', 'str', ({ ciphers }) => ciphers),
  listRow(
    'ssl_fc_cipherlist_hex',
    'Ciphers that the client offers, in hexadecimal digits.',
    '1.8',
    'bin',
    ({ ciphers }) => ciphers,
    hex,
  ),
  listRow('ssl_fc_extlist_bin', 'Extensions of the hello.', '2.5', 'str', ({ extensions }) => extensions),
  listRow('ssl_fc_eclist_bin', 'Groups that the client supports.', '2.5', 'str', ({ groups }) => groups),
  listRow(
    'ssl_fc_sigalgs_bin',
    'Signature algorithms that the client offers.',
    '3.2',
    'bin',
    ({ signatureAlgorithms }) => signatureAlgorithms,
  ),
  listRow(
    'ssl_fc_supported_versions_bin',
    'Versions of TLS that the client supports.',
    '3.2',
    'bin',
    ({ supportedVersions }) => supportedVersions,
  ),
  row(
    'ssl_fc_ecformats_bin',
    'str',
    'Formats of points that the client supports.',
    ({ session }) => {
      const formats = session.tls?.hello?.pointFormats;
      return formats === undefined ? undefined : new Binary(formats);
    },
    { since: '2.5' },
  ),
  row(
    'ssl_fc_protocol_hello_id',
    'sint',
    'Number of the version of the hello.',
    ({ session }) => session.tls?.hello?.version,
    { since: '2.5' },
  ),
];
