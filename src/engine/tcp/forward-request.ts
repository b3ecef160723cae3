/** Bytes of the client on their way to the server, and their end. */
import { finish } from './ending.js';
import { TcpPhase } from './phase.js';
import type { TcpStream } from './tcp-stream.js';
import { armClient, armServer } from './time-limits.js';

/** To the server, through the filters if there are any. */
export function forwardRequest(stream: TcpStream, bytes: Buffer): void {
  const { backendLive, filters } = stream.state;
  const flow = filters?.request;
  if (flow?.active !== true) writeToServer(stream, bytes);
  else {
    flow.push(bytes);
    if (flow.full) stream.connection.pause();
  }
  armClient(stream);
  if (!backendLive.independentStreams) armServer(stream);
}

/** Past the filters; the client pauses while the server takes nothing. */
export function writeToServer(stream: TcpStream, bytes: Buffer): void {
  stream.state.bytesToServer += bytes.length;
  if (stream.server?.connection?.write(bytes) === false) stream.connection.pause();
}

/** The client sends no more. */
export function endRequest(stream: TcpStream): void {
  const flow = stream.state.filters?.request;
  if (flow?.active === true) flow.end();
  else endServer(stream);
}

/** The server has all that the client sent. */
export function endServer(stream: TcpStream): void {
  stream.requestForwarded = true;
  stream.server?.connection?.end();
  if (stream.responseForwarded) finish(stream);
  // From here on the server has the time of a connection that is closed on one side.
  else if (stream.state.backendLive.config.timeouts.serverFinMs !== undefined) armServer(stream);
}

/** The filters let something pass by themselves. */
export function afterRequestMoved(stream: TcpStream): void {
  if (stream.phase !== TcpPhase.Data) return;
  armServer(stream);
  if (stream.state.filters?.request.full === true || stream.server?.connection?.writableNeedsDrain) return;
  stream.connection.resume();
  armClient(stream);
}

/** The server takes bytes again. */
export function serverDrained({ connection, state }: TcpStream): void {
  const flow = state.filters?.request;
  flow?.pump();
  if (flow?.full !== true) connection.resume();
}
