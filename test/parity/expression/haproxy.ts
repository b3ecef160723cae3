/** Evaluates a batch with the haproxy of this machine, over one connection to a socket that it inherits. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { GivenSocket } from '../../support/hawser.js';
import { Wire } from '../../support/wire.js';
import type { BatchConfig } from './config.js';

/** Version of the installed haproxy; undefined if there is none. */
export function haproxyVersion(): string | undefined {
  const { stdout } = spawnSync('haproxy', ['-v'], { encoding: 'latin1' });
  return /version (\S+)/.exec(stdout ?? '')?.[1];
}

/** The first expression it refuses, with its message; undefined if it takes all. */
export function checkHaproxy(
  { text, expressionOfLine }: BatchConfig,
  folder: string,
  { fd }: GivenSocket,
): [number, string] | undefined {
  const file = path.join(folder, 'batch.cfg');
  fs.writeFileSync(file, text, 'latin1');
  const env = { ...process.env, TZ: 'UTC' };
  const { status, stderr } = spawnSync('haproxy', ['-c', '-f', file], {
    encoding: 'latin1',
    env,
    stdio: ['ignore', 'pipe', 'pipe', fd],
  });
  if (status === 0) return undefined;
  for (const found of stderr.matchAll(/\[ALERT\].*?batch\.cfg:(\d+)\]? ?:? ?(.*)/g)) {
    const index = expressionOfLine.get(Number(found[1]));
    if (index !== undefined) return [index, found[2]!];
  }
  throw new Error(`haproxy refuses the configuration: ${stderr}`);
}

export class RunningHaproxy {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #wire: Wire;

  private constructor(port: number, child: ChildProcess, wire: Wire) {
    this.port = port;
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
    this.#wire = wire;
  }

  /** The socket is the child's from now on. */
  static start({ text }: BatchConfig, folder: string, socket: GivenSocket): RunningHaproxy {
    const file = path.join(folder, 'batch.cfg');
    fs.writeFileSync(file, text, 'latin1');
    const { port, fd } = socket;
    const env = { ...process.env, TZ: 'UTC' };
    const child = spawn('haproxy', ['-db', '-f', file], { env, stdio: ['ignore', 'ignore', 'ignore', fd] });
    socket.close();
    return new RunningHaproxy(port, child, new Wire(net.connect(port, '127.0.0.1')));
  }

  /** Whether it broke down. */
  get isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Fields of the answer by name; empty if there is none. */
  async answer(request: string): Promise<ReadonlyMap<string, string>> {
    if (this.#wire.closed) this.#wire = new Wire(net.connect(this.port, '127.0.0.1'));
    this.#wire.received = '';
    this.#wire.send(request);
    const text = await this.#wire.until((received) => received.includes('\r\n\r\n'));
    const fields = new Map<string, string>();
    for (const line of text.split('\r\n').slice(1)) {
      const colon = line.indexOf(':');
      if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    if (!text.startsWith('HTTP/1.1 200')) this.#wire.socket.destroy();
    return fields;
  }

  stop(): Promise<void> {
    this.#wire.socket.destroy();
    this.#child.kill('SIGTERM');
    return this.#exited;
  }
}
