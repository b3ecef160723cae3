/** Actions that HAProxy has in TCP and HTTP rulesets and Hawser does not run yet; refused, because rules rely on them. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import { type Action, define, type Entry } from '../../../catalog/entry.js';
import { RULESETS, type Ruleset } from '../../../model/ruleset.js';
import { Verdict } from '../../../model/verdict.js';

const CONTENT: readonly Ruleset[] = ['tcp-request content', 'tcp-response content', 'http-request', 'http-response'];

interface Row {
  readonly name: string;
  readonly usage: string;
  readonly brief: string;
  readonly since: string;
  readonly rulesets: readonly Ruleset[];
  readonly match?: 'prefix';
  readonly why: string;
  readonly experimental?: true;
  /** Looks at the words behind the name; false after a report. */
  readonly read: (site: ActionSite) => boolean;
}

const GROUP = [arg.nonEmpty('engine-name'), arg.nonEmpty('group-name')] as const;

/** `attach-srv <srv> [name <expr>]`. */
function readServer(site: ActionSite): boolean {
  if (site.words.expect(arg.server('srv')) === undefined) return false;
  return !site.words.take('name') || site.expression() !== undefined;
}

/** Scripts make actions, and say what stands behind their names: without a script there is none. */
function readLua(site: ActionSite): boolean {
  site.words.rest();
  const name = `lua.${site.suffix?.value ?? ''}`;
  if (site.lacksScripts) {
    const message = `'${site.ruleset ?? ''}' has no action '${name}': no Lua script could be read`;
    site.report('lua/missing', site.keyword, message);
    return false;
  }
  if (site.hasScripts) return true;
  site.report('rule/action', site.keyword, `'${site.ruleset ?? ''}' has no action '${name}': no Lua script is loaded`);
  return false;
}

const ROWS: readonly Row[] = [
  {
    name: 'send-spoe-group',
    usage: 'send-spoe-group <engine-name> <group-name>',
    brief: 'Sends messages to an SPOE agent.',
    since: '1.9',
    rulesets: CONTENT,
    why: 'Filters (SPOE) are not built yet.',
    read: ({ words }) => words.expectAll(GROUP) !== undefined,
  },
  {
    name: 'attach-srv',
    experimental: true,
    usage: 'attach-srv <srv> [name <expr>]',
    brief: 'Gives the connection to a server of reverse HTTP.',
    since: '2.9',
    rulesets: ['tcp-request session'],
    why: 'Reverse HTTP is not built.',
    read: readServer,
  },
  {
    name: 'lua.',
    match: 'prefix',
    usage: 'lua.<function> [<args>]',
    brief: 'Calls a function written in Lua.',
    since: '1.6',
    rulesets: RULESETS,
    why: 'Lua is not run.',
    read: readLua,
  },
];

/** Stands for what is checked and never run. */
const NOTHING: Action = () => Verdict.Continue;

export const entries: readonly Entry[] = ROWS.map(({ read, ...row }) =>
  define.action({
    ...row,
    doc: `4.4#${row.name}`,
    support: 'refused',
    compile: (site) => (read(site) ? NOTHING : undefined),
  }),
);
