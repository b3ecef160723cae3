/** Percent encoding (RFC 3986 2.1): `url_enc`, `url_dec` (manual 7.3.1). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { hexOf } from './bytes.js';

const RESERVED = /[^A-Za-z0-9._~-]/g;

function encode(text: string): string {
  return text.replace(RESERVED, (char) => `%${hexOf(char)}`);
}

/**
 * Decodes percent signs; undefined if one has no two hexadecimal digits behind it. A plus sign is a blank in forms, and
 * behind the first question mark.
 */
function decodeUrl(text: string, isForm: boolean): string | undefined {
  if (!/[%+]/.test(text)) return text;
  let out = '';
  let inQuery = isForm;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '%') {
      const hex = text.slice(at + 1, at + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return undefined;
      out += String.fromCharCode(Number.parseInt(hex, 16));
      at += 2;
    } else if (char === '+' && inQuery) out += ' ';
    else {
      if (char === '?') inQuery = true;
      out += char;
    }
  }
  return out;
}

const encodingType = kindOf('enc_type', 'string', "'query'", (text) =>
  text === '' || text === 'query' ? 'query' : undefined,
);

export const entries: readonly Entry[] = [
  define.converter({
    name: 'url_enc',
    doc: '7.3.1#url_enc',
    brief: 'Encodes all but unreserved characters with percent signs.',
    since: '2.4',
    support: 'full',
    args: [encodingType],
    in: 'str',
    out: 'str',
    compile: () => encode,
  }),
  define.converter({
    name: 'url_dec',
    doc: '7.3.1#url_dec',
    brief: 'Decodes percent signs; plus signs become blanks in queries.',
    since: '1.6',
    support: 'full',
    args: [arg.opt(arg.sint('in_form'))],
    in: 'str',
    out: 'str',
    compile:
      ([form = 0]) =>
      (text) => {
        // What stands behind a NUL is not seen.
        const nul = text.indexOf('\0');
        return decodeUrl(nul < 0 ? text : text.slice(0, nul), form !== 0);
      },
  }),
];
