/** Reads the hello of a client from a connection and gives the bytes back. */
import type net from 'node:net';
import type { ClientHello } from './client-hello.js';
import { parseClientHello } from './client-hello.js';
import { describeHandshakeError, type HandshakeFailure } from './handshake-failure.js';

/** Most bytes that are read while a hello is incomplete; the largest record is 16 KB. */
const HELLO_MAX_BYTES = 64 * 1024;

/** Collects bytes until the hello is complete, and gives them back. */
export class HelloReader {
  readonly #raw: net.Socket;
  readonly #proceed: (hello: ClientHello) => void;
  readonly #failed: (failure: HandshakeFailure, error: Error | undefined) => void;
  #bytes: Buffer;

  constructor(
    raw: net.Socket,
    proceed: (hello: ClientHello) => void,
    failed: (failure: HandshakeFailure, error: Error | undefined) => void,
  ) {
    this.#raw = raw;
    this.#proceed = proceed;
    this.#failed = failed;
    this.#bytes = Buffer.alloc(0);
    raw.on('readable', this.#onReadable);
    raw.on('error', this.#onError);
    raw.on('close', this.#onClose);
    raw.on('end', this.#onClose);
  }

  #onReadable = (): void => {
    for (let chunk = this.#raw.read(); chunk !== null; chunk = this.#raw.read()) {
      this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    }
    const parsed = parseClientHello(this.#bytes);
    switch (parsed.kind) {
      case 'more':
        if (this.#bytes.length > HELLO_MAX_BYTES) this.#fail('SSL handshake failure', undefined);
        return;
      case 'other':
        this.#fail('SSL handshake failure', undefined);
        return;
      case 'hello':
        this.#stop();
        this.#raw.unshift(this.#bytes);
        this.#proceed(parsed.hello);
    }
  };

  #onError = (error: Error): void => this.#fail(describeHandshakeError(error), error);

  #onClose = (): void => this.#fail('Connection closed during SSL handshake', undefined);

  #fail(failure: HandshakeFailure, error: Error | undefined): void {
    this.#stop();
    this.#raw.on('error', () => undefined);
    this.#raw.destroy();
    this.#failed(failure, error);
  }

  #stop(): void {
    this.#raw.off('readable', this.#onReadable);
    this.#raw.off('error', this.#onError);
    this.#raw.off('close', this.#onClose);
    this.#raw.off('end', this.#onClose);
  }
}
