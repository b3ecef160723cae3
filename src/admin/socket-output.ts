/** Writes text to a socket as fast as the other side reads: small pieces are joined, a full socket is waited for. */
import type net from 'node:net';

/** Pieces are joined up to this size. */
const CHUNK_CHARS = 16_384;

/** Lets traffic have its turn between the pieces of a big answer. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export class SocketOutput {
  readonly #socket: net.Socket;
  #pending: string;
  #isBlocked: boolean;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    this.#pending = '';
    this.#isBlocked = false;
  }

  /** Whether the other side does not read. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Takes a latin1 carrier; waits where the socket is full. Returns at once when the socket is gone. */
  async write(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= CHUNK_CHARS) await this.flush();
  }

  /** Gives everything to the socket. */
  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text === '' || !this.#socket.writable) return;
    if (!this.#socket.write(text, 'latin1')) await this.#drained();
    else if (text.length >= CHUNK_CHARS) await nextTurn();
  }

  #drained(): Promise<void> {
    const socket = this.#socket;
    this.#isBlocked = true;
    return new Promise((resolve) => {
      const done = () => {
        this.#isBlocked = false;
        socket.removeListener('drain', done);
        socket.removeListener('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }
}
