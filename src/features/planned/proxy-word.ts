/** Keywords of proxies that are checked and not executed yet (manual 4.2). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import { FRONT, NOT_FRONT, OWN_FRONT } from '../../catalog/section-set.js';
import type { UsePoint } from '../../model/ruleset.js';

interface Planned {
  readonly name: string;
  readonly brief: string;
  readonly since: string;
  readonly why: string;
  readonly sections: readonly string[];
  readonly ignoredIn?: readonly string[];
  readonly support?: 'ignored' | 'refused';
  readonly harmless?: boolean;
  readonly args?: readonly ArgKind<unknown>[];
  readonly usage?: string;
  readonly parse?: (site: DirectiveSite) => void;
}

/** `if` or `unless` with a condition, at least. */
function readCondition(site: DirectiveSite, use: UsePoint, label: string): void {
  if (site.words.done) site.report('arg/missing', site.keyword, `'${label}' expects 'if' or 'unless' and a condition`);
  const condition = site.condition();
  if (condition) site.checkLater({ use, condition });
}

const QUIC_ACTIONS = ['accept', 'dgram-drop', 'reject', 'send-retry'] as const;

/** Actions on the first packet of a connection. */
function readQuicRule(site: DirectiveSite): void {
  if (site.section === 'defaults' && site.sectionName === undefined) {
    site.report(
      'keyword/misplaced',
      site.keyword,
      "'quic-initial' is not permitted in an anonymous 'defaults' section",
    );
    site.words.rest();
    return;
  }
  if (site.words.expect(arg.enumeration('action', QUIC_ACTIONS)) === undefined) return;
  if (!site.words.done) readCondition(site, 'fe-tcp-connection', 'quic-initial');
}

const STEPS = ['accept', 'request', 'connect', 'response', 'close', 'all'] as const;

const WORDS: readonly Planned[] = [
  {
    ...{ name: 'crt', brief: 'Certificate of all TLS listeners.', since: '3.2', args: [arg.nonEmpty('cert')] },
    ...{ sections: OWN_FRONT, ignoredIn: NOT_FRONT, support: 'refused' },
    why: "not executed yet; write 'crt' on the bind line",
  },
  {
    ...{ name: 'log-steps', brief: 'When lines are logged.', since: '3.1', args: [arg.listOf('steps', STEPS)] },
    ...{ sections: FRONT, ignoredIn: NOT_FRONT, why: 'lines are logged at the end of a stream' },
  },
  {
    ...{ name: 'quic-initial', brief: 'Rule on first packets.', since: '3.1', parse: readQuicRule },
    ...{ sections: FRONT, ignoredIn: NOT_FRONT, why: 'QUIC is not executed yet' },
    usage: '<action> [{if | unless} <condition>]',
  },
];

function usageOf({ name, args = [], usage }: Planned): string {
  const kinds = args.map(({ label, optional }) => (optional ? `[<${label}>]` : `<${label}>`)).join(' ');
  return `${name} ${usage ?? kinds}`.trimEnd();
}

/** Rows of the keywords that stand nowhere else. */
export const plannedProxyWords: readonly DirectiveEntry[] = WORDS.map((word) => {
  const { args = [], parse, support = 'ignored', ...rest } = word;
  return define.directive({
    ...{ ...rest, support, doc: `4.2#${word.name}`, negatable: false, usage: usageOf(word) },
    parse(site) {
      if (parse) parse(site);
      else site.words.expectAll(args);
      site.proxy?.extra.set(`word ${word.name}`, true);
    },
  });
});
