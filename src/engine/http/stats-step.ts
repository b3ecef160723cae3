/** Hands requests for `stats uri` to the statistics page, behind the proxy's http-request rules (manual 4.2). */
import type { StatsPage } from '../../model/stats-page.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { HttpStream } from './http-stream.js';

/** `passes`: the request is none of the page; `waits`: for the rest of its form; `answered`: the stream is over. */
export function answerStatistics(
  stream: HttpStream,
  proxy: LiveProxy,
  page: StatsPage,
): 'passes' | 'waits' | 'answered' {
  const { state, core } = stream;
  const { method, uri, fields } = state.request!;
  if (!uri.startsWith(proxy.config.stats!.uri)) return 'passes';
  const { requestChannel } = state;
  const isFull = requestChannel.size >= core.holdBytes;
  if (method === 'POST' && !requestChannel.closed && !isFull) return 'waits';
  const reply = page({
    proxy: proxy.proxy,
    method,
    uri,
    field: (name) => fields.first(name),
    body: requestChannel.closed ? requestChannel.bytes().toString('latin1') : undefined,
    mayAdminister: proxy.plan.statsAdmin?.(state) === true,
  });
  if (reply === undefined) return 'passes';
  proxy.proxy.frontend.intercepted++;
  state.requestMs = Math.max(state.requestMs, 0);
  state.end(reply.cause === 'auth' ? 'P' : 'L', 'R');
  stream.reply(reply);
  return 'answered';
}
