/** ACLs, rulesets and switching rules (manual 4.2, 7). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { ProxyDraft, SwitchDraft } from '../../catalog/draft.js';
import type { DirectiveEntry, Entry } from '../../catalog/entry.js';
import { BACK, FRONT, NOT_BACK, NOT_FRONT, OWN, OWN_BACK, OWN_FRONT, PROXY } from '../../catalog/section-set.js';
import type { Ruleset } from '../../model/ruleset.js';
import { type ProxyWord, proxyRow } from './proxy-row.js';

const CONDITION = '[{if | unless} <condition>]';

/** The name that has a meaning of its own in conditions, in any case; `if` and `unless` only have one in front of them. */
const RESERVED = 'or';

/** Proxies, and sections that have tests of their own. */
const ACL_SECTIONS = [...PROXY, 'fcgi-app', 'spoe-message'] as const;

const acl = proxyRow(
  { name: 'acl', brief: 'Names a test; lines of one name are alternatives.', sections: ACL_SECTIONS, since: '1.3' },
  '<aclname> <criterion> [flags] [operator] <value> ...',
  (site) => {
    const name = site.words.expect(arg.nonEmpty('aclname'));
    if (name === undefined) return;
    const range = site.words.last;
    const bad = /[^A-Za-z0-9_.:-]/.exec(name);
    if (bad) site.report('name/characters', range, `character '${bad[0]}' is not permitted in ACL name '${name}'`);
    if (name.toLowerCase() === RESERVED) {
      site.report('arg/invalid', range, `'${name}' cannot be the name of an ACL: it has a meaning in conditions`);
    }
    if (!namedDefaults(site, 'acl')) return;
    const ast = site.aclDefinition();
    if (ast) site.proxy?.acls.push({ name, ast, range: site.keyword });
    else if (site.proxy) noteBroken(site.proxy, name);
  },
);

/** ACLs that could not be read are known all the same: rules that name them are not to blame. */
function noteBroken({ extra }: ProxyDraft, name: string): void {
  const names = (extra.get('broken acls') as ReadonlySet<string> | undefined) ?? new Set<string>();
  extra.set('broken acls', new Set([...names, name]));
}

/** Rules stand in `defaults` sections only if these have a name. */
function namedDefaults(site: DirectiveSite, word: string): boolean {
  if (site.section !== 'defaults' || site.sectionName !== undefined) return true;
  site.report('keyword/misplaced', site.keyword, `'${word}' is not permitted in an anonymous 'defaults' section`);
  site.words.rest();
  return false;
}

function ruleset(name: Ruleset, sections: readonly string[], since: string): DirectiveEntry {
  const brief = `Rule of the ${name} ruleset.`;
  return proxyRow({ name, brief, sections, since }, `<action> [options...] ${CONDITION}`, (site) => {
    if (namedDefaults(site, name)) site.rule(name);
  });
}

function inspectDelay(side: 'request' | 'response', sections: readonly string[]): DirectiveEntry {
  const name = `tcp-${side} inspect-delay`;
  return proxyRow(
    { name, brief: 'Longest wait for content to inspect.', sections, since: '1.3' },
    '<timeout>',
    (site) => {
      const { words, proxy } = site;
      if (!namedDefaults(site, name)) return;
      const timeMs = words.expect(arg.timeMs('timeout'));
      if (timeMs !== undefined && proxy) proxy.config[`${side}InspectDelayMs`] = timeMs;
    },
  );
}

const redirect = proxyRow(
  {
    name: 'redirect',
    brief: 'Redirects requests, behind all http-request rules.',
    sections: OWN,
    since: '1.3',
    modes: ['http'],
  },
  `{location | prefix | scheme} <to> [code <code>] <option> ${CONDITION}`,
  (site) => {
    const word = site.rawWords.find(({ value }) => value === 'redirect');
    if (word) site.rule('http-request', word);
  },
);

const useBackend = proxyRow(
  { name: 'use_backend', brief: 'Chooses a backend.', sections: OWN_FRONT, ignoredIn: NOT_FRONT, since: '1.3' },
  `<backend> ${CONDITION}`,
  (site) => {
    const target = site.words.expect(arg.any('backend', 'the name of a backend'));
    if (target) site.switchRule('use_backend', target);
  },
);

const useServer = proxyRow(
  { name: 'use-server', brief: 'Chooses a server.', sections: OWN_BACK, ignoredIn: NOT_BACK, since: '1.4' },
  `<server> ${CONDITION}`,
  (site) => {
    const target = site.words.expect(arg.any('server', 'the name of a server'));
    if (!target) return;
    if (site.words.done)
      site.report('arg/missing', site.keyword, "'use-server' expects 'if' or 'unless' and a condition");
    else site.switchRule('use-server', target);
  },
);

/** Words that are nothing but a condition. */
function bareCondition(word: Omit<ProxyWord, 'name'> & { readonly name: SwitchDraft['kind'] }): DirectiveEntry {
  const { name } = word;
  return proxyRow(word, '{if | unless} <condition>', (site) => {
    if (site.words.done) site.report('arg/missing', site.keyword, `'${name}' expects 'if' or 'unless' and a condition`);
    else site.switchRule(name, undefined);
  });
}

function persist(name: 'force-persist' | 'ignore-persist', brief: string): DirectiveEntry {
  return bareCondition({ name, brief, sections: OWN_BACK, ignoredIn: NOT_BACK, since: '1.4' });
}

const defaultBackend = proxyRow(
  {
    name: 'default_backend',
    brief: 'Backend of requests that no rule sends elsewhere.',
    sections: FRONT,
    ignoredIn: NOT_FRONT,
  },
  '<backend>',
  ({ words, proxy }) => {
    const name = words.expect(arg.any('backend', 'the name of a backend'));
    if (!name || !proxy) return;
    proxy.config.defaultBackend = name.value;
    proxy.extra.set('default_backend', name.range);
  },
);

const monitor: readonly Entry[] = [
  proxyRow(
    {
      name: 'monitor-uri',
      brief: 'URI that is answered without a server.',
      sections: FRONT,
      ignoredIn: NOT_FRONT,
      modes: ['http'],
    },
    '<uri>',
    ({ words, proxy }) => {
      const uri = words.expect(arg.nonEmpty('uri'));
      if (uri !== undefined && proxy) proxy.config.monitorUri = uri;
    },
  ),
  proxyRow(
    {
      name: 'monitor fail',
      brief: 'Condition under which monitor-uri reports a failure.',
      sections: OWN_FRONT,
      ignoredIn: NOT_FRONT,
      modes: ['http'],
    },
    '{if | unless} <condition>',
    (site) => {
      if (site.words.done)
        site.report('arg/missing', site.keyword, "'monitor fail' expects 'if' or 'unless' and a condition");
      else site.switchRule('monitor-fail', undefined);
    },
  ),
];

export const ruleEntries: readonly Entry[] = [
  acl,
  ruleset('tcp-request connection', FRONT, '1.5'),
  ruleset('tcp-request session', FRONT, '1.7'),
  ruleset('tcp-request content', PROXY, '1.4'),
  ruleset('tcp-response content', BACK, '1.5'),
  ruleset('http-request', PROXY, '1.4'),
  ruleset('http-response', PROXY, '1.5'),
  ruleset('http-after-response', PROXY, '2.2'),
  inspectDelay('request', PROXY),
  inspectDelay('response', BACK),
  redirect,
  useBackend,
  useServer,
  bareCondition({
    ...{ name: 'force-be-switch', brief: 'Chooses backends that are not published.', since: '3.3' },
    ...{ sections: OWN_FRONT, ignoredIn: NOT_FRONT },
  }),
  proxyRow(
    {
      name: 'be-unpublished',
      brief: 'Starts without being chosen.',
      since: '3.3',
      sections: OWN_BACK,
      ignoredIn: NOT_BACK,
    },
    '',
    ({ proxy }) => {
      if (proxy) proxy.config.unpublished = true;
    },
  ),
  persist('force-persist', 'Lets requests go to servers that are down.'),
  persist('ignore-persist', 'Ignores the persistence of requests.'),
  defaultBackend,
  ...monitor,
];
