/** The part of syslog-client (1.1) that is used here; the package ships no types. */
declare module 'syslog-client' {
  import { EventEmitter } from 'node:events';

  interface MessageOptions {
    facility?: number;
    severity?: number;
    rfc3164?: boolean;
    appName?: string;
    syslogHostname?: string;
  }

  /** What a client writes to: `write` for streams, `send` for datagrams. It gets what the formatter made, as it is:
   * a Buffer with the package's own formatter, lines with ours. */
  interface ClientTransport {
    write?(lines: readonly string[], done: (error?: Error | null) => void): void;
    send?(
      lines: readonly string[],
      offset: number,
      length: number,
      port: number,
      host: string,
      done: (error?: Error | null) => void,
    ): void;
  }

  class Client extends EventEmitter {
    constructor(target: string, options: { port?: number; transport?: number } & MessageOptions);
    buildFormattedMessage(message: string, options: MessageOptions): readonly string[];
    getTransport(callback: (error: Error | null, transport: ClientTransport) => void): void;
    log(message: string, options: MessageOptions, done: (error?: Error | null) => void): this;
  }

  const syslog: {
    readonly Client: typeof Client;
    readonly Transport: { readonly Tcp: number; readonly Udp: number };
  };
  export default syslog;
  export type { ClientTransport, MessageOptions };
}
