/** Tables of the tests of stick tables, with a clock that stands still. */
import { StickStore } from '../../../../src/features/stick-table/store.js';
import type { DataType, StickTableConfig, StoredData } from '../../../../src/model/stick-table.js';

/** A clock that only moves when it is told to. */
export interface TestClock {
  nowMs: number;
}

export function stored(type: DataType, periodMs = 0, count = 1): StoredData {
  return { type, count, periodMs };
}

export function configOf(changes: Partial<StickTableConfig> = {}): StickTableConfig {
  return {
    ...{ name: 'test', keyType: 'string', keyLength: 32, size: 100, expireMs: 1000, noPurge: false },
    ...{ receiveOnly: false, serverKey: 'name', byteRateFactor: 1, data: [], peers: undefined, writeTo: undefined },
    ...changes,
  };
}

export function tableOf(changes: Partial<StickTableConfig> = {}, clock: TestClock = { nowMs: 0 }): StickStore {
  return new StickStore(configOf(changes), () => clock.nowMs);
}
