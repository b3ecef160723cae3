/** Settings of proxies with simple values (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { BACK, FRONT, NOT_BACK, NOT_FRONT, OWN, PROXY } from '../../catalog/section-set.js';
import type { ProxyMode } from '../../model/config/proxy.js';
import { proxyRow, proxyValue } from './proxy-row.js';

const MODES = ['http', 'tcp', 'log', 'spop', 'haterm'] as const;

const mode = proxyRow(
  { name: 'mode', brief: 'Protocol of the proxy.', sections: PROXY },
  '{ http | tcp | log | spop }',
  (site) => {
    if (site.words.take('health')) {
      const replacement = 'http-request return status 200';
      site.report('keyword/removed', site.words.last, `'mode health' is not supported any more; use: ${replacement}`);
      return;
    }
    const value = site.words.expect(arg.enumeration('mode', MODES));
    if (value === undefined || !site.proxy) return;
    if (value !== 'http' && value !== 'tcp' && value !== 'log') {
      site.report('keyword/refused', site.words.last, `'mode ${value}' is not executed yet`);
      return;
    }
    site.proxy.config.mode = value satisfies ProxyMode;
  },
);

const limits: readonly Entry[] = [
  proxyValue(
    { name: 'maxconn', brief: 'Most connections of a frontend.', sections: FRONT, ignoredIn: NOT_FRONT },
    arg.uint('conns'),
    (config, n) => {
      config.maxconn = n;
    },
  ),
  proxyValue(
    {
      ...{ name: 'max-session-srv-conns', brief: 'Idle connections to servers that are kept for one client alone.' },
      ...{ sections: FRONT, ignoredIn: NOT_FRONT, since: '1.9' },
    },
    arg.sint('nb', { min: -1 }),
    (config, n) => {
      config.maxSessionServerConns = n;
    },
  ),
  proxyValue(
    { name: 'fullconn', brief: 'Load at which servers get their maxconn.', sections: BACK, ignoredIn: NOT_BACK },
    arg.uint('conns'),
    (config, n) => {
      config.fullconn = n;
    },
  ),
  proxyValue(
    {
      name: 'backlog',
      brief: 'Connections that may wait for accept.',
      sections: FRONT,
      ignoredIn: NOT_FRONT,
      since: '1.4',
    },
    arg.uint('conns'),
    (config, n) => {
      config.backlog = n;
    },
  ),
  proxyValue(
    { name: 'rate-limit sessions', brief: 'Most new sessions per second.', sections: FRONT, ignoredIn: NOT_FRONT },
    arg.uint('rate'),
    (config, n) => {
      config.rateLimitSessions = n;
    },
  ),
  proxyValue(
    {
      name: 'max-keep-alive-queue',
      brief: 'Queue that a kept connection may wait in.',
      sections: BACK,
      ignoredIn: NOT_BACK,
    },
    arg.sint('value', { min: -1 }),
    (config, n) => {
      config.maxKeepAliveQueue = n;
    },
  ),
  proxyValue(
    {
      name: 'dynamic-cookie-key',
      brief: 'Key of cookies that are made of addresses.',
      sections: BACK,
      ignoredIn: NOT_BACK,
      since: '1.8',
    },
    arg.nonEmpty('string'),
    (config, key) => {
      config.dynamicCookieKey = key;
    },
  ),
];

const RETRY_STATUS = [401, 403, 404, 408, 421, 425, 429, 500, 501, 502, 503, 504].map(String);
const RETRY_EVENTS = ['none', 'conn-failure', 'empty-response', 'junk-response', 'response-timeout', '0rtt-rejected'];
const ALL_RETRYABLE = [...RETRY_EVENTS.slice(1), '500', '502', '503', '504'];

const retries: readonly Entry[] = [
  proxyValue(
    { name: 'retries', brief: 'How often a failed connection is tried again.', sections: BACK, ignoredIn: NOT_BACK },
    arg.uint('value'),
    (config, n) => {
      config.retries = n;
    },
  ),
  proxyRow(
    {
      name: 'retry-on',
      brief: 'Events after which a request is tried again.',
      sections: BACK,
      since: '2.0',
    },
    '<keyword>...',
    ({ words, proxy, report, keyword }) => {
      const texts = words.rest();
      if (texts.length === 0) report('arg/missing', keyword, "'retry-on' expects at least one event or status");
      const events = new Set<string>();
      for (const { value, range } of texts) {
        if (value === 'all-retryable-errors') for (const event of ALL_RETRYABLE) events.add(event);
        else if (RETRY_EVENTS.includes(value) || RETRY_STATUS.includes(value)) events.add(value);
        else report('arg/invalid', range, `'retry-on' has no event '${value}'`);
      }
      if (events.has('none') && texts.length > 1) report('arg/invalid', keyword, "'retry-on' : 'none' stands alone");
      if (proxy) proxy.config.retryOn = [...events].filter((event) => event !== 'none');
    },
  ),
];

const identity: readonly Entry[] = [
  proxyValue(
    { name: 'id', brief: 'Number of the proxy in statistics.', sections: OWN },
    arg.uint('value', { min: 1, max: 2 ** 31 - 1 }),
    (config, n) => {
      config.id = n;
    },
  ),
  proxyRow(
    { name: 'guid', brief: 'Unique name among all objects.', sections: OWN, since: '3.0' },
    '<string>',
    ({ words, proxy }) => {
      const guid = words.expect(arg.guid());
      if (guid === undefined || !proxy) return;
      proxy.config.guid = guid;
      proxy.extra.set('guid', words.last);
    },
  ),
  proxyRow(
    { name: 'description', brief: 'Text about the proxy.', sections: OWN, since: '1.4' },
    '<string>',
    ({ words, proxy }) => {
      if (words.done) words.expect(arg.nonEmpty('string'));
      const texts = words.rest().map(({ value }) => value);
      if (proxy) proxy.config.description = texts.join(' ');
    },
  ),
  proxyRow({ name: 'disabled', brief: 'Starts the proxy stopped.', sections: PROXY }, '', ({ proxy }) => {
    if (proxy) proxy.config.disabled = true;
  }),
  proxyRow({ name: 'enabled', brief: 'Starts the proxy running.', sections: PROXY }, '', ({ proxy }) => {
    if (proxy) proxy.config.disabled = false;
  }),
];

export const settingEntries: readonly Entry[] = [mode, ...limits, ...retries, ...identity];
