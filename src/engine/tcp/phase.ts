/** Where a TCP stream stands. The order matters: what is behind `Back` and in front of `Data` is on its way to a server. */
import type { EndState } from '../../model/stream.js';

export const TcpPhase = {
  /** Content rules of the frontend run or wait. */
  Front: 0,
  /** Content rules of the backend run or wait. */
  Back: 1,
  /** Waits for a server with a free slot. */
  Queue: 2,
  /** Waits for the connection to the server. */
  Connect: 3,
  /** Waits before the next attempt. */
  Turnaround: 4,
  /** Bytes in both directions. */
  Data: 5,
  Done: 6,
} as const;

export type TcpPhase = (typeof TcpPhase)[keyof typeof TcpPhase];

const END_STATES: readonly EndState[] = ['R', 'R', 'Q', 'C', 'C', 'D', '-'];

/** Second letter of the termination flags for an end in this phase (manual 8.5). */
export function endStateOf(phase: TcpPhase): EndState {
  return END_STATES[phase]!;
}

/** Rules of the request run or wait. */
export function isInspecting(phase: TcpPhase): boolean {
  return phase <= TcpPhase.Back;
}

/** A server is looked for, or connected to. */
export function isConnecting(phase: TcpPhase): boolean {
  return phase > TcpPhase.Back && phase < TcpPhase.Data;
}
