/** A server that came back gets its share of traffic step by step (manual 5.2 `slowstart`). */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import { FULL_RAMP, type Server } from '../../model/server.js';

const STEPS = 20;
const SHORTEST_STEP_MS = 1000;

export class SlowStart implements TimeoutHandler {
  readonly #server: Server;
  readonly #changed: (server: Server) => void;
  readonly #timer: TimerEntry;
  #startMs: number;

  /** @param changed  the server has another weight and another limit now */
  constructor(server: Server, changed: (server: Server) => void) {
    this.#server = server;
    this.#changed = changed;
    this.#timer = new TimerEntry(this);
    this.#startMs = 0;
  }

  /** The server is up again. */
  begin(): void {
    this.#startMs = nowMs();
    this.#server.state = 'starting';
    this.#server.ramp = 1;
    this.#schedule();
  }

  /** It is down, or full speed is wanted. */
  end(): void {
    timers.remove(this.#timer);
    this.#server.ramp = FULL_RAMP;
  }

  onTimeout(): void {
    const server = this.#server;
    if (server.state !== 'starting') {
      this.end();
      return;
    }
    const elapsed = nowMs() - this.#startMs;
    const { slowstartMs } = server.config;
    server.ramp = Math.min(FULL_RAMP, 1 + Math.trunc((FULL_RAMP * elapsed) / slowstartMs));
    if (elapsed >= slowstartMs) {
      this.end();
      server.state = 'running';
    } else this.#schedule();
    this.#changed(server);
  }

  #schedule(): void {
    const { slowstartMs } = this.#server.config;
    const left = this.#startMs + slowstartMs - nowMs();
    const step = Math.max(SHORTEST_STEP_MS, slowstartMs / STEPS);
    timers.arm(this.#timer, nowMs(), Math.max(1, Math.min(step, left)));
  }
}
