/** `fix_is_valid`, `fix_tag_value` (manual 7.3.1): messages of the Financial Information eXchange protocol. */
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { Binary } from '../../model/value.js';

/** End of every field. */
const SOH = '\x01';

const TAGS: ReadonlyMap<string, string> = new Map([
  ['beginstring', '8'],
  ['bodylength', '9'],
  ['checksum', '10'],
  ['msgtype', '35'],
  ['sendercompid', '49'],
  ['targetcompid', '56'],
]);

const VERSION = /^FIX(?:\.4\.[0-4]|\.5\.0(?:SP[12])?|T\.1\.1)$/;
const FIELD = /^([1-9][0-9]*)=(.+)$/s;

const tag = kindOf('tag', 'string', 'the number of a tag or the name of a common one', (text) =>
  /^[1-9][0-9]{0,8}$/.test(text) ? text : TAGS.get(text.toLowerCase()),
);

/** The value of the first field with a tag. */
function valueOf(message: string, wanted: string): string | undefined {
  for (let start = 0; start < message.length; ) {
    const end = message.indexOf(SOH, start);
    if (end < 0) return undefined;
    if (message.startsWith(`${wanted}=`, start)) return message.slice(start + wanted.length + 1, end);
    start = end + 1;
  }
  return undefined;
}

/** Sum of all bytes in front of the last field, as three digits. */
function checksum(message: string): string {
  let sum = 0;
  for (let at = 0; at < message.length; at++) sum += message.charCodeAt(at);
  return String(sum & 255).padStart(3, '0');
}

/** Shorter than this no message can be: it has four fields at least. */
const MIN_LENGTH = 26;

/** Whether a message is valid; undefined while a part of it is missing. */
function validate(message: string): boolean | undefined {
  if (message.length < MIN_LENGTH) return undefined;
  const ends = [0, 1].map((n) => message.split(SOH, n + 1).join(SOH).length);
  const fields = message.split(SOH);
  const tagEnd = message.indexOf('=');
  if (tagEnd < 0 || !message.includes(SOH, tagEnd)) return undefined;
  const [begin, length, type] = fields.map((field) => FIELD.exec(field));
  if (begin?.[1] !== '8' || !VERSION.test(begin[2]!)) return false;
  if (fields.length < 3) return undefined;
  if (length?.[1] !== '9' || !/^[0-9]+$/.test(length[2]!)) return false;
  const bodyStart = ends[1]! + 1;
  const bodyEnd = bodyStart + Number(length[2]);
  if (message.length < bodyEnd) return undefined;
  if (type?.[1] !== '35' || message[bodyEnd - 1] !== SOH) return false;
  return validateTail(message, bodyStart, bodyEnd);
}

function validateTail(message: string, bodyStart: number, bodyEnd: number): boolean | undefined {
  const body = message.slice(bodyStart, bodyEnd - 1).split(SOH);
  if (!body.every((field) => FIELD.test(field))) return false;
  const tail = message.slice(bodyEnd);
  if (tail.length < 7 && /^(?:1?|10?|10=[0-9]{0,3})$/.test(tail)) return undefined;
  return tail === `10=${checksum(message.slice(0, bodyEnd))}${SOH}`;
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'fix_is_valid',
    doc: '7.3.1#fix_is_valid',
    brief: 'Whether the bytes are a valid FIX message.',
    since: '2.4',
    support: 'full',
    args: [],
    in: 'bin',
    out: 'bool',
    compile:
      () =>
      ({ bytes }) =>
        validate(bytes),
  }),
  define.converter({
    name: 'fix_tag_value',
    doc: '7.3.1#fix_tag_value',
    brief: 'The value of a tag of a FIX message.',
    since: '2.4',
    support: 'full',
    args: [tag],
    in: 'bin',
    out: 'bin',
    compile:
      ([wanted]) =>
      ({ bytes }) => {
        const value = valueOf(bytes, wanted);
        return value === undefined ? undefined : new Binary(value);
      },
  }),
];
