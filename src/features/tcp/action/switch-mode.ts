/** `tcp-request content switch-mode`: a connection that began in mode tcp goes on in HTTP (manual 4, 4.4 `switch-mode`). */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import { type Action, define, type Entry } from '../../../catalog/entry.js';
import { Verdict } from '../../../model/verdict.js';

function compileSwitch(site: ActionSite): Action | undefined {
  const { words, report } = site;
  if (words.expect(arg.enumeration('mode', ['http'])) === undefined) return undefined;
  if (words.take('proto')) {
    const protocol = words.expect(arg.enumeration('name', ['h1', 'h2', 'none']));
    if (protocol === undefined) return undefined;
    if (protocol !== 'h1') {
      report(
        'keyword/refused',
        words.last,
        `'proto ${protocol}' is not executed: clients are spoken to in HTTP/1 only`,
      );
      return undefined;
    }
  }
  if (site.use === 'be-tcp-content') {
    report('rule/action', site.keyword, "'switch-mode' needs a proxy with frontend capability");
    return undefined;
  }
  return ({ session }) => {
    session.switchesToHttp = true;
    return Verdict.Stop;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    ...{ name: 'switch-mode', doc: '4.4#switch-mode', since: '2.4', final: true },
    ...{ rulesets: ['tcp-request content'], usage: 'switch-mode http [ proto <name> ]' },
    brief: 'Goes on in HTTP mode.',
    support: 'partial',
    why: 'To HTTP/1 only: there is no HTTP/2 to clients.',
    compile: compileSwitch,
  }),
];
