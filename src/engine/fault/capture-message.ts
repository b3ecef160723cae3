/** Keeps messages that could not be read, for `show errors`. */
import type { Proxy } from '../../model/proxy.js';
import type { H1Fault } from '../../net/h1/index.js';
import type { Core } from '../core.js';
import type { StreamState } from '../stream/stream-state.js';

/** `backend`: none while the request has not come to one. */
export function captureMessage(
  core: Core,
  state: StreamState,
  direction: 'request' | 'response',
  backend: Proxy | undefined,
  fault: H1Fault,
): void {
  const { source } = state.session;
  core.capture({
    frontend: state.frontend,
    backend,
    server: state.server,
    source: `${source.text}:${source.port}`,
    direction,
    bytes: fault.bytes.toString('latin1'),
    offset: fault.offset,
    streamId: state.id,
  });
}
