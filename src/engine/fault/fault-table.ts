/**
 * The one place that knows what a fault means: flag, status, whether it may be tried again, counter (manual 8.5).
 */
import type { Fault, FaultCode, RetryReason } from '../../model/fault.js';
import type { EndCause } from '../../model/stream.js';

function fault(
  cause: EndCause,
  status: number,
  counter: Fault['counter'] = undefined,
  retry: RetryReason | undefined = undefined,
): Fault {
  return Object.freeze({ cause, status, counter, retry });
}

/** By code; see {@link Fault} for the columns. */
export const FAULTS: Readonly<Record<FaultCode, Fault>> = {
  'client-abort': fault('C', 400, 'clientAborts'),
  'client-timeout': fault('c', 408),
  'bad-request': fault('P', 400, 'requestErrors'),
  'queue-timeout': fault('s', 503, 'connectErrors'),
  'queue-full': fault('S', 503, 'connectErrors'),
  'no-server': fault('S', 503, 'connectErrors'),
  'connect-refused': fault('S', 503, 'connectErrors', 'conn-failure'),
  'connect-timeout': fault('s', 503, 'connectErrors', 'conn-failure'),
  'server-tls': fault('S', 503, 'connectErrors', 'conn-failure'),
  'no-local-resource': fault('R', 503, 'connectErrors', 'conn-failure'),
  'server-empty': fault('S', 502, 'responseErrors', 'empty-response'),
  'server-abort': fault('S', 502, 'serverAborts', 'empty-response'),
  'server-timeout': fault('s', 504, 'responseErrors', 'response-timeout'),
  'bad-response': fault('P', 502, 'responseErrors', 'junk-response'),
  'tunnel-timeout': fault('s', 0),
  denied: fault('P', 403),
  internal: fault('I', 500),
  killed: fault('K', 503),
  'server-down': fault('D', 503),
  'backup-up': fault('U', 503),
};
