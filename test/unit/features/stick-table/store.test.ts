import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DATA, dataCode, NO_ENTRY } from '../../../../src/model/stick-table.js';
import { Binary, Ipv4, Ipv6 } from '../../../../src/model/value.js';
import { stored, tableOf } from './table.js';

const GPC0 = dataCode('gpc0');

describe('keys', () => {
  it('are strings cut to their length', () => {
    const table = tableOf({ keyLength: 8 });
    const entry = table.obtain('longer-than-eight');
    assert.equal(table.keyOf(entry), 'longer-t');
    assert.equal(table.find('longer-t'), entry);
    assert.equal(table.find('longer-'), NO_ENTRY);
    assert.equal(table.find('longer-t\0'), entry);
  });

  it('are strings of any bytes, even none', () => {
    const table = tableOf();
    const keys = ['', 'a', 'ab', 'abc', 'abcd', 'abcde', '\xff\x80', 'a b'];
    const entries = keys.map((key) => table.obtain(key));
    assert.equal(new Set(entries).size, keys.length);
    assert.deepEqual(
      entries.map((entry) => table.keyOf(entry)),
      keys,
    );
  });

  it('are blocks filled with zeros', () => {
    const table = tableOf({ keyType: 'binary', keyLength: 4 });
    const entry = table.obtain(new Binary('\x01\x02'));
    assert.deepEqual(table.keyOf(entry), new Binary('\x01\x02\0\0'));
    assert.equal(table.find(new Binary('\x01\x02\0\0\x05')), entry);
  });

  it('are addresses, whatever they were written as', () => {
    const v4 = tableOf({ keyType: 'ipv4', keyLength: 4 });
    const entry = v4.obtain(new Ipv4(0xc0000201));
    assert.equal(v4.find('192.0.2.1'), entry);
    assert.equal(v4.find(new Ipv6(0, 0, 0xffff, 0xc0000201)), entry);
    assert.equal(v4.find(new Ipv6(0x20010db8, 0, 0, 1)), NO_ENTRY);
    assert.equal(v4.obtain('no address'), NO_ENTRY);
    const v6 = tableOf({ keyType: 'ipv6', keyLength: 16 });
    const mapped = v6.obtain(new Ipv4(0xc0000201));
    assert.deepEqual(v6.keyOf(mapped), new Ipv6(0, 0, 0xffff, 0xc0000201));
  });

  it('are numbers of 32 bits', () => {
    const table = tableOf({ keyType: 'integer', keyLength: 4 });
    const entry = table.obtain(-1);
    assert.equal(table.keyOf(entry), 0xffffffff);
    assert.equal(table.find('4294967295'), entry);
    assert.equal(table.find(0x1ffffffffn), entry);
  });

  it('are found in another table of the same kind', () => {
    const one = tableOf();
    const other = tableOf();
    const entry = one.obtain('key');
    assert.equal(other.findSame(one, entry), NO_ENTRY);
    const same = other.obtain('key');
    assert.equal(other.findSame(one, entry), same);
  });
});

describe('entries', () => {
  it('end when they were not touched for their life', () => {
    const clock = { nowMs: 5 };
    const table = tableOf({ data: [stored('gpc0')] }, clock);
    const entry = table.obtain('a');
    table.obtain('b');
    clock.nowMs = 800;
    table.touch(entry);
    assert.equal(table.remainingMs(entry), 1000);
    clock.nowMs = 1005;
    assert.equal(table.used, 1);
    assert.equal(table.find('b'), NO_ENTRY);
    assert.equal(table.remainingMs(entry), 795);
    clock.nowMs = 1800;
    assert.equal(table.find('a'), NO_ENTRY);
    assert.equal(table.used, 0);
  });

  it('start anew when their key comes again', () => {
    const clock = { nowMs: 0 };
    const table = tableOf({ data: [stored('gpc0')] }, clock);
    table.write(table.obtain('a'), GPC0, 0, 7);
    clock.nowMs = 2000;
    assert.equal(table.read(table.obtain('a'), GPC0, 0), 0);
  });

  it('do not end while they are held', () => {
    const clock = { nowMs: 0 };
    const table = tableOf({}, clock);
    const entry = table.obtain('a');
    table.hold(entry);
    table.hold(entry);
    clock.nowMs = 5000;
    assert.equal(table.used, 1);
    assert.equal(table.find('a'), entry);
    table.remove(entry);
    assert.equal(table.holders(entry), 2);
    table.release(entry);
    table.release(entry);
    clock.nowMs = 10_000;
    assert.equal(table.find('a'), NO_ENTRY);
  });

  it('have no end without expire', () => {
    const clock = { nowMs: 0 };
    const table = tableOf({ expireMs: undefined }, clock);
    const entry = table.obtain('a');
    clock.nowMs = 2 ** 31;
    assert.equal(table.find('a'), entry);
    assert.equal(table.remainingMs(entry), 0);
  });

  it('live on over the wrap of the clock', () => {
    const clock = { nowMs: 2 ** 31 - 100 };
    const table = tableOf({}, clock);
    const entry = table.obtain('a');
    clock.nowMs += 500;
    assert.equal(table.find('a'), entry);
    assert.equal(table.remainingMs(entry), 500);
    clock.nowMs += 500;
    assert.equal(table.find('a'), NO_ENTRY);
  });

  it('make room for new ones, the oldest first, but not those that are held', () => {
    const clock = { nowMs: 0 };
    const table = tableOf({ size: 3 }, clock);
    table.hold(table.obtain('a'));
    for (const key of ['b', 'c', 'd']) {
      clock.nowMs++;
      table.obtain(key);
    }
    assert.deepEqual(
      [...table.entries()].map((entry) => table.keyOf(entry)),
      ['a', 'c', 'd'],
    );
    assert.equal(table.available, 0);
  });

  it('are refused when all others are held, or with nopurge', () => {
    const held = tableOf({ size: 2 });
    for (const key of ['a', 'b']) held.hold(held.obtain(key));
    assert.equal(held.obtain('c'), NO_ENTRY);
    assert.equal(held.used, 2);
    const kept = tableOf({ size: 1, noPurge: true });
    kept.obtain('a');
    assert.equal(kept.obtain('b'), NO_ENTRY);
    assert.notEqual(kept.find('a'), NO_ENTRY);
  });

  it('are listed in order of their keys', () => {
    const table = tableOf({ keyType: 'ipv4', keyLength: 4 });
    for (const key of ['10.0.0.2', '9.0.0.1', '10.0.0.1']) table.obtain(key);
    assert.deepEqual(
      [...table.entries()].map((entry) => table.keyOf(entry)),
      [new Ipv4(0x09000001), new Ipv4(0x0a000001), new Ipv4(0x0a000002)],
    );
  });

  it('stay right through any order of making, touching and dropping', () => {
    const clock = { nowMs: 0 };
    const table = tableOf({ size: 500, expireMs: 200, data: [stored('gpc0')] }, clock);
    const model = new Map<string, { count: number; untilMs: number }>();
    let seed = 12_345;
    const random = (limit: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % limit;
    };
    for (let round = 0; round < 50_000; round++) {
      clock.nowMs += random(3) === 0 ? 1 : 0;
      const key = `key-${random(400)}`;
      const known = model.get(key);
      const lives = known !== undefined && known.untilMs > clock.nowMs;
      if (random(10) === 0) {
        const entry = table.find(key);
        assert.equal(entry !== NO_ENTRY, lives, `${key} in round ${round}`);
        if (entry !== NO_ENTRY) table.remove(entry);
        model.delete(key);
        continue;
      }
      const entry = table.obtain(key);
      const count = (lives ? known.count : 0) + 1;
      assert.equal(table.add(entry, GPC0, 0, 1), count, `${key} in round ${round}`);
      table.touch(entry);
      model.set(key, { count, untilMs: clock.nowMs + 200 });
    }
    const alive = [...model].filter(([, { untilMs }]) => untilMs > clock.nowMs).map(([key]) => key);
    assert.deepEqual(
      [...table.entries()].map((entry) => table.keyOf(entry)),
      alive.sort(),
    );
  });
});

describe('data', () => {
  it('is counted in 32 bits, sums of bytes in more', () => {
    const table = tableOf({ data: [stored('gpc0'), stored('bytes_in_cnt')] });
    const entry = table.obtain('a');
    table.write(entry, GPC0, 0, 0xffffffff);
    assert.equal(table.add(entry, GPC0, 0, 1), 0);
    table.add(entry, DATA.bytesInCount, 0, 2 ** 40);
    assert.equal(table.add(entry, DATA.bytesInCount, 0, 5), 2 ** 40 + 5);
  });

  it('is undefined where it is not stored', () => {
    const table = tableOf({ data: [stored('gpc', 0, 3)] });
    const entry = table.obtain('a');
    assert.equal(table.read(entry, DATA.requestCount, 0), undefined);
    assert.equal(table.add(entry, dataCode('gpc'), 3, 1), undefined);
    assert.equal(table.read(entry, dataCode('gpc'), 3), undefined);
  });

  it('of single counters is that of the array that replaces them', () => {
    const table = tableOf({ data: [stored('gpc', 0, 2), stored('gpc_rate', 1000, 1), stored('gpt', 0, 2)] });
    const entry = table.obtain('a');
    table.add(entry, dataCode('gpc'), 1, 4);
    assert.equal(table.read(entry, dataCode('gpc1'), 0), 4);
    assert.equal(table.add(entry, dataCode('gpc0_rate'), 0, 2), 2);
    assert.equal(table.read(entry, dataCode('gpc_rate'), 0), 2);
    assert.equal(table.stores(dataCode('gpc1_rate'), 0), false);
    assert.equal(table.stores(dataCode('gpt0'), 0), true);
  });

  it('are rates over a window that slides', () => {
    const clock = { nowMs: 0 };
    const table = tableOf({ expireMs: undefined, data: [stored('http_req_rate', 1000)] }, clock);
    const entry = table.obtain('a');
    for (let n = 0; n < 10; n++) table.add(entry, DATA.requestRate, 0, 1);
    clock.nowMs = 1000;
    assert.equal(table.read(entry, DATA.requestRate, 0), 10);
    clock.nowMs = 1500;
    table.add(entry, DATA.requestRate, 0, 3);
    assert.equal(table.read(entry, DATA.requestRate, 0), 8);
    clock.nowMs = 2999;
    assert.equal(table.read(entry, DATA.requestRate, 0), 0);
    clock.nowMs = 4000;
    assert.equal(table.read(entry, DATA.requestRate, 0), 0);
  });

  it('are rates of bytes in blocks', () => {
    const table = tableOf({ byteRateFactor: 1024, data: [stored('bytes_out_rate', 1000)] });
    const entry = table.obtain('a');
    table.add(entry, DATA.bytesOutRate, 0, 1025);
    assert.equal(table.read(entry, DATA.bytesOutRate, 0), 2048);
  });

  it('knows servers by number and by name', () => {
    const table = tableOf();
    table.require('server_id');
    table.require('server_key');
    const entry = table.obtain('a');
    assert.equal(table.readServerKey(entry), undefined);
    table.writeServerKey(entry, 's1');
    table.write(entry, DATA.serverId, 0, 3);
    const other = table.obtain('b');
    table.writeServerKey(other, 's1');
    assert.deepEqual([table.readServerKey(entry), table.read(entry, DATA.serverId, 0)], ['s1', 3]);
    assert.equal(table.readServerKey(other), 's1');
  });

  it('cannot be added to a table in use', () => {
    const table = tableOf();
    table.obtain('a');
    assert.throws(() => table.require('server_id'));
  });
});
