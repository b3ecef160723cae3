/** Typed and JSON output of values (management.txt 9.2). */
import { COLUMNS } from './column.js';
import type { StatColumn, StatType } from './stat-column.js';
import type { StatKind, StatRow } from './stat-row.js';

const KIND_LETTERS: Readonly<Record<StatKind, string>> = { frontend: 'F', backend: 'B', server: 'S', listener: 'L' };

const KIND_NAMES: Readonly<Record<StatKind, string>> = {
  frontend: 'Frontend',
  backend: 'Backend',
  server: 'Server',
  listener: 'Listener',
};

const ORIGINS: Readonly<Record<string, string>> = {
  M: 'Metric',
  S: 'Status',
  K: 'Key',
  C: 'Config',
  P: 'Product',
};

const NATURES: Readonly<Record<string, string>> = {
  G: 'Gauge',
  L: 'Limit',
  m: 'Min',
  M: 'Max',
  R: 'Rate',
  C: 'Counter',
  D: 'Duration',
  A: 'Age',
  T: 'Time',
  N: 'Name',
  O: 'Output',
  a: 'Avg',
};

const SCOPES: Readonly<Record<string, string>> = { C: 'Cluster', P: 'Process', S: 'Service', s: 'System' };

/** Tags in words: `{"origin":"Metric","nature":"Gauge","scope":"Process"}`. */
function tagWords(tags: string): { origin: string; nature: string; scope: string } {
  const [origin = '', nature = '', scope = ''] = tags;
  return {
    origin: ORIGINS[origin] ?? 'Unknown',
    nature: NATURES[nature] ?? 'Unknown',
    scope: SCOPES[scope] ?? 'Unknown',
  };
}

/** What follows the names of a typed line: `MGPV:u32:0`, and the description where asked for. */
export function renderTypedValue(
  tags: string,
  type: StatType | 'flt',
  value: string | number,
  brief: string | undefined,
): string {
  return `${tags}:${type}:${value}${brief === undefined ? '' : `:"${brief}"`}\n`;
}

/** The JSON object of one value; `about` names what it belongs to. */
export function jsonValue(
  about: Readonly<Record<string, unknown>>,
  position: number,
  name: string,
  tags: string,
  type: string,
  value: string | number,
): string {
  return JSON.stringify({
    ...about,
    field: { pos: position, name },
    processNum: 1,
    tags: tagWords(tags),
    value: { type, value },
  });
}

function tagsOf(column: StatColumn, kind: StatKind): string {
  return kind === 'backend' ? (column.backendTags ?? column.tags) : column.tags;
}

/** Lines of a row: `F.2.0.4.scur.1:MGPV:u32:0`. */
export function renderTypedRow({ kind, proxy, objectId, values }: StatRow, withBriefs: boolean): string {
  const head = `${KIND_LETTERS[kind]}.${proxy.id}.${objectId}`;
  return COLUMNS.map((column, position) => {
    const value = values[position];
    if (value === undefined) return '';
    const text = renderTypedValue(tagsOf(column, kind), column.type, value, withBriefs ? column.brief : undefined);
    return `${head}.${position}.${column.name}.1:${text}`;
  }).join('');
}

/** A row as a JSON array of its values. */
export function renderJsonRow({ kind, proxy, objectId, values }: StatRow): string {
  const about = { objType: KIND_NAMES[kind], proxyId: proxy.id, id: objectId };
  const cells = COLUMNS.flatMap((column, position) => {
    const value = values[position];
    if (value === undefined) return [];
    return [jsonValue(about, position, column.name, tagsOf(column, kind), column.type, value)];
  });
  return `[${cells.join(',')}]`;
}
