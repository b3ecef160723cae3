/** What tables offer to those who exchange them: the order of changes, keys of the wire, entries that others taught. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataCode, NO_ENTRY, type UpdateCursor } from '../../../../src/model/stick-table.js';
import { stored, type TestClock, tableOf } from './table.js';

function keysOf(cursor: UpdateCursor, table: ReturnType<typeof tableOf>): string[] {
  const keys: string[] = [];
  for (let entry = cursor.next(); entry !== NO_ENTRY; entry = cursor.next()) keys.push(String(table.keyOf(entry)));
  return keys;
}

describe('the order of changes', () => {
  it('names every entry once, at its last change', () => {
    const table = tableOf();
    let calls = 0;
    const log = table.exchange(() => calls++);
    for (const key of ['a', 'b', 'c', 'a']) table.touch(table.obtain(key));
    const cursor = log.open(0);
    assert.deepEqual(keysOf(cursor, table), ['a', 'b', 'c']);
    assert.equal(calls, 3);
    table.touch(table.obtain('a'));
    table.touch(table.obtain('a'));
    assert.ok(cursor.pending);
    assert.deepEqual(keysOf(cursor, table), ['a']);
    assert.equal(cursor.updateId, 4);
    assert.equal(calls, 4);
  });

  it('goes on for each reader where it was', () => {
    const table = tableOf();
    const log = table.exchange(() => {});
    const slow = log.open(0);
    const fast = log.open(0);
    for (const key of ['a', 'b', 'c']) table.touch(table.obtain(key));
    assert.deepEqual(keysOf(fast, table), ['a', 'b', 'c']);
    table.touch(table.obtain('a'));
    assert.deepEqual(keysOf(fast, table), ['a']);
    assert.deepEqual(keysOf(slow, table), ['b', 'c', 'a']);
    const late = log.open(2);
    assert.deepEqual(keysOf(late, table), ['c', 'a']);
    late.close();
  });

  it('forgets entries that go', () => {
    const table = tableOf();
    const cursor = table.exchange(() => {}).open(0);
    for (const key of ['a', 'b', 'c']) table.touch(table.obtain(key));
    table.remove(table.find('a'));
    table.remove(table.find('c'));
    assert.deepEqual(keysOf(cursor, table), ['b']);
  });

  it('passes over what others taught', () => {
    const table = tableOf();
    const cursor = table.exchange(() => {}).open(0);
    table.learn(table.obtain('a'), 100);
    assert.deepEqual(keysOf(cursor, table), []);
  });
});

describe('learnt entries', () => {
  it('live as long as they were said to, in whatever order they came', () => {
    const clock: TestClock = { nowMs: 1000 };
    const table = tableOf({ expireMs: 10_000 }, clock);
    const lives = { a: 3000, b: 500, c: 9000, d: 700, e: 8000, f: 100, g: 3000 };
    table.touch(table.obtain('own'));
    for (const [key, expireMs] of Object.entries(lives)) table.learn(table.obtain(key), expireMs);
    const order = [...table.byExpiry()].map((entry) => table.keyOf(entry));
    assert.deepEqual(order, ['f', 'b', 'd', 'a', 'g', 'e', 'c', 'own']);
    assert.equal(table.remainingMs(table.find('d')), 700);
    clock.nowMs = 1750;
    assert.equal(table.used, 5);
    assert.deepEqual(
      ['b', 'd', 'f', 'a'].map((key) => table.find(key) !== NO_ENTRY),
      [false, false, false, true],
    );
  });

  it('live no longer than the table allows', () => {
    const table = tableOf({ expireMs: 1000 });
    table.learn(table.obtain('a'), 60_000);
    assert.equal(table.remainingMs(table.find('a')), 1000);
    table.learn(table.obtain('b'), undefined);
    assert.equal(table.remainingMs(table.find('b')), 1000);
  });
});

describe('keys of the wire', () => {
  const bytesOf = (hex: string) => Buffer.from(hex, 'hex');

  it('are those of the values', () => {
    for (const [keyType, keyLength, value, hex] of [
      ['ipv4', 4, '127.0.0.9', '7f000009'],
      ['ipv6', 16, '2001:db8::1', '20010db8000000000000000000000001'],
      ['integer', 4, '77', '0000004d'],
      ['string', 20, 'hello', '68656c6c6f'],
      ['binary', 8, 'binkey', '62696e6b65790000'],
    ] as const) {
      const table = tableOf({ keyType, keyLength });
      const entry = table.obtain(value);
      const into = Buffer.alloc(40);
      const length = table.copyKey(entry, into, 3);
      assert.equal(into.toString('hex', 3, 3 + length), hex, keyType);
      assert.equal(table.obtainWire(bytesOf(`ff${hex}`), 1, hex.length / 2), entry, keyType);
    }
  });

  it('of another length are none', () => {
    const table = tableOf({ keyType: 'ipv4', keyLength: 4 });
    assert.equal(table.obtainWire(bytesOf('7f00'), 0, 2), NO_ENTRY);
  });
});

describe('rates', () => {
  it('come in the parts that they are made of', () => {
    const clock: TestClock = { nowMs: 5000 };
    const table = tableOf({ data: [stored('http_req_rate', 1000)] }, clock);
    const code = dataCode('http_req_rate');
    const entry = table.obtain('a');
    table.writeRate(entry, code, 0, 250, 4, 10);
    assert.deepEqual(
      ([0, 1, 2] as const).map((part) => table.ratePart(entry, code, 0, part)),
      [250, 4, 10],
    );
    assert.equal(table.read(entry, code, 0), 4 + 7);
  });
});

describe('shards', () => {
  it('share keys out evenly and always alike', () => {
    const table = tableOf({ size: 1000 });
    assert.equal(table.shardOf(table.obtain('a')), 0);
    table.shards = 3;
    const counts = [0, 0, 0, 0];
    for (let n = 0; n < 900; n++) counts[table.shardOf(table.obtain(`key-${n}`))]!++;
    assert.equal(counts[0], 0);
    for (const count of counts.slice(1)) assert.ok(count > 240 && count < 360, String(counts));
  });
});
