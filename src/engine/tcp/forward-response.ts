/** Bytes of the server on their way to the client, and their end. */
import { finish } from './ending.js';
import { TcpPhase } from './phase.js';
import type { TcpStream } from './tcp-stream.js';
import { armClient, armServer } from './time-limits.js';

/** To the client, through the filters if there are any. */
export function forwardResponse(stream: TcpStream, bytes: Buffer): void {
  const flow = stream.state.filters?.response;
  if (flow?.active !== true) {
    writeToClient(stream, bytes);
    return;
  }
  flow.push(bytes);
  if (flow.full) pauseServer(stream);
}

/** Past the filters; the server pauses while the client takes nothing. */
export function writeToClient(stream: TcpStream, bytes: Buffer): void {
  if (!stream.connection.write(bytes)) pauseServer(stream);
}

/** It is not the server that is late while nobody reads what it sends. */
function pauseServer({ server }: TcpStream): void {
  server?.connection?.pause();
  server?.arm(0);
}

/** The server sends no more. */
export function endResponse(stream: TcpStream): void {
  const flow = stream.state.filters?.response;
  if (flow?.active === true) {
    stream.server?.arm(0);
    flow.end();
  } else endClient(stream);
}

/** The client has all that the server sent. */
export function endClient(stream: TcpStream): void {
  stream.responseForwarded = true;
  stream.connection.end();
  if (stream.requestForwarded) finish(stream);
  else armClient(stream);
}

/** The filters let something pass by themselves. */
export function afterResponseMoved(stream: TcpStream): void {
  if (stream.phase !== TcpPhase.Data) return;
  armClient(stream);
  const connection = stream.server?.connection;
  if (connection?.paused !== true) return;
  if (stream.state.filters?.response.full === true || stream.connection.writableNeedsDrain) return;
  connection.resume();
  armServer(stream);
}

/** The client takes bytes again. */
export function clientDrained(stream: TcpStream): void {
  const flow = stream.state.filters?.response;
  flow?.pump();
  if (stream.phase !== TcpPhase.Data) return;
  const connection = stream.server?.connection;
  if (connection?.paused === true && flow?.full !== true) {
    connection.resume();
    armServer(stream);
  }
  armClient(stream);
}
