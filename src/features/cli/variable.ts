/** `get var`, `set var` (management.txt 9.3): variables of the process. */
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
  return `${name}: type=${typeOf(value)} value=<${castToString(value).replace(/[\r\n]/g, ' ')}>\n`;
}

const FORMS = { expr: 'expression', fmt: 'format' } as const;

/** `set var <name> [expr | fmt] <text>`: blanks of the text had a backslash in front. */
function setVariable({ runtime, args }: AdminRequest): AdminAnswer {
  const [name, form, ...rest] = args;
  if (name === undefined) return failure('Missing process-wide variable identifier.\n');
  const kind = FORMS[form as keyof typeof FORMS];
  const text = (kind === undefined ? args.slice(1) : rest).join(' ');
  if (text === '') return failure("Missing either 'expr', 'fmt' or expression.\n");
  if (!/^proc\.[A-Za-z0-9_.]+$/.test(name)) {
    return failure(`'set var': cannot set variable '${name}', only scope 'proc' is permitted here.\n`);
  }
  const done = runtime.setVariable?.(kind ?? 'expression', name, text);
  return done?.ok === false ? failure(`${done.reason}\n`) : '';
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
  define.cli({
    words: ['set', 'var'],
    usage: 'set var <name> <expression>',
    doc: 'management 9.3#set var',
    since: '2.6',
    support: 'full',
    brief: 'Changes a variable of the process.',
    level: 'operator',
    mode: 'experimental',
    run: setVariable,
  }),
];
