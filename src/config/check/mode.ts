/** Things that need mode http in a proxy of another mode are left out, with a warning each. */
import type { ProxyDraft, RuleDraft } from '../../catalog/draft.js';
import type { Report } from '../../catalog/site.js';
import type { SourceRange } from '../../diag/source-text.js';
import { typeOf } from '../proxy-type.js';

const HTTP_RULESETS = ['http-request', 'http-response', 'http-after-response', 'redirect'] as const;

/** `redirect` lines are rules of their own. */
function belongsTo({ ruleset, ownLine }: RuleDraft, name: (typeof HTTP_RULESETS)[number]): boolean {
  return ownLine ? name === 'redirect' : ruleset === name;
}

/** Plain options that only work in mode http, by the side of the proxy that they are for. */
const HTTP_OPTIONS = {
  both: ['http-buffer-request', 'http-no-delay'],
  front: [
    ...['accept-invalid-http-request', 'accept-unsafe-violations-in-http-request', 'disable-h2-upgrade'],
    ...['http-drop-response-trailers', 'http-ignore-probes', 'http-use-proxy-header', 'idle-close-on-response'],
  ],
  back: [
    ...['accept-invalid-http-response', 'accept-unsafe-violations-in-http-response', 'checkcache'],
    ...['http-drop-request-trailers', 'http-pretend-keepalive'],
  ],
} as const;

function httpOptions({ kind, options }: ProxyDraft['config']): string[] {
  const { both, front, back } = HTTP_OPTIONS;
  const names = [...both, ...(kind === 'backend' ? [] : front), ...(kind === 'frontend' ? [] : back)];
  return names.filter((name) => options.get(name) === true).map((name) => `option ${name}`);
}

/** Algorithms that hash parts of requests. */
const HTTP_BALANCE = ['uri', 'url_param', 'hdr'];

/** What a proxy has that only works in mode http. */
function httpSettings({ config }: ProxyDraft): string[] {
  const found: string[] = [];
  if (config.captures.cookie && config.kind !== 'backend') found.push('capture cookie');
  if (config.kind !== 'frontend' && config.cookie) found.push('cookie');
  if (config.stats) found.push('stats');
  if (config.monitorUri !== undefined && config.kind !== 'backend') found.push('monitor-uri');
  // Frontends, which may have them from their defaults, are passed over (recorded).
  if (config.forwardFor && config.kind !== 'frontend') found.push('option forwardfor');
  if (config.originalTo && config.kind !== 'frontend') found.push('option originalto');
  return [...found, ...httpOptions(config)];
}

/** Reports and takes out what cannot run. */
export function checkMode(draft: ProxyDraft, report: Report): void {
  const { config, range } = draft;
  if (config.mode === 'http' || !range) return;
  const what = `${typeOf(config)} '${config.name}'`;
  // What is there for HTTP is used where a rule switches to it (manual 4.4 `switch-mode`).
  const switches = draft.rules.some(({ entry }) => entry.name === 'switch-mode');
  const elsewhere = config.defaultBackend !== undefined || draft.switches.some(({ kind }) => kind === 'use_backend');
  if (switches && !elsewhere && config.servers.length > 0) {
    report('proxy/mode', range, `'switch-mode http' leads to servers of mode tcp in ${what}, which has no backend`);
  }
  for (const ruleset of switches ? [] : HTTP_RULESETS) {
    const rules = draft.rules.filter((rule) => belongsTo(rule, ruleset));
    if (rules.length === 0) continue;
    const own = rules.find((rule) => rule.range.source === range.source)?.range ?? range;
    report('rule/ignored', own, `'${ruleset}' rules ignored for ${what} as they require HTTP mode`);
  }
  for (const word of switches ? [] : httpSettings(draft)) {
    report('proxy/mode', range, `'${word}' ignored for ${what} as it requires HTTP mode`);
  }
  const { algorithm } = config.balance ?? {};
  if (config.mode === 'tcp' && config.kind !== 'frontend' && HTTP_BALANCE.includes(algorithm ?? '') && !switches) {
    report('proxy/mode', range, `'balance ${algorithm}' needs mode http: ${what} takes servers in turn`);
  }
  if (config.logFormatName === 'http' || config.logFormatName === 'http-clf' || config.logFormatName === 'https') {
    fallBackToTcpLog(draft, report);
  }
}

function fallBackToTcpLog({ config, formats, range, extra }: ProxyDraft, report: Report): void {
  const clf = config.logFormatName === 'http-clf';
  config.logFormatName = clf ? 'tcp-clf' : 'tcp';
  if (config.kind === 'backend' || formats.logFormat || !range) return;
  const chosen = extra.get('log format set') as { readonly range?: SourceRange } | undefined;
  const message = `'option httplog' not usable with ${typeOf(config)} '${config.name}' (needs 'mode http'), using 'option tcplog'`;
  report('proxy/log-format-mode', chosen?.range ?? range, message);
}
