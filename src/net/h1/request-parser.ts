/** Reading of HTTP/1 requests; see parser.ts for how it is driven. */
import { Fields, RequestHead } from '../../model/message.js';
import { matchRequest, takeFields } from './fast-head.js';
import type { H1FaultCode } from './fault.js';
import { finishRequest, unusualVersion, versionNumber } from './finish.js';
import { H1Parser } from './parser.js';
import type { H1Settings } from './settings.js';

/** Start of an HTTP/2 connection that begins without negotiation (RFC 9113 3.4). */
const H2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** One per client connection. Remembers the last head: keep-alive clients repeat it. */
export class H1RequestParser extends H1Parser<RequestHead> {
  #lastText: string;
  #last: RequestHead | undefined;

  constructor(settings: H1Settings) {
    super(settings, 'request');
    this.#lastText = '';
    this.#last = undefined;
  }

  protected override readFast(text: string): number {
    if (this.#last !== undefined && text === this.#lastText) {
      this.head = copyOf(this.#last);
      return text.length;
    }
    const size = matchRequest(text);
    if (size === 0) return 0;
    const framing = this.framing;
    framing.reset();
    const methodEnd = text.indexOf(' ');
    const targetEnd = text.indexOf(' ', methodEnd + 1);
    // SP HTTP/1.x CR LF
    if (!takeFields(text, targetEnd + 11, size, framing, this.settings.maxHeaders - 1)) return 0;
    const version = text.charCodeAt(targetEnd + 8) - 0x30 + 10;
    const fields = new Fields(framing.names, framing.values);
    const head = new RequestHead(text.slice(0, methodEnd), text.slice(methodEnd + 1, targetEnd), version, fields);
    if (finishRequest(head, framing, this.settings) !== '') return 0;
    head.headSize = size;
    this.head = head;
    if (size === text.length) {
      this.#lastText = text;
      this.#last = copyOf(head);
    }
    return size;
  }

  protected override takeHead(): H1FaultCode | '' {
    const machine = this.machine;
    const fields = new Fields(this.framing.names, this.framing.values);
    const head = new RequestHead(machine.method, machine.target, versionNumber(machine.versionText), fields);
    head.rawVersion = unusualVersion(machine.versionText);
    this.head = head;
    return finishRequest(head, this.framing, this.settings);
  }

  protected override isInterim(): boolean {
    return false;
  }

  protected override restarts(): boolean {
    return true;
  }
}

/** A head of its own: what a stream edits never reaches the remembered one. */
function copyOf(head: RequestHead): RequestHead {
  const fields = new Fields(head.fields.names.slice(), head.fields.values.slice());
  const copy = new RequestHead(head.method, head.uri, head.version, fields);
  copy.bodyKind = head.bodyKind;
  copy.contentLength = head.contentLength;
  copy.headSize = head.headSize;
  copy.keepAlive = head.keepAlive;
  copy.upgrade = head.upgrade;
  copy.rawVersion = head.rawVersion;
  return copy;
}

/** Whether the first bytes of a connection are those of an HTTP/2 client: `maybe` when too few have arrived. */
export function matchH2Preface(bytes: Buffer): 'yes' | 'no' | 'maybe' {
  const count = Math.min(bytes.length, H2_PREFACE.length);
  if (bytes.compare(H2_PREFACE, 0, count, 0, count) !== 0) return 'no';
  return count === H2_PREFACE.length ? 'yes' : 'maybe';
}
