/** `stats` lines of proxies: the statistics page (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { RuleDraft } from '../../catalog/draft.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { OWN, PROXY } from '../../catalog/section-set.js';
import { wordOf } from '../../catalog/text.js';
import type { StatsConfig } from '../../model/config/proxy.js';

/** Realm of passwords where nothing else is said. */
const REALM = 'HAProxy Statistics';

function initial(): StatsConfig {
  return {
    ...{ enabled: true, uri: '/haproxy?stats', realm: REALM, auth: [], hideVersion: true, refreshS: 0 },
    ...{ scope: [], showDescription: undefined, showLegends: false, showNode: undefined, showModules: false },
  };
}

/** Any `stats` line switches the page on; the first one of a proxy replaces all that its `defaults` say (haproxy 2.6). */
function statsOf({ proxy, section }: DirectiveSite): StatsConfig {
  if (!proxy) return initial();
  const { config, extra } = proxy;
  const owner = `${config.file}:${config.line}`;
  const isInherited = section !== 'defaults' && extra.get('stats owner') !== owner;
  if (isInherited || !config.stats) config.stats = initial();
  if (isInherited) extra.delete('stats password');
  extra.set('stats owner', owner);
  return config.stats;
}

function row(
  name: string,
  brief: string,
  usage: string,
  parse: (site: DirectiveSite, stats: StatsConfig) => void,
  rest: Partial<DirectiveEntry> = {},
): DirectiveEntry {
  return define.directive({
    ...{
      doc: `4.2#stats ${name}`,
      since: '1.2',
      support: 'full',
      sections: PROXY,
      modes: ['http'],
      moreWords: true,
      ...rest,
    },
    ...{ name: `stats ${name}`, brief, usage: `stats ${name} ${usage}`.trimEnd() },
    parse: (site) => parse(site, statsOf(site)),
  });
}

function restOf({ words }: DirectiveSite): string {
  return words
    .rest()
    .map(({ value }) => value)
    .join(' ');
}

function addUser(site: DirectiveSite, stats: StatsConfig): void {
  const text = site.words.expect(arg.nonEmpty('user:passwd'));
  if (text === undefined) return;
  const [user = '', ...password] = text.split(':');
  if (stats.auth.some((account) => account.user === user)) {
    site.report('proxy/setting-ignored', site.words.last, `'stats auth' : there is a user '${user}' already`);
    return;
  }
  stats.auth.push({ user, password: password.join(':') });
  notePassword(site);
}

/** The page asks for a password by itself: rules cannot. */
function notePassword({ proxy }: DirectiveSite): void {
  proxy?.extra.set('stats password', true);
}

const ACTIONS = ['allow', 'deny', 'auth'];

/** The grammar is that of http-request rules; they are kept apart, as they only concern the page. */
function readRule(site: DirectiveSite): void {
  const action = site.words.peek();
  if (action === undefined || !ACTIONS.includes(action.value)) {
    site.report('arg/invalid', action?.range ?? site.keyword, `'stats http-request' expects ${ACTIONS.join(', ')}`);
    site.words.rest();
    return;
  }
  const { proxy } = site;
  if (!proxy) return;
  const before = proxy.rules.length;
  const rules = (proxy.extra.get('stats rules') as RuleDraft[] | undefined) ?? [];
  if (rules.length > 0 && !rules[rules.length - 1]!.condition) {
    site.report('rule/never-reached', site.keyword, "the 'stats http-request' before it has no condition");
  }
  site.rule('http-request');
  proxy.extra.set('stats rules', [...rules, ...proxy.rules.splice(before).map(withRealm)]);
}

/** Where such a rule names no realm, it is that of the page and not the proxy's. */
function withRealm(rule: RuleDraft): RuleDraft {
  if (rule.entry.name !== 'auth' || rule.words.length > 0) return rule;
  const { range } = rule;
  return { ...rule, words: [wordOf({ value: 'realm', range }), wordOf({ value: REALM, range })] };
}

export const entries: readonly Entry[] = [
  row('enable', 'Switches the page on.', '', () => {}),
  row('uri', 'Where the page is.', '<prefix>', (site, stats) => {
    stats.uri = site.words.expect(arg.nonEmpty('prefix')) ?? stats.uri;
  }),
  row('realm', 'Realm of its password.', '<realm>', (site, stats) => {
    stats.realm = site.words.expect(arg.nonEmpty('realm')) ?? stats.realm;
    notePassword(site);
  }),
  row('auth', 'A user who may see the page.', '<user>:<passwd>', addUser),
  row('hide-version', 'Hides the version.', '', (_site, stats) => {
    stats.hideVersion = true;
  }),
  row(
    'show-version',
    'Shows the version.',
    '',
    (_site, stats) => {
      stats.hideVersion = false;
    },
    { since: '3.2' },
  ),
  row('refresh', 'How often the page reloads itself.', '<delay>', (site, stats) => {
    stats.refreshS = Math.ceil((site.words.expect(arg.timeMs('delay', 's')) ?? 0) / 1000);
  }),
  row('scope', 'Proxies that the page shows; . is its own.', '{ <name> | . }', (site, stats) => {
    const name = site.words.expect(arg.nonEmpty('name'));
    if (name !== undefined) stats.scope.push(name);
  }),
  row('show-desc', 'Shows a description.', '[<desc>]', (site, stats) => {
    stats.showDescription = restOf(site) || site.global.description || '';
  }),
  row('show-legends', 'Shows more about proxies and servers.', '', (_site, stats) => {
    stats.showLegends = true;
  }),
  row('show-modules', 'Shows more kinds of counters.', '', (_site, stats) => {
    stats.showModules = true;
  }),
  row('show-node', 'Shows the name of the node.', '[<name>]', (site, stats) => {
    stats.showNode = site.words.expect(arg.opt(arg.nonEmpty('name'))) ?? site.global.node ?? '';
  }),
  row(
    'admin',
    'Who may change things on the page.',
    '{ if | unless } <cond>',
    (site) => {
      const start = site.words.peek();
      const condition = site.condition();
      if (start?.value !== 'if' && start?.value !== 'unless') {
        const message = "'stats admin' expects 'if' or 'unless' and a condition";
        site.report('arg/missing', start?.range ?? site.keyword, message);
      }
      if (!condition || !site.proxy) return;
      const { extra } = site.proxy;
      extra.set('stats admin', [...((extra.get('stats admin') as unknown[] | undefined) ?? []), condition]);
    },
    { sections: OWN },
  ),
  row(
    'http-request',
    'Who may see the page.',
    '{ allow | deny | auth [realm <realm>] } [ { if | unless } <condition> ]',
    readRule,
    { sections: OWN },
  ),
];
