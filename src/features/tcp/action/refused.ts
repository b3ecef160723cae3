/** Actions that HAProxy has in TCP and HTTP rulesets and Hawser does not run yet; refused, because rules rely on them. */
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Ruleset } from '../../../model/ruleset.js';
import { RULESETS } from '../../../model/ruleset.js';

const CONTENT: readonly Ruleset[] = ['tcp-request content', 'tcp-response content', 'http-request', 'http-response'];

interface Row {
  readonly name: string;
  readonly usage: string;
  readonly brief: string;
  readonly since: string;
  readonly rulesets: readonly Ruleset[];
  readonly match?: 'prefix';
  readonly why: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'send-spoe-group',
    usage: 'send-spoe-group <engine-name> <group-name>',
    brief: 'Sends messages to an SPOE agent.',
    since: '1.9',
    rulesets: CONTENT,
    why: 'Filters (SPOE) are not built yet.',
  },
  {
    name: 'do-resolve',
    match: 'prefix',
    usage: 'do-resolve(<var>,<resolvers>[,ipv4|ipv6]) <expr>',
    brief: 'Resolves a name through DNS.',
    since: '2.0',
    rulesets: ['tcp-request content', 'http-request'],
    why: 'Resolvers are not built yet.',
  },
  {
    name: 'attach-srv',
    usage: 'attach-srv <srv> [name <expr>]',
    brief: 'Gives the connection to a server of reverse HTTP.',
    since: '2.9',
    rulesets: ['tcp-request session'],
    why: 'Reverse HTTP is not built.',
  },
  {
    name: 'use-service',
    usage: 'use-service <service-name>',
    brief: 'Lets a service of this process answer.',
    since: '1.6',
    rulesets: ['tcp-request content', 'http-request'],
    why: 'There are no services yet (prometheus-exporter, Lua).',
  },
  {
    name: 'switch-mode',
    usage: 'switch-mode http [ proto <name> ]',
    brief: 'Goes on in HTTP mode.',
    since: '2.4',
    rulesets: ['tcp-request content'],
    why: 'A connection cannot change its mode yet.',
  },
  {
    name: 'lua.',
    match: 'prefix',
    usage: 'lua.<function> [<args>]',
    brief: 'Calls a function written in Lua.',
    since: '1.6',
    rulesets: RULESETS,
    why: 'Lua is not run.',
  },
];

export const entries: readonly Entry[] = ROWS.map((row) =>
  define.action({
    ...row,
    doc: `4.4#${row.name}`,
    support: 'refused',
    compile: (site) => {
      site.report('keyword/refused', site.keyword, `'${row.name}' is not executed: ${row.why}`);
      return undefined;
    },
  }),
);
