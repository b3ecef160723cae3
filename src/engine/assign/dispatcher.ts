/**
 * Gives streams of one backend a server: the one that persistence names, or the one that the balancing algorithm chooses.
 * A server is taken by `take` and given back by `release`. Where servers are full, streams wait: in the queue of the server
 * they must go to, or in that of the backend.
 */
import type { ProxyPlan } from '../../compile/plan.js';
import { dynamicMaxconn, isFull, isQueueFull } from '../../model/capacity.js';
import type { Server } from '../../model/server.js';
import type { Stream } from '../../model/stream.js';
import { countBalanced } from '../stream/count-start.js';
import { isBefore, type Pending, PendingQueue } from './pending-queue.js';

/** A stream that needs a server. */
export interface Waiter {
  readonly state: Stream;
  /** Server that a cookie or `use-server` names. */
  readonly wanted: Server | undefined;
  /** It goes to the wanted server even if that is down. */
  readonly insists?: boolean;
  /** Whether the named server was forced by a rule, so that no other one may take its place. */
  readonly persistence?: { readonly forced: boolean };
  /** Server that just failed; another one is preferred. */
  readonly avoided: Server | undefined;
  /** A server was found; it counts the stream. */
  onServer(server: Server): void;
  onQueueTimeout(): void;
  /** The queue of the server takes no more: the stream is refused in its name. */
  onFull(server: Server): void;
  /** The server it waited for went away: it has to ask again. */
  onRequeue(): void;
}

/** `queued`: one of the calls of the waiter follows. `none`: no server is up. `full`: it was told that a queue is. */
export type Assignment = Server | 'queued' | 'none' | 'full';

export class Dispatcher {
  readonly #plan: ProxyPlan;
  readonly #queue: PendingQueue;
  readonly #serverQueues: Map<Server, PendingQueue>;
  readonly #queueTimeoutMs: number | undefined;

  constructor(plan: ProxyPlan) {
    const { proxy } = plan;
    const { queueMs, connectMs } = proxy.config.timeouts;
    this.#plan = plan;
    this.#queueTimeoutMs = queueMs ?? connectMs;
    this.#queue = new PendingQueue(true, (length) => {
      proxy.queued = length;
      if (length > proxy.backend.queueMax) proxy.backend.queueMax = length;
    });
    this.#serverQueues = new Map();
    for (const server of proxy.servers) this.#serverQueues.set(server, createServerQueue(server));
    plan.balancer?.start?.();
  }

  /** A server joined the backend. */
  admit(server: Server): void {
    this.#serverQueues.set(server, createServerQueue(server));
  }

  /** A server left the backend; nobody waits for it any more. */
  dismiss(server: Server): void {
    this.#serverQueues.delete(server);
  }

  /** Streams that wait for any server of the backend. */
  get queued(): number {
    return this.#queue.length;
  }

  take(waiter: Waiter): Assignment {
    const { wanted } = waiter;
    if (wanted !== undefined && (wanted.willing || waiter.insists === true)) {
      if (!isFull(wanted)) return this.#grant(wanted);
      const queue = this.#serverQueues.get(wanted)!;
      if (!isQueueFull(wanted)) return this.#wait(queue, waiter);
      // Another one may take its place where `option redispatch` allows that (haproxy 2.6).
      const { redispatch } = this.#plan.proxy.config;
      if (redispatch === 0 || waiter.persistence?.forced === true) return refuse(waiter, wanted);
    }
    return this.#takeBalanced(waiter);
  }

  release(server: Server): void {
    server.served--;
    this.#plan.balancer?.released?.(server);
    this.serveQueues(server);
  }

  /** The waiter gave up. */
  abandon(waiter: Waiter): void {
    if (this.#queue.abandon(waiter)) return;
    for (const queue of this.#serverQueues.values()) if (queue.abandon(waiter)) return;
  }

  /** Lets waiting streams go to a server while it has room: after a release, when it came up, when limits changed. */
  serveQueues(server: Server): void {
    const own = this.#serverQueues.get(server)!;
    while (server.willing && (server.maxconn === 0 || server.served < dynamicMaxconn(server))) {
      const pending = this.#nextFor(server, own);
      if (!pending) return;
      this.#serve(pending, server);
    }
  }

  /** A server takes no more: those who waited for it ask again. @returns how many there were */
  evict(server: Server): number {
    const evicted = this.#serverQueues.get(server)!.drain();
    for (const { waiter } of evicted) waiter.onRequeue();
    return evicted.length;
  }

  /** No server is left: those who wait for any ask again, and are told so. */
  evictAll(): void {
    for (const { waiter } of this.#queue.drain()) waiter.onRequeue();
  }

  #takeBalanced(waiter: Waiter): Assignment {
    const { balancer, proxy } = this.#plan;
    if (proxy.activeServers + proxy.backupServers === 0) return 'none';
    const server = balancer?.choose(waiter.state, waiter.avoided);
    if (server === undefined) return this.#wait(this.#queue, waiter);
    if (!isFull(server)) return this.#grant(server);
    const queue = this.#serverQueues.get(server)!;
    if (isQueueFull(server)) return refuse(waiter, server);
    countBalanced(server);
    return this.#wait(queue, waiter);
  }

  #grant(server: Server): Server {
    server.served++;
    this.#plan.balancer?.taken?.(server);
    return server;
  }

  #wait(queue: PendingQueue, waiter: Waiter): 'queued' {
    queue.add(waiter, waiter.state.timeoutQueueMs ?? this.#queueTimeoutMs);
    return 'queued';
  }

  /** The head of the server's queue or of the backend's, whichever comes first. */
  #nextFor(server: Server, own: PendingQueue): Pending | undefined {
    const shared = server.usable && this.#takesShared(server) ? this.#queue.head : undefined;
    const { head } = own;
    if (!head || !shared) return head ?? shared;
    return isBefore(head, shared) ? head : shared;
  }

  /** Backups help with the queue of the backend only when no active server is up. */
  #takesShared(server: Server): boolean {
    return !server.config.backup || server.proxy.activeServers === 0;
  }

  #serve(pending: Pending, server: Server): void {
    const { queue, waiter } = pending;
    queue.remove(pending, true);
    this.#grant(server);
    waiter.onServer(server);
  }
}

function refuse(waiter: Waiter, server: Server): 'full' {
  waiter.onFull(server);
  return 'full';
}

function createServerQueue(server: Server): PendingQueue {
  return new PendingQueue(false, (length) => {
    server.queued = length;
    if (length > server.counters.queueMax) server.counters.queueMax = length;
  });
}
