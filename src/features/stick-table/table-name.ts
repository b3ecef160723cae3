/** Tables that rules and expressions name (manual 7.3.1 `in_table`): without a name, that of the section they stand in. */
import type { ArgKind } from '../../catalog/arg.js';
import type { CompileSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { StickKeyType, StickTable } from '../../model/stick-table.js';
import type { SampleType } from '../../model/value.js';

/** A table's name with its place; absent = the table of the section. */
export const tableName: ArgKind<ArgText | undefined> = {
  label: 'table',
  type: 'table',
  expects: 'the name of a stick table',
  optional: true,
  parse: (text) => text,
};

/** The table of a fetch or converter. Undefined after a report. */
export function resolveTable(given: ArgText | undefined, site: CompileSite): StickTable | undefined {
  const name = given?.value || site.proxyName;
  const table = site.live.tables.get(name);
  if (table) return table;
  const range = given?.range ?? site.call;
  const hint = given?.value ? '' : ': the section declares none, so that one must be named';
  if (range) site.report('table/unknown', range, `unable to find table '${name}'${hint}`);
  return undefined;
}

const SAMPLE_TYPES: Readonly<Record<StickKeyType, SampleType>> = {
  ...{ ipv4: 'ipv4', ipv6: 'ipv6', integer: 'sint', string: 'str', binary: 'bin' },
};

/** The sample type that keys of a table are. */
export function sampleTypeOf(type: StickKeyType): SampleType {
  return SAMPLE_TYPES[type];
}
