/** Actions that HAProxy has (-dKcfg of 3.5), for those that no other slice executes. */
import { type ActionEntry, define } from '../../catalog/entry.js';
import type { Ruleset } from '../../model/ruleset.js';

const RULESET_LETTERS: Readonly<Record<string, Ruleset>> = {
  c: 'tcp-request connection',
  s: 'tcp-request session',
  t: 'tcp-request content',
  u: 'tcp-response content',
  q: 'http-request',
  r: 'http-response',
  a: 'http-after-response',
};

/** Name (`*`: the rest of the word is an argument) and the rulesets it stands in, a letter each. */
const ACTIONS: readonly (readonly [name: string, rulesets: string])[] = [
  ['accept', 'cstu'],
  ['add-acl*', 'qr'],
  ['add-header', 'qra'],
  ['add-headers-bin', 'qra'],
  ['allow', 'qra'],
  ['attach-srv', 's'],
  ['auth', 'q'],
  ['cache-store', 'r'],
  ['cache-use', 'q'],
  ['capture', 'tqra'],
  ['close', 'u'],
  ['del-acl*', 'qra'],
  ['del-header', 'qra'],
  ['del-headers-bin', 'qra'],
  ['del-map*', 'qra'],
  ['deny', 'qr'],
  ['disable-l7-retry', 'q'],
  ['do-log', 'cstuqra'],
  ['do-resolve*', 'tq'],
  ['early-hint', 'q'],
  ['expect-netscaler-cip', 'c'],
  ['expect-proxy', 'c'],
  ['normalize-uri', 'q'],
  ['pause', 'qr'],
  ['redirect', 'qr'],
  ['reject', 'cstuq'],
  ['replace-header', 'qra'],
  ['replace-path', 'q'],
  ['replace-pathq', 'q'],
  ['replace-uri', 'q'],
  ['replace-value', 'qra'],
  ['return', 'qr'],
  ['sc-add-gpc*', 'cstuqra'],
  ['sc-inc-gpc*', 'cstuqra'],
  ['sc-inc-gpc0*', 'cstuqra'],
  ['sc-inc-gpc1*', 'cstuqra'],
  ['sc-set-gpt*', 'cstuqra'],
  ['sc-set-gpt0*', 'cstuqra'],
  ['send-spoe-group', 'tuqr'],
  ['set-bandwidth-limit', 'tuqr'],
  ['set-bc-mark', 'tq'],
  ['set-bc-tos', 'tq'],
  ['set-dst', 'cstq'],
  ['set-dst-port', 'cstq'],
  ['set-fc-mark', 'cstuqr'],
  ['set-fc-tos', 'cstuqr'],
  ['set-header', 'qra'],
  ['set-headers-bin', 'qra'],
  ['set-log-level', 'tuqra'],
  ['set-map*', 'qra'],
  ['set-mark', 'cstuqr'],
  ['set-method', 'q'],
  ['set-nice', 'tuqr'],
  ['set-path', 'q'],
  ['set-pathq', 'q'],
  ['set-priority-class', 'tq'],
  ['set-priority-offset', 'tq'],
  ['set-query', 'q'],
  ['set-retries', 'tq'],
  ['set-src', 'cstq'],
  ['set-src-port', 'cstq'],
  ['set-status', 'ra'],
  ['set-timeout', 'qr'],
  ['set-tos', 'cstuqr'],
  ['set-uri', 'q'],
  ['set-var*', 'cstuqra'],
  ['set-var-fmt*', 'cstuqra'],
  ['silent-drop', 'cstuqr'],
  ['strict-mode', 'qra'],
  ['switch-mode', 't'],
  ['tarpit', 'q'],
  ['track-sc*', 'cstqr'],
  ['unset-var*', 'cstuqra'],
  ['use-service', 'tq'],
  ['wait-for-body', 'qr'],
  ['wait-for-handshake', 'q'],
  ['lua.*', 'ctuqr'],
];

/** Leaving these out changes neither where a request goes nor who is let in. */
const IGNORABLE = new Set([
  ...['cache-store', 'cache-use', 'do-log', 'set-bandwidth-limit', 'set-nice', 'set-mark', 'set-tos', 'set-fc-mark'],
  ...['set-fc-tos', 'set-bc-mark', 'set-bc-tos', 'set-priority-class', 'set-priority-offset', 'set-retries'],
  ...['send-spoe-group', 'early-hint', 'strict-mode', 'disable-l7-retry', 'wait-for-handshake', 'track-sc', 'pause'],
  ...['sc-add-gpc', 'sc-inc-gpc', 'sc-inc-gpc0', 'sc-inc-gpc1', 'sc-set-gpt', 'sc-set-gpt0', 'attach-srv'],
]);

function row(name: string, rulesets: readonly Ruleset[], isPrefix: boolean): ActionEntry {
  const ignorable = IGNORABLE.has(name);
  return define.action({
    ...{ name, rulesets, doc: `4.4#${name}`, brief: 'Not executed yet.', since: '1.5', why: 'not executed yet' },
    ...{ support: ignorable ? 'ignored' : 'refused', usage: `${name} ...`, match: isPrefix ? 'prefix' : 'exact' },
    compile(site) {
      site.words.rest();
      return undefined;
    },
  });
}

/** Rows of the actions that are not in `known`, per ruleset. */
export function plannedActions(known: (name: string, ruleset: Ruleset) => boolean): readonly ActionEntry[] {
  return ACTIONS.flatMap(([spelling, letters]) => {
    const isPrefix = spelling.endsWith('*');
    const name = isPrefix ? spelling.slice(0, -1) : spelling;
    const rulesets = [...letters].flatMap((letter) => RULESET_LETTERS[letter] ?? []).filter((one) => !known(name, one));
    return rulesets.length > 0 ? [row(name, rulesets, isPrefix)] : [];
  });
}
