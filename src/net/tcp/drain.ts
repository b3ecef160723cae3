/**
 * The end of a listening socket whose place another one has taken (soft stop after `-sf`, configuration.txt and
 * management.txt 4): closing resets what the kernel has queued, so new connections are sent to the other socket first, and
 * this one closes when nothing has come for a while.
 */
import { reusePortGroup, steerReusePort } from '../../libc/reuse-port.js';

/** A pass is long enough for the event loop to take what is queued. */
const PASS_MS = 50;
/** Together the time that a client may need for the last packet of its handshake. */
const QUIET_PASSES = 4;
/** Passes with new connections after which another place of the group is tried. */
const BUSY_PASSES = 4;
/** For clients that cannot be sent elsewhere. */
const PASSES_MAX = 100;

/** What is drained. */
export interface Drainable {
  /** Connections that were accepted so far. */
  readonly accepted: number;
  /** Sends new connections elsewhere; false if nobody else is there. Further attempts choose others. */
  divert(attempt: number): boolean;
  /** Nothing comes any more. */
  onDrained(): void;
}

/** Waits until nothing comes. */
export class Drain {
  readonly #target: Drainable;
  #timer: NodeJS.Timeout | undefined;
  #accepted: number;
  #passes: number;
  #quiet: number;

  constructor(target: Drainable) {
    this.#target = target;
    this.#timer = undefined;
    this.#accepted = target.accepted;
    this.#passes = 0;
    this.#quiet = 0;
  }

  /** Begins, or is over at once if nobody else is there. */
  start(): void {
    this.#next();
  }

  /** Nobody is told any more. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#passes = PASSES_MAX + 1;
  }

  #next(): void {
    const attempt = Math.floor(this.#passes / BUSY_PASSES);
    if (this.#passes >= PASSES_MAX || !this.#target.divert(attempt)) {
      this.#target.onDrained();
      return;
    }
    // Timers run before sockets are looked at, immediates after that.
    this.#timer = setTimeout(() => setImmediate(() => this.#check()), PASS_MS);
  }

  #check(): void {
    if (this.#passes > PASSES_MAX) return;
    const { accepted } = this.#target;
    if (accepted === this.#accepted) {
      this.#quiet++;
    } else {
      this.#quiet = 0;
      this.#passes++;
    }
    this.#accepted = accepted;
    if (this.#quiet >= QUIET_PASSES) this.#target.onDrained();
    else this.#next();
  }
}

/**
 * Sends new connections of a group of listeners to another one than `inode`; false if there is none. Which place is whose
 * follows from age only as long as none was closed, so further attempts go through the places downwards.
 */
export function divertReusePort(fd: number, inode: number, address: string, port: number, attempt: number): boolean {
  const group = reusePortGroup(address, port);
  if (group.length < 2) return false;
  const newest = group.length - 1;
  const first = group[newest] === inode ? newest - 1 : newest;
  const index = first - (attempt % group.length);
  // Where it is not possible, the hash goes on to decide; what it sends here is taken.
  steerReusePort(fd, index < 0 ? index + group.length : index);
  return true;
}
