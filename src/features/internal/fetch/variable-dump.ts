/** `dump_all_vars` (manual 7.3.2): variables as `name=value`, for debugging. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { kindOf } from '../../../catalog/kind/kind.js';
import { castToString } from '../../../model/cast.js';
import type { Stream } from '../../../model/stream.js';
import { USE_ANYWHERE } from '../../../model/use.js';
import type { Value } from '../../../model/value.js';
import { Binary, Method } from '../../../model/value.js';
import type { VarScope } from '../../../model/vars.js';

const SCOPES: readonly VarScope[] = ['sess', 'txn', 'req', 'res', 'proc'];
const scope = kindOf('scope', 'string', `one of ${SCOPES.join(', ')} or nothing`, (text): VarScope | '' | undefined =>
  text === '' ? '' : SCOPES.find((name) => name === text),
);

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\r': '\\r',
  '\n': '\\n',
  '\b': '\\b',
  '\0': '\\0',
};

function quote(text: string): string {
  return `"${text.replace(/["\\\r\n\b\0]/g, (char) => ESCAPES[char]!)}"`;
}

function renderValue(value: Value): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Binary) return `x${Buffer.from(value.bytes, 'latin1').toString('hex')}`;
  return value instanceof Method ? quote(value.name) : castToString(value);
}

function dump(stream: Stream, scopes: readonly VarScope[], prefix: string, delimiter: string): string {
  const found: string[] = [];
  for (const name of scopes) {
    for (const [key, value] of stream.vars(name) ?? []) {
      if (key.startsWith(prefix)) found.push(`${name}.${key}=${renderValue(value)}`);
    }
  }
  return found.join(delimiter);
}

export const entries: readonly Entry[] = [
  define.fetch({
    ...{ name: 'dump_all_vars', doc: '7.3.2#dump_all_vars', since: '3.4', support: 'full', out: 'str' },
    brief: 'All variables of a scope, or of all, whose names start with a prefix.',
    use: USE_ANYWHERE,
    args: [arg.opt(scope), arg.opt(arg.str('prefix')), arg.opt(arg.str('delimiter'))],
    compile: ([wanted = '', prefix = '', delimiter = ', ']) => {
      const scopes = wanted === '' ? SCOPES : [wanted];
      return (stream) => dump(stream, scopes, prefix, delimiter);
    },
  }),
];
