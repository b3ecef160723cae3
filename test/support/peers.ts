/** Processes that exchange stick tables: Hawser and haproxy by the same words. */
import path from 'node:path';
import type { TestContext } from 'node:test';
import { askUntil } from './admin.js';
import { type Program, type StartOptions, startHawser } from './hawser.js';
import { freePort } from './process.js';
import { command } from './wire.js';

export type PeerProgram = 'hawser' | 'haproxy';

/** Ports that nobody listens on. */
export function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, freePort));
}

/** A process with the runtime API at `${name}.sock` in its folder. */
export class PeerProcess {
  readonly program: Program;
  readonly socket: string;

  constructor(program: Program, name: string) {
    this.program = program;
    this.socket = path.join(program.folder, `${name}.sock`);
  }

  ask(line: string): Promise<string> {
    return command(this.socket, line);
  }

  /** Asks until the answer fits, and gives it. */
  until(line: string, fits: RegExp | ((answer: string) => boolean)): Promise<string> {
    return askUntil(
      () => this.ask(line).catch(() => ''),
      (answer) => {
        if (typeof fits === 'function' ? fits(answer) : fits.test(answer)) return true;
        if (this.program.child.exitCode !== null) throw new Error(`it ended: ${this.program.stderr()}`);
        return false;
      },
    );
  }

  /** Dies at once. */
  async kill(): Promise<void> {
    this.program.child.kill('SIGKILL');
    await this.program.finished;
  }
}

/** Starts one; resolves when its runtime API answers. */
export async function startPeer(
  t: TestContext,
  kind: PeerProgram,
  name: string,
  options: StartOptions,
): Promise<PeerProcess> {
  const program = await startHawser(t, { ...options, ...(kind === 'haproxy' ? { program: ['haproxy'] } : {}) });
  const started = new PeerProcess(program, name);
  await started.until('show info', new RegExp(`\\nPid: ${program.pid}\\n`));
  return started;
}

/** Lines of `show table` without what differs from process to process: addresses, time, holders. */
export function entriesOf(shown: string): string[] {
  return shown
    .split('\n')
    .filter((line) => line.startsWith('0x'))
    .map((line) => line.replace(/^0x[0-9a-f]+: /, '').replace(/ (use|exp|shard)=\d+/g, ''))
    .sort();
}
