/** `protobuf`, `ungrpc` (manual 7.3.1): fields of Protocol Buffers messages by their path of numbers. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { kindOf } from '../../catalog/kind/kind.js';
import { wrapSint } from '../../model/sint.js';
import type { Sint, Value } from '../../model/value.js';
import { Binary } from '../../model/value.js';
import { u32 } from './byte-view.js';

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A varint and where it ends. */
interface Varint {
  readonly value: bigint;
  readonly end: number;
}

function readVarint(bytes: string, at: number): Varint | undefined {
  let value = 0n;
  for (let index = 0; index < 10 && at + index < bytes.length; index++) {
    const byte = bytes.charCodeAt(at + index);
    value |= BigInt(byte & 127) << BigInt(index * 7);
    if (byte < 128) return { value, end: at + index + 1 };
  }
  return undefined;
}

interface Field {
  readonly number: number;
  readonly wire: number;
  readonly start: number;
  readonly end: number;
}

/** The field at an offset; undefined if it is malformed or goes beyond the end. */
function readField(bytes: string, at: number): Field | undefined {
  const key = readVarint(bytes, at);
  if (key === undefined) return undefined;
  const wire = Number(key.value & 7n);
  const number = Number(key.value >> 3n);
  const span = spanOf(bytes, key.end, wire);
  return span === undefined || span[1] > bytes.length ? undefined : { number, wire, start: span[0], end: span[1] };
}

function spanOf(bytes: string, at: number, wire: number): readonly [number, number] | undefined {
  switch (wire) {
    case WIRE.varint: {
      const varint = readVarint(bytes, at);
      return varint && [at, varint.end];
    }
    case WIRE.fixed64:
      return [at, at + 8];
    case WIRE.fixed32:
      return [at, at + 4];
    case WIRE.bytes: {
      const size = readVarint(bytes, at);
      return size && [size.end, size.end + Number(size.value)];
    }
    default:
      return undefined;
  }
}

interface Found {
  readonly wire: number;
  readonly bytes: string;
}

/** The first field at a path. */
function find(message: string, path: readonly number[]): Found | undefined {
  let bytes = message;
  let found: Found | undefined;
  for (let depth = 0; depth < path.length; depth++) {
    found = undefined;
    for (let at = 0; at < bytes.length; ) {
      const field = readField(bytes, at);
      if (field === undefined) return undefined;
      if (field.number === path[depth]) {
        found = { wire: field.wire, bytes: bytes.slice(field.start, field.end) };
        break;
      }
      at = field.end;
    }
    if (found === undefined) return undefined;
    if (depth < path.length - 1 && found.wire !== WIRE.bytes) return undefined;
    bytes = found.bytes;
  }
  return found;
}

/** How the bytes of a type of field become a number, and the wire type they must have. */
interface NumberType {
  readonly wire: number;
  readonly read: (bytes: string) => Sint | undefined;
}

function plain(bytes: string): Sint | undefined {
  const varint = readVarint(bytes, 0);
  return varint && wrapSint(varint.value);
}

function zigzag(bytes: string): Sint | undefined {
  const varint = readVarint(bytes, 0);
  return varint && wrapSint((varint.value >> 1n) ^ -(varint.value & 1n));
}

function buffer(bytes: string): Buffer {
  return Buffer.from(bytes, 'latin1');
}

/** The whole part of a floating point number. */
function whole(value: number): Sint {
  return Number.isFinite(value) ? wrapSint(BigInt(Math.trunc(value))) : 0;
}

const TYPES: Readonly<Record<string, NumberType>> = {
  int32: { wire: WIRE.varint, read: plain },
  int64: { wire: WIRE.varint, read: plain },
  uint32: { wire: WIRE.varint, read: plain },
  uint64: { wire: WIRE.varint, read: plain },
  sint32: { wire: WIRE.varint, read: zigzag },
  sint64: { wire: WIRE.varint, read: zigzag },
  bool: { wire: WIRE.varint, read: plain },
  enum: { wire: WIRE.varint, read: plain },
  fixed64: { wire: WIRE.fixed64, read: (bytes) => wrapSint(buffer(bytes).readBigUInt64LE(0)) },
  sfixed64: { wire: WIRE.fixed64, read: (bytes) => wrapSint(buffer(bytes).readBigUInt64LE(0)) },
  double: { wire: WIRE.fixed64, read: (bytes) => whole(buffer(bytes).readDoubleLE(0)) },
  fixed32: { wire: WIRE.fixed32, read: (bytes) => buffer(bytes).readUInt32LE(0) },
  sfixed32: { wire: WIRE.fixed32, read: (bytes) => buffer(bytes).readInt32LE(0) },
  float: { wire: WIRE.fixed32, read: (bytes) => whole(buffer(bytes).readFloatLE(0)) },
};

const fieldPath = kindOf(
  'field_number',
  'Protocol buffers field number',
  'numbers of fields, separated by dots',
  (text) => (/^[0-9]+(?:\.[0-9]+)*$/.test(text) ? text.split('.').map(Number) : undefined),
);

const fieldType = kindOf('field_type', 'string', `one of ${Object.keys(TYPES).join(', ')}`, (text) =>
  Object.hasOwn(TYPES, text) ? TYPES[text] : undefined,
);

function extract(message: string, path: readonly number[], type: NumberType | undefined): Value | undefined {
  const found = find(message, path);
  if (found === undefined) return undefined;
  if (type === undefined) return new Binary(found.bytes);
  return found.wire === type.wire ? type.read(found.bytes) : undefined;
}

const GRPC_HEADER = 5;

/** The message behind the header of gRPC: a byte of compression and the length. */
function messageOf(bytes: string): string | undefined {
  if (bytes.length <= GRPC_HEADER) return undefined;
  const size = u32(bytes, 1);
  return bytes.length < GRPC_HEADER + size ? undefined : bytes.slice(GRPC_HEADER, GRPC_HEADER + size);
}

const shared = { support: 'full', args: [fieldPath, arg.opt(fieldType)], in: 'bin', out: 'bin' } as const;

export const entries: readonly Entry[] = [
  define.converter({
    ...shared,
    name: 'protobuf',
    doc: '7.3.1#protobuf',
    brief: 'A field of a Protocol Buffers message: its bytes, or a number if a type is given.',
    since: '2.0',
    compile:
      ([path, type]) =>
      ({ bytes }) =>
        extract(bytes, path, type),
  }),
  define.converter({
    ...shared,
    name: 'ungrpc',
    doc: '7.3.1#ungrpc',
    brief: 'A field of a gRPC message: its bytes, or a number if a type is given.',
    since: '2.0',
    compile:
      ([path, type]) =>
      ({ bytes }) => {
        const message = messageOf(bytes);
        return message === undefined ? undefined : extract(message, path, type);
      },
  }),
];
