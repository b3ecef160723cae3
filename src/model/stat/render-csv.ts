/** Rows as CSV (management.txt 9.1): every line ends with a comma, as HAProxy's do. */
import { COLUMNS, STATIC_COLUMNS } from './column.js';
import type { StatRow, StatValue } from './stat-row.js';

const STATIC_COUNT = STATIC_COLUMNS.length;

/** Quotes a text that would be ambiguous. */
function renderCell(value: StatValue): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = value.replace(/[\r\n]+/g, ' ');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cells with the mark between static and other columns. */
function renderLine(cells: readonly string[]): string {
  return `${cells.slice(0, STATIC_COUNT).join(',')},-,${cells.slice(STATIC_COUNT).join(',')},\n`;
}

/** The line with the names of the columns. */
export const CSV_HEADER = `# ${renderLine(COLUMNS.map(({ name }) => name))}`;

export function renderCsvRow(row: StatRow): string {
  return renderLine(row.values.map(renderCell));
}
