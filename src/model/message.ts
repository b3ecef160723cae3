/**
 * HTTP messages as every version of the protocol hands them to a stream. Names of fields are lower case, values are
 * latin1 carriers without outer blanks. No wire format is known here.
 */

/** Header fields in order of arrival; parallel arrays because most messages are only read once. */
export class Fields {
  names: string[];
  values: string[];
  /** Bytes by which rules made the message larger. */
  grown: number;

  constructor(names: string[] = [], values: string[] = []) {
    this.names = names;
    this.values = values;
    this.grown = 0;
  }

  /** Index of the first field with this (lower-case) name at or behind `from`, or -1. */
  find(name: string, from = 0): number {
    return this.names.indexOf(name, from);
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /** Value of the first field with this name. */
  first(name: string): string | undefined {
    const at = this.names.indexOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  add(name: string, value: string): void {
    this.names.push(name);
    this.values.push(value);
  }

  /** Removes every field with this name; says how many there were. */
  remove(name: string): number {
    let removed = 0;
    for (let at = this.names.indexOf(name); at >= 0; at = this.names.indexOf(name, at)) {
      this.removeAt(at);
      removed++;
    }
    return removed;
  }

  removeAt(index: number): void {
    this.names.splice(index, 1);
    this.values.splice(index, 1);
  }

  /** Replaces all fields of this name by one at the end. */
  set(name: string, value: string): void {
    this.remove(name);
    this.add(name, value);
  }
}

/** How the end of a body is known. `tunnel`: bytes of an upgraded or CONNECT connection. */
export type BodyKind = 'none' | 'length' | 'chunked' | 'until-close' | 'tunnel';

/** A request head. `version` is 10 or 11 (major * 10 + minor), 20 for HTTP/2. */
export class RequestHead {
  method: string;
  /** The target as received, or as rules rewrote it. */
  uri: string;
  version: number;
  fields: Fields;
  bodyKind: BodyKind;
  /** Declared length in bytes where `bodyKind` is `length`. */
  contentLength: number;
  /** Bytes of the head on the wire. */
  headSize: number;
  /** Whether the sender allows another message on its connection; tokens of `connection` that say so are not in `fields`. */
  keepAlive: boolean;
  /** Whether the sender asked for an upgrade (`Connection: upgrade` on HTTP/1.1 without a body). */
  upgrade: boolean;
  /** The version token as received where it is none of HTTP/1.0 and HTTP/1.1, else empty; below 1.1 it goes out so. */
  rawVersion: string;

  constructor(method: string, uri: string, version: number, fields: Fields) {
    this.method = method;
    this.uri = uri;
    this.version = version;
    this.fields = fields;
    this.bodyKind = 'none';
    this.contentLength = 0;
    this.headSize = 0;
    this.keepAlive = true;
    this.upgrade = false;
    this.rawVersion = '';
  }
}

/** A response head; same units as {@link RequestHead}. */
export class ResponseHead {
  version: number;
  status: number;
  reason: string;
  fields: Fields;
  bodyKind: BodyKind;
  contentLength: number;
  headSize: number;
  /** As in {@link RequestHead}. */
  keepAlive: boolean;
  upgrade: boolean;
  rawVersion: string;

  constructor(version: number, status: number, reason: string, fields: Fields) {
    this.version = version;
    this.status = status;
    this.reason = reason;
    this.fields = fields;
    this.bodyKind = 'none';
    this.contentLength = 0;
    this.headSize = 0;
    this.keepAlive = true;
    this.upgrade = false;
    this.rawVersion = '';
  }
}
