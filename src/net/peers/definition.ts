/** Definitions of tables: what the updates behind them are about and which values they carry (peers.txt, "Definition"). */
import type { StickKeyType, StoredData } from '../../model/stick-table.js';
import { DATA_TYPES, dataCode, dataKind, isArrayType } from '../../model/stick-table.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { MESSAGE_CLASS, TABLE_MESSAGE } from './message.js';

/** Numbers of key types on the wire. */
const KEY_NUMBERS: Readonly<Record<StickKeyType, number>> = { integer: 2, ipv4: 4, ipv6: 5, string: 6, binary: 7 };

export interface TableDefinition {
  /** The sender's own number of the table. */
  readonly id: number;
  readonly name: string;
  /** Undefined: a type that is not known here. */
  readonly keyType: StickKeyType | undefined;
  /** Bytes of a key as tables are configured. */
  readonly keyLength: number;
  /** In the order in which updates carry them. */
  readonly data: readonly StoredData[];
  /** Life of entries; 0 = no end. */
  readonly expireMs: number;
}

/** Strings have room for an ending NUL in HAProxy's tables. */
function wireLength(keyType: StickKeyType | undefined, keyLength: number): number {
  return keyType === 'string' ? keyLength + 1 : keyLength;
}

export function writeDefinition(
  writer: ByteWriter,
  { id, name, keyType, keyLength, data, expireMs }: TableDefinition & { readonly keyType: StickKeyType },
): void {
  writer.byte(MESSAGE_CLASS.table);
  writer.byte(TABLE_MESSAGE.definition);
  const place = writer.beginLength();
  writer.integer(id);
  writer.integer(name.length);
  writer.text(name);
  writer.integer(KEY_NUMBERS[keyType]);
  writer.integer(wireLength(keyType, keyLength));
  writer.integer(data.reduce((bits, { type }) => bits + 2 ** dataCode(type), 0));
  writer.integer(expireMs);
  for (const { type, count, periodMs } of data) {
    const isRate = dataKind(type) === 'rate';
    if (!isRate && !isArrayType(type)) continue;
    writer.integer(dataCode(type));
    if (isArrayType(type)) writer.integer(count);
    if (isRate) writer.integer(periodMs);
  }
  writer.endLength(place);
}

/** Reads the body of a definition; undefined if it is malformed. */
export function readDefinition(reader: ByteReader): TableDefinition | undefined {
  const id = reader.integer();
  const name = reader.text(reader.integer());
  const keyNumber = reader.integer();
  const keySize = reader.integer();
  const bits = reader.integer();
  const keyType = (Object.keys(KEY_NUMBERS) as StickKeyType[]).find((type) => KEY_NUMBERS[type] === keyNumber);
  // Version 2.0 of the protocol ends here.
  const expireMs = reader.left > 0 ? reader.integer() : 0;
  const data: StoredData[] = [];
  for (const [code, type] of DATA_TYPES.entries()) {
    if (Math.floor(bits / 2 ** code) % 2 === 0) continue;
    const stored = readParameters(reader, code, type);
    if (stored === undefined) return undefined;
    data.push(stored);
  }
  if (reader.broken || id < 0 || bits < 0) return undefined;
  const keyLength = keyType === 'string' ? keySize - 1 : keySize;
  // Types of later versions stand behind those that are known: their values are passed over.
  return { id, name, keyType, keyLength, data, expireMs };
}

/** Arrays say how long they are, rates over which period; both behind the number of their type. */
function readParameters(reader: ByteReader, code: number, type: StoredData['type']): StoredData | undefined {
  const isRate = dataKind(type) === 'rate';
  const isArray = isArrayType(type);
  if ((!isRate && !isArray) || (isRate && !isArray && reader.left === 0)) return { type, count: 1, periodMs: 0 };
  if (reader.integer() !== code) return undefined;
  const count = isArray ? reader.integer() : 1;
  const periodMs = isRate ? reader.integer() : 0;
  return reader.broken || count < 1 || count > ELEMENTS_MAX ? undefined : { type, count, periodMs };
}

/** Elements of an array that HAProxy allows (configuration.txt 11.1). */
const ELEMENTS_MAX = 100;

/** "Updates of your table came up to this one." */
export function writeAcknowledgement(writer: ByteWriter, id: number, updateId: number): void {
  writer.byte(MESSAGE_CLASS.table);
  writer.byte(TABLE_MESSAGE.acknowledgement);
  const place = writer.beginLength();
  writer.integer(id);
  writer.word(updateId);
  writer.endLength(place);
}

/** Reads the body of an acknowledgement. */
export function readAcknowledgement(reader: ByteReader): { readonly id: number; readonly updateId: number } {
  return { id: reader.integer(), updateId: reader.word() };
}
