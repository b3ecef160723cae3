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

  /** What a client writes to: `write` for streams, `send` for datagrams. */
  interface ClientTransport {
    write?(bytes: Buffer, done: (error?: Error | null) => void): void;
    send?(
      bytes: Buffer,
      offset: number,
      length: number,
      port: number,
      host: string,
      done: (error?: Error | null) => void,
    ): void;
  }

  class Client extends EventEmitter {
    constructor(target: string, options: { port?: number; transport?: number } & MessageOptions);
    buildFormattedMessage(message: string, options: MessageOptions): Buffer;
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
