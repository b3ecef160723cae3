/** The line of a connection that failed before it was served (manual 8.2.5). */
import { renderLogDateMs } from '../../base/calendar.js';
import { nowMs } from '../../base/clock.js';
import type { ClientSession } from '../session/client-session.js';
import { StreamState } from '../stream/stream-state.js';

const INFO = 6;
const ERR = 3;

/** Writes the fixed short line, or the `error-log-format`. */
export function logHandshakeFailure(session: ClientSession, message: string): void {
  const { frontend, bind, id } = session.listener;
  const { plan, log } = frontend;
  const level = frontend.logSeparateErrors ? ERR : INFO;
  if (!log.wants(level) || (frontend.dontLogNull && session.socket.bytesRead === 0)) return;
  const { state } = session;
  if (plan.errorLogFormat !== undefined) {
    const stream = new StreamState(state, frontend, session.core.plan.processVars);
    stream.closeAtMs = stream.elapsed(nowMs());
    stream.logOrigin = 'sess_error';
    stream.end('P', 'R');
    log.emit(level, plan.errorLogFormat(stream), plan.logFormatSd?.(stream));
    frontend.proxy.logLines++;
    return;
  }
  const { source } = state;
  const date = renderLogDateMs(state.acceptDateMs);
  log.emit(level, `${source.text}:${source.port} [${date}] ${frontend.proxy.name}/${bind.name ?? id}: ${message}`);
}
