/** The line of a connection that failed before it was served (manual 8.2.5). */
import { nowMs } from '../../base/clock.js';
import type { ClientSession } from '../session/client-session.js';
import { StreamState } from '../stream/stream-state.js';

const INFO = 6;
const ERR = 3;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Writes the fixed short line, or the `error-log-format`. */
export function logHandshakeFailure(session: ClientSession, message: string): void {
  const { frontend, name } = session.listener;
  const { plan, log } = frontend;
  const level = frontend.logSeparateErrors ? ERR : INFO;
  if (!log.wants(level) || (frontend.dontLogNull && session.socket.bytesRead === 0)) return;
  const { state } = session;
  if (plan.errorLogFormat !== undefined) {
    const stream = new StreamState(state, frontend, session.core.plan.processVars);
    stream.closeAtMs = stream.elapsed(nowMs());
    stream.logOrigin = 'sess_error';
    log.emit(level, plan.errorLogFormat(stream), plan.logFormatSd?.(stream));
    return;
  }
  const { source } = state;
  const date = renderDate(new Date(state.acceptDateMs));
  log.emit(level, `${source.text}:${source.port} [${date}] ${frontend.proxy.name}/${name}: ${message}`);
}

/** `03/Dec/2012:17:35:10.380`, local time. */
function renderDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day}:${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
