/** `json_query` (manual 7.3.1): the value at a path of a JSON document. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import type { Value } from '../../model/value.js';
import type { JsonToken } from './json-path.js';
import { findJson, unescapeJson } from './json-path.js';

/** A path; `$` is the whole document. */
const jsonPath = kindOf('json_path', 'string', "a path that starts with '$'", (text) => text || undefined);
const outputType = arg.enumeration('output_type', ['', 'int']);

/** A number with six significant digits, as `%g` of printf writes it. */
function renderGeneral(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [digits = '', power = '0'] = value.toExponential(5).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    const sign = exponent < 0 ? '-' : '+';
    return `${trimZeros(digits)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return trimZeros(value.toFixed(5 - exponent));
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

/** The integer at the start of a number; undefined beyond what JSON can hold exactly. */
function integerOf(text: string): number | undefined {
  const value = Number(/^-?[0-9]+/.exec(text)?.[0] ?? 0);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

/** The sample that a token becomes. */
function valueOf(token: JsonToken | undefined, asInteger: boolean): Value | undefined {
  switch (token?.kind) {
    case 'number':
      return asInteger ? integerOf(token.text) : renderGeneral(Number(token.text));
    case 'string':
      return unescapeJson(token.text);
    case 'true':
      return true;
    case 'false':
      return false;
    case 'array':
      return token.text;
    default:
      return undefined;
  }
}

/** The value at a path; undefined if there is none, or if it is null or an object. */
export function queryJson(json: string, path: string, asInteger: boolean): Value | undefined {
  return valueOf(findJson(json, path), asInteger);
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'json_query',
    doc: '7.3.1#json_query',
    brief: 'The value at a path of a JSON document.',
    since: '2.4',
    support: 'full',
    args: [jsonPath, arg.opt(outputType)],
    in: 'str',
    out: 'any',
    compile: ([path, type]) => {
      const asInteger = type === 'int';
      return (text) => queryJson(text, path, asInteger);
    },
  }),
];
