/**
 * The payload of one direction on its way through the filters of a stream. Each stage keeps what it may not pass on yet. The
 * bytes that come in stand in a read buffer that is used again: what stays is copied, what passes at once is not.
 */
import { nowMs } from '../../base/clock.js';
import { TimerEntry, timers } from '../../base/timer-wheel.js';
import type { FlowWorker } from '../../model/filter.js';

const EMPTY = Buffer.alloc(0);
const NEVER = Number.POSITIVE_INFINITY;

/** Where the payload goes, and who is told that it does. */
export interface FlowTarget {
  /** It takes nothing for now; `pump` is called when it does again. */
  readonly isFull: boolean;
  forward(bytes: Buffer): void;
  /** Everything went on, and nothing follows. */
  ended(): void;
  /** Time let something pass: what was forwarded may leave, the sender may go on. */
  moved(): void;
}

/** A worker and what waits in front of it. */
interface Stage {
  readonly worker: FlowWorker;
  readonly rank: number;
  held: Buffer;
  inputEnded: boolean;
  isDone: boolean;
}

export class Flow {
  readonly #target: FlowTarget;
  readonly #limitBytes: number;
  readonly #stages: Stage[];
  readonly #timer: TimerEntry;

  /** `limitBytes`: the sender has to stop where so much is held. */
  constructor(target: FlowTarget, limitBytes: number) {
    this.#target = target;
    this.#limitBytes = limitBytes;
    this.#stages = [];
    this.#timer = new TimerEntry({ onTimeout: () => this.#onTimeout() });
  }

  /** Whether there is anything to go through. */
  get active(): boolean {
    return this.#stages.length > 0;
  }

  get heldBytes(): number {
    let size = 0;
    for (const { held } of this.#stages) size += held.length;
    return size;
  }

  get full(): boolean {
    return this.active && this.heldBytes >= this.#limitBytes;
  }

  /** Whether some of what came has not gone on, or its end has not. */
  get busy(): boolean {
    return this.#stages.some(({ held, inputEnded, isDone }) => held.length > 0 || (inputEnded && !isDone));
  }

  find(isWanted: (worker: FlowWorker) => boolean): FlowWorker | undefined {
    return this.#stages.find(({ worker }) => isWanted(worker))?.worker;
  }

  /** Puts a worker at its place; what passes from now on passes through it. */
  add(worker: FlowWorker, rank: number): void {
    const at = this.#stages.findIndex((stage) => stage.rank > rank);
    const stage = { worker, rank, held: EMPTY, inputEnded: false, isDone: false };
    this.#stages.splice(at < 0 ? this.#stages.length : at, 0, stage);
  }

  push(bytes: Buffer): void {
    this.#give(0, bytes);
    this.#arm();
  }

  /** Nothing follows. */
  end(): void {
    this.#closeInput(0);
    this.#arm();
  }

  /** Tries again what waits: the target has room. */
  pump(): void {
    for (let at = 0; at < this.#stages.length; at++) this.#work(at, this.#stages[at]!.held, false);
    this.#arm();
  }

  /** The same payload comes again. */
  restart(): void {
    timers.disarm(this.#timer);
    for (const stage of this.#stages) {
      stage.held = EMPTY;
      stage.inputEnded = false;
      stage.isDone = false;
      stage.worker.restart?.();
    }
  }

  close(): void {
    timers.remove(this.#timer);
    for (const { worker } of this.#stages) worker.close?.();
    this.#stages.length = 0;
  }

  #onTimeout(): void {
    this.pump();
    this.#target.moved();
  }

  #give(at: number, bytes: Buffer): void {
    const stage = this.#stages[at];
    if (stage === undefined) this.#target.forward(bytes);
    else if (stage.held.length === 0) this.#work(at, bytes, true);
    else this.#work(at, Buffer.concat([stage.held, bytes]), false);
  }

  /** Lets a stage look at all it has. `isBorrowed`: the bytes are only lent. */
  #work(at: number, bytes: Buffer, isBorrowed: boolean): void {
    const stage = this.#stages[at]!;
    const { worker } = stage;
    let rest = bytes;
    while (rest.length > 0 && !this.#target.isFull) {
      const size = worker.admit?.(rest.length, stage.inputEnded, nowMs()) ?? rest.length;
      if (size <= 0) break;
      const part = rest.subarray(0, size);
      rest = rest.subarray(size);
      const output = worker.transform?.(part) ?? part;
      if (output.length > 0) this.#give(at + 1, output);
    }
    if (rest.length === 0) stage.held = EMPTY;
    else stage.held = isBorrowed ? Buffer.from(rest) : rest;
    if (stage.inputEnded && rest.length === 0) this.#finish(at, stage);
  }

  #finish(at: number, stage: Stage): void {
    if (stage.isDone) return;
    stage.isDone = true;
    const tail = stage.worker.finish?.();
    if (tail !== undefined && tail.length > 0) this.#give(at + 1, tail);
    this.#closeInput(at + 1);
  }

  #closeInput(at: number): void {
    const stage = this.#stages[at];
    if (stage === undefined) {
      this.#target.ended();
      return;
    }
    stage.inputEnded = true;
    this.#work(at, stage.held, false);
  }

  #arm(): void {
    let wakeAtMs = NEVER;
    for (const { held, worker } of this.#stages) {
      if (held.length > 0 && worker.wakeAtMs < wakeAtMs) wakeAtMs = worker.wakeAtMs;
    }
    if (wakeAtMs === NEVER) timers.disarm(this.#timer);
    else {
      const now = nowMs();
      timers.arm(this.#timer, now, Math.max(1, wakeAtMs - now));
    }
  }
}
