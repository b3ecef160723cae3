/** The page itself: head, figures of the process, one table per proxy. */
import type { Product } from '../../model/admin-request.js';
import type { StatsConfig } from '../../model/config/proxy.js';
import type { Runtime } from '../../model/runtime.js';
import { processValues } from '../../model/stat/process-value.js';
import type { StatRow } from '../../model/stat/stat-row.js';
import { escapeHtml, STYLE } from './html.js';
import { type PageOptions, renderPageUri } from './page-options.js';
import { renderProxyTable } from './proxy-table.js';

/** What happened to a change, by the mark behind `;st=`. */
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['DONE', 'The change was made.'],
  ['PART', 'The change was made for some servers; others are not known.'],
  ['NONE', 'Nothing was changed.'],
  ['ERRP', 'The form made no sense: nothing was changed.'],
  ['EXCD', 'The form was too long: nothing was changed.'],
  ['DENY', 'The change was denied.'],
]);

export interface PageContent {
  readonly stats: StatsConfig;
  readonly options: PageOptions;
  readonly runtime: Runtime;
  readonly product: Product;
  readonly rows: Iterable<StatRow>;
  readonly mayChange: (row: StatRow) => boolean;
}

function renderFigures({ runtime, product }: PageContent): string {
  const values = processValues(runtime, product);
  const items: readonly (readonly [string, string | number])[] = [
    ['Process', values.Pid],
    ['Uptime', values.Uptime],
    ['Connections', `${values.CurrConns} of ${values.Maxconn}, ${values.CumConns} in total`],
    ['Connection rate', `${values.ConnRate}/s, at most ${values.MaxConnRate}/s`],
    ['Session rate', `${values.SessRate}/s, at most ${values.MaxSessRate}/s`],
    ['Requests', values.CumReq],
    ['File descriptors', values['Ulimit-n']],
    ['Idle', `${values.Idle_pct} %`],
  ];
  const list = items.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(String(value))}</dd>`).join('');
  return `<dl>${list}</dl>\n`;
}

function renderLinks({ stats, options }: PageContent): string {
  const link = (changes: Partial<PageOptions>, label: string) =>
    `<a href="${escapeHtml(renderPageUri(stats.uri, options, changes))}">${label}</a>`;
  const hidden = options.hide === 'none';
  return [
    '<nav>',
    link({}, 'Refresh'),
    link({ hide: hidden ? 'down' : 'none' }, hidden ? 'Hide servers that are down' : 'Show all servers'),
    stats.refreshS > 0
      ? link({ refresh: !options.refresh }, options.refresh ? 'Stop refreshing' : 'Keep refreshing')
      : '',
    link({ format: 'csv', refresh: false }, 'CSV'),
    link({ format: 'json', refresh: false }, 'JSON'),
    link({ format: 'json-schema', refresh: false }, 'JSON schema'),
    '</nav>\n',
  ].join('');
}

function renderTitle({ stats, product, runtime }: PageContent): string {
  const version = stats.hideVersion ? '' : ` ${product.version}`;
  const node = stats.showNode === undefined ? '' : ` on ${stats.showNode || runtime.global.node || ''}`;
  const description = stats.showDescription ? `: ${stats.showDescription}` : '';
  return escapeHtml(`${product.name}${version}, statistics${node}${description}`);
}

/** Rows by proxy; they come in the order of proxies. */
function groupRows(rows: Iterable<StatRow>): readonly (readonly StatRow[])[] {
  const groups = new Map<number, StatRow[]>();
  for (const row of rows) {
    const group = groups.get(row.proxy.id);
    if (group) group.push(row);
    else groups.set(row.proxy.id, [row]);
  }
  return [...groups.values()];
}

/** The whole page. */
export function renderPage(content: PageContent): string {
  const title = renderTitle(content);
  const outcome = OUTCOMES.get(content.options.outcome ?? '');
  const tables = groupRows(content.rows).map((rows) => renderProxyTable(rows, content.mayChange(rows[0]!)));
  return [
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="iso-8859-1">\n',
    `<meta name="viewport" content="width=device-width"><title>${title}</title>\n`,
    `<link rel="icon" href="data:,"><style>${STYLE}</style></head><body>\n`,
    `<h1>${title}</h1>\n`,
    outcome === undefined ? '' : `<p class="note" role="status">${outcome}</p>\n`,
    renderFigures(content),
    renderLinks(content),
    ...tables,
    '</body></html>\n',
  ].join('');
}
