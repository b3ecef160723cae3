/**
 * Exchanges that are broken off: by the client or by the server, at any byte, with FIN or RST, in HTTP, TCP and TLS. What a
 * pair of peers does stands in the request itself, so that both ends know it; all is drawn from one seeded generator.
 */
import net from 'node:net';
import tls from 'node:tls';
import { below, pick, type Random } from '../fuzz/random.js';
import { listenOn } from './hawser.js';

type Ending = 'fin' | 'rst';

/** What a server does with a request: how much it answers, and what it does then. */
interface ServerPlan {
  /** Bytes of the answer; more than there are means all. */
  readonly bytes: number;
  readonly after: Ending | 'hang' | 'keep';
}

const BODY = 'x'.repeat(700);
const ANSWERS = [
  `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\nX-Padding: ${'p'.repeat(60)}\r\n\r\n${BODY}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2bc;ext=1\r\n${BODY}\r\n5\r\nhello\r\n0\r\nTrailer: t\r\n\r\n`,
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 Not Modified\r\nEtag: "x"\r\n\r\n',
  `HTTP/1.0 200 OK\r\n\r\n${BODY}`,
  'HTTP/1.1 204 No Content\r\n\r\n',
];

const RESPONSE_MAX = Math.max(...ANSWERS.map(({ length }) => length));

/** A server that does what requests ask for (`/answer/bytes/then`). */
export function plannedServer(options?: tls.TlsOptions): { readonly server: net.Server; closeAll(): void } {
  const sockets = new Set<net.Socket>();
  const serve = (socket: net.Socket) => {
    sockets.add(socket);
    let buffered = '';
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      buffered += data.toString('latin1');
      for (;;) {
        const planned = /\/(\d)\/(\d+)\/(fin|rst|hang|keep) HTTP[\s\S]*?\r\n\r\n/.exec(buffered);
        if (planned === null) return;
        buffered = buffered.slice(planned.index + planned[0].length);
        const [, answer, bytes, then] = planned;
        socket.write(ANSWERS[Number(answer)]!.slice(0, Number(bytes)), 'latin1');
        if (then === 'rst') reset(socket);
        else if (then === 'fin') socket.end();
        if (then === 'rst' || then === 'fin') return;
      }
    });
  };
  const server = options ? tls.createServer(options, serve) : net.createServer(serve);
  server.on('tlsClientError', () => {});
  return {
    server,
    closeAll() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function reset(socket: net.Socket): void {
  if (socket instanceof tls.TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function drawPlan(random: Random): ServerPlan {
  const kind = random();
  if (kind < 0.3) return { bytes: RESPONSE_MAX, after: 'keep' };
  const bytes = below(random, RESPONSE_MAX);
  if (kind < 0.4) return { bytes, after: 'hang' };
  return { bytes, after: random() < 0.5 ? 'fin' : 'rst' };
}

function drawRequest(random: Random, { bytes, after }: ServerPlan): string {
  // A complete answer that leaves the connection open must say where it ends.
  const answer = after === 'keep' ? below(random, 3) : below(random, ANSWERS.length);
  const target = `/${answer}/${bytes}/${after}`;
  const kind = below(random, 5);
  if (kind === 0) return `POST ${target} HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n${'b'.repeat(900)}`;
  if (kind === 1) {
    const head = `POST ${target} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n`;
    return `${head}190\r\n${'c'.repeat(400)}\r\n5;a\r\nhello\r\n0\r\nT: 1\r\n\r\n`;
  }
  const get = `GET ${target} HTTP/1.1\r\nHost: h\r\nX-Padding: ${'q'.repeat(40)}\r\n\r\n`;
  if (kind === 2 && after !== 'hang') return get + get;
  if (kind === 3) return `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n`;
  return get;
}

/** Where clients can go. */
export interface Doors {
  readonly plain: readonly number[];
  readonly secure: readonly number[];
}

function open(random: Random, doors: Doors): { readonly socket: net.Socket; readonly isHello: boolean } {
  const host = '127.0.0.1';
  const isSecure = random() < 0.3;
  const ports = isSecure ? doors.secure : doors.plain;
  const port = pick(random, ports);
  if (!isSecure) return { socket: net.connect({ port, host }), isHello: false };
  if (random() < 0.4) return { socket: net.connect({ port, host }), isHello: true };
  return { socket: tls.connect({ port, host, rejectUnauthorized: false }), isHello: false };
}

/** One exchange; resolves when its connection is closed. `hello` is a client's first TLS message. */
export function abortedExchange(random: Random, doors: Doors, hello: Buffer): Promise<void> {
  const plan = drawPlan(random);
  const request = Buffer.from(drawRequest(random, plan), 'latin1');
  const { socket, isHello } = open(random, doors);
  const bytes = isHello ? hello : request;
  const isCut = isHello || random() < 0.4;
  const size = isCut ? below(random, bytes.length) : bytes.length;
  const pause = below(random, size + 1);
  // A server that hangs is only left by a client that resets.
  const ending: Ending = plan.after === 'hang' || random() < 0.5 ? 'rst' : 'fin';
  const leaveAfter = plan.after === 'hang' ? below(random, plan.bytes + 1) : below(random, 2 * RESPONSE_MAX);
  let received = 0;
  const leave = () => {
    if (ending === 'rst') reset(socket);
    else socket.end();
  };
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.on('data', (data) => {
      received += data.length;
      if (received >= leaveAfter) leave();
    });
    socket.once(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', () => {
      socket.write(bytes.subarray(0, pause));
      setImmediate(() => {
        if (socket.destroyed) return;
        socket.write(bytes.subarray(pause, size), () => {
          if (isCut || plan.after === 'hang') leave();
          // Nobody says that the other side will end: FIN leaves it open to.
          else socket.end();
        });
      });
    });
  });
}

/** The first message of a TLS client, as bytes. */
export function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        socket.destroy();
        server.close(() => resolve(data));
      });
    });
    void listenOn(server).then((port) => {
      tls.connect({ port, host: '127.0.0.1', servername: 'www.example.com' }).on('error', () => {});
    });
  });
}
