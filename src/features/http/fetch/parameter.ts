/** Parameters of the query of a request (manual 7.3.6): `urlp`, `url_param`, `urlp_val`. */
import { arg } from '../../../catalog/arg.js';
import type { Entry, Fetch, FetchEach } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { leadingInteger } from '../../../model/sint.js';
import { USE_REQUEST } from '../../../model/use.js';
import type { Value } from '../../../model/value.js';
import { requestOf } from './message.js';
import { type ParameterSearch, parameterValue, someParameter } from './parameter-value.js';

const args = [arg.opt(arg.str('name')), arg.opt(arg.str('delimiter')), arg.opt(arg.str('case'))] as const;
type Given = readonly [name: string | undefined, delimiter: string | undefined, letterCase: string | undefined];
type Read = (text: string) => Value;

function searchOf([name = '', delimiter = '?', letterCase]: Given): ParameterSearch {
  return { name, ignoreCase: letterCase === 'i', delimiter: (delimiter || '?').charCodeAt(0) };
}

function compileOne(given: Given, read?: Read): Fetch {
  const search = searchOf(given);
  const opener = String.fromCharCode(search.delimiter);
  return (stream) => {
    const uri = requestOf(stream)?.uri;
    const at = uri === undefined ? -1 : uri.indexOf(opener);
    const text = at < 0 ? undefined : parameterValue(uri!, at + 1, search);
    return text === undefined || read === undefined ? text : read(text);
  };
}

function compileMany(given: Given, read?: Read): FetchEach {
  const search = searchOf(given);
  const opener = String.fromCharCode(search.delimiter);
  return (stream, test) => {
    const uri = requestOf(stream)?.uri;
    const at = uri === undefined ? -1 : uri.indexOf(opener);
    if (at < 0) return false;
    return someParameter(uri!, at + 1, search, (text) => test(read === undefined ? text : read(text), stream));
  };
}

export const entries: readonly Entry[] = [
  define.fetch({
    name: 'urlp',
    aliases: ['url_param'],
    doc: '7.3.6#urlp',
    brief: 'Value of the first parameter of a name behind a delimiter of the target, the question mark by default.',
    since: '1.5',
    support: 'full',
    args,
    out: 'str',
    use: USE_REQUEST,
    compile: (given) => compileOne(given),
    compileEach: (given) => compileMany(given),
  }),
  define.fetch({
    name: 'urlp_val',
    doc: '7.3.6#urlp_val',
    brief: 'Value of the first parameter of a name as an integer.',
    since: '1.5',
    support: 'full',
    args,
    out: 'sint',
    use: USE_REQUEST,
    compile: (given) => compileOne(given, leadingInteger),
    compileEach: (given) => compileMany(given, leadingInteger),
  }),
];
