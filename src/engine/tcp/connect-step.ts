/** From a chosen backend to a connected server: persistence, queue, connection (manual 4.2 `balance`, `persist`, `use-server`). */
import { nowMs } from '../../base/clock.js';
import type { Server } from '../../model/server.js';
import type { Connection } from '../../net/tcp/connection.js';
import { findServer } from '../assign/slot.js';
import { ownEnd } from '../endpoint.js';
import { applyServerRules } from '../phase/persist.js';
import { applyRdpCookie } from '../phase/rdp-cookie.js';
import { applyStickRequest } from '../phase/stick.js';
import { countServer } from '../stream/count-start.js';
import { fail, logOnce } from './ending.js';
import { endRequest, forwardRequest } from './forward-request.js';
import { TcpPhase } from './phase.js';
import { beginResponse, runResponseRules } from './response-rules.js';
import { TcpServerSide } from './tcp-server-side.js';
import type { TcpStream } from './tcp-stream.js';
import { armClient, armServer } from './time-limits.js';

/** What the rules of the backend say about the server, then a server. */
export function chooseServer(stream: TcpStream): void {
  const { state, persistence } = stream;
  const backend = state.backendLive;
  applyServerRules(backend, state, persistence);
  const { stickRequest } = backend.plan;
  if (stickRequest !== undefined) applyStickRequest(stickRequest, state, persistence, backend);
  applyRdpCookie(backend, state, persistence);
  assignServer(stream);
}

/** Asks the dispatcher, which may have the stream wait in a queue. */
export function assignServer(stream: TcpStream): void {
  stream.phase = TcpPhase.Queue;
  if (!findServer(stream)) fail(stream, 'no-server');
}

/** Opens a connection to the server whose slot the stream holds. */
export function connectToServer(stream: TcpStream, server: Server): void {
  const { state } = stream;
  stream.phase = TcpPhase.Connect;
  const pool = state.backendLive.pools.get(server);
  const connectMs = state.timeoutConnectMs ?? state.backendLive.config.timeouts.connectMs ?? 0;
  const side = new TcpServerSide(stream, server, connectMs);
  stream.server = side;
  server.counters.connect++;
  state.backend.backend.connect++;
  server.connectionsUsed++;
  const connection = pool?.connector.open(state, side);
  if (connection !== undefined) {
    side.connection = connection;
    countServer(server);
  } else stream.onServerFault(side, 'no-local-resource');
}

/** Connected: what is held goes out first. */
export function beginData(stream: TcpStream, side: TcpServerSide, connection: Connection): void {
  const { state } = stream;
  noteServer(stream, side, connection);
  stream.phase = TcpPhase.Data;
  const { requestChannel } = state;
  if (requestChannel.size > 0) {
    forwardRequest(stream, requestChannel.bytes());
    requestChannel.drop();
  }
  if (stream.clientEnded) endRequest(stream);
  if (state.filters?.request.full !== true) stream.connection.resume();
  beginResponse(stream);
  armServer(stream);
  armClient(stream);
  if (state.frontendLive.logAsap) {
    state.closeAtMs = state.connectAtMs;
    logOnce(stream, 'txn_connect');
  }
  if (!stream.responseDecided) runResponseRules(stream);
}

function noteServer({ state }: TcpStream, side: TcpServerSide, connection: Connection): void {
  const server = state.server!;
  server.observer?.('connected');
  state.backendLive.pools.get(server)!.connector.connected(side, connection, state);
  state.serverTls = side.tls;
  state.connectAtMs = state.elapsed(nowMs());
  const { socket } = connection;
  state.serverSocket = socket;
  state.serverSource = ownEnd(socket, side.destination);
}
