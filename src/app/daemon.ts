/**
 * Background mode (`-D`, `daemon`). Node cannot fork: the program starts itself again, detached, and stays until the new
 * process says that it listens, so that errors and the exit status still reach the terminal and the init script. Workers of a
 * master process are started the same way.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import type { AdminRights } from '../admin/admin-connection.js';
import type { TypedConfig } from '../config/typed-config.js';
import { redirectDescriptor } from '../libc/process.js';
import { environmentFor, isDaemon, isWorker, type Role } from './own-start.js';

/** Descriptors that the configuration takes over from whoever started us (`fd@`). */
function inheritedDescriptors({ global, proxies }: TypedConfig): Set<number> {
  const configs = proxies.map(({ config }) => config);
  const binds = [...global.statsSockets, ...configs.flatMap((config) => config.binds)];
  const sockets = binds.flatMap(({ addresses }) => addresses).filter(({ kind }) => kind === 'fd');
  const logs = [global, ...configs].flatMap(({ logTargets }) => logTargets.map(({ address }) => address));
  const files = logs.flatMap((address) => (address.kind === 'fd' ? [address.fd] : []));
  return new Set([...sockets.map(({ host }) => Number(host)), ...files].filter((fd) => fd > 2));
}

/** Every inherited descriptor keeps its number; the channel to us is behind them. */
function stdioOf(descriptors: ReadonlySet<number>): StdioOptions {
  const last = Math.max(2, ...descriptors);
  const behind = Array.from({ length: last - 2 }, (_, at) => (descriptors.has(at + 3) ? at + 3 : 'ignore'));
  return ['ignore', 'inherit', 'inherit', ...behind, 'ipc'];
}

/** Starts this program once more. It works in the folder of `-C` already. */
export function startItself(argv: readonly string[], config: TypedConfig, role: Role): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...argv], {
    detached: role === 'daemon',
    stdio: stdioOf(inheritedDescriptors(config)),
    env: environmentFor(role),
  });
}

/** Starts the daemon and resolves with the exit status for the terminal: 0 once it listens, else its own. */
export function startDaemon(argv: readonly string[], config: TypedConfig): Promise<number> {
  const child = startItself(argv, config, 'daemon');
  return new Promise((resolve) => {
    child.once('message', () => {
      child.disconnect();
      child.unref();
      resolve(0);
    });
    child.once('exit', (status) => resolve(status ?? 1));
    child.once('error', () => resolve(1));
  });
}

/** Opened before a chroot takes it out of reach. */
let nowhere: number | undefined;

/** To be called while the whole file system is in sight. */
export function prepareDaemon(): void {
  if (isDaemon()) nowhere = fs.openSync('/dev/null', 'r+');
}

/**
 * Tells whoever started this process that all is well, and what was said about the files; a daemon lets go of the terminal.
 */
export function reportReady(lines: readonly string[] = []): void {
  if (!process.send || !(isDaemon() || isWorker())) return;
  process.send(lines);
  if (!isWorker()) process.disconnect();
  if (nowhere === undefined) return;
  for (const fd of [1, 2]) redirectDescriptor(nowhere, fd);
  fs.closeSync(nowhere);
}

/** A client of the master's that is handed to a worker, behind this message. */
export type WorkerClient = AdminRights;

/**
 * Serves clients that the master hands over. Nobody could stop or reload a worker whose master is gone: it ends as if it were
 * told to.
 */
export function serveMaster(accept: (socket: net.Socket, rights: WorkerClient) => void): void {
  if (!isWorker()) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.on('message', (rights: WorkerClient, socket: unknown) => {
    if (socket instanceof net.Socket) accept(socket, rights);
  });
}
