/** CONNECT and CONNACK packets of MQTT 3.1, 3.1.1 and 5.0 (OASIS MQTT v3.1.1 and v5.0, 3.1 and 3.2). */
import { u8, u16, u32 } from './byte-view.js';

export type MqttType = 'connect' | 'connack';

/** Fields by the names of `mqtt_field_value`, and properties by their numbers as text. */
export interface MqttPacket {
  readonly type: MqttType;
  readonly fields: ReadonlyMap<string, string>;
}

type PropertyKind = 'byte' | 'u16' | 'u32' | 'text' | 'pair';

const PROPERTIES: Readonly<Record<number, PropertyKind>> = {
  1: 'byte',
  2: 'u32',
  3: 'text',
  8: 'text',
  9: 'text',
  17: 'u32',
  18: 'text',
  19: 'u16',
  21: 'text',
  22: 'text',
  23: 'byte',
  24: 'u32',
  25: 'byte',
  26: 'text',
  28: 'text',
  31: 'text',
  33: 'u16',
  34: 'u16',
  36: 'byte',
  37: 'byte',
  38: 'pair',
  39: 'u32',
  40: 'byte',
  41: 'byte',
  42: 'byte',
};

/** Numbers of the properties that may be asked for. */
export const MQTT_PROPERTIES: Readonly<Record<MqttType, ReadonlySet<number>>> = {
  connect: new Set([1, 2, 3, 8, 9, 17, 21, 22, 23, 24, 25, 33, 34, 39]),
  connack: new Set([17, 18, 19, 21, 26, 28, 31, 33, 34, 36, 37, 39, 40, 41, 42]),
};

class Malformed extends Error {}

/** Reads the body of a packet from left to right; one use each. */
class MqttReader {
  readonly #bytes: string;
  #at: number;

  constructor(bytes: string) {
    this.#bytes = bytes;
    this.#at = 0;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  #take(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) throw new Malformed();
    this.#at = at + size;
    return at;
  }

  byte(): number {
    return u8(this.#bytes, this.#take(1));
  }

  word(): number {
    return u16(this.#bytes, this.#take(2));
  }

  long(): number {
    return u32(this.#bytes, this.#take(4));
  }

  text(): string {
    const size = this.word();
    const at = this.#take(size);
    return this.#bytes.slice(at, at + size);
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Malformed();
  }

  /** Properties of version 5 into `fields`. */
  properties(fields: Map<string, string>): void {
    const size = this.varint();
    const at = this.#take(size);
    const inner = new MqttReader(this.#bytes.slice(at, at + size));
    while (!inner.done) {
      const id = inner.varint();
      fields.set(String(id), inner.#property(PROPERTIES[id]));
    }
  }

  #property(kind: PropertyKind | undefined): string {
    switch (kind) {
      case 'byte':
        return String(this.byte());
      case 'u16':
        return String(this.word());
      case 'u32':
        return String(this.long());
      case 'text':
        return this.text();
      case 'pair':
        return `${this.text()}=${this.text()}`;
      case undefined:
        throw new Malformed();
    }
  }
}

const FLAG = { reserved: 1, will: 4, password: 64, user: 128 } as const;

function isProtocol(name: string, version: number): boolean {
  return name === 'MQTT' ? version === 4 || version === 5 : name === 'MQIsdp' && version === 3;
}

function readConnect(reader: MqttReader): Map<string, string> {
  const name = reader.text();
  const version = reader.byte();
  const flags = reader.byte();
  if (!isProtocol(name, version) || (flags & FLAG.reserved) !== 0) throw new Malformed();
  const fields = new Map([
    ['protocol_name', name],
    ['protocol_version', String(version)],
    ['flags', String(flags)],
    ['keepalive', String(reader.word())],
  ]);
  if (version === 5) reader.properties(fields);
  fields.set('client_identifier', reader.text());
  if ((flags & FLAG.will) !== 0) {
    if (version === 5) reader.properties(fields);
    fields.set('will_topic', reader.text()).set('will_payload', reader.text());
  }
  if ((flags & FLAG.user) !== 0) fields.set('username', reader.text());
  if ((flags & FLAG.password) !== 0) fields.set('password', reader.text());
  return fields;
}

function readConnack(reader: MqttReader): Map<string, string> {
  const flags = reader.byte();
  const fields = new Map([
    ['flags', String(flags)],
    ['reason_code', String(reader.byte())],
  ]);
  if ((flags & 0xfe) !== 0) throw new Malformed();
  fields.set('protocol_version', reader.done ? '4' : '5');
  if (!reader.done) reader.properties(fields);
  return fields;
}

/** The body behind the fixed header; undefined if it is not all there. */
function bodyOf(bytes: string): string | undefined {
  let size = 0;
  for (let at = 1; at < 5; at++) {
    if (at >= bytes.length) return undefined;
    const byte = u8(bytes, at);
    size |= (byte & 127) << ((at - 1) * 7);
    if (byte < 128) return bytes.length < at + 1 + size ? undefined : bytes.slice(at + 1, at + 1 + size);
  }
  return undefined;
}

/** Whether flags go with their type (MQTT 5.0 2.1.3). PUBLISH, whose flags vary, must have all of them as in HAProxy. */
function hasKnownFlags(first: number): boolean {
  const type = first >> 4;
  if (type === 0) return false;
  if (type === 3) return (first & 15) === 15;
  return (first & 15) === (type === 6 || type === 8 || type === 10 ? 2 : 0);
}

/** Type and length. */
const MIN_LENGTH = 2;

/** A packet, `malformed`, or undefined while a part of it is missing. */
export function parseMqtt(bytes: string): MqttPacket | 'malformed' | undefined {
  if (bytes.length < MIN_LENGTH) return undefined;
  const first = u8(bytes, 0);
  if (!hasKnownFlags(first)) return 'malformed';
  const body = bodyOf(bytes);
  if (body === undefined) return undefined;
  const type = first === 0x10 ? 'connect' : first === 0x20 ? 'connack' : undefined;
  if (type === undefined) return 'malformed';
  const reader = new MqttReader(body);
  try {
    const fields = type === 'connect' ? readConnect(reader) : readConnack(reader);
    return reader.done ? { type, fields } : 'malformed';
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
}
