/** Updates of entries: number, life, key, and one value per type of the definition (peers.txt, "Entry update"). */
import type { DataCode, StickKeyType, StoredData } from '../../model/stick-table.js';
import { dataCode, dataKind } from '../../model/stick-table.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import type { ReceivedTexts, SentTexts } from './dictionary.js';
import { MESSAGE_CLASS, TABLE_MESSAGE } from './message.js';

/** One type as updates carry it, looked up once per definition. */
export interface DataColumn {
  readonly code: DataCode;
  readonly count: number;
  readonly kind: ReturnType<typeof dataKind>;
}

export function columnsOf(data: readonly StoredData[]): readonly DataColumn[] {
  return data.map(({ type, count }) => ({ code: dataCode(type), count, kind: dataKind(type) }));
}

/** Where values come from. */
export interface ValueSource {
  readonly number: (code: DataCode, index: number) => number;
  /** The parts of a rate: 0 = age of its period in milliseconds, 1 = events of it, 2 = events of the one before. */
  readonly ratePart: (code: DataCode, index: number, part: 0 | 1 | 2) => number;
  readonly text: (code: DataCode) => string | undefined;
}

/** Where values go. */
export interface ValueSink {
  number(code: DataCode, index: number, value: number): void;
  rate(code: DataCode, index: number, ageMs: number, current: number, previous: number): void;
  text(code: DataCode, text: string): void;
}

/** What stands in front of the key. */
export interface UpdateHead {
  readonly updateId: number;
  /** Whether it follows the update that was sent before, so that its number need not be said. */
  readonly follows: boolean;
  /** What is left of its life; undefined: as long as the table says. */
  readonly expireMs: number | undefined;
}

/** Writes the head; gives the place for `endLength` behind the values. */
export function beginUpdate(writer: ByteWriter, { updateId, follows, expireMs }: UpdateHead): number {
  const plain = follows ? TABLE_MESSAGE.incrementalUpdate : TABLE_MESSAGE.update;
  const timed = follows ? TABLE_MESSAGE.incrementalTimedUpdate : TABLE_MESSAGE.timedUpdate;
  writer.byte(MESSAGE_CLASS.table);
  writer.byte(expireMs === undefined ? plain : timed);
  const place = writer.beginLength();
  if (!follows) writer.word(updateId);
  if (expireMs !== undefined) writer.word(expireMs);
  return place;
}

/** Whether the type of an update message says its number, its life. */
export function hasUpdateId(type: number): boolean {
  return type === TABLE_MESSAGE.update || type === TABLE_MESSAGE.timedUpdate;
}

export function hasExpiry(type: number): boolean {
  return type === TABLE_MESSAGE.timedUpdate || type === TABLE_MESSAGE.incrementalTimedUpdate;
}

/** Bytes of the key that comes next: strings say their length. -1 if it is malformed. */
export function keyBytes(reader: ByteReader, keyType: StickKeyType, keyLength: number): number {
  const length = keyType === 'string' ? reader.integer() : keyType === 'integer' ? 4 : keyLength;
  return reader.broken || length < 0 || length > reader.left ? -1 : length;
}

export function writeValues(
  writer: ByteWriter,
  columns: readonly DataColumn[],
  texts: SentTexts,
  source: ValueSource,
): void {
  for (const { code, count, kind } of columns) {
    for (let index = 0; index < count; index++) {
      switch (kind) {
        case 'number':
        case 'sum':
          writer.integer(source.number(code, index));
          break;
        case 'rate':
          writer.integer(source.ratePart(code, index, 0));
          writer.integer(source.ratePart(code, index, 1));
          writer.integer(source.ratePart(code, index, 2));
          break;
        case 'server-key':
          writeText(writer, texts, source.text(code));
      }
    }
  }
}

function writeText(writer: ByteWriter, texts: SentTexts, text: string | undefined): void {
  if (text === undefined) {
    writer.byte(0);
    return;
  }
  const { number, isNew } = texts.numberOf(text);
  const place = writer.beginLength();
  writer.integer(number);
  if (isNew) {
    writer.integer(text.length);
    writer.text(text);
  }
  writer.endLength(place);
}

/** Hands all values to the sink; false if the message is malformed. */
export function readValues(
  reader: ByteReader,
  columns: readonly DataColumn[],
  texts: ReceivedTexts,
  sink: ValueSink,
): boolean {
  for (const { code, count, kind } of columns) {
    for (let index = 0; index < count; index++) {
      switch (kind) {
        case 'number':
        case 'sum': {
          const value = reader.integer();
          if (reader.broken) return false;
          sink.number(code, index, value);
          break;
        }
        case 'rate': {
          const ageMs = reader.integer();
          const current = reader.integer();
          const previous = reader.integer();
          if (reader.broken) return false;
          sink.rate(code, index, ageMs, current, previous);
          break;
        }
        case 'server-key':
          if (!readText(reader, code, texts, sink)) return false;
      }
    }
  }
  return !reader.broken;
}

function readText(reader: ByteReader, code: DataCode, texts: ReceivedTexts, sink: ValueSink): boolean {
  const length = reader.integer();
  if (reader.broken || length < 0 || length > reader.left) return false;
  if (length === 0) return true;
  const end = reader.at + length;
  const number = reader.integer();
  if (reader.at < end) {
    const size = reader.integer();
    if (size < 0 || reader.at + size > end || !texts.set(number, reader.text(size))) return false;
  }
  if (reader.broken || reader.at > end) return false;
  reader.skip(end - reader.at);
  const text = texts.get(number);
  if (text !== undefined) sink.text(code, text);
  return text !== undefined;
}
