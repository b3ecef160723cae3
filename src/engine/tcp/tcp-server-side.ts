/** The server's end of a TCP stream: reports to the stream until that lets it go. */
import { nowMs } from '../../base/clock.js';
import { type TimeoutHandler, TimerEntry, timers } from '../../base/timer-wheel.js';
import type { Server } from '../../model/server.js';
import type { Endpoint } from '../../model/stream.js';
import type { TlsInfo } from '../../model/tls.js';
import type { Connection } from '../../net/tcp/connection.js';
import type { TcpFault } from '../../net/tcp/fault.js';
import { connectFault } from '../fault/connect-fault.js';
import type { ConnectedSide } from '../pool/server-connector.js';
import { FLUSH_MS, takesBytes } from '../unsent-bytes.js';
import type { TcpStream } from './tcp-stream.js';

export class TcpServerSide implements ConnectedSide, TimeoutHandler {
  readonly server: Server;
  readonly #timer: TimerEntry;
  #stream: TcpStream | undefined;
  #isReady: boolean;
  /** What waited for the server at the last look. */
  unsent: number;
  connection: Connection | undefined;
  tls: TlsInfo | undefined;
  owner: number;
  destination: Endpoint | undefined;

  constructor(stream: TcpStream, server: Server, connectMs: number) {
    this.server = server;
    this.#timer = new TimerEntry(this);
    this.#stream = stream;
    this.#isReady = false;
    this.unsent = 0;
    this.connection = undefined;
    this.tls = undefined;
    this.owner = 0;
    this.destination = undefined;
    timers.arm(this.#timer, nowMs(), connectMs);
  }

  /** Limits its silence; 0 = no limit. */
  arm(ms: number): void {
    timers.arm(this.#timer, nowMs(), ms);
  }

  /** The stream is over: what was written still goes out. */
  leave(): void {
    this.#stream = undefined;
    if (this.#isReady) this.connection?.close();
    else this.connection?.destroy();
    if (this.connection?.socket.destroyed === false) timers.arm(this.#timer, nowMs(), FLUSH_MS);
    else timers.remove(this.#timer);
  }

  onConnect(connection: Connection): void {
    this.connection = connection;
    this.#isReady = true;
    timers.disarm(this.#timer);
    this.#stream?.onServerReady(this, connection);
  }

  onData(_connection: Connection, bytes: Buffer): void {
    this.#stream?.onServerData(bytes);
  }

  onEnd(): void {
    if (this.#isReady) this.#stream?.onServerEnd();
    else this.#failHandshake();
  }

  /** Before it is ready only a handshake can end: that is an attempt which failed. */
  #failHandshake(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    timers.remove(this.#timer);
    this.connection?.destroy();
    stream?.onServerFault(this, 'server-tls');
  }

  onDrain(): void {
    this.#stream?.onServerDrain();
  }

  onClose(_connection: Connection, fault: TcpFault | undefined): void {
    timers.remove(this.#timer);
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    stream.onServerFault(this, this.#isReady ? 'server-abort' : connectFault(this.server, fault));
  }

  onTimeout(): void {
    const stream = this.#stream;
    if (stream === undefined) {
      this.connection?.destroy();
      return;
    }
    if (this.#isReady) {
      if (takesBytes(this, this.connection!)) stream.onServerSlow();
      else stream.onServerSilent();
      return;
    }
    this.#stream = undefined;
    this.connection?.destroy();
    stream.onServerFault(this, 'connect-timeout');
  }
}
