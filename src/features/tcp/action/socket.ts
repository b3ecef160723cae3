/** Marks of sockets and of the scheduler (manual 4.4): TOS, netfilter marks, nice. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { sintOf } from '../../../catalog/sint-of.js';
import type { Ruleset } from '../../../model/ruleset.js';
import { RULESETS } from '../../../model/ruleset.js';
import { Verdict } from '../../../model/verdict.js';

type Side = 'client' | 'server';
type Option = 'tos' | 'mark';

/** Decimal or `0x` hexadecimal number; undefined if the word is an expression. */
function parseNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^(?:0[xX][0-9A-Fa-f]+|[0-9]+)$/.test(text) ? Number(text) : undefined;
}

function compile(site: ActionSite, side: Side, option: Option): Action | undefined {
  const word = site.words.peek();
  const constant = parseNumber(word?.value);
  if (constant === undefined) return compileDynamic(site, side, option);
  site.words.next();
  if (constant > (option === 'tos' ? 255 : 0xffffffff)) {
    site.report('arg/out-of-range', word!.range, `'${word!.value}' is too large for a ${option}`);
    return undefined;
  }
  return (stream) => {
    stream.setSocketOption?.(side, option, constant);
    return Verdict.Continue;
  };
}

function compileDynamic(site: ActionSite, side: Side, option: Option): Action | undefined {
  const expression = site.expression();
  if (!expression) return undefined;
  const read = sintOf(expression);
  return (stream) => {
    const number = read(stream);
    if (number !== undefined) stream.setSocketOption?.(side, option, Number(number));
    return Verdict.Continue;
  };
}

const CLIENT: readonly Ruleset[] = RULESETS.filter((ruleset) => ruleset !== 'http-after-response');
const SERVER: readonly Ruleset[] = ['tcp-request content', 'http-request'];

const ROWS = [
  { name: 'set-fc-tos', aliases: ['set-tos'], side: 'client', option: 'tos', since: '1.5', rulesets: CLIENT },
  { name: 'set-fc-mark', aliases: ['set-mark'], side: 'client', option: 'mark', since: '1.5', rulesets: CLIENT },
  { name: 'set-bc-tos', aliases: [], side: 'server', option: 'tos', since: '3.1', rulesets: SERVER },
  { name: 'set-bc-mark', aliases: [], side: 'server', option: 'mark', since: '3.1', rulesets: SERVER },
] as const;

export const entries: readonly Entry[] = [
  ...ROWS.map(({ name, aliases, side, option, since, rulesets }) =>
    define.action({
      name,
      aliases,
      doc: `4.4#${name}`,
      brief: `Sets the ${option === 'tos' ? 'type of service' : 'netfilter mark'} of packets to the ${side}.`,
      since,
      support: 'full',
      rulesets,
      usage: `${name} { <${option}> | <expr> }`,
      compile: (site) => compile(site, side, option),
    }),
  ),
  define.action({
    name: 'set-nice',
    doc: '4.4#set-nice',
    brief: 'Priority of this stream in the scheduler.',
    since: '1.5',
    support: 'ignored',
    harmless: true,
    why: 'All streams are served in the order of their events.',
    rulesets: ['tcp-request content', 'tcp-response content', 'http-request', 'http-response'],
    usage: 'set-nice <nice>',
    compile: (site) => (site.words.expect(arg.sint('nice')) === undefined ? undefined : () => Verdict.Continue),
  }),
];
