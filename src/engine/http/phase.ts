/** Where an HTTP stream stands. The order matters: `phase >= Phase.Wait` means that the request is on its way. */
import type { EndState } from '../../model/stream.js';

export const Phase = {
  /** No request. */
  Idle: 0,
  /** Rules of the request run or wait. */
  Rules: 1,
  Tarpit: 2,
  /** Waits for a server with a free slot. */
  Queue: 3,
  /** Waits for the connection to the server. */
  Connect: 4,
  /** Waits before the next attempt on the same server. */
  Turnaround: 5,
  /** The request was sent, at least its head. */
  Wait: 6,
  /** Rules of the response run or wait. */
  Response: 7,
  /** The head of the response was sent. */
  Data: 8,
  /** 101 or an accepted CONNECT: bytes in both directions. */
  Tunnel: 9,
  Done: 10,
} as const;

export type Phase = (typeof Phase)[keyof typeof Phase];

const END_STATES: readonly EndState[] = ['R', 'R', 'T', 'Q', 'C', 'C', 'H', 'H', 'D', 'D', '-'];

/** Second letter of the termination flags for an end in this phase (manual 8.5). */
export function endStateOf(phase: Phase): EndState {
  return END_STATES[phase]!;
}

/** Steps of the request's rules, in HAProxy's order of analysers. */
export const Step = {
  FrontContent: 0,
  Captures: 1,
  FrontBody: 2,
  FrontHttp: 3,
  FrontStats: 4,
  FrontRedirect: 5,
  Switch: 6,
  BackBody: 7,
  BackContent: 8,
  BackHttp: 9,
  BackStats: 10,
  BackRedirect: 11,
  Ready: 12,
} as const;

export type Step = (typeof Step)[keyof typeof Step];

/** Steps of the response's rules. */
export const ResponseStep = { Content: 0, BackHttp: 1, FrontHttp: 2, Ready: 3 } as const;

export type ResponseStep = (typeof ResponseStep)[keyof typeof ResponseStep];
