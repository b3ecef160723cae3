/**
 * A stick table of a million entries: memory per entry, time per operation. `bin/dev bench stick-table`; not a
 * test.
 */
import { StickStore } from '../../src/features/stick-table/store.js';
import type { StickKeyType, StickTableConfig, StoredData } from '../../src/model/stick-table.js';
import { DATA } from '../../src/model/stick-table.js';
import { Ipv4, type Value } from '../../src/model/value.js';

const ENTRIES = 1_000_000;
const DATA_OF_LIMITS: readonly StoredData[] = [
  { type: 'gpc0', count: 1, periodMs: 0 },
  { type: 'http_req_rate', count: 1, periodMs: 10_000 },
  { type: 'bytes_out_cnt', count: 1, periodMs: 0 },
];

function configOf(keyType: StickKeyType, keyLength: number): StickTableConfig {
  return {
    ...{ name: 'bench', keyType, keyLength, size: ENTRIES, expireMs: 3_600_000, noPurge: false, receiveOnly: false },
    ...{ serverKey: 'name', byteRateFactor: 1, data: DATA_OF_LIMITS, peers: undefined, writeTo: undefined },
  };
}

/** Spreads the keys, so that neighbours in time are none in memory. */
function scatter(n: number): number {
  return Math.imul(n, 0x9e3779b1) >>> 0;
}

function measure(name: string, once: (n: number) => number): void {
  let sum = 0;
  const start = process.hrtime.bigint();
  for (let n = 0; n < ENTRIES; n++) sum += once(n);
  const ns = Number(process.hrtime.bigint() - start) / ENTRIES;
  console.log(
    `  ${name.padEnd(44)} ${ns.toFixed(0).padStart(5)} ns ${(1e9 / ns).toFixed(0).padStart(10)} per second (${sum > 0 ? 'ok' : '-'})`,
  );
}

function run(title: string, table: StickStore, keyOf: (n: number) => Value): void {
  console.log(`${title}, ${ENTRIES} entries of ${table.entryBytes} bytes`);
  const before = process.memoryUsage().rss;
  measure('make', (n) => table.obtain(keyOf(n)) + 1);
  const grown = (process.memoryUsage().rss - before) / ENTRIES;
  console.log(`  resident memory: ${grown.toFixed(0)} bytes per entry, index included`);
  measure('find', (n) => table.find(keyOf(scatter(n) % ENTRIES)) + 1);
  measure('find what is not there', (n) => table.find(keyOf(n + ENTRIES)) + 2);
  measure('find, count a request, read its rate, touch', (n) => {
    const entry = table.find(keyOf(scatter(n) % ENTRIES));
    table.add(entry, DATA.requestRate, 0, 1);
    table.touch(entry);
    return table.read(entry, DATA.requestRate, 0) ?? 0;
  });
  measure('make one more, which drops the oldest', (n) => table.obtain(keyOf(n + ENTRIES)) + 1);
}

/** Runs all of it. */
export function main(): number {
  run('IPv4', new StickStore(configOf('ipv4', 4)), (n) => new Ipv4(scatter(n)));
  run('strings of up to 32', new StickStore(configOf('string', 32)), (n) => `session-${scatter(n).toString(36)}-key`);
  return 0;
}
