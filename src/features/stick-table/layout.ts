/**
 * Where the parts of an entry stand in memory, in words of 32 bits:
 *
 *     hash · holders · expiry · previous · next · length of the key + 1 (0: free) · key · sums (two words) · all other data
 *
 * A rate takes three words: start of the period, its events, those of the period before it.
 */
import type { DataKind, StickTableConfig, StoredData } from '../../model/stick-table.js';
import { DATA_TYPES, dataCode, dataKind } from '../../model/stick-table.js';

export const HASH = 0;
export const HOLDERS = 1;
export const EXPIRY = 2;
export const PREVIOUS = 3;
export const NEXT = 4;
export const LENGTH = 5;
export const KEY = 6;

const WORDS: Readonly<Record<DataKind, number>> = { number: 1, sum: 2, rate: 3, 'server-key': 1 };

/** Offsets by data code; what is not stored has none. */
export interface Layout {
  /** Words of an entry, even. */
  readonly stride: number;
  readonly keyWords: number;
  /** First word of a type; -1 = not stored. */
  readonly start: Int32Array;
  /** Elements of a type. */
  readonly count: Int32Array;
  readonly kind: readonly DataKind[];
  readonly periodMs: Float64Array;
  /** Bytes that a rate counts as one. */
  readonly factor: Float64Array;
}

/** Types of single elements that arrays stand for (manual 11.1 `gpc`, `gpt`). */
const ELEMENTS = [
  ['gpc0', 'gpc', 0],
  ['gpc1', 'gpc', 1],
  ['gpc0_rate', 'gpc_rate', 0],
  ['gpc1_rate', 'gpc_rate', 1],
  ['gpt0', 'gpt', 0],
] as const;

/** Lays out the entries of a table. */
export function layOut({ keyLength, byteRateFactor }: StickTableConfig, data: readonly StoredData[]): Layout {
  const types = DATA_TYPES.length;
  const start = new Int32Array(types).fill(-1);
  const count = new Int32Array(types);
  const periodMs = new Float64Array(types);
  const factor = new Float64Array(types).fill(1);
  const keyWords = (keyLength + 3) >> 2;
  let at = KEY + keyWords;
  at += at & 1;
  for (const wantsSums of [true, false]) {
    for (const stored of data) {
      const kind = dataKind(stored.type);
      if ((kind === 'sum') !== wantsSums) continue;
      const code = dataCode(stored.type);
      start[code] = at;
      count[code] = stored.count;
      periodMs[code] = stored.periodMs;
      if (kind === 'rate' && stored.type.startsWith('bytes_')) factor[code] = byteRateFactor;
      at += WORDS[kind] * stored.count;
    }
  }
  for (const [single, array, index] of ELEMENTS) {
    const from = dataCode(array);
    const to = dataCode(single);
    if (start[to]! >= 0 || start[from]! < 0 || count[from]! <= index) continue;
    start[to] = start[from]! + index * WORDS[dataKind(array)];
    count[to] = 1;
    periodMs[to] = periodMs[from]!;
  }
  return { stride: at + (at & 1), keyWords, start, count, kind: DATA_TYPES.map(dataKind), periodMs, factor };
}

/** Words of one element. */
export function widthOf(kind: DataKind): number {
  return WORDS[kind];
}
