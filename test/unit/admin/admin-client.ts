/** A client of the runtime API over a unix socket in a folder of its own. */
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { AdminServer } from '../../../src/admin/admin-server.js';
import { createCatalog } from '../../../src/catalog/create-catalog.js';
import { entries } from '../../../src/features/cli/index.js';
import type { AdminLevel } from '../../../src/model/admin-request.js';
import type { Runtime } from '../../../src/model/runtime.js';

const PRODUCT = { name: 'Hawser', version: '3.5.0-test', releaseDate: '2026/11/20' };

/** A server that listens, and what ends it. */
export interface AdminHarness {
  readonly admin: AdminServer;
  /** Faults of ours. */
  readonly errors: readonly unknown[];
  /** Says everything, half-closes, returns all that comes back. */
  ask(text: string): Promise<string>;
  /** Opens a connection that stays. */
  open(): Promise<net.Socket>;
  close(): Promise<void>;
}

export async function startAdmin(runtime: Runtime, level: AdminLevel = 'admin'): Promise<AdminHarness> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-admin-'));
  const socketPath = path.join(folder, 'cli.sock');
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const admin = new AdminServer(runtime, createCatalog(entries), { product: PRODUCT, onError });
  const server = net.createServer((socket) => admin.accept(socket, { level, severityOutput: 'none' }));
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const open = () =>
    new Promise<net.Socket>((resolve, reject) => {
      const socket = net.connect({ path: socketPath, allowHalfOpen: true }, () => resolve(socket));
      socket.once('error', reject);
    });
  return {
    admin,
    errors,
    open,
    async ask(text) {
      const socket = await open();
      socket.end(Buffer.from(text, 'latin1'));
      return readAll(socket);
    },
    async close() {
      admin.close();
      await new Promise((resolve) => server.close(resolve));
      fs.rmSync(folder, { recursive: true });
    },
  };
}

/** Everything until the other side ends. */
export async function readAll(socket: net.Socket): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('latin1');
}

/** Waits until what came ends with `end`; returns it. */
export function readUntil(socket: net.Socket, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (!text.endsWith(end)) return;
      socket.removeListener('data', onData);
      resolve(text);
    };
    socket.on('data', onData);
    socket.once('close', () => reject(new Error(`closed after: ${text}`)));
  });
}
