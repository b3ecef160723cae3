/** The line of a stream: whether it is written, with which format and level, and to whom (manual 8). */
import type { StreamState } from '../stream/stream-state.js';

const INFO = 6;
const ERR = 3;

/** Whether the stream ended other than a user would want it (manual 8.3.3: `log-separate-errors`, `dontlog-normal`). */
function endedBadly(stream: StreamState): boolean {
  if (stream.status >= 500) return true;
  return isErrorCause(stream) || stream.retries > 0 || stream.redispatched;
}

/** What LR and normal ends are not. */
function isErrorCause(stream: StreamState): boolean {
  return stream.endCause !== '-' && stream.endCause !== 'L';
}

/**
 * Renders and emits the line of a stream that ends, or whose moment to be logged has come. Where no request could be read,
 * `error-log-format` stands for the format of the others (haproxy 2.6).
 */
export function logStream(stream: StreamState): void {
  const { frontendLive: frontend } = stream;
  const { plan, log } = frontend;
  const format = (stream.logOrigin === 'sess_error' ? plan.errorLogFormat : undefined) ?? plan.logFormat;
  if (format === undefined || stream.logLevel === -1) return;
  const bad = endedBadly(stream);
  if (frontend.dontLogNormal && !bad) return;
  const level = stream.logLevel ?? (bad && frontend.logSeparateErrors ? ERR : INFO);
  if (!log.wants(level)) return;
  log.emit(level, format(stream), plan.logFormatSd?.(stream));
  frontend.proxy.logLines++;
}
