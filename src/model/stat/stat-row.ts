/** Rows of `show stat`: one per frontend, listener, server and backend (management.txt 9.1). */
import type { Proxy } from '../proxy.js';
import type { Server } from '../server.js';
import { COLUMNS, POSITIONS, type StaticName } from './column.js';
import { TLS_NAMES } from './module-column.js';

export type StatKind = 'frontend' | 'backend' | 'server' | 'listener';
export type StatValue = number | string | undefined;

/** Values by the names of columns; absent ones stay empty. */
export type StatValues = Partial<Record<StaticName, StatValue>>;

export interface StatRow {
  readonly kind: StatKind;
  readonly proxy: Proxy;
  readonly server: Server | undefined;
  /** `sid`: 0 for frontends and backends. */
  readonly objectId: number;
  /** By position of the column. */
  readonly values: readonly StatValue[];
}

/** `type` of the row's kind. */
const KIND_NUMBERS: Readonly<Record<StatKind, number>> = { frontend: 0, backend: 1, server: 2, listener: 3 };

/** Bit of the row's kind in the sums that choose kinds. */
export const KIND_BITS: Readonly<Record<StatKind, number>> = { frontend: 1, backend: 2, server: 4, listener: 8 };

const FIRST_MODULE = POSITIONS.get('cache_hint_hits')! + 1;

/** Columns that every row has. */
export function commonValues(kind: StatKind, proxy: Proxy, name: string, objectId: number): StatValues {
  return {
    pxname: proxy.name,
    svname: name,
    pid: 1,
    iid: proxy.id,
    sid: objectId,
    type: KIND_NUMBERS[kind],
    mode: proxy.config.mode,
  };
}

/**
 * Puts values to their positions. Columns of protocols count from 0: proxies have all, servers and listeners those of TLS.
 * Values come in parts, as merging them into one object costs thirty times as much as all the rest of a row.
 */
export function statRow(
  kind: StatKind,
  proxy: Proxy,
  server: Server | undefined,
  objectId: number,
  parts: readonly (StatValues | Readonly<Record<string, number>>)[],
): StatRow {
  const row: StatValue[] = new Array(COLUMNS.length).fill(undefined);
  if (kind === 'frontend' || kind === 'backend') row.fill(0, FIRST_MODULE);
  else for (const name of TLS_NAMES) row[POSITIONS.get(name)!] = 0;
  for (const part of parts) {
    const values: Readonly<Record<string, StatValue>> = part;
    for (const name in values) row[POSITIONS.get(name)!] = values[name];
  }
  return { kind, proxy, server, objectId, values: row };
}

/** The value of a column, for those that read rows. */
export function valueOf(row: StatRow, name: StaticName): StatValue {
  return row.values[POSITIONS.get(name)!];
}
