/** Parts of the program that answer requests in place of a server: `http-request use-service` (manual 4.4 `use-service`). */
import type { Stream } from './stream.js';
import type { Reply } from './verdict.js';

/** Answers one request of a stream. */
export type Service = (stream: Stream) => Reply;

/** Services by name. They are handed in when the process starts; in mere checks there is none. */
export class Services {
  readonly #services: Map<string, Service>;

  constructor() {
    this.#services = new Map();
  }

  attach(name: string, service: Service): void {
    this.#services.set(name, service);
  }

  /** Undefined: nothing runs that could answer. */
  answer(name: string, stream: Stream): Reply | undefined {
    return this.#services.get(name)?.(stream);
  }
}
