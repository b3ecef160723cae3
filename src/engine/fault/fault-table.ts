/**
 * The one place that knows what a fault means: flag, status, whether it may be tried again, counters (manual 8.5).
 */
import type { Fault, FaultCode, FaultCounter, RetryReason } from '../../model/fault.js';
import type { EndCause } from '../../model/stream.js';

function fault(
  cause: EndCause,
  status: number,
  counter: Fault['counter'] = undefined,
  retry: RetryReason | undefined = undefined,
  dataCounters: readonly FaultCounter[] = [],
): Fault {
  return Object.freeze({ cause, status, counter, retry, dataCounters });
}

const BY_SERVER: readonly FaultCounter[] = ['responseErrors', 'serverAborts'];

/** By code; see {@link Fault} for the columns. */
export const FAULTS: Readonly<Record<FaultCode, Fault>> = {
  'client-abort': fault('C', 400, 'clientAborts', undefined, ['clientAborts']),
  'client-timeout': fault('c', 408, 'clientAborts', undefined, ['clientAborts']),
  'bad-request': fault('P', 400, 'requestErrors', undefined, ['clientAborts']),
  'queue-timeout': fault('s', 503, 'connectErrors'),
  'queue-full': fault('S', 503, 'connectErrors'),
  'no-server': fault('S', 503, 'connectErrors'),
  'connect-refused': fault('S', 503, 'connectErrors', 'conn-failure'),
  'connect-timeout': fault('s', 503, 'connectErrors', 'conn-failure'),
  'server-tls': fault('S', 503, 'connectErrors', 'conn-failure'),
  'no-local-resource': fault('R', 503, 'connectErrors', 'conn-failure'),
  'server-empty': fault('S', 502, 'responseErrors', 'empty-response', BY_SERVER),
  'server-abort': fault('S', 502, 'responseErrors', 'empty-response', BY_SERVER),
  'server-timeout': fault('s', 504, 'responseErrors', 'response-timeout', ['serverAborts']),
  'bad-response': fault('P', 502, 'responseErrors', 'junk-response', ['responseErrors']),
  'tunnel-timeout': fault('s', 0, 'serverAborts', undefined, ['serverAborts']),
  denied: fault('P', 403),
  internal: fault('I', 500),
  killed: fault('K', 502, 'responseErrors', undefined, ['serverAborts']),
  'server-down': fault('D', 502, 'responseErrors', undefined, ['serverAborts']),
  'backup-up': fault('U', 502, 'responseErrors', undefined, ['serverAborts']),
};
