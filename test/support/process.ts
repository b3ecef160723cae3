/** What Linux tells about a process, and marks in a program's stderr to wait for. */
import fs from 'node:fs';
import net from 'node:net';
import { askUntil } from './admin.js';
import type { Program } from './hawser.js';

/** A line of /proc/PID/status, such as `Uid`, as its fields. */
export function statusFields(pid: number, name: string): string[] {
  const line = fs.readFileSync(`/proc/${pid}/status`, 'latin1').match(new RegExp(`^${name}:(.*)$`, 'm'));
  return line![1]!.trim().split(/\s+/);
}

/** Resident memory. */
export function residentBytes(pid: number): number {
  return Number(statusFields(pid, 'VmRSS')[0]) * 1024;
}

/** Open descriptors. */
export function descriptorCount(pid: number): number {
  return fs.readdirSync(`/proc/${pid}/fd`).length;
}

/** Soft limit of open files. */
export function descriptorLimit(pid: number): number {
  return Number(/^Max open files\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/limits`, 'latin1'))![1]);
}

/**
 * Where the next search begins: no two of a process find the same port, and those that run beside it, with numbers near its
 * own, begin so far away that they do not take it before it is listened on.
 */
let nextPort = 20_000 + ((process.pid * 61) % 12_000);

/** A port that nobody listens on, another one each time, from below the range that the kernel gives to clients. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++;
    const server = net.createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Resolves when a port takes connections; fails with what `ended` gives once that is not undefined. */
export async function untilListening(port: number, ended: () => string | undefined): Promise<void> {
  await askUntil(
    () => listens(port),
    (isThere) => {
      const why = isThere ? undefined : ended();
      if (why !== undefined) throw new Error(why);
      return isThere;
    },
  );
}

/** Whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when `wanted` stands in what a program wrote to stderr; fails if it ends before. */
export async function stderrHas(program: Program, wanted: RegExp): Promise<void> {
  const stderr = program.child.stderr!;
  let isOver = false;
  void program.finished.then(() => {
    isOver = true;
    stderr.emit('over');
  });
  while (!wanted.test(program.stderr())) {
    if (isOver) throw new Error(`the program ended without ${wanted}: ${program.stderr()}`);
    await new Promise<void>((resolve) => {
      const next = () => {
        stderr.off('data', next);
        stderr.off('over', next);
        resolve();
      };
      stderr.on('data', next);
      stderr.on('over', next);
    });
  }
}

/** Resolves when a program that was started with `-V` serves and takes signals. */
export function ready(program: Program): Promise<void> {
  return stderrHas(program, /is ready/);
}
