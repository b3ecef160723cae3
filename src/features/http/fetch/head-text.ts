/** All header fields of a message at once (manual 7.3.6): `req.hdrs`, `req.hdrs_bin`, `req.hdr_names`. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { Fields } from '../../../model/message.js';
import type { UsePoint } from '../../../model/ruleset.js';
import { USE_REQUEST, USE_RESPONSE } from '../../../model/use.js';
import { Binary } from '../../../model/value.js';
import { type FieldsOf, requestFields, responseFields } from './message.js';

/** The fields as in HTTP/1, with the empty line behind them. */
function renderFields({ names, values }: Fields): string {
  let text = '';
  for (let at = 0; at < names.length; at++) text += `${names[at]}: ${values[at]}\r\n`;
  return `${text}\r\n`;
}

/** A length as the SPOP protocol writes it: below 240 one byte, then four bits, then seven bits a byte (SPOE.txt 3.1). */
function varint(value: number): string {
  if (value < 240) return String.fromCharCode(value);
  let text = String.fromCharCode((value & 15) | 240);
  let rest = (value - 240) >>> 4;
  for (; rest >= 128; rest = (rest - 128) >>> 7) text += String.fromCharCode((rest & 127) | 128);
  return text + String.fromCharCode(rest);
}

/** Names and values behind their lengths, ended by two empty strings. */
function packFields({ names, values }: Fields): string {
  let text = '';
  for (let at = 0; at < names.length; at++) {
    text += varint(names[at]!.length) + names[at] + varint(values[at]!.length) + values[at];
  }
  return `${text}\0\0`;
}

function rowsOf(prefix: 'req' | 'res', of: FieldsOf, use: readonly UsePoint[]): Entry[] {
  const what = prefix === 'req' ? 'request' : 'response';
  const row = plainFetches('7.3.6', use);
  const since = '2.2';
  return [
    row(
      `${prefix}.hdrs`,
      'bin',
      `All header fields of the ${what} with the empty line behind them.`,
      (stream) => {
        const fields = of(stream);
        return fields === undefined ? undefined : new Binary(renderFields(fields));
      },
      { since },
    ),
    row(
      `${prefix}.hdrs_bin`,
      'bin',
      `All header fields of the ${what}, names and values behind their lengths.`,
      (stream) => {
        const fields = of(stream);
        return fields === undefined ? undefined : new Binary(packFields(fields));
      },
      { since },
    ),
    define.fetch({
      name: `${prefix}.hdr_names`,
      doc: `7.3.6#${prefix}.hdr_names`,
      brief: `Names of all header fields of the ${what}, joined by a delimiter, a comma by default.`,
      since: '1.6',
      support: 'full',
      args: [arg.opt(arg.str('delimiter'))],
      out: 'str',
      use,
      compile: ([delimiter = ',']) => {
        // HAProxy takes the first byte of the argument, which is NUL where it is empty.
        const between = delimiter === '' ? '\0' : delimiter.charAt(0);
        return (stream) => of(stream)?.names.join(between);
      },
    }),
  ];
}

export const entries: readonly Entry[] = [
  ...rowsOf('req', requestFields, USE_REQUEST),
  ...rowsOf('res', responseFields, USE_RESPONSE),
];
