/** Sessions of a listener's clients that resume by identifier (`tune.ssl.cachesize`, `tune.ssl.lifetime`). */

interface Stored {
  readonly session: Buffer;
  readonly expiresMs: number;
}

/** Look-ups, and those that found nothing (`SslCacheLookups`, `SslCacheMisses` of `show info`). */
export interface CacheCounts {
  lookups: number;
  misses: number;
}

/** Entries that were not used for the longest time make room; a Map keeps its keys in order of insertion. */
export class SessionCache {
  readonly #entries: Map<string, Stored>;
  readonly #size: number;
  readonly #lifetimeMs: number;
  readonly #now: () => number;
  readonly #counts: CacheCounts;

  /** @param size most sessions; 0 stores none  @param lifetimeMs how long one may be used */
  constructor(size: number, lifetimeMs: number, counts: CacheCounts, now: () => number = Date.now) {
    this.#entries = new Map();
    this.#size = size;
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
    this.#counts = counts;
  }

  get enabled(): boolean {
    return this.#size > 0;
  }

  get count(): number {
    return this.#entries.size;
  }

  store(id: Buffer, session: Buffer): void {
    if (this.#size === 0) return;
    const key = id.toString('latin1');
    this.#entries.delete(key);
    this.#entries.set(key, { session, expiresMs: this.#now() + this.#lifetimeMs });
    this.#makeRoom();
  }

  /** Two go where one comes, so that what is over does not stay until the room is used up. */
  #makeRoom(): void {
    const now = this.#now();
    for (let count = 0; count < 2; count++) {
      const oldest = this.#entries.entries().next();
      if (oldest.done || (this.#entries.size <= this.#size && oldest.value[1].expiresMs > now)) return;
      this.#entries.delete(oldest.value[0]);
    }
  }

  find(id: Buffer): Buffer | undefined {
    this.#counts.lookups++;
    const key = id.toString('latin1');
    const found = this.#entries.get(key);
    if (found) this.#entries.delete(key);
    if (!found || found.expiresMs <= this.#now()) {
      this.#counts.misses++;
      return undefined;
    }
    this.#entries.set(key, found);
    return found.session;
  }
}
