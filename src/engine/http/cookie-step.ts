/** Cookies of a request: `capture cookie` of the frontend and the persistence cookie of the backend, in one walk. */
import { wallNowMs } from '../../base/clock.js';
import { readRequestCookies, showsCookieStates } from '../cookie/request-cookie.js';
import type { HttpStream } from './http-stream.js';

/** Reads them behind the rules, or as a rule refuses the request: logs show what it was refused with (haproxy 2.6). */
export function readCookies({ state, persistence }: HttpStream): void {
  const backend = state.backendLive;
  const { cookie } = backend.config;
  const capture = state.frontendLive.config.captures.cookie;
  if (cookie === undefined && capture === undefined) return;
  persistence.requestState = 'N';
  const wanted = { capture, backend: cookie === undefined ? undefined : backend };
  state.requestCookieCapture = readRequestCookies(state.request!.fields, wanted, persistence, wallNowMs() / 1000);
  if (cookie !== undefined && showsCookieStates(cookie)) state.requestCookieState = persistence.requestState;
}
