/** Reading of HTTP/1 requests; see parser.ts for how it is driven. */
import { Fields, RequestHead } from '../../model/message.js';
import { matchRequestLine, takeFields } from './fast-head.js';
import type { H1FaultCode } from './fault.js';
import { finishRequest, unusualVersion, versionNumber } from './finish.js';
import { H1Parser } from './parser.js';
import type { H1Settings } from './settings.js';

/** One per client connection. */
export class H1RequestParser extends H1Parser<RequestHead> {
  constructor(settings: H1Settings) {
    super(settings, 'request');
  }

  protected override readFast(text: string): number {
    const lineEnd = matchRequestLine(text);
    if (lineEnd === 0) return 0;
    const framing = this.framing;
    const size = takeFields(text, lineEnd, framing, this.settings.maxHeaders - 1);
    if (size === 0) return 0;
    // The line ends with SP HTTP/1.x CR LF.
    const methodEnd = text.indexOf(' ');
    const version = text.charCodeAt(lineEnd - 3) - 0x30 + 10;
    const fields = new Fields(framing.names, framing.values);
    const head = new RequestHead(text.slice(0, methodEnd), text.slice(methodEnd + 1, lineEnd - 11), version, fields);
    this.head = head;
    return finishRequest(head, framing, this.settings) === '' ? size : 0;
  }

  protected override takeHead(): H1FaultCode | '' {
    const machine = this.machine;
    // An HTTP/2 client that was not asked to: no server must see its preface as a request.
    if (machine.method === 'PRI' && machine.target === '*') return 'version';
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
