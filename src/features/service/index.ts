/** `use-service`: rules that let a part of this process answer, and the services that there are. */
import { arg } from '../../catalog/arg.js';
import { suggest } from '../../catalog/derive/suggest.js';
import type { ActionSite } from '../../catalog/directive-site.js';
import { type Action, define, type Entry } from '../../catalog/entry.js';
import type { ArgText } from '../../catalog/text.js';
import { Verdict } from '../../model/verdict.js';

const SERVICES = ['prometheus-exporter'];

/** Stands for what is checked and never run. */
const NOTHING: Action = () => Verdict.Continue;

/** Services of scripts are known when these ran: without a script there is none. */
function refuseScript(site: ActionSite, { value, range }: ArgText): Action | undefined {
  if (site.lacksScripts) {
    site.report('lua/missing', range, `there is no service '${value}': no Lua script could be read`);
    return undefined;
  }
  if (!site.hasScripts) {
    site.report('arg/invalid', range, `there is no service '${value}': no Lua script is loaded`);
    return undefined;
  }
  site.report('keyword/refused', range, `'${site.ruleset} use-service ${value}' is not executed: Lua is not run.`);
  return NOTHING;
}

function refuseUnknown(site: ActionSite, { value, range }: ArgText): undefined {
  const near = suggest(value, site.ruleset === 'http-request' ? SERVICES : []);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  site.report('arg/invalid', range, `there is no service '${value}'${hint}`);
  return undefined;
}

function compileService(site: ActionSite): Action | undefined {
  const name = site.words.expect(arg.any('service-name', 'the name of a service'));
  if (!name) return undefined;
  const { value } = name;
  if (value.startsWith('lua.')) return refuseScript(site, name);
  if (site.ruleset !== 'http-request' || !SERVICES.includes(value)) return refuseUnknown(site, name);
  const { services } = site.live;
  return (stream) => {
    const reply = services?.answer(value, stream);
    if (reply === undefined) return Verdict.Error;
    stream.reply = reply;
    return Verdict.Reply;
  };
}

export const entries: readonly Entry[] = [
  define.action({
    name: 'use-service',
    usage: 'use-service <service-name>',
    doc: '4.4#use-service',
    brief: 'Lets a service of this process answer.',
    since: '1.6',
    support: 'partial',
    why: 'prometheus-exporter answers; services of Lua scripts are refused, as Lua is not run.',
    rulesets: ['tcp-request content', 'http-request'],
    final: true,
    compile: compileService,
  }),
  define.named({
    kind: 'service',
    name: 'prometheus-exporter',
    doc: '12#prometheus-exporter',
    brief: 'Answers with the figures of the process in the text format of Prometheus.',
    since: '2.0',
    support: 'full',
  }),
];
