/** Starts the program under test with inherited listening sockets: no port is guessed and nothing waits for "ready". */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { hawserBin } from './project.js';

/** A folder of its own for a test, removed when it ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-test-'));
  const remove = () => {
    try {
      fs.rmSync(folder, { recursive: true, force: true });
      return true;
    } catch {
      return false;
    }
  };
  t.after(() => {
    // Programs may end behind this and still be writing there.
    if (!remove()) process.once('exit', remove);
  });
  return folder;
}

/** Resolves when a server listens; gives its port. */
export function listenOn(server: net.Server, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve((server.address() as net.AddressInfo).port));
  });
}

/** A listening socket that is given to a program. */
export interface GivenSocket {
  readonly port: number;
  /** Descriptor in this process. */
  readonly fd: number;
  /** To be called once the program has it. */
  close(): void;
}

/** Opens one on a port of 127.0.0.1, or of another address. */
export async function openSocket(host?: string): Promise<GivenSocket> {
  const server = net.createServer();
  const port = await listenOn(server, host);
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { port, fd, close: () => server.close() };
}

export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Port of each inherited listener by its name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly folder: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly finished: Promise<Finished>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Finished>;
}

export interface StartOptions {
  /** haproxy.cfg; listeners are named as `fd@${name}`, the folder as `${DIR}`. */
  readonly config: string;
  /** Names of listeners to open on 127.0.0.1, or on `host`. */
  readonly listeners?: readonly string[];
  readonly host?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly folder?: string;
  /** Another program with haproxy's command line, and its first words; Hawser if not given. */
  readonly program?: readonly [string, ...string[]];
}

/** Starts Hawser in the foreground; it is ended with the test. */
export async function startHawser(t: TestContext, options: StartOptions): Promise<Program> {
  const folder = options.folder ?? temporaryFolder(t);
  const file = path.join(folder, 'haproxy.cfg');
  fs.writeFileSync(file, options.config, 'latin1');
  const names = options.listeners ?? [];
  const sockets = await Promise.all(names.map(() => openSocket(options.host)));
  const ports = Object.fromEntries(sockets.map(({ port }, index) => [names[index]!, port]));
  const env: Record<string, string | undefined> = { ...process.env, TZ: 'UTC', DIR: folder, ...options.env };
  for (const [index, name] of names.entries()) env[name] = String(3 + index);
  const [program, ...words] = options.program ?? [process.execPath, hawserBin];
  const child = spawn(program, [...words, '-db', '-f', file, ...(options.args ?? [])], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', ...sockets.map(({ fd }) => fd)],
  });
  for (const socket of sockets) socket.close();
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (data: Buffer) => (stdout += data.toString('latin1')));
  child.stderr!.on('data', (data: Buffer) => (stderr += data.toString('latin1')));
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (status, signal) => resolve({ status, signal }));
  });
  const stop = () => {
    child.kill('SIGTERM');
    return finished;
  };
  t.after(async () => {
    child.kill('SIGKILL');
    await finished;
    assert.doesNotMatch(stderr, /internal error|^Error|^\s+at /m, 'the program had a fault of its own');
  });
  return { child, pid: child.pid!, ports, folder, stdout: () => stdout, stderr: () => stderr, finished, stop };
}

/** Runs the program to its end; `input` is its standard input. */
export function runHawser(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
) {
  const child = spawn(process.execPath, [hawserBin, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(Buffer.from(options.input ?? '', 'latin1'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString('latin1')));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString('latin1')));
  return new Promise<Finished & { stdout: string; stderr: string }>((resolve) => {
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}
