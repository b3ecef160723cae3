/** Where the filters of an HTTP stream put what they let pass. */
import type { FlowTarget } from '../filter/flow.js';
import type { HttpStream } from './http-stream.js';
import { sendRequestEnd } from './request-body.js';
import { sendResponseEnd } from './response-body.js';

/** The payload of the request. */
export class FlowToServer implements FlowTarget {
  readonly #stream: HttpStream;

  constructor(stream: HttpStream) {
    this.#stream = stream;
  }

  get isFull(): boolean {
    return this.#stream.server?.full === true;
  }

  forward(bytes: Buffer): void {
    this.#stream.server?.sendData(bytes);
  }

  ended(): void {
    sendRequestEnd(this.#stream);
  }

  moved(): void {
    const { state, server, client } = this.#stream;
    server?.flush();
    if (state.filters?.request.full !== true && server?.full !== true) client.resumeRequest();
  }
}

/** The payload of the response. */
export class FlowToClient implements FlowTarget {
  readonly #stream: HttpStream;

  constructor(stream: HttpStream) {
    this.#stream = stream;
  }

  get isFull(): boolean {
    return this.#stream.client.full;
  }

  forward(bytes: Buffer): void {
    this.#stream.client.sendData(bytes);
  }

  ended(): void {
    sendResponseEnd(this.#stream);
  }

  moved(): void {
    const { state, server, client } = this.#stream;
    client.flush();
    // Behind its last byte the server is not asked for more.
    if (state.responseChannel.closed || state.filters?.response.full === true || client.full) return;
    server?.resume();
  }
}
