/** Connections that end before a request could be read: the page, the log line, the counters (manual 8.5: PR, CR, cR). */
import { nowMs } from '../../base/clock.js';
import type { FaultCode } from '../../model/fault.js';
import { FAULTS } from '../fault/fault-table.js';
import { logStream } from '../log/stream-log.js';
import { rawPage } from '../reply/page.js';
import { countRefusal, countStatus } from '../stream/count-end.js';
import { countRequest } from '../stream/count-start.js';
import { trackHttpError, trackRequest } from '../stream/track.js';
import type { ClientH1 } from './client-h1.js';

/** Answers with the page of `status`, if anybody listens, and closes. */
export function failRequest(client: ClientH1, code: FaultCode, status: number): void {
  const { state } = client;
  const frontend = state.frontendLive;
  const isSilent = !client.parser.busy && code !== 'bad-request';
  state.id = client.core.nextStreamId();
  state.status = status;
  state.logOrigin = 'sess_error';
  state.end(FAULTS[code].cause, 'R');
  state.closeAtMs = state.elapsed(nowMs());
  state.session.requestCount++;
  countRefusal(state, 'requestErrors');
  countRequest(frontend.proxy);
  countStatus(frontend.proxy.frontend, status);
  trackRequest(state);
  trackHttpError(state);
  client.closeWith(pageText(client, status));
  if (isSilent && frontend.dontLogNull) return;
  if (frontend.plan.logMoment !== 'start' || frontend.plan.errorLogFormat !== undefined) logStream(state);
}

/** Bytes of the page: an empty errorfile silences it, any other one is not used before a request could be read. */
function pageText(client: ClientH1, status: number): string {
  const { pages } = client.state.frontendLive;
  return pages.has(status) && pages.get(status).status === 0 ? '' : rawPage(status);
}
