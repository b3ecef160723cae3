/** Where the filters of a TCP stream put what they let pass. */
import type { FlowTarget } from '../filter/flow.js';
import { FlowFilters } from '../filter/stream-filters.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { afterRequestMoved, endServer, writeToServer } from './forward-request.js';
import { afterResponseMoved, endClient, writeToClient } from './forward-response.js';
import type { TcpStream } from './tcp-stream.js';

/** A proxy of the stream may have filters. */
export function enterFilters(stream: TcpStream, { plan }: LiveProxy): void {
  if (plan.filters === undefined) return;
  const { state, core } = stream;
  state.filters ??= new FlowFilters(new FlowToServer(stream), new FlowToClient(stream), core.holdBytes);
  state.filters.enter(plan.filters);
}

/** Bytes of the client. */
class FlowToServer implements FlowTarget {
  readonly #stream: TcpStream;

  constructor(stream: TcpStream) {
    this.#stream = stream;
  }

  get isFull(): boolean {
    return this.#stream.server?.connection?.writableNeedsDrain === true;
  }

  forward(bytes: Buffer): void {
    writeToServer(this.#stream, bytes);
  }

  ended(): void {
    endServer(this.#stream);
  }

  moved(): void {
    afterRequestMoved(this.#stream);
  }
}

/** Bytes of the server. */
class FlowToClient implements FlowTarget {
  readonly #stream: TcpStream;

  constructor(stream: TcpStream) {
    this.#stream = stream;
  }

  get isFull(): boolean {
    return this.#stream.connection.writableNeedsDrain;
  }

  forward(bytes: Buffer): void {
    writeToClient(this.#stream, bytes);
  }

  ended(): void {
    endClient(this.#stream);
  }

  moved(): void {
    afterResponseMoved(this.#stream);
  }
}
