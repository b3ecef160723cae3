/** Keywords and options of proxies that are not executed yet (manual 4.2, 6, 9, 10, 11). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import { BACK, FRONT, NOT_BACK, NOT_FRONT, OWN, OWN_BACK, OWN_FRONT, PROXY } from '../../catalog/section-set.js';

interface Planned {
  readonly names: readonly string[];
  readonly sections: readonly string[];
  readonly ignoredIn?: readonly string[];
  readonly support?: 'ignored' | 'refused';
  readonly why: string;
  readonly harmless?: boolean;
}

const GROUPS: readonly Planned[] = [
  {
    ...{ names: ['use-fcgi-app'], sections: OWN_BACK, ignoredIn: NOT_BACK, support: 'refused' },
    why: 'FastCGI is not executed yet',
  },
  { names: ['filter-sequence'], sections: OWN, why: 'filters are not executed yet' },
  {
    names: ['email-alert from', 'email-alert level', 'email-alert mailers', 'email-alert myhostname', 'email-alert to'],
    ...{ sections: PROXY, why: 'no mail is sent' },
  },
  { names: ['log-steps'], sections: FRONT, ignoredIn: NOT_FRONT, why: 'lines are logged at the end of a stream' },
  {
    names: ['crt', 'ssl-f-use'],
    sections: OWN_FRONT,
    ignoredIn: NOT_FRONT,
    support: 'refused',
    why: "not executed yet; write 'crt' on the bind line",
  },
  { names: ['quic-initial'], sections: FRONT, ignoredIn: NOT_FRONT, why: 'QUIC is not executed yet' },
  { names: ['force-be-switch', 'be-unpublished'], sections: OWN, why: 'not executed yet' },
  { names: ['hash-preserve-affinity'], sections: BACK, ignoredIn: NOT_BACK, why: 'not executed yet' },
  {
    names: ['hash-balance-factor'],
    sections: BACK,
    ignoredIn: NOT_BACK,
    why: 'loads of hashed servers are not bounded yet',
  },
  { names: ['server-state-file-name'], sections: BACK, ignoredIn: NOT_BACK, why: 'states of servers are not read yet' },
  {
    names: ['max-session-srv-conns'],
    ...{ sections: FRONT, ignoredIn: NOT_FRONT, why: 'the runtime decides', harmless: true },
  },
];

const ANY: readonly ArgKind<unknown>[] = [arg.nonEmpty('value')];

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

/** Arguments of words that do not take any value. */
const ARGS: Readonly<Record<string, readonly ArgKind<unknown>[]>> = {
  'email-alert level': [arg.enumeration('level', LEVELS)],
  'hash-balance-factor': [arg.uint('factor', { max: 65535 })],
  'max-session-srv-conns': [arg.sint('number', { min: -1 })],
  'be-unpublished': [],
  'persist rdp-cookie': [],
  'server-state-file-name': [arg.opt(arg.str('file'))],
  ...Object.fromEntries(
    ['from', 'mailers', 'myhostname', 'to'].map((word) => [`email-alert ${word}`, [arg.opt(arg.str(word))]]),
  ),
  'hash-preserve-affinity': [arg.enumeration('mode', ['always', 'maxconn', 'maxqueue'])],
};

/** Rows of the keywords that stand nowhere else. */
export const plannedProxyWords: readonly DirectiveEntry[] = GROUPS.flatMap(({ names, support = 'ignored', ...rest }) =>
  names.map((name) =>
    define.directive({
      ...{ ...rest, name, support, doc: `4.2#${name}`, brief: 'Not executed yet.', since: '1.5', negatable: true },
      usage: `${name} ...`,
      parse({ words, proxy }) {
        if (words.expectAll(ARGS[name] ?? ANY)) words.rest();
        proxy?.extra.set(`word ${name}`, true);
      },
    }),
  ),
);
