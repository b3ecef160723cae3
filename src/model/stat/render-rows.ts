/** All rows in one of the formats of `show stat`, piece by piece. */
import { CSV_HEADER, renderCsvRow } from './render-csv.js';
import { renderJsonRow, renderTypedRow } from './render-typed.js';
import type { StatRow } from './stat-row.js';

export function* renderCsv(rows: Iterable<StatRow>): Iterable<string> {
  yield CSV_HEADER;
  for (const row of rows) yield renderCsvRow(row);
}

export function* renderTyped(rows: Iterable<StatRow>, withBriefs: boolean): Iterable<string> {
  for (const row of rows) yield renderTypedRow(row, withBriefs);
}

/** An array with one array per row. */
export function* renderJson(rows: Iterable<StatRow>): Iterable<string> {
  let separator = '[';
  for (const row of rows) {
    yield separator + renderJsonRow(row);
    separator = ',';
  }
  yield separator === '[' ? '[]\n' : ']\n';
}
