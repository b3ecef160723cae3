/** A stream without a client, on which formats and expressions of health checks are evaluated. */
import { nowMs, wallNowMs } from '../../base/clock.js';
import type { ResponseHead } from '../../model/message.js';
import type { Server } from '../../model/server.js';
import type { VarScope, VarStore } from '../../model/vars.js';
import type { Core } from '../core.js';
import { SocketEndpoint } from '../endpoint.js';
import { SessionState } from '../session/session-state.js';
import { StreamState } from '../stream/stream-state.js';

/** The stream of one run of a check: its variables of scope `check` and what its connection brought. */
class CheckStream extends StreamState {
  readonly #variables: VarStore = new Map();

  override vars(scope: VarScope): VarStore | undefined {
    return scope === 'check' ? this.#variables : super.vars(scope);
  }

  /** By the format of the backend (manual 4.2 `unique-id-format`). */
  protected override hasIdentity(): boolean {
    return true;
  }

  /** What the connection brought so far. */
  receive(data: string, ended: boolean, head: ResponseHead | undefined): void {
    const { responseChannel } = this;
    responseChannel.reset();
    responseChannel.hold(Buffer.from(data, 'latin1'), 0, data.length);
    responseChannel.total = data.length;
    responseChannel.closed = ended;
    this.response = head;
    this.serverStatus = head?.status;
    if (head !== undefined) this.status = head.status;
  }
}

/** Makes the stream of one run. */
export function checkStream(server: Server, core: Core): CheckStream {
  const here = new SocketEndpoint('127.0.0.1', 0);
  const session = new SessionState(0, server.proxy, '', 0, here, here, nowMs(), wallNowMs());
  const state = new CheckStream(session, core.proxies.get(server.proxy.name)!, core.plan.processVars);
  state.server = server;
  state.connectAtMs = 0;
  return state;
}
