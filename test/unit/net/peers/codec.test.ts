/** Bytes that two haproxy 2.6 sent each other, read and written again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StickKeyType } from '../../../../src/model/stick-table.js';
import { DATA_TYPES } from '../../../../src/model/stick-table.js';
import { ByteReader } from '../../../../src/net/peers/byte-reader.js';
import { ByteWriter } from '../../../../src/net/peers/byte-writer.js';
import {
  readAcknowledgement,
  readDefinition,
  type TableDefinition,
  writeAcknowledgement,
  writeDefinition,
} from '../../../../src/net/peers/definition.js';
import { DICTIONARY_MAX, ReceivedTexts, SentTexts } from '../../../../src/net/peers/dictionary.js';
import { MessageFramer, TABLE_MESSAGE } from '../../../../src/net/peers/message.js';
import {
  beginUpdate,
  columnsOf,
  hasExpiry,
  hasUpdateId,
  keyBytes,
  readValues,
  writeValues,
} from '../../../../src/net/peers/update.js';

/** The session that haproxy taught three tables in: all data types, arrays, server keys. */
const TAUGHT =
  '0a823304032f74310615fff0fe0cf0d9dc0c03f0e20305f0d30808f0c40d0af0b5120cf0a6170ef0971c10f0882112f0f92515f0ea2a' +
  '0a8549000000050036ee300568656c6c6f000000fc9fc9b07c0000015001000000fc9fc9b07c00000150010000fc9fc9b07c0000625062' +
  '004950490000fc9fc9b07c000000fc9fc9b07c0000' +
  '0a86590036ee5703666f6f0200fc03fc9fc9b07c000000fc9fc9b07c00000300fc9fc9b07c000000fc9fc9b07c000000fc9fc9b07c0000' +
  'f091bd809400fc9fc9b07c000000fc9fc9b07c000000fc9fc9b07c000000fc9fc9b07c0000' +
  '0a821803032f74320204f0f1fe6ef0af9100160217031802f89a06' +
  '0a851b00000004000493900000004d0007010001500100fc9fc9b07c0000' +
  '0a820902032f743605100400' +
  '0a8519000000010000000020010db800000000000000000000000105' +
  '0a820c01032f7462070804f0af9100' +
  '0a8511000000010004939062696e6b6579000000' +
  '0a820e050273760404f1f1fe00f0eda301' +
  '0a8512000000010009277b7f0000010104010273310a8615000927887f000007020b020973322d6c6f6e6765720a860b000927917f000008010101' +
  '0002';

type Value = readonly [type: string, index: number, ...numbers: (number | string)[]];

interface Update {
  readonly table: string;
  readonly id: number | undefined;
  readonly expireMs: number | undefined;
  readonly key: string;
  readonly values: readonly Value[];
}

interface Heard {
  readonly definitions: TableDefinition[];
  readonly updates: Update[];
  readonly controls: string[];
}

/** Reads a stream in pieces of some bytes. */
function listen(hex: string, pieceBytes: number): Heard {
  const heard: Heard = { definitions: [], updates: [], controls: [] };
  const texts = new ReceivedTexts();
  let definition: TableDefinition | undefined;
  const framer = new MessageFramer(new ByteReader());
  const handler = {
    onControl(messageClass: number, type: number) {
      heard.controls.push(`${messageClass} ${type}`);
      return true;
    },
    onTableMessage(type: number, body: ByteReader) {
      if (type === TABLE_MESSAGE.definition) {
        definition = readDefinition(body);
        assert.ok(definition);
        heard.definitions.push(definition);
        return true;
      }
      assert.ok(definition?.keyType);
      const id = hasUpdateId(type) ? body.word() : undefined;
      const expireMs = hasExpiry(type) ? body.word() : undefined;
      const key = body.text(keyBytes(body, definition.keyType, definition.keyLength));
      const values: Value[] = [];
      assert.ok(
        readValues(body, columnsOf(definition.data), texts, {
          number: (code, index, value) => void values.push([DATA_TYPES[code]!, index, value]),
          rate: (code, index, age, current, previous) =>
            void values.push([DATA_TYPES[code]!, index, age, current, previous]),
          text: (code, text) => void values.push([DATA_TYPES[code]!, 0, text]),
        }),
      );
      assert.equal(body.left, 0);
      heard.updates.push({ table: definition.name, id, expireMs, key, values });
      return true;
    },
  };
  const bytes = Buffer.from(hex, 'hex');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    assert.equal(framer.push(bytes.subarray(at, at + pieceBytes), handler), 'more');
  }
  return heard;
}

/** Writes what was heard as it came. */
function repeat({ definitions, updates }: Heard): string {
  const writer = new ByteWriter();
  const texts = new SentTexts();
  for (const definition of definitions) {
    writeDefinition(writer, definition as TableDefinition & { keyType: StickKeyType });
    for (const update of updates.filter(({ table }) => table === definition.name)) {
      const { id, key, values, expireMs } = update;
      const place = beginUpdate(writer, { updateId: id ?? 0, follows: id === undefined, expireMs });
      if (definition.keyType === 'string') writer.integer(key.length);
      writer.text(key);
      const find = (code: number, index: number) =>
        values.find(([type, at]) => type === DATA_TYPES[code] && at === index)!;
      writeValues(writer, columnsOf(definition.data), texts, {
        number: (code, index) => find(code, index)[2] as number,
        ratePart: (code, index, part) => find(code, index)[2 + part] as number,
        text: (code) => find(code, 0)[2] as string,
      });
      writer.endLength(place);
    }
  }
  return `${writer.take().toString('hex')}0002`;
}

describe('a recorded lesson', () => {
  const heard = listen(TAUGHT, 100_000);

  it('tells what tables are', () => {
    assert.deepEqual(
      heard.definitions.map(({ id, name, keyType, keyLength, expireMs }) => [id, name, keyType, keyLength, expireMs]),
      [
        [4, '/t1', 'string', 20, 3_600_000],
        [3, '/t2', 'integer', 4, 300_000],
        [2, '/t6', 'ipv6', 16, 0],
        [1, '/tb', 'binary', 8, 300_000],
        [5, 'sv', 'ipv4', 4, 600_000],
      ],
    );
    assert.deepEqual(heard.definitions[1]!.data, [
      { type: 'gpt', count: 2, periodMs: 0 },
      { type: 'gpc', count: 3, periodMs: 0 },
      { type: 'gpc_rate', count: 2, periodMs: 15_000 },
    ]);
    const rates = heard.definitions[0]!.data.filter(({ periodMs }) => periodMs > 0);
    assert.deepEqual(
      rates.map(({ periodMs }) => periodMs),
      [10, 20, 30, 40, 50, 60, 70, 80, 90].map((seconds) => seconds * 1000),
    );
  });

  it('tells entries with their life and all their values', () => {
    const [hello, foo, number, v6, binary, first, second, third] = heard.updates as [Update, ...Update[]];
    assert.deepEqual([hello!.id, hello!.expireMs, hello!.key], [5, 3_599_920, 'hello']);
    assert.deepEqual([foo!.id, foo!.expireMs, foo!.key], [undefined, 3_599_959, 'foo']);
    assert.deepEqual(
      foo!.values.filter(([type]) => /^(server_id|gpc0|conn_cur|bytes_in_cnt)$/.test(type)),
      [
        ['server_id', 0, 2],
        ['gpc0', 0, 300],
        ['conn_cur', 0, 3],
        ['bytes_in_cnt', 0, 5_000_000_000],
      ],
    );
    assert.deepEqual(
      hello!.values.find(([type]) => type === 'http_req_rate'),
      ['http_req_rate', 0, 0x50, 1, 0],
    );
    assert.equal(number!.key, '\0\0\0M');
    assert.deepEqual(
      number!.values.filter(([type]) => type === 'gpt' || type === 'gpc'),
      [
        ['gpt', 0, 0],
        ['gpt', 1, 7],
        ['gpc', 0, 1],
        ['gpc', 1, 0],
        ['gpc', 2, 1],
      ],
    );
    assert.deepEqual([v6!.expireMs, v6!.values], [0, [['gpc0', 0, 5]]]);
    assert.equal(binary!.key, 'binkey\0\0');
    const servers = [first!, second!, third!].map(({ values }) => values.map((value) => value[2]));
    assert.deepEqual(servers, [
      [1, 's1'],
      [2, 's2-longer'],
      [1, 's1'],
    ]);
  });

  it('is the same in pieces of any size', () => {
    for (const size of [1, 2, 7, 64]) assert.deepEqual(listen(TAUGHT, size), heard, `${size} bytes`);
  });

  it('is written as it was read', () => {
    assert.equal(repeat(heard), TAUGHT);
  });

  it('ends with the word of a teacher who does not know everything', () => {
    assert.deepEqual(heard.controls, ['0 2']);
  });
});

describe('integers', () => {
  const encode = (value: number) => {
    const writer = new ByteWriter();
    writer.integer(value);
    return writer.take();
  };

  it('are written as the protocol shows them', () => {
    assert.equal(encode(0x1234).toString('hex'), 'f49401');
    assert.equal(encode(0xef).toString('hex'), 'ef');
    assert.equal(encode(0xf0).toString('hex'), 'f000');
  });

  it('come back', () => {
    const reader = new ByteReader();
    const edges = [0, 239, 240, 2287, 2288, 264_431, 264_432, 33_818_863, 33_818_864, 0xffffffff, 2 ** 32, 2 ** 40 + 7];
    for (const value of [...edges, Number.MAX_SAFE_INTEGER, -1, -5]) {
      const bytes = encode(value);
      reader.open(bytes, 0, bytes.length);
      assert.equal(reader.integer(), value);
      assert.equal(reader.left, 0, String(value));
    }
  });

  it('that end too early or never are noticed', () => {
    const reader = new ByteReader();
    for (const bytes of [Buffer.from('f4', 'hex'), Buffer.from('f494', 'hex'), Buffer.alloc(20, 0xff)]) {
      reader.open(bytes, 0, bytes.length);
      reader.integer();
      assert.ok(reader.broken);
    }
  });
});

describe('messages', () => {
  it('that are too long are refused before they came', () => {
    const framer = new MessageFramer(new ByteReader());
    const handler = { onControl: () => true, onTableMessage: () => true };
    const writer = new ByteWriter();
    writer.byte(10);
    writer.byte(0x80);
    writer.integer(1 << 20);
    assert.equal(framer.push(writer.take(), handler), 'too long');
  });

  it('with lengths of several bytes hold what was written', () => {
    const writer = new ByteWriter();
    const place = writer.beginLength();
    writer.text('x'.repeat(5000));
    writer.endLength(place);
    const bytes = writer.take();
    const reader = new ByteReader();
    reader.open(bytes, 0, bytes.length);
    assert.equal(reader.integer(), 5000);
    assert.equal(reader.text(5000), 'x'.repeat(5000));
  });

  it('that acknowledge name table and update', () => {
    const writer = new ByteWriter();
    writeAcknowledgement(writer, 4, 11);
    const bytes = writer.take();
    assert.equal(bytes.toString('hex'), '0a8405040000000b');
    const reader = new ByteReader();
    reader.open(bytes, 3, bytes.length);
    assert.deepEqual(readAcknowledgement(reader), { id: 4, updateId: 11 });
  });

  it('that are cut short are malformed', () => {
    const bytes = Buffer.from('04032f74310615fff0fe0cf0d9dc0c03f0e2', 'hex');
    const reader = new ByteReader();
    reader.open(bytes, 0, bytes.length);
    assert.equal(readDefinition(reader), undefined);
  });
});

describe('dictionaries', () => {
  it('give the oldest number anew', () => {
    const sent = new SentTexts();
    for (let n = 0; n < DICTIONARY_MAX; n++) assert.deepEqual(sent.numberOf(`s${n}`), { number: n + 1, isNew: true });
    assert.deepEqual(sent.numberOf('s5'), { number: 6, isNew: false });
    assert.deepEqual(sent.numberOf('more'), { number: 1, isNew: true });
    assert.deepEqual(sent.numberOf('s0'), { number: 2, isNew: true });
  });

  it('know nothing of numbers out of range', () => {
    const received = new ReceivedTexts();
    assert.equal(received.set(0, 'x'), false);
    assert.equal(received.set(DICTIONARY_MAX + 1, 'x'), false);
    assert.equal(received.get(3), undefined);
  });
});
