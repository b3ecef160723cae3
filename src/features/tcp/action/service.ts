/** `use-service <name>` (manual 4.4): an answer made by a part of this process. */
import { arg } from '../../../catalog/arg.js';
import type { Entry } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import { Verdict } from '../../../model/verdict.js';

/** Services there are. */
const SERVICES: readonly string[] = ['prometheus-exporter'];

export const entries: readonly Entry[] = [
  define.action({
    name: 'use-service',
    doc: '4.4#use-service',
    brief: 'Lets a service of this process answer.',
    since: '1.6',
    support: 'partial',
    why: 'Only prometheus-exporter; services written in Lua are not run.',
    rulesets: ['http-request'],
    final: true,
    usage: 'use-service <service-name>',
    compile: (site) => {
      const name = site.words.expect(arg.nonEmpty('service'));
      if (name === undefined) return undefined;
      if (!SERVICES.includes(name)) {
        site.report('keyword/refused', site.words.last, `there is no service '${name}'`);
        return undefined;
      }
      return (stream) => {
        stream.service = name;
        return Verdict.Reply;
      };
    },
  }),
];
