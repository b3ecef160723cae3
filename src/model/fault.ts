/** What ends a stream against its will. A value, logged once at the end of the stream; one table says what follows of it. */
import type { EndCause } from './stream.js';

export type FaultCode =
  | 'client-abort'
  | 'client-timeout'
  | 'bad-request'
  | 'queue-timeout'
  | 'queue-full'
  | 'no-server'
  | 'connect-refused'
  | 'connect-timeout'
  | 'server-tls'
  | 'no-local-resource'
  | 'server-empty'
  | 'server-abort'
  | 'server-timeout'
  | 'bad-response'
  | 'tunnel-timeout'
  | 'denied'
  | 'internal'
  | 'killed'
  | 'server-down'
  | 'backup-up';

/** Reasons of `retry-on` (manual 4.2) that a fault can stand for. */
export type RetryReason = 'conn-failure' | 'empty-response' | 'junk-response' | 'response-timeout';

export type FaultCounter = 'connectErrors' | 'responseErrors' | 'clientAborts' | 'serverAborts' | 'requestErrors';

export interface Fault {
  /** First letter of the termination flags; the second one is where the stream was. */
  readonly cause: EndCause;
  /** Status of the page that the client gets, if nothing was answered yet. 0 = none. */
  readonly status: number;
  readonly retry: RetryReason | undefined;
  /** Slot of the counters of backend and server that counts it before the response began to leave. */
  readonly counter: FaultCounter | undefined;
  /** Slots that count it in the middle of data. */
  readonly dataCounters: readonly FaultCounter[];
}
