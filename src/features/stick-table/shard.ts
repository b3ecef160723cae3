/** Which of the peers that share a table gets a key (manual 11.2 `shards`): by XXH64, seeded with that of the table's name. */
import { xxh64 } from '../../base/xxhash64.js';
import type { StickTableConfig } from '../../model/stick-table.js';

const SEEDS = new WeakMap<StickTableConfig, bigint>();

/** The shard of a key as it goes over the wire, from 1 on. Integers are hashed in the order of small machines. */
export function shardOfKey(config: StickTableConfig, key: string, shards: number): number {
  let seed = SEEDS.get(config);
  if (seed === undefined) {
    seed = xxh64(config.name, 0n);
    SEEDS.set(config, seed);
  }
  const bytes = config.keyType === 'integer' ? [...key].reverse().join('') : key;
  return Number(xxh64(bytes, seed) % BigInt(shards)) + 1;
}
