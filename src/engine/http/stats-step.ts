/** Hands requests for `stats uri` to the statistics page, behind the proxy's http-request rules (manual 4.2). */
import { pathWithQuery } from '../../model/request-target.js';
import type { StatsPage } from '../../model/stats-page.js';
import { Verdict } from '../../model/verdict.js';
import { runRules } from '../phase/run-rules.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import { enterService } from './enter-service.js';
import type { HttpStream } from './http-stream.js';
import { concludeRequest } from './verdict-step.js';

const POSITION = { ruleIndex: 0 };

/** `stats http-request` rules; false: one of them answered. */
function isAllowed(stream: HttpStream, { plan }: LiveProxy): boolean {
  if (plan.statsRules === undefined) return true;
  POSITION.ruleIndex = 0;
  const verdict = runRules(plan.statsRules, POSITION, stream.state);
  if (verdict === Verdict.Continue || verdict === Verdict.Stop) return true;
  concludeRequest(stream, verdict);
  return false;
}

/** What `stats uri` is compared with: of an absolute target its path, unless the word begins otherwise (haproxy 2.6). */
function targetOf(uri: string, prefix: string): string {
  return prefix.startsWith('/') ? (pathWithQuery(uri) ?? uri) : uri;
}

/** `passes`: the request is none of the page; `waits`: for the rest of its form; `answered`: the stream is over. */
export function answerStatistics(
  stream: HttpStream,
  proxy: LiveProxy,
  page: StatsPage,
): 'passes' | 'waits' | 'answered' {
  const { state, core } = stream;
  const { method, fields } = state.request!;
  const prefix = proxy.config.stats!.uri;
  const uri = targetOf(state.request!.uri, prefix);
  if (!uri.startsWith(prefix)) return 'passes';
  if (!isAllowed(stream, proxy)) return 'answered';
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
  if (state.backendLive === state.frontendLive) proxy.proxy.frontend.intercepted++;
  state.requestMs = Math.max(state.requestMs, 0);
  enterService(state, 'STATS');
  state.end('L', 'R');
  stream.reply(reply);
  return 'answered';
}
