/** Where and how lines are logged: `log`, formats, tags (manual 3.1, 4.2, 8). */
import { arg } from '../../../catalog/arg.js';
import type { DirectiveSite } from '../../../catalog/directive-site.js';
import type { FormatDrafts } from '../../../catalog/draft.js';
import { type DirectiveEntry, define, type Entry, type OptionEntry } from '../../../catalog/entry.js';
import { FRONT, NOT_FRONT, PROXY } from '../../../catalog/section-set.js';
import type { ProxySettings } from '../../../model/config/proxy.js';
import { ringEntries } from './ring.js';
import { readLogTarget } from './target.js';

/** How many targets of the global section a proxy has. */
const GLOBAL_TAKEN = 'log global';

function addProxyLog(site: DirectiveSite): void {
  const config = site.proxy?.config;
  if (!config) return;
  if (site.negated) {
    config.logTargets = [];
    config.logGlobal = false;
    site.proxy?.extra.delete(GLOBAL_TAKEN);
    return;
  }
  if (site.words.take('global')) {
    // The targets known at this point: a global section that comes later is not seen, as in HAProxy.
    config.logGlobal = true;
    // Those that an earlier 'log global', also of the defaults, has brought stand once.
    const taken = (site.proxy?.extra.get(GLOBAL_TAKEN) as number | undefined) ?? 0;
    config.logTargets.push(...site.global.logTargets.slice(taken));
    site.proxy?.extra.set(GLOBAL_TAKEN, site.global.logTargets.length);
    return;
  }
  const target = readLogTarget(site);
  if (target) config.logTargets.push(target);
  else site.words.rest();
}

function addGlobalLog(site: DirectiveSite): void {
  if (site.negated) {
    site.global.logTargets = [];
    return;
  }
  const target = readLogTarget(site);
  if (target) site.global.logTargets.push(target);
  else site.words.rest();
}

const USAGE =
  '<target> [len <length>] [format <format>] [sample <ranges>:<size>] [profile <prof>] <facility> [<level> [<minlevel>]]';

const targets: readonly Entry[] = [
  define.directive({
    ...{ name: 'log', doc: '3.1#log', brief: 'A place that all proxies may log to.', since: '1.1', support: 'full' },
    ...{ sections: ['global'], negatable: true, usage: `log ${USAGE}`, parse: addGlobalLog },
  }),
  define.directive({
    ...{ name: 'log', doc: '4.2#log', brief: 'A place that the proxy logs to.', since: '1.1', support: 'full' },
    ...{ sections: PROXY, negatable: true, usage: `log global | ${USAGE}`, parse: addProxyLog },
  }),
];

/** `log` and `log-stderr` of sections that log nothing yet: the line is checked. */
function checkedLog(name: string, section: string, doc: string, since: string): DirectiveEntry {
  return define.directive({
    ...{ name, doc: `${doc}#${name}`, brief: 'A place that lines go to.', since, support: 'ignored', harmless: true },
    ...{ why: 'the section is not executed yet', sections: [section], negatable: name === 'log' },
    ...{ usage: `${name} global | ${USAGE}` },
    parse(site) {
      if (site.negated || site.words.take('global')) return;
      if (!readLogTarget(site)) site.words.rest();
    },
  });
}

const checkedTargets: readonly Entry[] = [
  checkedLog('log', 'log-forward', '12.6', '2.3'),
  checkedLog('log', 'spoe-agent', 'SPOE.txt 2.2', '1.7'),
  checkedLog('log-stderr', 'fcgi-app', '10.1.1', '2.1'),
];

const LABELS: Readonly<Record<ProxySettings['logFormatName'] & string, string>> = {
  default: 'default',
  http: 'option httplog',
  'http-clf': 'option httplog clf',
  https: 'option httpslog',
  tcp: 'option tcplog',
  'tcp-clf': 'option tcplog clf',
};

/** The last one of `option ...log` and `log-format` wins; a change inside of a section is worth a warning. */
function chooseFormat(site: DirectiveSite, name: NonNullable<ProxySettings['logFormatName']>): void {
  const { proxy } = site;
  if (!proxy) return;
  const own = proxy.extra.get('log format set') as { readonly section: string; readonly label: string } | undefined;
  const section = `${site.section} ${site.sectionName ?? ''}`;
  const label = LABELS[name];
  if (own && site.section === 'defaults' && own.section === section && own.label !== label) {
    site.report(
      'proxy/setting-overridden',
      site.keyword,
      `'${label}' overrides previous '${own.label}' in 'defaults' section`,
    );
  }
  proxy.extra.set('log format set', { section, label, range: site.keyword });
  proxy.config.logFormatName = name;
  proxy.config.logsRequest = undefined;
  proxy.formats.logFormat = undefined;
}

function formatOption(name: string, plain: 'http' | 'https' | 'tcp', brief: string, since = '1.1'): OptionEntry {
  const clf = plain !== 'https';
  return define.option({
    ...{ name, doc: `4.2#option ${name}`, brief, since, support: 'full', sections: FRONT, ignoredIn: NOT_FRONT },
    ...{ negatable: false, usage: clf ? `option ${name} [clf]` : `option ${name}` },
    parse(site) {
      if (clf && site.words.take('clf')) chooseFormat(site, plain === 'http' ? 'http-clf' : 'tcp-clf');
      else chooseFormat(site, plain);
    },
  });
}

function format(name: string, field: keyof FormatDrafts, brief: string, since: string): DirectiveEntry {
  return define.directive({
    ...{ name, doc: `4.2#${name}`, brief, since, support: 'full', usage: `${name} <fmt>` },
    ...(field === 'uniqueIdFormat' ? { sections: PROXY } : { sections: FRONT, ignoredIn: NOT_FRONT }),
    parse(site) {
      const text = site.words.expect(arg.any('fmt', 'a log-format string'));
      if (!text || !site.proxy) return;
      if (field === 'logFormat') {
        noticeOverride(site);
        site.proxy.config.logsRequest = tellsOfRequest(text.value);
      } else if (field === 'errorLogFormat') noticeSecond(site, name);
      site.proxy.formats[field] = text;
    },
  });
}

/** Aliases that need the request line (manual 8.2.6). */
const REQUEST_ALIASES: ReadonlySet<string | undefined> = new Set(['r', 'HM', 'HP', 'HPO', 'HQ', 'HU', 'HV']);

/** Whether an alias of the format shows the request line or a part of it. */
function tellsOfRequest(format: string): boolean {
  const items = format.matchAll(/%(?:%|(?:\([^)]*\))?(?:\{[^}]*\})?([A-Za-z]+))/g);
  return [...items].some(([, alias]) => REQUEST_ALIASES.has(alias));
}

function noticeOverride(site: DirectiveSite): void {
  const { proxy } = site;
  const own = proxy?.extra.get('log format set') as { readonly section: string; readonly label: string } | undefined;
  const section = `${site.section} ${site.sectionName ?? ''}`;
  if (own && site.section === 'defaults' && own.section === section) {
    site.report(
      'proxy/setting-overridden',
      site.keyword,
      `'log-format' overrides previous '${own.label}' in 'defaults' section`,
    );
  }
  proxy?.extra.set('log format set', { section, label: 'log-format' });
}

/** A second one in a defaults section is worth a warning. */
function noticeSecond({ proxy, section, sectionName, report, keyword }: DirectiveSite, name: string): void {
  const own = `${section} ${sectionName ?? ''}`;
  if (section === 'defaults' && proxy?.extra.get(`${name} section`) === own) {
    report('proxy/setting-overridden', keyword, `'${name}' overrides previous '${name}' in 'defaults' section`);
  }
  proxy?.extra.set(`${name} section`, own);
}

const formats: readonly Entry[] = [
  formatOption('httplog', 'http', 'Logs requests with timers, status and state.'),
  formatOption('httpslog', 'https', 'Logs requests with details of TLS.', '2.5'),
  formatOption('tcplog', 'tcp', 'Logs connections with timers and state.'),
  format('log-format', 'logFormat', 'Own format of log lines.', '1.5'),
  format('log-format-sd', 'logFormatSd', 'Structured data of RFC 5424 lines.', '1.6'),
  format('error-log-format', 'errorLogFormat', 'Own format of log lines of errors.', '2.4'),
  format('unique-id-format', 'uniqueIdFormat', 'How identifiers of requests are made.', '1.5'),
];

const names: readonly Entry[] = [
  define.directive({
    ...{
      name: 'unique-id-header',
      doc: '4.2#unique-id-header',
      brief: 'Header that carries the identifier to servers.',
    },
    ...{ since: '1.5', support: 'full', sections: FRONT, ignoredIn: NOT_FRONT, modes: ['http'] },
    moreWords: true,
    usage: 'unique-id-header <name>',
    parse({ words, proxy }) {
      const name = words.expect(arg.fieldName('name'));
      if (name !== undefined && proxy) proxy.config.uniqueIdHeader = name.toLowerCase();
    },
  }),
  define.directive({
    ...{ name: 'log-tag', doc: '3.1#log-tag', brief: 'Tag of log lines.', since: '1.4', support: 'full' },
    ...{ sections: ['global'], usage: 'log-tag <string>' },
    parse({ words, global }) {
      global.logTag = words.expect(arg.nonEmpty('string')) ?? global.logTag;
    },
  }),
  define.directive({
    ...{ name: 'log-tag', doc: '4.2#log-tag', brief: 'Tag of log lines of the proxy.', since: '1.5', support: 'full' },
    ...{ sections: PROXY, usage: 'log-tag <string>', moreWords: true },
    parse({ words, proxy }) {
      const tag = words.expect(arg.nonEmpty('string'));
      if (tag !== undefined && proxy) proxy.config.logTag = tag;
    },
  }),
  define.directive({
    ...{ name: 'log-send-hostname', doc: '3.1#log-send-hostname', brief: 'Names the host in log lines.', since: '1.4' },
    ...{ support: 'full', sections: ['global'], usage: 'log-send-hostname [<string>]' },
    parse({ words, global }) {
      global.logSendHostname = words.expect(arg.opt(arg.str('string'))) ?? '';
    },
  }),
];

export const entries: readonly Entry[] = [...targets, ...checkedTargets, ...formats, ...names, ...ringEntries];
