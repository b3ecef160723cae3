/** Raw clients and scripted origins: bytes out, bytes in, with explicit ends instead of waiting. */
import net from 'node:net';
import type { TestContext } from 'node:test';
import tls from 'node:tls';
import { listenOn } from './hawser.js';

/** A client connection that collects what it receives. */
export class Wire {
  readonly socket: net.Socket;
  received: string;
  closed: boolean;
  #waiting: { done: (text: string) => boolean; resolve: (text: string) => void }[];

  constructor(socket: net.Socket) {
    this.socket = socket;
    this.received = '';
    this.closed = false;
    this.#waiting = [];
    socket.on('data', (data) => {
      this.received += data.toString('latin1');
      this.#check();
    });
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Resolves with all that was received once `done` holds for it, or when the peer closed. */
  until(done: (text: string) => boolean): Promise<string> {
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve });
      this.#check();
    });
  }

  /** Everything up to the close of the peer. */
  untilClose(): Promise<string> {
    return this.until(() => false);
  }

  /** One complete response with a content-length (or none); takes it off the received bytes. */
  async response(): Promise<string> {
    const text = await this.until((received) => responseEnd(received) >= 0);
    const end = responseEnd(text);
    const taken = end < 0 ? text : text.slice(0, end);
    this.received = text.slice(taken.length);
    return taken;
  }

  #end(): void {
    this.closed = true;
    this.#check();
  }

  #check(): void {
    this.#waiting = this.#waiting.filter(({ done, resolve }) => {
      if (!this.closed && !done(this.received)) return true;
      resolve(this.received);
      return false;
    });
  }
}

/** Offset behind the first complete response of a text, or -1. Knows content-length, chunked and bodyless answers. */
function responseEnd(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return -1;
  const fields = text.slice(0, head + 2).toLowerCase();
  if (/^http\/1\.[01] (?:1\d\d|204|304)/.test(fields)) return head + 4;
  if (/\r\ntransfer-encoding: *chunked\r\n/.test(fields)) {
    const end = text.indexOf('\r\n0\r\n\r\n', head + 2);
    return end < 0 ? -1 : end + 7;
  }
  const length = Number(/\r\ncontent-length: *(\d+)\r\n/.exec(fields)?.[1] ?? 0);
  return text.length >= head + 4 + length ? head + 4 + length : -1;
}

/** Connects to a port; the connection is destroyed with the test. */
export function connect(t: TestContext, port: number, host = '127.0.0.1'): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host });
    const wire = new Wire(socket);
    t.after(() => socket.destroy());
    socket.once('connect', () => resolve(wire));
    socket.once('error', reject);
  });
}

/** One request on a connection of its own; everything until the server closes (sends `connection: close` yourself). */
export async function exchange(t: TestContext, port: number, request: string): Promise<string> {
  const wire = await connect(t, port);
  wire.send(request);
  const text = await wire.response();
  wire.socket.destroy();
  return text;
}

export interface Origin {
  readonly port: number;
  /** Raw requests heads in order of arrival. */
  readonly requests: string[];
  readonly connections: Set<net.Socket>;
  /** Stops listening and resets what is open: the server is dead. */
  kill(): void;
}

/** Certificate and key of an origin that speaks TLS, as PEM. */
export interface OriginTls {
  readonly cert: string;
  readonly key: string;
}

/** An HTTP origin that answers each request head with what `answer` gives for it. */
export async function startOrigin(
  t: TestContext,
  answer: (request: string) => string,
  secure?: OriginTls,
): Promise<Origin> {
  const requests: string[] = [];
  const connections = new Set<net.Socket>();
  let isOver = false;
  const serve = (socket: net.Socket) => {
    socket.on('error', () => {});
    if (isOver) {
      socket.destroy();
      return;
    }
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    let buffered = '';
    socket.on('data', (data) => {
      buffered += data.toString('latin1');
      for (let end = buffered.indexOf('\r\n\r\n'); end >= 0; end = buffered.indexOf('\r\n\r\n')) {
        const request = buffered.slice(0, end + 4);
        buffered = buffered.slice(end + 4);
        requests.push(request);
        socket.write(answer(request), 'latin1');
      }
    });
  };
  const server = secure ? tls.createServer({ cert: secure.cert, key: secure.key }, serve) : net.createServer(serve);
  server.on('tlsClientError', () => {});
  const port = await listenOn(server);
  const drop = () => {
    for (const socket of connections) socket.destroy();
  };
  const kill = () => {
    server.close();
    drop();
  };
  t.after(() => {
    // The port stays taken: programs that end behind this still look for it, and must not find another test there.
    isOver = true;
    server.unref();
    drop();
  });
  return { port, requests, connections, kill };
}

/** What stands behind the head of a response. */
export function bodyOf(response: string): string {
  return response.slice(response.indexOf('\r\n\r\n') + 4);
}

/** A complete response with a body. */
export function ok(body: string, fields = ''): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${fields}\r\n${body}`;
}

/** Sends many commands to a stats socket, as fast as it takes them; their answers are thrown away. */
export function commands(path: string, lines: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ path });
    socket.resume();
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.write(['prompt i', ...lines, 'quit', ''].join('\n'), 'latin1');
  });
}

/** Sends one command to a stats socket and gives the answer. */
export function command(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ path });
    let text = '';
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
    socket.write(`${line}\n`, 'latin1');
  });
}
