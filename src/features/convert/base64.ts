/** base64 and base64url (RFC 4648), as the converters of manual 7.3.1 read and write them. */
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { Binary } from '../../model/value.js';

const QUANTUM = /^[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==)$/;
const WHOLE = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Padded base64; padding may also end a group of four in the middle. Undefined if it is malformed. */
export function decodeBase64(text: string): string | undefined {
  if (text.length % 4 !== 0) return undefined;
  if (WHOLE.test(text)) return Buffer.from(text, 'base64').toString('latin1');
  let out = '';
  for (let at = 0; at < text.length; at += 4) {
    const quantum = text.slice(at, at + 4);
    if (!QUANTUM.test(quantum)) return undefined;
    out += Buffer.from(quantum, 'base64').toString('latin1');
  }
  return out;
}

/** Unpadded base64url; `=` counts as the digit 63, as HAProxy reads it. Undefined if it is malformed. */
export function decodeBase64Url(text: string): string | undefined {
  if (text.length % 4 === 1 || !/^[A-Za-z0-9_=-]*$/.test(text)) return undefined;
  return Buffer.from(text.replaceAll('=', '_'), 'base64url').toString('latin1');
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'base64',
    doc: '7.3.1#base64',
    brief: 'Encodes bytes as base64.',
    since: '1.6',
    support: 'full',
    args: [],
    in: 'bin',
    out: 'str',
    compile:
      () =>
      ({ bytes }) =>
        Buffer.from(bytes, 'latin1').toString('base64'),
  }),
  define.converter({
    name: 'b64dec',
    doc: '7.3.1#b64dec',
    brief: 'Decodes base64.',
    since: '1.7',
    support: 'full',
    args: [],
    in: 'str',
    out: 'bin',
    compile: () => (text) => {
      const bytes = decodeBase64(text);
      return bytes === undefined ? undefined : new Binary(bytes);
    },
  }),
  define.converter({
    name: 'ub64enc',
    doc: '7.3.1#ub64enc',
    brief: 'Encodes bytes as base64url without padding.',
    since: '2.4',
    support: 'full',
    args: [],
    in: 'bin',
    out: 'str',
    compile:
      () =>
      ({ bytes }) =>
        Buffer.from(bytes, 'latin1').toString('base64url'),
  }),
  define.converter({
    name: 'ub64dec',
    doc: '7.3.1#ub64dec',
    brief: 'Decodes base64url.',
    since: '2.4',
    support: 'full',
    args: [],
    in: 'str',
    out: 'bin',
    compile: () => (text) => {
      const bytes = decodeBase64Url(text);
      return bytes === undefined ? undefined : new Binary(bytes);
    },
  }),
];
