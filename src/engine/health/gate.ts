/** How many checks run at a time (manual 3.2 `tune.max-checks-per-thread`): the others wait for their turn. */
import type { Run } from './health-check.js';
import type { Finding } from './verdict.js';

/** Told once, when a run is over. */
export type Done = (finding: Finding, durationMs: number) => void;

/** Lets as many runs go on as its limit says; 0 is no limit. */
export class CheckGate {
  readonly #limit: number;
  #running: number;
  readonly #waiting: Set<GatedRun>;

  constructor(limit: number) {
    this.#limit = limit;
    this.#running = 0;
    this.#waiting = new Set();
  }

  /** Makes runs that wait for their turn; without a limit they are what `make` gives. */
  limit(make: (done: Done) => Run): (done: Done) => Run {
    return this.#limit <= 0 ? make : (done) => new GatedRun(this, make, done);
  }

  enter(run: GatedRun): void {
    if (this.#running < this.#limit) this.#begin(run);
    else this.#waiting.add(run);
  }

  /** A run is over, or was given up: the next one has its place. */
  leave(run: GatedRun): void {
    if (this.#waiting.delete(run)) return;
    this.#running--;
    const [next] = this.#waiting;
    if (next === undefined || this.#running >= this.#limit) return;
    this.#waiting.delete(next);
    this.#begin(next);
  }

  #begin(run: GatedRun): void {
    this.#running++;
    run.begin();
  }
}

/** A run that has or awaits a place. */
class GatedRun implements Run {
  readonly #gate: CheckGate;
  readonly #run: Run;

  constructor(gate: CheckGate, make: (done: Done) => Run, done: Done) {
    this.#gate = gate;
    this.#run = make((finding, durationMs) => {
      gate.leave(this);
      done(finding, durationMs);
    });
  }

  start(): void {
    this.#gate.enter(this);
  }

  begin(): void {
    this.#run.start();
  }

  cancel(): void {
    this.#gate.leave(this);
    this.#run.cancel();
  }
}
