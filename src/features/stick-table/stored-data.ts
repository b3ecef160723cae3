/** What stands behind `store`: data types with their numbers and periods (manual 11.1). */
import { arg } from '../../catalog/arg.js';
import type { ParseSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { DataType, StoredData } from '../../model/stick-table.js';
import { DATA_TYPES, dataKind, isArrayType } from '../../model/stick-table.js';

const ELEMENTS_MAX = 100;

/** Arrays and the single elements that they replace. */
const REPLACED: readonly (readonly [array: DataType, singles: readonly DataType[]])[] = [
  ['gpc', ['gpc0', 'gpc1']],
  ['gpc_rate', ['gpc0_rate', 'gpc1_rate']],
  ['gpt', ['gpt0']],
];

/** Parts of `a,b(1,2)`: commas between parentheses do not divide. */
function divide(text: string): readonly string[] {
  return text.match(/[^,(]+(?:\([^)]*\)?)?|\([^)]*\)?/g) ?? [];
}

/** Adds the types of one word to `into`; false after a report. */
export function readStoredData(word: ArgText, into: StoredData[], site: ParseSite): boolean {
  return divide(word.value).every((part) => readType(part, word, into, site));
}

function readType(part: string, word: ArgText, into: StoredData[], site: ParseSite): boolean {
  const report = (message: string): false => {
    site.report('arg/invalid', word.range, message);
    return false;
  };
  const [, name = '', , inner] = /^([^(]*)(\((.*?)\)?)?$/s.exec(part) ?? [];
  const type = DATA_TYPES.find((each) => each === name);
  if (!type) return report(`stick tables cannot store '${name}'`);
  const given = inner === undefined || inner === '' ? [] : inner.split(',');
  const wanted = [...(isArrayType(type) ? ['number'] : []), ...(dataKind(type) === 'rate' ? ['period'] : [])];
  if (given.length < wanted.length) return report(`'${type}' lacks its ${wanted[given.length]}: ${type}(${wanted})`);
  if (given.length > wanted.length) return report(`'${type}' takes ${wanted.length === 0 ? 'no' : 'fewer'} arguments`);
  const count = isArrayType(type) ? Number(given[0]) : 1;
  if (!Number.isInteger(count) || count < 1 || count > ELEMENTS_MAX) {
    return report(`the number of elements of '${type}' must be between 1 and ${ELEMENTS_MAX}`);
  }
  const periodText = dataKind(type) === 'rate' ? given[given.length - 1]! : undefined;
  const periodMs = periodText === undefined ? 0 : period(periodText, word, site);
  if (periodMs === undefined) return false;
  return addType({ type, count, periodMs }, word, into, site);
}

function period(text: string, { range }: ArgText, site: ParseSite): number | undefined {
  return arg.timeMs('period', 'ms', { min: 1, max: 0x7fffffff }).parse({ value: text, range }, site);
}

function addType(stored: StoredData, { range }: ArgText, into: StoredData[], site: ParseSite): boolean {
  const types = into.map(({ type }) => type);
  if (types.includes(stored.type)) {
    site.report('table/stored-twice', range, `'${stored.type}' is stored already`);
    return true;
  }
  for (const [array, singles] of REPLACED) {
    const clash =
      stored.type === array ? singles.find((single) => types.includes(single)) : types.find((type) => type === array);
    if (clash === undefined || (stored.type !== array && !singles.includes(stored.type))) continue;
    site.report('arg/invalid', range, `'${stored.type}' and '${clash}' cannot be stored in one table`);
    return false;
  }
  into.push(stored);
  return true;
}
