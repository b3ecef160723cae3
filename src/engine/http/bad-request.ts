/** Connections that end before a request could be read: the page, the log line, the counters (manual 8.5: PR, CR, cR). */
import { nowMs } from '../../base/clock.js';
import type { FaultCode } from '../../model/fault.js';
import { renderResponseHead } from '../../net/h1/index.js';
import { FAULTS } from '../fault/fault-table.js';
import { logStream } from '../log/stream-log.js';
import { headOfReply } from '../reply/local-response.js';
import { rawPage } from '../reply/page.js';
import { countStatus } from '../stream/count-end.js';
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
  frontend.proxy.frontend.requestErrors++;
  frontend.proxy.frontend.requests++;
  countStatus(frontend.proxy.frontend, status);
  client.closeWith(pageText(client, status));
  if (isSilent && frontend.dontLogNull) return;
  if (frontend.plan.logMoment !== 'start') logStream(state);
}

/** Bytes of the page; nothing for an empty errorfile. */
function pageText(client: ClientH1, status: number): string {
  const { pages } = client.state.frontendLive;
  if (!pages.has(status)) return rawPage(status);
  const reply = pages.get(status);
  if (reply.status === 0) return '';
  const head = headOfReply(reply);
  if (head.version >= 11) head.fields.set('connection', 'close');
  return renderResponseHead(head) + reply.body;
}
