/** Header fields (manual 7.3.6): `req.hdr`, `res.fhdr`, `hdr` and what is made of their values. */
import { arg } from '../../../catalog/arg.js';
import type { Entry, Fetch, FetchEach } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { CompileSite } from '../../../catalog/site.js';
import type { UsePoint } from '../../../model/ruleset.js';
import { leadingInteger } from '../../../model/sint.js';
import { USE_EITHER_MESSAGE, USE_REQUEST, USE_RESPONSE } from '../../../model/use.js';
import { parseFieldAddress } from './field-address.js';
import {
  countFields,
  countValues,
  type EachValue,
  eachField,
  eachValue,
  type PickValue,
  pickField,
  pickValue,
  type ReadText,
} from './field-value.js';
import { type FieldsOf, fieldsAt, requestFields, responseFields } from './message.js';

/** Farther back than this HAProxy does not remember values. */
const OLDEST = -10;

const name = arg.opt(arg.str('name'));
const occurrence = arg.opt(arg.sint('occurrence', { min: OLDEST }));

type Place = readonly [name: string | undefined, occurrence: number | undefined];

function compileOne(of: FieldsOf, pick: PickValue, read: ReadText | undefined): Fetch {
  if (!read) {
    return (stream) => {
      const fields = of(stream);
      return fields === undefined ? undefined : pick(fields);
    };
  }
  return (stream) => {
    const fields = of(stream);
    const text = fields === undefined ? undefined : pick(fields);
    return text === undefined ? undefined : read(text);
  };
}

function compileMany(of: FieldsOf, each: EachValue, read: ReadText | undefined): FetchEach {
  return (stream, test) => {
    const fields = of(stream);
    return fields !== undefined && each(fields, read, test, stream);
  };
}

const missing: Fetch = () => undefined;

/** How the values of a row are found and read. */
interface Family {
  readonly pick: (name: string, occurrence: number) => PickValue;
  readonly each: (name: string) => EachValue;
  readonly read?: ReadText;
}

const LIST: Family = { pick: pickValue, each: eachValue };
const WHOLE: Family = { pick: pickField, each: eachField };
const NUMBER: Family = { ...LIST, read: leadingInteger };
const ADDRESS: Family = { ...LIST, read: parseFieldAddress };

function compiled(of: (site: CompileSite) => FieldsOf, { pick, each, read }: Family) {
  return {
    compile: ([field, at = 0]: Place, site: CompileSite): Fetch =>
      field === undefined ? missing : compileOne(of(site), pick(field.toLowerCase(), at), read),
    compileEach: ([field, at = 0]: Place, site: CompileSite): FetchEach | undefined =>
      field === undefined || at !== 0 ? undefined : compileMany(of(site), each(field.toLowerCase()), read),
  };
}

function compileCount(of: FieldsOf, count: typeof countValues, field: string): Fetch {
  return (stream) => {
    const fields = of(stream);
    return fields === undefined ? undefined : count(fields, field);
  };
}

/** The rows of one message. `short` are the names without the prefix: `hdr_cnt`. */
function rowsOf(prefix: 'req' | 'res', of: FieldsOf, use: readonly UsePoint[], short: string): Entry[] {
  const what = prefix === 'req' ? 'request' : 'response';
  const head = (row: string) => ({ name: row, doc: `7.3.6#${row}`, since: '1.5', support: 'full', use }) as const;
  const from = () => of;
  const alias = (suffix: string) => [`${short}${suffix}`];
  return [
    define.fetch({
      ...head(`${prefix}.hdr`),
      ...(prefix === 'res' ? { aliases: ['shdr'] } : {}),
      brief: `A value of a header field of the ${what}, cut at commas; the last one unless an occurrence is given.`,
      args: [name, occurrence],
      out: 'str',
      ...compiled(from, LIST),
    }),
    define.fetch({
      ...head(`${prefix}.fhdr`),
      brief: `A header field of the ${what} as a whole; the last one unless an occurrence is given.`,
      args: [name, occurrence],
      out: 'str',
      ...compiled(from, WHOLE),
    }),
    define.fetch({
      ...head(`${prefix}.hdr_val`),
      aliases: alias('_val'),
      brief: `A value of a header field of the ${what} as an integer.`,
      args: [name, occurrence],
      out: 'sint',
      ...compiled(from, NUMBER),
    }),
    define.fetch({
      ...head(`${prefix}.hdr_ip`),
      aliases: alias('_ip'),
      brief: `A value of a header field of the ${what} as an address.`,
      args: [name, occurrence],
      out: 'addr',
      ...compiled(from, ADDRESS),
    }),
    define.fetch({
      ...head(`${prefix}.hdr_cnt`),
      aliases: alias('_cnt'),
      brief: `Number of values of a header field of the ${what}, cut at commas; of all fields without a name.`,
      args: [name],
      out: 'sint',
      compile: ([field = '']) => compileCount(of, countValues, field.toLowerCase()),
    }),
    define.fetch({
      ...head(`${prefix}.fhdr_cnt`),
      brief: `Number of header fields of a name in the ${what}; of all fields without a name.`,
      args: [name],
      out: 'sint',
      compile: ([field = '']) => compileCount(of, countFields, field.toLowerCase()),
    }),
  ];
}

export const entries: readonly Entry[] = [
  ...rowsOf('req', requestFields, USE_REQUEST, 'hdr'),
  ...rowsOf('res', responseFields, USE_RESPONSE, 'shdr'),
  define.fetch({
    name: 'hdr',
    doc: '7.3.6#hdr',
    brief: 'As req.hdr while the request is processed, as res.hdr while the response is.',
    since: '1.3.14',
    support: 'full',
    args: [name, occurrence],
    out: 'str',
    use: USE_EITHER_MESSAGE,
    ...compiled(fieldsAt, LIST),
  }),
];
