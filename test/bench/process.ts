/** Processes of a benchmark: pinned to a core, measured by the scheduler, ended by pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';

/** The proxies share one core, everything else has the other. */
export const PROXY_CORE = 0;
export const OTHER_CORE = 1;

/** Starts a command on one core; its output goes to a file of the folder. */
export function startPinned(core: number, command: string, args: readonly string[], logFile: string): ChildProcess {
  const out = fs.openSync(logFile, 'a');
  const child = spawn('taskset', ['-c', String(core), command, ...args], { stdio: ['ignore', out, out] });
  fs.closeSync(out);
  return child;
}

/** Ends a process that this benchmark started and waits for it. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Nanoseconds of CPU time that all threads of a process have used. */
export function cpuNanoseconds(pid: number): number {
  return fs
    .readdirSync(`/proc/${pid}/task`)
    .map((task) => Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, value) => sum + value, 0);
}

/** Resident memory of a process in KiB. */
export function residentKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
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

/** Waits until a port accepts connections; fails when the process ends before. */
export async function untilListening(port: number, child: ChildProcess, what: string): Promise<void> {
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${what} ended with status ${child.exitCode} before it listened`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether a program of this name can be run here. */
export function installed(name: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => fs.existsSync(`${folder}/${name}`));
}
