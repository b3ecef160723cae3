/**
 * syslog-client's client for lines that are framed already, over a transport of ours. The client's own formatter
 * copies and scans each message, and its transports are an unconnected datagram socket and a stream without
 * reconnection; the chain log -> format -> transport -> callback stays the client's.
 */
import syslog, { type ClientTransport } from 'syslog-client';

/** Filled in full, so that the client adds nothing to it per line. */
const OPTIONS = { facility: 0, severity: 0, rfc3164: true, appName: '', syslogHostname: '' };

export class LineClient extends syslog.Client {
  readonly #transport: ClientTransport;

  constructor(kind: 'udp' | 'stream', transport: ClientTransport) {
    super('', { transport: kind === 'udp' ? syslog.Transport.Udp : syslog.Transport.Tcp, ...OPTIONS });
    this.#transport = transport;
  }

  override buildFormattedMessage(text: string): Buffer {
    return Buffer.from(text, 'latin1');
  }

  override getTransport(callback: (error: Error | null, transport: ClientTransport) => void): void {
    callback(null, this.#transport);
  }

  /** Sends one datagram or one batch; `done` hears of the failure. */
  submit(text: string, done: (error?: Error | null) => void): void {
    this.log(text, OPTIONS, done);
  }
}
