/** Clients of TLS that believe every certificate. */
import tls from 'node:tls';
import { bodyOf } from './wire.js';

const LOCAL = { host: '127.0.0.1', rejectUnauthorized: false } as const;

export interface SecureAnswer {
  /** `-` if the handshake failed, or there was no answer. */
  readonly text: string;
  /** The last session that the server gave. */
  readonly session: Buffer | undefined;
}

/** Body of the answer to a request on a connection of its own. */
export function askSecurely(port: number, options: tls.ConnectionOptions = {}): Promise<SecureAnswer> {
  return new Promise((resolve) => {
    let received = '';
    let session: Buffer | undefined;
    const socket = tls.connect({ ...LOCAL, port, ...options }, () => {
      socket.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    });
    socket.on('session', (given) => {
      session = given;
    });
    socket.on('data', (data) => {
      received += data.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text: received === '' ? '-' : bodyOf(received), session }));
  });
}

/** The certificate that a client is shown, with those above it; fails with the handshake. */
export function shownCertificate(port: number, servername?: string): Promise<tls.DetailedPeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ ...LOCAL, port, ...(servername ? { servername } : {}) }, () => {
      resolve(socket.getPeerCertificate(true));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
