/** `show stat` (management.txt 9.3): counters of proxies, servers and listeners as CSV, typed lines or JSON. */
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure } from '../../model/admin-request.js';
import { NAMESERVER_COUNTERS, type ResolversView } from '../../model/name-lookup.js';
import { renderCsv, renderJson, renderTyped } from '../../model/stat/render-rows.js';
import { EVERYTHING, type StatQuery, selectRows } from '../../model/stat/select-rows.js';
import { resolveProxyId } from './target.js';

function number(text: string | undefined): number {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? 0 : value;
}

/** The words of formats and filters, which come behind those that select. */
const MODIFIERS = new Set(['typed', 'json', 'desc', 'up', 'no-maint', 'float']);

/** `domain proxy` says what is said anyway. */
function withoutDomain(args: readonly string[]): readonly string[] {
  return args[0] === 'domain' ? args.slice(2) : args;
}

function parseQuery({ runtime, args, session }: AdminRequest): StatQuery | AdminAnswer {
  const words = withoutDomain(args);
  const hide = words.includes('up') ? 'down' : words.includes('no-maint') ? 'maintenance' : 'none';
  const base: StatQuery = { ...EVERYTHING, hide, legends: session.level !== 'user' };
  const [proxy, kinds, object] = words;
  // HAProxy selects only when all three are there.
  if (proxy === undefined || kinds === undefined || object === undefined || MODIFIERS.has(proxy)) return base;
  const proxyId = resolveProxyId(runtime, proxy);
  if (!proxyId.ok) return proxyId.answer;
  return { ...base, proxyId: proxyId.value, kinds: number(kinds), objectId: number(object) };
}

/** `domain resolvers`: a line for each name server. */
function* renderResolvers(sections: readonly ResolversView[]): Iterable<string> {
  const names = NAMESERVER_COUNTERS.map((name) => (name === 'snd_error' ? 'send_error' : name));
  yield `# id,pid,${names.join(',')},\n`;
  for (const { name, nameservers } of sections) {
    for (const { name: id, counters } of nameservers)
      yield `${id},${name},${NAMESERVER_COUNTERS.map((counter) => counters[counter]).join(',')},\n`;
  }
}

function showStat(request: AdminRequest): AdminAnswer {
  const { args, runtime } = request;
  if (args[0] === 'domain' && args[1] !== 'proxy') {
    return args[1] === 'resolvers' ? renderResolvers(runtime.resolvers ?? []) : failure('Invalid statistics domain.\n');
  }
  const query = parseQuery(request);
  if (typeof query === 'string' || !('hide' in query)) return query;
  const rows = selectRows(runtime, query);
  if (args.includes('typed')) return renderTyped(rows, args.includes('desc'));
  return args.includes('json') ? renderJson(rows) : renderCsv(rows);
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'stat'],
    usage: 'show stat [desc|json|no-maint|typed|up]*',
    doc: 'management 9.3#show stat',
    since: '1.3.21',
    support: 'partial',
    why: 'the domain of resolvers is CSV only; figures of HTTP/3 and QUIC are 0',
    brief: 'Shows counters of proxies, servers and listeners.',
    level: 'user',
    run: showStat,
  }),
];
