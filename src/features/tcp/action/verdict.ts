/** Actions that end the evaluation or the connection (manual 4.4): `accept`, `reject`, `close`, `silent-drop`. */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Action, Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Ruleset } from '../../../model/ruleset.js';
import { RULESETS } from '../../../model/ruleset.js';
import { Verdict } from '../../../model/verdict.js';

const TCP: readonly Ruleset[] = RULESETS.filter((ruleset) => ruleset.startsWith('tcp-'));

function compileSilentDrop(site: ActionSite): Action | undefined {
  const hasTtl = site.words.take('rst-ttl');
  const ttl = hasTtl ? site.words.expect(arg.sint('ttl', { min: 0, max: 255 })) : undefined;
  if (hasTtl && ttl === undefined) return undefined;
  return (stream) => {
    stream.session.vanish?.(ttl);
    return Verdict.Drop;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'accept',
    doc: '4.4#accept',
    brief: 'Stops the evaluation of the ruleset and lets the connection pass.',
    since: '1.4',
    support: 'full',
    rulesets: TCP,
    final: true,
    usage: 'accept',
    compile: () => () => Verdict.Stop,
  }),
  define.action({
    name: 'reject',
    doc: '4.4#reject',
    brief: 'Closes the connection without an answer.',
    since: '1.4',
    support: 'full',
    rulesets: [...TCP, 'http-request'],
    final: true,
    usage: 'reject',
    compile: () => () => Verdict.Deny,
  }),
  define.action({
    name: 'close',
    doc: '4.4#close',
    brief: 'Closes the connection to the server.',
    since: '1.5',
    support: 'full',
    rulesets: ['tcp-response content'],
    final: true,
    usage: 'close',
    compile: () => (stream) => {
      stream.serverCloseAsked = true;
      return Verdict.Stop;
    },
  }),
  define.action({
    name: 'silent-drop',
    doc: '4.4#silent-drop',
    brief: 'Makes the connection disappear without telling the client.',
    since: '1.6',
    support: 'full',
    rulesets: RULESETS.filter((ruleset) => ruleset !== 'http-after-response'),
    final: true,
    usage: 'silent-drop [ rst-ttl <ttl> ]',
    compile: compileSilentDrop,
  }),
  define.action({
    name: 'expect-netscaler-cip',
    doc: '4.4#expect-netscaler-cip',
    brief: 'Expects a NetScaler client address header in front of everything else.',
    since: '1.7',
    support: 'full',
    rulesets: ['tcp-request connection'],
    usage: 'expect-netscaler-cip layer4',
    compile: (site) => {
      if (site.words.expect(arg.enumeration('layer', ['layer4'])) === undefined) return undefined;
      return (stream) => {
        stream.session.expectNetscaler = true;
        return Verdict.Continue;
      };
    },
  }),
  define.action({
    name: 'expect-proxy',
    doc: '4.4#expect-proxy',
    brief: 'Expects a PROXY protocol header in front of everything else.',
    since: '1.5',
    support: 'full',
    rulesets: ['tcp-request connection'],
    usage: 'expect-proxy layer4',
    compile: (site) => {
      if (site.words.expect(arg.enumeration('layer', ['layer4'])) === undefined) return undefined;
      return (stream) => {
        stream.session.expectProxy = true;
        return Verdict.Continue;
      };
    },
  }),
];
