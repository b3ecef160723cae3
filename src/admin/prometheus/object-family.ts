/** Families of frontends, listeners, backends and servers, from rows of `show stat`. */
import { COLUMNS } from '../../model/stat/column.js';
import { MODULE_COLUMNS } from '../../model/stat/module-column.js';
import { type StatKind, type StatRow, valueOf } from '../../model/stat/stat-row.js';
import { type Family, type Label, renderSeconds, type Sample } from './family.js';
import { OBJECT_METRICS, type ObjectMetric } from './object-metric.js';
import { statesOf } from './state.js';

/** A row and the labels that name its object. */
interface Labelled {
  readonly row: StatRow;
  readonly labels: readonly Label[];
}

function labelsOf(row: StatRow, withDescriptions: boolean): readonly Label[] {
  const { description } = row.proxy.config;
  const labels: Label[] = [['proxy', row.proxy.name]];
  if (row.kind === 'server' || row.kind === 'listener') labels.push([row.kind, String(valueOf(row, 'svname'))]);
  else if (withDescriptions && description !== undefined) labels.push(['desc', description]);
  return labels;
}

function numberOf(row: StatRow, { column }: ObjectMetric): number | undefined {
  const value = valueOf(row, column);
  // A check without a code of its own has the code 0.
  if (column === 'check_code') return Number(value ?? 0);
  return typeof value === 'number' ? value : undefined;
}

/** Figures of checks are those of checks that are on, times those of checks that ended. */
function isKnown(row: StatRow, { column }: ObjectMetric): boolean {
  if (column === 'check_code') return valueOf(row, 'check_status') !== undefined;
  return column !== 'check_duration' || valueOf(row, column) !== undefined;
}

function samplesOf({ row, labels }: Labelled, metric: ObjectMetric): readonly Sample[] {
  if (metric.httpOnly && row.proxy.config.mode !== 'http') return [];
  if (!isKnown(row, metric)) return [];
  const { column, conversion } = metric;
  switch (conversion) {
    case 'state':
      return (statesOf(row, column) ?? []).map(([state, value]) => ({ labels: [...labels, ['state', state]], value }));
    case 'class':
      return [{ labels: [...labels, ['code', column.slice('hrsp_'.length)]], value: numberOf(row, metric) }];
    case 'seconds': {
      const ms = numberOf(row, metric);
      return [{ labels, value: ms === undefined ? undefined : renderSeconds(ms) }];
    }
    case 'number':
      return [{ labels, value: numberOf(row, metric) }];
    default:
      return conversion satisfies never;
  }
}

/** Columns of protocols; `mod` says which one. */
function* moduleFamilies(kind: StatKind, rows: readonly Labelled[]): Iterable<Family> {
  const first = COLUMNS.length - MODULE_COLUMNS.length;
  for (const [offset, { name, tags, brief }] of MODULE_COLUMNS.entries()) {
    const samples = rows
      .filter(({ row }) => row.values[first + offset] !== undefined)
      .map(({ row, labels }) => ({
        labels: [...labels, ['mod', name.slice(0, name.indexOf('_'))] as const],
        value: row.values[first + offset],
      }));
    yield { name: `haproxy_${kind}_${name}`, type: tags[1] === 'C' ? 'counter' : 'gauge', help: brief, samples };
  }
}

/** What is wanted beside the families that are always there. */
export interface Extras {
  /** Figures of protocols. */
  readonly modules: boolean;
  /** Descriptions of proxies as labels. */
  readonly descriptions: boolean;
}

/** Families of one kind of object; `rows` are those of this kind. */
export function* objectFamilies(kind: StatKind, rows: readonly StatRow[], extras: Extras): Iterable<Family> {
  const labelled = rows.map((row) => ({ row, labels: labelsOf(row, extras.descriptions) }));
  let open: Family | undefined;
  for (const metric of OBJECT_METRICS) {
    if (!metric.kinds.includes(kind)) continue;
    const name = `haproxy_${kind}_${metric.name}`;
    const samples = labelled.flatMap((one) => samplesOf(one, metric));
    // Columns of one name stand side by side and make one family.
    if (open?.name === name) open = { ...open, samples: [...open.samples, ...samples] };
    else {
      if (open !== undefined) yield open;
      open = { name, type: metric.type, help: metric.help, samples };
    }
  }
  if (open !== undefined) yield open;
  if (extras.modules) yield* moduleFamilies(kind, labelled);
}
