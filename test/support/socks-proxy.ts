/** A SOCKS4 proxy: it notes what it is asked for, and connects or refuses. */
import net from 'node:net';
import type { TestContext } from 'node:test';
import { listenOn } from './hawser.js';

export interface SocksProxy {
  readonly port: number;
  /** `address:port user` of each tunnel. */
  readonly asked: string[];
}

/** `grants`: whether tunnels are opened. */
export async function startSocksProxy(t: TestContext, grants = true): Promise<SocksProxy> {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    keep(socket);
    socket.once('data', (data) => {
      const end = data.indexOf(0, 8);
      const [host, port] = [[...data.subarray(4, 8)].join('.'), data.readUInt16BE(2)];
      asked.push(`${data[0]}.${data[1]} ${host}:${port} ${data.toString('latin1', 8, end)}`);
      if (!grants) {
        socket.end(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]));
        return;
      }
      const origin = net.connect({ host, port, allowHalfOpen: true }, () => {
        // In two pieces: the answer need not come in one.
        socket.write(Buffer.from([0, 0x5a, 0]));
        setImmediate(() => socket.write(Buffer.from([0, 0, 0, 0, 0])));
        setImmediate(() => {
          if (data.length > end + 1) origin.write(data.subarray(end + 1));
          socket.pipe(origin).pipe(socket);
        });
      });
      keep(origin);
      origin.on('error', () => socket.destroy());
      origin.on('close', () => socket.destroy());
      socket.on('close', () => origin.destroy());
    });
  });
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: await listenOn(server), asked };
}
