/** Processes of a benchmark: pinned to a core, measured by the scheduler, ended by pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { freePort, untilListening as listening, residentBytes } from '../support/process.js';
import { findProgram } from '../support/program.js';

export { freePort };

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

/** A proxy that is measured. */
export interface StartedProxy {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Starts a proxy on its core, with the configuration for a port that is free; resolves when it listens. */
export async function startProxy(
  name: string,
  [program, ...words]: readonly [string, ...string[]],
  folder: string,
  config: (port: number) => string,
): Promise<StartedProxy> {
  const port = await freePort();
  const file = path.join(folder, `${name}.cfg`);
  fs.writeFileSync(file, config(port));
  const child = startPinned(PROXY_CORE, program, [...words, '-db', '-f', file], path.join(folder, `${name}.log`));
  await untilListening(port, child, name);
  return { child, port };
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
  return residentBytes(pid) / 1024;
}

/** Waits until a port accepts connections; fails when the process ends before. */
export function untilListening(port: number, child: ChildProcess, what: string): Promise<void> {
  const ended = () => `${what} ended with status ${child.exitCode} before it listened`;
  return listening(port, () => (child.exitCode === null ? undefined : ended()));
}

/** Whether a program of this name can be run here. */
export function installed(name: string): boolean {
  return findProgram(name) !== undefined;
}
