/**
 * What the fields of a head say about the message: length, coding, persistence, upgrade (RFC 9112 6 and 9.3, behaviour of
 * HAProxy). Every field passes `Framing.add` once, in order; the fields that are kept land in `names` and `values`.
 */
import { parseLength, sameDigits } from './content-length.js';
import type { H1FaultCode } from './fault.js';
import { hasWord, listItemEnd, trimmedSlice } from './field-list.js';
import {
  type FieldSpelling,
  findSpelling,
  ROLE_CONNECTION,
  ROLE_CONTENT_LENGTH,
  ROLE_HOST,
  ROLE_TE,
  ROLE_TRANSFER_ENCODING,
  ROLE_UPGRADE,
  ROLE_WEBSOCKET_ACCEPT,
  ROLE_WEBSOCKET_KEY,
  roleOf,
} from './field-name.js';

/** Bytes of a host that could change the meaning of a target built from it. */
const FORBIDDEN_IN_HOST = /[^!$-.0-;=A-Z[\]_a-z~]/;

/** An empty member at the end of a list: it means nothing, but not every server knows that. */
const EMPTY_MEMBER = /[ \t]*,[ \t]*$/;

/** Facts of one head. Reused for every message of a connection. */
export class Framing {
  names!: string[];
  values!: string[];
  readonly isResponse: boolean;
  readonly relaxed: boolean;
  contentLength!: number;
  lengthIndex!: number;
  chunked!: boolean;
  hasCoding!: boolean;
  otherCoding!: boolean;
  close!: boolean;
  keepAlive!: boolean;
  connectionUpgrade!: boolean;
  upgradeToWebsocket!: boolean;
  websocketKey!: boolean;
  websocketAccept!: boolean;
  hostIndex!: number;
  /** Text of the fields that were read last, with what `finish` may change afterwards. */
  #memoText!: string;
  #memoNames: readonly string[];
  #memoValues: readonly string[];
  #memoLength: number;
  #memoLengthIndex: number;
  #memoHostIndex: number;

  constructor(isResponse: boolean, relaxed: boolean) {
    this.isResponse = isResponse;
    this.relaxed = relaxed;
    this.#memoNames = [];
    this.#memoValues = [];
    this.#memoLength = -1;
    this.#memoLengthIndex = -1;
    this.#memoHostIndex = -1;
    this.reset();
  }

  /**
   * Takes the fields of the last head once more when `text` is the same: clients and servers that keep a connection repeat
   * themselves. The arrays are new ones, so that what a stream edits is not remembered.
   */
  recall(text: string): boolean {
    if (text === '' || text !== this.#memoText) return false;
    this.names = this.#memoNames.slice();
    this.values = this.#memoValues.slice();
    this.contentLength = this.#memoLength;
    this.lengthIndex = this.#memoLengthIndex;
    this.hostIndex = this.#memoHostIndex;
    return true;
  }

  /** Remembers the fields just taken as those of `text`. */
  remember(text: string): void {
    this.#memoText = text;
    this.#memoNames = this.names.slice();
    this.#memoValues = this.values.slice();
    this.#memoLength = this.contentLength;
    this.#memoLengthIndex = this.lengthIndex;
    this.#memoHostIndex = this.hostIndex;
  }

  /** Forgets the last head. Called by the constructor too: fields have one order. */
  reset(): void {
    this.#memoText = '';
    this.names = [];
    this.values = [];
    this.contentLength = -1;
    this.lengthIndex = -1;
    this.chunked = false;
    this.hasCoding = false;
    this.otherCoding = false;
    this.close = false;
    this.keepAlive = false;
    this.connectionUpgrade = false;
    this.upgradeToWebsocket = false;
    this.websocketKey = false;
    this.websocketAccept = false;
    this.hostIndex = -1;
  }

  /** Takes one field, name as received and value without outer blanks. Returns what is wrong with it, or ''. */
  add(rawName: string, value: string): H1FaultCode | '' {
    const spelling = findSpelling(rawName, 0, rawName.length);
    if (spelling !== undefined) return this.addKnown(spelling, value);
    const name = rawName.toLowerCase();
    return this.#addSpecial(name, value, roleOf(name));
  }

  /** The same for a name that was recognized. */
  addKnown(spelling: FieldSpelling, value: string): H1FaultCode | '' {
    if (spelling.role !== 0) return this.#addSpecial(spelling.name, value, spelling.role);
    this.names.push(spelling.name);
    this.values.push(value);
    return '';
  }

  #addSpecial(name: string, value: string, role: number): H1FaultCode | '' {
    switch (role) {
      case ROLE_CONTENT_LENGTH:
        return this.#addLength(name, value);
      case ROLE_TRANSFER_ENCODING:
        if (!this.#readCoding(value)) return 'transfer-encoding';
        if (value === 'chunked' || this.isResponse) break;
        return this.#keep(name, value.replace(EMPTY_MEMBER, ''));
      case ROLE_CONNECTION:
        return this.#addConnection(name, value);
      case ROLE_HOST:
        if (!this.isResponse) return this.#addHost(name, value);
        break;
      case ROLE_UPGRADE:
        if (hasWord(value, 'websocket')) this.upgradeToWebsocket = true;
        break;
      case ROLE_TE:
        // Only `trailers` may travel on: HAProxy does not forward other transfer codings.
        if (!hasWord(value, 'trailers')) return '';
        return this.#keep(name, 'trailers');
      case ROLE_WEBSOCKET_KEY:
        this.websocketKey = value.length === 24;
        break;
      case ROLE_WEBSOCKET_ACCEPT:
        this.websocketAccept = true;
        break;
    }
    return this.#keep(name, value);
  }

  #keep(name: string, value: string): '' {
    this.names.push(name);
    this.values.push(value);
    return '';
  }

  /** `Content-Length: 1, 1` and repeated equal fields merge into one; anything else that differs is refused. */
  #addLength(name: string, value: string): H1FaultCode | '' {
    const comma = value.indexOf(',');
    const first = comma < 0 ? value : value.slice(0, comma).trimEnd();
    const length = parseLength(first);
    if (length < 0) return 'content-length';
    for (let at = comma; at >= 0; ) {
      const next = value.indexOf(',', at + 1);
      const word = (next < 0 ? value.slice(at + 1) : value.slice(at + 1, next)).trim();
      if (parseLength(word) !== length || !sameDigits(word, first)) return 'content-length';
      at = next;
    }
    if (this.lengthIndex < 0) {
      this.contentLength = length;
      this.lengthIndex = this.names.length;
      return this.#keep(name, first);
    }
    return this.contentLength === length && sameDigits(this.values[this.lengthIndex]!, first) ? '' : 'content-length';
  }

  /** Reads codings of one field; false when `chunked` stands twice or nothing stands there. */
  #readCoding(value: string): boolean {
    this.hasCoding = true;
    if (value === 'chunked' && !this.chunked && !this.otherCoding) {
      this.chunked = true;
      return true;
    }
    if (value === '') return this.relaxed && this.isResponse;
    const words = value.split(',');
    if (words.length > 1 && words.at(-1)!.trim() === '') words.pop();
    for (const word of words) {
      if (trimmedSlice(word, 0, word.length).toLowerCase() !== 'chunked') {
        this.otherCoding = true;
        // A coding behind `chunked` hides the end of the message.
        if (this.chunked) return false;
      } else if (this.chunked && !(this.relaxed && this.isResponse)) return false;
      else this.chunked = true;
    }
    return true;
  }

  /** Takes `close` and `keep-alive` out of the list: they speak of one connection only. */
  #addConnection(name: string, value: string): H1FaultCode | '' {
    let kept = '';
    let removed = false;
    for (let at = 0; at < value.length; ) {
      const end = listItemEnd(value, at);
      const word = trimmedSlice(value, at, end);
      if (!this.#isConnectionToken(word)) {
        if (removed) {
          if (word !== '') kept = kept === '' ? word : `${kept},${word}`;
        } else kept = value.slice(0, end).trimEnd();
      } else removed = true;
      at = end + 1;
    }
    if (!removed && value.endsWith(',')) kept = kept.replace(/[ \t,]+$/, '');
    return kept === '' || /^[ \t,]*$/.test(kept) ? '' : this.#keep(name, kept);
  }

  #isConnectionToken(word: string): boolean {
    const token = word.toLowerCase();
    if (token === 'keep-alive') this.keepAlive = true;
    else if (token === 'close') this.close = true;
    else {
      if (token === 'upgrade') this.connectionUpgrade = true;
      return false;
    }
    return true;
  }

  /** Repeated equal hosts merge into one. */
  #addHost(name: string, value: string): H1FaultCode | '' {
    if (this.hostIndex >= 0) {
      return this.values[this.hostIndex]!.toLowerCase() === value.toLowerCase() ? '' : 'host';
    }
    if (!this.relaxed && FORBIDDEN_IN_HOST.test(value)) return 'host';
    this.hostIndex = this.names.length;
    return this.#keep(name, value);
  }

  /** Drops `Content-Length`: what is left says how long the message is. */
  dropLength(): void {
    if (this.lengthIndex >= 0) this.#dropAt(this.lengthIndex);
    this.contentLength = -1;
    this.lengthIndex = -1;
  }

  /** Drops all fields of a name. */
  drop(name: string): void {
    for (let at = this.names.indexOf(name); at >= 0; at = this.names.indexOf(name, at)) this.#dropAt(at);
  }

  #dropAt(index: number): void {
    this.names.splice(index, 1);
    this.values.splice(index, 1);
    if (this.hostIndex > index) this.hostIndex--;
    if (this.lengthIndex > index) this.lengthIndex--;
  }
}
