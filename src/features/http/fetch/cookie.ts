/** Cookies (manual 7.3.6): `req.cook`, `res.cook`, `cookie` and what is made of them. */
import { arg } from '../../../catalog/arg.js';
import type { Entry, Fetch, FetchEach } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { UsePoint } from '../../../model/ruleset.js';
import { leadingInteger } from '../../../model/sint.js';
import { isResponsePoint, USE_EITHER_MESSAGE, USE_REQUEST, USE_RESPONSE } from '../../../model/use.js';
import type { Value } from '../../../model/value.js';
import { type CookieField, cookieNames, cookieValue, countCookies, someCookie } from './cookie-value.js';
import { type FieldsOf, requestFields, responseFields } from './message.js';

const name = arg.opt(arg.str('name'));

/** Where cookies stand in a message. */
interface Side {
  readonly of: FieldsOf;
  readonly field: CookieField;
}

const REQUEST: Side = { of: requestFields, field: 'cookie' };
const RESPONSE: Side = { of: responseFields, field: 'set-cookie' };

type Read = (text: string) => Value;

function compileOne({ of, field }: Side, cookie: string, read?: Read): Fetch {
  return (stream) => {
    const fields = of(stream);
    const text = fields === undefined ? undefined : cookieValue(fields, field, cookie);
    return text === undefined || read === undefined ? text : read(text);
  };
}

function compileMany({ of, field }: Side, cookie: string, read?: Read): FetchEach {
  return (stream, test) => {
    const fields = of(stream);
    if (fields === undefined) return false;
    return someCookie(fields, field, cookie, (text) => test(read === undefined ? text : read(text), stream));
  };
}

/** The rows of one message; `short` is the old name without prefix. */
function rowsOf(prefix: 'req' | 'res', side: Side, use: readonly UsePoint[], short: string): Entry[] {
  const what = prefix === 'req' ? 'request' : 'response';
  const head = (row: string) => ({ name: row, doc: `7.3.6#${row}`, since: '1.5', support: 'full', use }) as const;
  const { of, field } = side;
  return [
    define.fetch({
      ...head(`${prefix}.cook`),
      aliases: [short],
      brief: `Value of the last cookie of a name in the ${what}, or of its first cookie.`,
      args: [name],
      out: 'str',
      compile: ([cookie = '']) => compileOne(side, cookie),
      compileEach: ([cookie = '']) => compileMany(side, cookie),
    }),
    define.fetch({
      ...head(`${prefix}.cook_val`),
      aliases: [`${short}_val`],
      brief: `Value of the last cookie of a name in the ${what} as an integer.`,
      args: [name],
      out: 'sint',
      compile: ([cookie = '']) => compileOne(side, cookie, leadingInteger),
      compileEach: ([cookie = '']) => compileMany(side, cookie, leadingInteger),
    }),
    define.fetch({
      ...head(`${prefix}.cook_cnt`),
      aliases: [`${short}_cnt`],
      brief: `Number of cookies of a name in the ${what}, or of all.`,
      args: [name],
      out: 'sint',
      compile: ([cookie = '']) => {
        return (stream) => {
          const fields = of(stream);
          return fields === undefined ? undefined : countCookies(fields, field, cookie);
        };
      },
    }),
    define.fetch({
      ...head(`${prefix}.cook_names`),
      since: '2.8',
      brief: `Names of all cookies of the ${what}, joined by a delimiter, a comma by default.`,
      args: [arg.opt(arg.str('delimiter'))],
      out: 'str',
      compile: ([delimiter = ',']) => {
        const between = delimiter.charAt(0);
        return (stream) => {
          const fields = of(stream);
          return fields === undefined ? undefined : cookieNames(fields, field).join(between);
        };
      },
    }),
  ];
}

export const entries: readonly Entry[] = [
  ...rowsOf('req', REQUEST, USE_REQUEST, 'cook'),
  ...rowsOf('res', RESPONSE, USE_RESPONSE, 'scook'),
  define.fetch({
    name: 'cookie',
    doc: '7.3.6#cookie',
    brief: 'As req.cook while the request is processed, as res.cook while the response is.',
    since: '1.4',
    support: 'full',
    deprecated: { since: '1.5', use: 'req.cook' },
    args: [name],
    out: 'str',
    use: USE_EITHER_MESSAGE,
    compile: ([cookie = ''], site) => compileOne(isResponsePoint(site.use) ? RESPONSE : REQUEST, cookie),
    compileEach: ([cookie = ''], site) => compileMany(isResponsePoint(site.use) ? RESPONSE : REQUEST, cookie),
  }),
];
