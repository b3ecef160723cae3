/** The sinks of a process: one per address, shared by all proxies whose `log` lines name it. */
import { openUdpDatagram, openUnixDatagram } from '../libc/datagram.js';
import type { LogAddress, LogProto, LogRing } from '../model/log-target.js';
import { FdSink } from './sink/fd.js';
import { RingSink } from './sink/ring.js';
import { StreamSink } from './sink/stream.js';
import { UdpSink } from './sink/udp.js';
import { UnixDatagramSink } from './sink/unix-datagram.js';
import type { LogSink, ReportTrouble } from './sink.js';

/** The ring that is always there (management.txt `show events`). */
const BUF0: LogRing = {
  name: 'buf0',
  description: 'in-memory ring buffer',
  format: 'timed',
  maxLength: 1 << 20,
  sizeBytes: 1 << 20,
  servers: [],
};

export interface SinkTableOptions {
  readonly rings?: readonly LogRing[];
  /** Where lines for `backend@name` go; undefined for a name that is no log backend. */
  readonly backend?: (name: string) => LogSink | undefined;
  readonly report?: ReportTrouble;
  /** `tune.sndbuf.backend`: the kernel's buffer of datagrams that wait. */
  readonly sendBufferBytes?: number | undefined;
}

/** Takes lines that can go nowhere: a ring or backend that does not exist. The config stage refuses such names. */
class NowhereSink implements LogSink {
  dropped = 0;

  send(): void {
    this.dropped++;
  }

  flush(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Makes sinks when they are first asked for. `close` ends all of them; what waits at the exit of the process is flushed. */
export class SinkTable {
  readonly #rings: Map<string, RingSink>;
  readonly #sinks: Map<string, LogSink>;
  readonly #backend: (name: string) => LogSink | undefined;
  readonly #report: ReportTrouble | undefined;
  readonly #sendBufferBytes: number | undefined;
  readonly #onExit: () => void;

  constructor(options: SinkTableOptions = {}) {
    this.#sinks = new Map();
    this.#backend = options.backend ?? (() => undefined);
    this.#report = options.report;
    this.#sendBufferBytes = options.sendBufferBytes;
    this.#onExit = () => this.flush();
    this.#rings = new Map();
    for (const ring of [BUF0, ...(options.rings ?? [])]) this.#rings.set(ring.name, this.#openRing(ring));
  }

  /** The sink of an address, always the same one. */
  sink(address: LogAddress, proto: LogProto = 'legacy'): LogSink {
    if (address.kind === 'ring') {
      const ring = this.#rings.get(address.name);
      if (ring !== undefined) return ring;
    }
    return this.keep(`${proto} ${JSON.stringify(address)}`, () => this.#open(address, proto));
  }

  /** A sink under a key of its own, made by who knows how it is reached; always the same one. */
  keep(key: string, open: (report: ReportTrouble | undefined) => LogSink): LogSink {
    const known = this.#sinks.get(key);
    if (known !== undefined) return known;
    if (this.#sinks.size === 0) process.once('exit', this.#onExit);
    const made = open(this.#report);
    this.#sinks.set(key, made);
    return made;
  }

  /** A ring by name. */
  ring(name: string): RingSink | undefined {
    return this.#rings.get(name);
  }

  /** All rings, `buf0` first. */
  rings(): readonly RingSink[] {
    return [...this.#rings.values()];
  }

  /** Lines lost by all sinks (`dropped_logs`). */
  get dropped(): number {
    let sum = 0;
    for (const sink of this.#all()) sum += sink.dropped;
    return sum;
  }

  flush(): void {
    for (const sink of this.#all()) sink.flush();
  }

  async close(): Promise<void> {
    process.removeListener('exit', this.#onExit);
    await Promise.all(this.#all().map((sink) => sink.close()));
  }

  /** Rings first: they hand their last lines to the sinks of their servers. */
  #all(): readonly LogSink[] {
    return [...this.#rings.values(), ...this.#sinks.values()];
  }

  #openRing(ring: LogRing): RingSink {
    return new RingSink(
      ring,
      ring.servers.map(({ address, proto }) => this.sink(address, proto)),
    );
  }

  #open(address: LogAddress, proto: LogProto): LogSink {
    switch (address.kind) {
      case 'udp':
        return new UdpSink(address.host, address.port, this.#report, (host, port) =>
          openUdpDatagram(host, port, this.#sendBufferBytes),
        );
      case 'tcp':
        return new StreamSink({ host: address.host, port: address.port }, proto, this.#report);
      case 'unix-stream':
        return new StreamSink({ path: address.path }, proto, this.#report);
      case 'unix-datagram':
        return new UnixDatagramSink(address.path, this.#report, (path) =>
          openUnixDatagram(path, this.#sendBufferBytes),
        );
      case 'fd':
        return new FdSink(address.fd, this.#report);
      case 'ring':
        return new NowhereSink();
      case 'backend':
        return this.#backend(address.name) ?? new NowhereSink();
    }
  }
}
