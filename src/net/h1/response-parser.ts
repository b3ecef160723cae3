/** Reading of HTTP/1 responses; see parser.ts for how it is driven. */
import { Fields, ResponseHead } from '../../model/message.js';
import { matchStatusLine, takeFields } from './fast-head.js';
import type { H1FaultCode } from './fault.js';
import { finishResponse, type ResponseContext, unusualVersion, versionNumber } from './finish.js';
import { H1Parser } from './parser.js';
import type { H1Settings } from './settings.js';

/** One per server connection. `expect` must be called for every request that was sent. */
export class H1ResponseParser extends H1Parser<ResponseHead> {
  #context: ResponseContext;

  constructor(settings: H1Settings) {
    super(settings, 'response');
    this.#context = { method: 'GET', upgrade: false };
  }

  /** Makes ready for the response to a request (its head as it was sent). */
  expect(request: ResponseContext): void {
    this.#context = request;
    this.restart();
  }

  protected override readFast(text: string): number {
    const lineEnd = matchStatusLine(text);
    if (lineEnd === 0) return 0;
    const framing = this.framing;
    const size = takeFields(text, lineEnd, framing, this.settings.maxHeaders - 1);
    if (size === 0) return 0;
    // HTTP/1.x SP 3 digits SP reason CR LF
    const version = text.charCodeAt(7) - 0x30 + 10;
    const status = text.charCodeAt(9) * 100 + text.charCodeAt(10) * 10 + text.charCodeAt(11) - 0x30 * 111;
    const fields = new Fields(framing.names, framing.values);
    const head = new ResponseHead(version, status, text.slice(13, lineEnd - 2), fields);
    this.head = head;
    return finishResponse(head, framing, this.settings, this.#context) === '' ? size : 0;
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
