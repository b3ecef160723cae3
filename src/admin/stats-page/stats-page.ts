/**
 * The statistics page (manual 4.2 `stats enable`, `stats uri`, `stats auth`, `stats admin`, ...): a page for people, the
 * formats of `show stat` for programs under the same address, and a form for operators.
 */
import type { Product } from '../../model/admin-request.js';
import type { StatsConfig } from '../../model/config/proxy.js';
import type { Proxy } from '../../model/proxy.js';
import type { Runtime } from '../../model/runtime.js';
import { renderCsv, renderJson, renderTyped } from '../../model/stat/render-rows.js';
import { EVERYTHING, selectRows } from '../../model/stat/select-rows.js';
import type { StatRow } from '../../model/stat/stat-row.js';
import { STAT_SCHEMA } from '../../model/stat/stat-schema.js';
import type { StatsPage, StatsPageRequest } from '../../model/stats-page.js';
import type { Reply } from '../../model/verdict.js';
import { isAuthorized, isSameOrigin } from './access.js';
import { administer, type Outcome } from './administer.js';
import { type PageFormat, type PageOptions, parsePageOptions, renderPageUri } from './page-options.js';
import { renderPage } from './render-page.js';

const METHODS = new Set(['GET', 'HEAD', 'POST']);

const TYPES: Readonly<Record<PageFormat, string>> = {
  html: 'text/html',
  csv: 'text/plain',
  typed: 'text/plain',
  json: 'application/json',
  'json-schema': 'application/json',
};

/** Whether a request is for the page of a proxy: its address starts with `stats uri`. */
function isForStatsPage({ config }: Proxy, method: string, uri: string): boolean {
  const { stats } = config;
  return stats?.enabled === true && METHODS.has(method) && uri.startsWith(stats.uri);
}

/** Proxies that the page is about: those of `stats scope`, where `.` is its own. */
function isInScope(proxy: Proxy, { scope }: StatsConfig, owner: Proxy): boolean {
  return scope.length === 0 || scope.some((name) => (name === '.' ? proxy === owner : proxy.name === name));
}

function* rowsOf(owner: Proxy, stats: StatsConfig, options: PageOptions, runtime: Runtime): Iterable<StatRow> {
  const query = { ...EVERYTHING, hide: options.hide, legends: stats.showLegends };
  for (const row of selectRows(runtime, query)) {
    if (isInScope(row.proxy, stats, owner) && row.proxy.name.includes(options.scope)) yield row;
  }
}

function renderBody(
  request: StatsPageRequest,
  stats: StatsConfig,
  options: PageOptions,
  runtime: Runtime,
  product: Product,
): string {
  const rows = rowsOf(request.proxy, stats, options, runtime);
  switch (options.format) {
    case 'csv':
      return [...renderCsv(rows)].join('');
    case 'typed':
      return [...renderTyped(rows, false)].join('');
    case 'json':
      return [...renderJson(rows)].join('');
    case 'json-schema':
      return STAT_SCHEMA;
    case 'html':
      return renderPage({ stats, options, runtime, product, rows, mayChange: () => request.mayAdminister });
    default:
      return options.format satisfies never;
  }
}

function showPage(request: StatsPageRequest, stats: StatsConfig, runtime: Runtime, product: Product): Reply {
  const options = parsePageOptions(request.uri, stats.uri);
  const fields: (readonly [string, string])[] = [
    ['cache-control', 'no-cache'],
    ['content-type', TYPES[options.format]],
  ];
  if (stats.refreshS > 0 && options.refresh) fields.push(['refresh', String(stats.refreshS)]);
  return { status: 200, fields, body: renderBody(request, stats, options, runtime, product), cause: 'local' };
}

function askForPassword({ realm }: StatsConfig): Reply {
  const challenge = `Basic realm="${realm.replace(/["\\]/g, '\\$&')}"`;
  return { status: 401, page: true, fields: [['www-authenticate', challenge]], body: '', cause: 'auth' };
}

/** Leads back to the page, so that a reload does not repeat the change. */
function leadBack(uri: string, stats: StatsConfig, outcome: Outcome | 'EXCD'): Reply {
  const options = parsePageOptions(uri, stats.uri);
  const location = renderPageUri(`${stats.uri};st=${outcome}`, options, { format: 'html' });
  return {
    status: 303,
    fields: [
      ['cache-control', 'no-cache'],
      ['content-type', 'text/plain'],
      ['content-length', '0'],
      ['location', location],
    ],
    body: '',
    cause: 'local',
  };
}

function change(request: StatsPageRequest, stats: StatsConfig, runtime: Runtime): Reply {
  const { uri, body, proxy: owner } = request;
  if (!request.mayAdminister || !isSameOrigin(request)) return leadBack(uri, stats, 'DENY');
  if (body === undefined) return leadBack(uri, stats, 'EXCD');
  return leadBack(
    uri,
    stats,
    administer(body, runtime, (proxy) => isInScope(proxy, stats, owner)),
  );
}

/** Makes the page of a running engine. */
export function createStatsPage(runtime: Runtime, product: Product): StatsPage {
  return (request) => {
    const { proxy, method, uri } = request;
    const { stats } = proxy.config;
    if (stats === undefined || !isForStatsPage(proxy, method, uri)) return undefined;
    if (!isAuthorized(stats, request.field('authorization'))) return askForPassword(stats);
    return method === 'POST' ? change(request, stats, runtime) : showPage(request, stats, runtime, product);
  };
}
