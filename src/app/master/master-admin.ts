/** What clients of the master's socket see (management.txt 9.4): commands of the master, and workers behind `@` prefixes. */
import net from 'node:net';
import { closeDescriptor, openPair } from '../../libc/socket.js';
import {
  type AdminAnswer,
  type AdminSession,
  failure,
  type MasterAdmin,
  type ProcessView,
} from '../../model/admin-request.js';
import type { WorkerClient } from '../daemon.js';
import type { Worker } from './worker.js';

/** The master as its clients need it. */
export interface MasterState {
  readonly startMs: number;
  readonly reloads: number;
  readonly failed: number;
  readonly current: Worker | undefined;
  readonly workers: ReadonlySet<Worker>;
  reloadAndWait(how: 'soft' | 'hard'): Promise<boolean>;
  /** What was said since the last load began. */
  readonly lines: readonly string[];
}

/** `@1`, `@!123`, `@master`, `@`; a second `@` stands for the rest of the line. */
const PREFIX = /^@(@?)(?:(!?)(\d+)|master)?$/;

const BLANKS = /[\\ \t;]/g;

/** Ends payloads; no line of one is like this by accident. */
const PAYLOAD_END = 'end-of-payload-of-the-master';

export class MasterCommands implements MasterAdmin {
  readonly #master: MasterState;
  /** Processes that the commands of clients go to, where it is not the master. */
  readonly #contexts: WeakMap<AdminSession, Worker>;
  /** As above, until the end of the line. */
  readonly #lineContexts: WeakMap<AdminSession, Worker>;

  constructor(master: MasterState) {
    this.#master = master;
    this.#contexts = new WeakMap();
    this.#lineContexts = new WeakMap();
  }

  processes(): ReturnType<MasterAdmin['processes']> {
    const { startMs, reloads, failed, current, workers } = this.#master;
    const now = Date.now();
    const view = (worker: Worker): ProcessView => {
      return { pid: worker.pid, reloads: reloads - worker.bornAt, uptimeMs: now - worker.startMs };
    };
    return {
      master: { pid: process.pid, reloads, uptimeMs: now - startMs },
      failed,
      workers: current !== undefined && workers.has(current) ? [view(current)] : [],
      oldWorkers: [...workers].filter((worker) => worker !== current).map(view),
    };
  }

  async reload(how: 'soft' | 'hard'): ReturnType<MasterAdmin['reload']> {
    const succeeded = await this.#master.reloadAndWait(how);
    return { succeeded, lines: this.#master.lines };
  }

  relay(words: readonly string[], payload: string | undefined, session: AdminSession): AdminAnswer | undefined {
    const prefix = PREFIX.exec(words[0] ?? '');
    if (prefix === null) {
      const worker = this.#lineContexts.get(session) ?? this.#contexts.get(session);
      return worker === undefined || words[0] === 'quit' || words[0] === 'prompt'
        ? undefined
        : this.#pass(worker, words, payload, session);
    }
    const [word, second, mark, digits] = prefix;
    const rest = words.slice(1);
    if (digits === undefined) return this.#toMaster(session, rest);
    const worker = this.#find(mark === '!', Number(digits));
    if (worker === undefined) return failure(`Can't find the target PID matching the prefix '${word}'\n`);
    if (second === '@') this.#lineContexts.set(session, worker);
    if (rest.length > 0) return this.#pass(worker, rest, payload, session);
    if (second === '') this.#contexts.set(session, worker);
    return [];
  }

  lineDone(session: AdminSession): void {
    this.#lineContexts.delete(session);
  }

  contextOf(session: AdminSession): string {
    const worker = this.#contexts.get(session);
    if (worker !== undefined) return String(worker.pid);
    return this.#master.failed > 0 ? 'master[ReloadFailed]' : 'master';
  }

  #toMaster(session: AdminSession, rest: readonly string[]): AdminAnswer {
    if (rest.length > 0) return failure("Commands of the master stand behind '@master' in a line of their own.\n");
    this.#contexts.delete(session);
    return [];
  }

  #find(isPid: boolean, number: number): Worker | undefined {
    if (!isPid) return number === 1 ? this.#master.current : undefined;
    return [...this.#master.workers].find(({ pid }) => pid === number);
  }

  #pass(worker: Worker, words: readonly string[], payload: string | undefined, session: AdminSession): AdminAnswer {
    const pair = openPair();
    if (!pair.ok) return failure(`Cannot reach the worker: ${pair.reason}.\n`);
    const [own, other] = pair.value;
    const { level, severityOutput, expert, experimental } = session;
    const client: WorkerClient = { level, severityOutput, expert, experimental };
    const socket = new net.Socket({ fd: own, allowHalfOpen: true });
    // Nothing is read from it here: it is the worker's.
    const theirs = new net.Socket({ fd: other, readable: false });
    socket.on('error', () => socket.destroy());
    if (!worker.child.connected) {
      closeDescriptor(other);
      socket.destroy();
      return failure('Cannot reach the worker: it ends.\n');
    }
    worker.child.send(client, theirs);
    const line = words.map((word) => word.replace(BLANKS, '\\$&')).join(' ');
    socket.end(payload === undefined ? `${line}\n` : `${line} <<${PAYLOAD_END}\n${payload}${PAYLOAD_END}\n`, 'latin1');
    session.gone.addEventListener('abort', () => socket.destroy());
    return answersOf(socket);
  }
}

/** What comes, as it comes, without the empty line at its end. */
async function* answersOf(socket: net.Socket): AsyncGenerator<string> {
  let held = '';
  try {
    for await (const bytes of socket) {
      const text = held + (bytes as Buffer).toString('latin1');
      held = text.endsWith('\n') ? '\n' : '';
      yield held === '' ? text : text.slice(0, -1);
    }
  } catch {
    // The worker ended in the middle of its answer.
  }
}
