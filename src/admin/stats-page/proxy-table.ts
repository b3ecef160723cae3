/** The table of one proxy on the page: its frontend, listeners, servers and backend. */
import { POSITIONS, type StaticName } from '../../model/stat/column.js';
import { renderDuration } from '../../model/stat/process-value.js';
import type { StatRow } from '../../model/stat/stat-row.js';
import { ACTIONS } from './administer.js';
import { escapeHtml } from './html.js';

/** Columns in groups, each under its own heading. */
const GROUPS: readonly (readonly [title: string, columns: readonly (readonly [label: string, name: StaticName])[]])[] =
  [
    [
      'Queue',
      [
        ['Now', 'qcur'],
        ['Max', 'qmax'],
        ['Limit', 'qlimit'],
      ],
    ],
    [
      'Session rate',
      [
        ['Now', 'rate'],
        ['Max', 'rate_max'],
        ['Limit', 'rate_lim'],
      ],
    ],
    [
      'Sessions',
      [
        ['Now', 'scur'],
        ['Max', 'smax'],
        ['Limit', 'slim'],
        ['Total', 'stot'],
        ['Chosen', 'lbtot'],
        ['Last', 'lastsess'],
      ],
    ],
    [
      'Bytes',
      [
        ['In', 'bin'],
        ['Out', 'bout'],
      ],
    ],
    [
      'Denied',
      [
        ['Req', 'dreq'],
        ['Resp', 'dresp'],
      ],
    ],
    [
      'Errors',
      [
        ['Req', 'ereq'],
        ['Conn', 'econ'],
        ['Resp', 'eresp'],
      ],
    ],
    [
      'Again',
      [
        ['Retries', 'wretr'],
        ['Redisp', 'wredis'],
      ],
    ],
    [
      'Server',
      [
        ['Status', 'status'],
        ['Last check', 'check_status'],
        ['Weight', 'weight'],
        ['Act', 'act'],
        ['Bck', 'bck'],
        ['Failed', 'chkfail'],
        ['Down', 'chkdown'],
        ['Downtime', 'downtime'],
        ['Throttle', 'throttle'],
      ],
    ],
  ];

const SECONDS: ReadonlySet<StaticName> = new Set(['lastsess', 'downtime']);

function value(row: StatRow, name: StaticName): string | number | undefined {
  return row.values[POSITIONS.get(name)!];
}

function text(row: StatRow, name: StaticName): string {
  const cell = value(row, name);
  if (cell === undefined) return '';
  if (typeof cell === 'string') return escapeHtml(cell);
  if (SECONDS.has(name)) return cell < 0 ? '-' : renderDuration(cell);
  return name === 'rate_lim' && cell === 0 ? '' : String(cell);
}

/** `5m L7OK/200 in 3ms`. */
function checkText(row: StatRow): string {
  const status = value(row, 'check_status');
  if (status === undefined) return '';
  const code = value(row, 'check_code');
  const ms = value(row, 'check_duration');
  return escapeHtml(`${status}${code === undefined ? '' : `/${code}`}${ms === undefined ? '' : ` in ${ms}ms`}`);
}

/** What the pointer shows over a cell. */
function titleOf(row: StatRow, name: StaticName): string {
  if (name === 'check_status') return [value(row, 'check_desc'), value(row, 'last_chk')].filter(Boolean).join(': ');
  if (name !== 'stot' || row.kind === 'listener') return '';
  const statuses = (['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const).map(
    (status) => `${status}: ${value(row, `hrsp_${status}`) ?? 0}`,
  );
  return value(row, 'mode') === 'http' ? statuses.join(', ') : '';
}

function renderCell(row: StatRow, name: StaticName): string {
  const title = titleOf(row, name);
  const shown = name === 'check_status' ? checkText(row) : text(row, name);
  return `<td${title === '' ? '' : ` title="${escapeHtml(title)}"`}>${shown}</td>`;
}

/** Colour of a row. */
function classOf(row: StatRow): string {
  if (row.kind === 'frontend' || row.kind === 'backend') return 'total';
  const status = String(value(row, 'status') ?? '');
  if (status.startsWith('MAINT')) return 'maint';
  if (status.startsWith('DOWN')) return 'down';
  if (/^(?:DRAIN|NOLB)/.test(status)) return 'drain';
  return status.startsWith('UP ') ? 'sink' : 'up';
}

function renderName(row: StatRow): string {
  const name = escapeHtml(String(value(row, 'svname')));
  const legend = [value(row, 'addr'), value(row, 'cookie'), value(row, 'algo')].filter(Boolean).join(', ');
  return `<th scope="row"${legend === '' ? '' : ` title="${escapeHtml(legend)}"`}>${name}</th>`;
}

function renderRow(row: StatRow, withBoxes: boolean): string {
  const name = escapeHtml(row.server?.name ?? '');
  const box = row.server === undefined ? '' : `<input type="checkbox" name="s" value="${name}" aria-label="${name}">`;
  const cells = GROUPS.flatMap(([, columns]) => columns.map(([, column]) => renderCell(row, column)));
  return `<tr class="${classOf(row)}">${withBoxes ? `<td>${box}</td>` : ''}${renderName(row)}${cells.join('')}</tr>\n`;
}

function renderHead(withBoxes: boolean): string {
  const box = withBoxes ? '<th rowspan="2"></th>' : '';
  const groups = GROUPS.map(([title, columns]) => `<th colspan="${columns.length}">${title}</th>`);
  const labels = GROUPS.flatMap(([, columns]) => columns.map(([label]) => `<th>${label}</th>`));
  return `<thead><tr>${box}<th rowspan="2"></th>${groups.join('')}</tr><tr>${labels.join('')}</tr></thead>\n`;
}

/** What the form offers, and what it is about. */
function renderForm(table: string, proxyId: number): string {
  const options = [...ACTIONS].map(([name, { label }]) => `<option value="${name}">${label}</option>`);
  return (
    `<form method="post">${table}<p><select name="action" aria-label="action"><option value=""></option>` +
    `${options.join('')}</select> <input type="hidden" name="b" value="#${proxyId}"> ` +
    '<button>Apply to the chosen servers</button></p></form>\n'
  );
}

/** A proxy with its rows. @param withForm - servers can be chosen and changed */
export function renderProxyTable(rows: readonly StatRow[], withForm: boolean): string {
  const { proxy } = rows[0]!;
  const withBoxes = withForm && rows.some(({ server }) => server !== undefined);
  const body = rows.map((row) => renderRow(row, withBoxes)).join('');
  const table = `<div class="wide"><table>\n${renderHead(withBoxes)}<tbody>\n${body}</tbody></table></div>\n`;
  const description = proxy.config.description === undefined ? '' : ` - ${escapeHtml(proxy.config.description)}`;
  const name = escapeHtml(proxy.name);
  return `<section id="${name}"><h2>${name}${description}</h2>\n${
    withBoxes ? renderForm(table, proxy.id) : table
  }</section>\n`;
}
