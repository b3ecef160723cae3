/** What a stream asks of its client side, whatever version of HTTP that speaks. */
import type { Fields, ResponseHead } from '../../model/message.js';

export interface ClientLeg {
  /** False: nothing that it was given is needed any more where it was read. */
  readonly holdsBytes?: boolean;
  /** Queues an interim response; dropped where the client's version has none. */
  sendInterim(head: ResponseHead): void;
  /**
   * Queues the head of the final response. `hasBody`: payload or an end follows (not for HEAD, 204, 304). The leg says what
   * the connection's future is.
   */
  sendHead(head: ResponseHead): void;
  /** Forgets a head that did not leave yet; false if it is too late. */
  takeBack(): boolean;
  sendData(bytes: Buffer): void;
  /** Queues payload made here, a latin1 carrier. */
  sendText(text: string): void;
  sendEnd(trailers: Fields | undefined): void;
  /** Sends what is queued. */
  flush(): void;
  /** Whether the server side has to stop for now; `HttpStream.onClientDrain` follows. */
  readonly full: boolean;
  pauseRequest(): void;
  resumeRequest(): void;
  /** From now on all bytes belong to the stream. */
  startTunnel(): void;
  /** The server will send no more: half-closes a tunnel. */
  halfClose(): void;
  /** No other request is taken behind this one. */
  closeAfter(): void;
  /** Closes without a (further) answer: what was sent is incomplete. */
  cut(): void;
  /** The stream ended; the next request may begin. */
  streamDone(): void;
}
