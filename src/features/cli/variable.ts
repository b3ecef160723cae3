/** `get var` (management.txt 9.3): variables of the process. */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import { castToString } from '../../model/cast.js';
import { typeOf } from '../../model/value.js';

const PROCESS = 'proc.';

function getVariable({ runtime, args }: AdminRequest): AdminAnswer {
  const [name] = args;
  if (name === undefined) return failure('Missing process-wide variable identifier.\n');
  const value = name.startsWith(PROCESS) ? runtime.processVars?.get(name.slice(PROCESS.length)) : undefined;
  if (value === undefined) return failure('Variable not found.\n');
  return `${name}: type=${typeOf(value)} value=<${castToString(value).replace(/[\r\n]/g, ' ')}>`;
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['get', 'var'],
    usage: 'get var <name>',
    doc: 'management 9.3#get var',
    since: '2.0',
    support: 'full',
    brief: 'Shows a variable of the process.',
    level: 'operator',
    run: getVariable,
  }),
];
