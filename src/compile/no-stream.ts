/** Stands for the stream where there is none: what is evaluated with the configuration, or by the runtime API (manual 3.1 `set-var`). */
import { initialSettings } from '../model/config/proxy.js';
import { Proxy } from '../model/proxy.js';
import type { ChannelView, Endpoint, Session, Stream } from '../model/stream.js';
import type { VarStore } from '../model/vars.js';

const NOWHERE: Endpoint = { address: undefined, text: '', port: 0 };
const NO_BYTES: ChannelView = { bytes: () => Buffer.alloc(0), closed: true, total: 0 };

/** Only the variables of the process are there; all else is as before anything has happened. */
export function createNoStream(store: VarStore): Stream {
  const none: VarStore = new Map();
  const nobody = new Proxy({ ...initialSettings(), ...NO_PROXY }, 0, 0);
  const ends = { source: NOWHERE, destination: NOWHERE };
  const session: Session = {
    ...{ id: 0, frontend: nobody, listenerName: '', listenerId: 0, tls: undefined, vars: none },
    ...{ ...ends, connectionSource: NOWHERE, connectionDestination: NOWHERE },
    ...{ acceptDateMs: Date.now(), acceptMs: 0, handshakeMs: 0, requestCount: 0 },
  };
  return {
    ...{
      session,
      id: 0,
      frontend: nobody,
      backend: nobody,
      server: undefined,
      request: undefined,
      response: undefined,
    },
    ...{ requestChannel: NO_BYTES, responseChannel: NO_BYTES, mayChange: false, final: true, wakeAtMs: 0 },
    vars: (scope) => (scope === 'proc' ? store : none),
    ...{ earlyHints: undefined, reply: undefined, uniqueId: undefined, requestCaptures: [], responseCaptures: [] },
    ...{ requestCookieCapture: undefined, responseCookieCapture: undefined },
    ...{ originalMethod: '', originalUri: '', originalVersion: 0, status: 0, endCause: '-', endState: '-' },
    ...{ requestCookieState: '-', responseCookieState: '-', acceptDateMs: session.acceptDateMs, startMs: 0 },
    ...{ idleMs: -1, requestMs: -1, queueAtMs: -1, connectAtMs: -1, dataAtMs: -1, closeAtMs: 0 },
    ...{ bytesFromClient: 0, bytesToServer: 0, bytesFromServer: 0, bytesToClient: 0, retries: 0, redispatched: false },
    ...{ serverQueuePosition: 0, backendQueuePosition: 0, serverSource: undefined, serverDestination: undefined },
    ...{ serverTls: undefined, logLevel: undefined, logOrigin: 'txn_accept', serverConnectionReused: false },
    ...{ timeoutServerMs: undefined, timeoutTunnelMs: undefined, timeoutClientMs: undefined },
  };
}

const NO_PROXY = {
  ...{
    kind: 'backend' as const,
    name: '',
    id: undefined,
    disabled: false,
    binds: [] as never[],
    servers: [] as never[],
    guid: undefined,
  },
  ...{ file: '', line: 0 },
} as const;
