/** `timeout` and its kinds (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { ProxyDraft } from '../../catalog/draft.js';
import { type DirectiveEntry, define, type Entry, type RemovedEntry } from '../../catalog/entry.js';
import { BACK, FRONT, NOT_BACK, NOT_FRONT, PROXY } from '../../catalog/section-set.js';
import type { Timeouts } from '../../model/config/proxy.js';
import { proxyRow } from './proxy-row.js';

interface TimeoutWord {
  readonly name: string;
  readonly field: keyof Timeouts;
  readonly side: 'client' | 'server' | 'both';
  readonly brief: string;
  readonly since?: string;
}

const SIDES = {
  client: { sections: FRONT, ignoredIn: NOT_FRONT },
  server: { sections: BACK, ignoredIn: NOT_BACK },
  both: { sections: PROXY },
} as const;

const WORDS: readonly TimeoutWord[] = [
  { name: 'client', field: 'clientMs', side: 'client', brief: 'Longest silence of a client.' },
  { name: 'client-fin', field: 'clientFinMs', side: 'client', brief: 'Client timeout of half-closed connections.' },
  { name: 'client-hs', field: 'clientHsMs', side: 'client', brief: 'Longest handshake of a client.', since: '2.9' },
  { name: 'server', field: 'serverMs', side: 'server', brief: 'Longest silence of a server.' },
  { name: 'server-fin', field: 'serverFinMs', side: 'server', brief: 'Server timeout of half-closed connections.' },
  { name: 'connect', field: 'connectMs', side: 'server', brief: 'Longest connection attempt to a server.' },
  { name: 'check', field: 'checkMs', side: 'server', brief: 'Longest read of a health check.' },
  { name: 'queue', field: 'queueMs', side: 'server', brief: 'Longest wait for a free server.' },
  { name: 'tunnel', field: 'tunnelMs', side: 'server', brief: 'Longest silence of a tunnel.' },
  { name: 'tarpit', field: 'tarpitMs', side: 'both', brief: 'How long tarpitted requests are kept.' },
  { name: 'http-keep-alive', field: 'httpKeepAliveMs', side: 'both', brief: 'Longest wait for the next request.' },
  { name: 'http-request', field: 'httpRequestMs', side: 'both', brief: 'Longest time for a complete request head.' },
];

function row({ name, field, side, brief, since = '1.3' }: TimeoutWord): DirectiveEntry {
  const word = { name: `timeout ${name}`, brief, since, ...SIDES[side] };
  return proxyRow(word, '<timeout>', (site) => {
    const timeMs = site.words.expect(arg.timeMs('timeout'));
    if (timeMs === undefined || !site.proxy) return;
    noticeSecond(site, site.proxy, name, field);
    // Zero is the same as no timeout.
    site.proxy.config.timeouts[field] = timeMs === 0 ? undefined : timeMs;
  });
}

/** Warns where a proxy has said something else than its `defaults` already. */
function noticeSecond(
  { section, report, keyword }: DirectiveSite,
  draft: ProxyDraft,
  name: string,
  field: keyof Timeouts,
) {
  if (section === 'defaults') return;
  const { config, extra } = draft;
  const owner = `${config.file}:${config.line}`;
  const known = extra.get('timeouts of defaults') as { readonly owner: string; readonly of: Timeouts } | undefined;
  if (known?.owner !== owner) extra.set('timeouts of defaults', { owner, of: { ...config.timeouts } });
  else if (known.of[field] !== config.timeouts[field])
    report('proxy/timeout-again', keyword, `'timeout ${name}' was given before: the last one counts`);
}

function removed(name: string): RemovedEntry {
  return define.removed({
    ...{ name, was: 'directive', doc: '4.2', brief: 'No longer part of HAProxy.', since: '1.1', support: 'refused' },
    ...{ why: 'removed', removed: '2.1' },
  });
}

export const timeoutEntries: readonly Entry[] = [
  ...WORDS.map(row),
  removed('clitimeout'),
  removed('contimeout'),
  removed('srvtimeout'),
];
