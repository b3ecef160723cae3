/** `stats` lines of proxies: the statistics page (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { RuleDraft } from '../../catalog/draft.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { OWN, PROXY } from '../../catalog/section-set.js';
import type { StatsConfig } from '../../model/config/proxy.js';

function initial(): StatsConfig {
  return {
    ...{ enabled: true, uri: '/haproxy?stats', realm: 'HAProxy Statistics', auth: [], hideVersion: true, refreshS: 0 },
    ...{ scope: [], showDescription: undefined, showLegends: false, showNode: undefined, showModules: false },
  };
}

/** Any `stats` line switches the page on. */
function statsOf({ proxy }: DirectiveSite): StatsConfig {
  const stats = proxy?.config.stats ?? initial();
  if (proxy) proxy.config.stats = stats;
  return stats;
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
  const colon = text.indexOf(':');
  if (colon < 0) site.report('arg/invalid', site.words.last, `'stats auth' expects <user>:<password>, not '${text}'`);
  else stats.auth.push({ user: text.slice(0, colon), password: text.slice(colon + 1) });
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
  site.rule('http-request');
  const rules = (proxy.extra.get('stats rules') as RuleDraft[] | undefined) ?? [];
  proxy.extra.set('stats rules', [...rules, ...proxy.rules.splice(before)]);
}

export const entries: readonly Entry[] = [
  row('enable', 'Switches the page on.', '', () => {}),
  row('uri', 'Where the page is.', '<prefix>', (site, stats) => {
    stats.uri = site.words.expect(arg.nonEmpty('prefix')) ?? stats.uri;
  }),
  row('realm', 'Realm of its password.', '<realm>', (site, stats) => {
    stats.realm = site.words.expect(arg.nonEmpty('realm')) ?? stats.realm;
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
      if (condition) site.proxy?.extra.set('stats admin', condition);
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
