/**
 * Gives memory back once the proxy is quiet. Behind a rush V8 keeps room for 32 MB of young objects, behind the start what
 * reading the configuration left; its own reducer takes a process that allocates nothing at all for a busy one and waits
 * 100 seconds. Small heaps by flags are no way: they cost CPU time in every rush (TLS three times as much).
 */
import type inspector from 'node:inspector';
import { createRequire } from 'node:module';
import v8 from 'node:v8';

const LOOK_MS = 1000;
/** Looks in a row that have to find the process quiet. */
const QUIET_LOOKS = 3;
/** Share of a processor that a quiet process takes, at most: limits of connections that came to nothing take 1 %. */
const QUIET_SHARE = 0.02;
/** Requests that come between two looks at a quiet process, at most: those of the next moment wait for the collection. */
const QUIET_REQUESTS = 10;
/** What V8 must have taken since the last time. */
const GROWTH_BYTES = 8 * 1024 * 1024;
/** Larger heaps are left to V8: what takes 0.1 s here would be a second with 100,000 lines of configuration. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** What is looked at and done; tests have their own. */
export interface HeapAccess {
  /** Share of the time since the last call that a processor worked for the process. */
  busyShare(): number;
  /** Requests so far. */
  requests(): number;
  /** Bytes in use, and those that V8 has taken from the system. */
  size(): { readonly used: number; readonly taken: number };
  collect(): Promise<void>;
}

/** Looks every second for the quiet behind a rush. */
export class QuietHeap {
  readonly #heap: HeapAccess;
  #quietLooks: number;
  #requests: number;
  /** What V8 had taken behind the last collection. */
  #keptBytes: number;

  constructor(heap: HeapAccess) {
    this.#heap = heap;
    this.#quietLooks = 0;
    this.#requests = 0;
    this.#keptBytes = 0;
  }

  start(): void {
    setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** To be called at a steady pace. Collects once per time of quiet, if that is worth it. */
  async look(): Promise<void> {
    this.#quietLooks = this.#isQuiet() ? this.#quietLooks + 1 : 0;
    if (this.#quietLooks !== QUIET_LOOKS) return;
    const { used, taken } = this.#heap.size();
    if (used > LARGEST_BYTES || taken < this.#keptBytes + GROWTH_BYTES) return;
    await this.#heap.collect();
    this.#keptBytes = this.#heap.size().taken;
  }

  #isQuiet(): boolean {
    const requests = this.#heap.requests();
    const isAsked = requests - this.#requests > QUIET_REQUESTS;
    this.#requests = requests;
    return this.#heap.busyShare() <= QUIET_SHARE && !isAsked;
  }
}

/** The heap of this process, which has served so many requests. */
export function processHeap(requests: () => number): HeapAccess {
  let lastMs = performance.now();
  let last = process.cpuUsage();
  return {
    busyShare: () => {
      const { user, system } = process.cpuUsage(last);
      const elapsedMs = performance.now() - lastMs;
      last = process.cpuUsage();
      lastMs += elapsedMs;
      return (user + system) / 1000 / elapsedMs;
    },
    requests,
    size: () => {
      const { used_heap_size: used, total_heap_size: taken } = v8.getHeapStatistics();
      return { used, taken };
    },
    collect: collectGarbage,
  };
}

/**
 * Collects all garbage and shrinks the heap to what lives. The inspector's is the only collection in reach that does the
 * latter: `gc` leaves the room for young objects as it is. Where Node was built without an inspector nothing happens.
 */
export async function collectGarbage(): Promise<void> {
  const session = openSession();
  if (session === undefined) return;
  await new Promise<void>((resolve) => session.post('HeapProfiler.collectGarbage', () => resolve()));
  session.disconnect();
}

function openSession(): inspector.Session | undefined {
  try {
    const { Session } = createRequire(process.execPath)('node:inspector') as typeof inspector;
    const session = new Session();
    session.connect();
    return session;
  } catch {
    return undefined;
  }
}
