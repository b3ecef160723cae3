/** Reading of HTTP/1 responses; see parser.ts for how it is driven. */
import { Fields, ResponseHead } from '../../model/message.js';
import { matchResponse, takeFields } from './fast-head.js';
import type { H1FaultCode } from './fault.js';
import { finishResponse, type ResponseContext, unusualVersion, versionNumber } from './finish.js';
import { H1Parser } from './parser.js';
import type { H1Settings } from './settings.js';

/** One per server connection. `expect` must be called for every request that was sent. */
export class H1ResponseParser extends H1Parser<ResponseHead> {
  #context: ResponseContext;
  #lastText: string;
  #last: ResponseHead | undefined;
  #lastMethod: string;

  constructor(settings: H1Settings) {
    super(settings, 'response');
    this.#context = { method: 'GET', upgrade: false };
    this.#lastText = '';
    this.#last = undefined;
    this.#lastMethod = '';
  }

  /** Makes ready for the response to a request (its head as it was sent). */
  expect(request: ResponseContext): void {
    this.#context = request;
    this.restart();
  }

  protected override readFast(text: string): number {
    if (this.#last !== undefined && text === this.#lastText && this.#context.method === this.#lastMethod) {
      this.head = copyOf(this.#last);
      return text.length;
    }
    const size = matchResponse(text);
    if (size === 0) return 0;
    const framing = this.framing;
    framing.reset();
    const lineEnd = text.indexOf('\r', 12);
    if (!takeFields(text, lineEnd + 2, size, framing, this.settings.maxHeaders - 1)) return 0;
    const status = (text.charCodeAt(9) - 0x30) * 100 + (text.charCodeAt(10) - 0x30) * 10 + text.charCodeAt(11) - 0x30;
    const fields = new Fields(framing.names, framing.values);
    const head = new ResponseHead(text.charCodeAt(7) - 0x30 + 10, status, text.slice(13, lineEnd), fields);
    if (finishResponse(head, framing, this.settings, this.#context) !== '') return 0;
    head.headSize = size;
    this.head = head;
    // What depends on more than head and method is not remembered.
    if (size === text.length && status >= 200 && this.#context.method !== 'CONNECT') this.#remember(text, head);
    return size;
  }

  #remember(text: string, head: ResponseHead): void {
    this.#lastText = text;
    this.#last = copyOf(head);
    this.#lastMethod = this.#context.method;
  }

  protected override takeHead(): H1FaultCode | '' {
    const machine = this.machine;
    const fields = new Fields(this.framing.names, this.framing.values);
    const version = versionNumber(machine.versionText);
    const head = new ResponseHead(version, Number(machine.statusText), machine.reason, fields);
    head.rawVersion = unusualVersion(machine.versionText);
    this.head = head;
    return finishResponse(head, this.framing, this.settings, this.#context);
  }

  protected override isInterim(head: ResponseHead): boolean {
    return head.status < 200 && head.status !== 101;
  }

  protected override restarts(): boolean {
    return false;
  }
}

/** A head of its own: what a stream edits never reaches the remembered one. */
function copyOf(head: ResponseHead): ResponseHead {
  const fields = new Fields(head.fields.names.slice(), head.fields.values.slice());
  const copy = new ResponseHead(head.version, head.status, head.reason, fields);
  copy.bodyKind = head.bodyKind;
  copy.contentLength = head.contentLength;
  copy.headSize = head.headSize;
  copy.keepAlive = head.keepAlive;
  copy.upgrade = head.upgrade;
  copy.rawVersion = head.rawVersion;
  return copy;
}
