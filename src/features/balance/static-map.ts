/** The static table of `static-rr` and of `hash-type map-based`: weights are spread over slots when states change. */
import { OrderedQueue, Ticket } from '../../base/ordered-queue.js';
import type { Proxy } from '../../model/proxy.js';
import type { Server } from '../../model/server.js';
import { soleBackup, usableServers } from './fleet.js';

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** A server on its way to its next slot. */
class Share {
  readonly server: Server;
  readonly index: number;
  readonly weight: number;
  taken: number;
  readonly ticket: Ticket<Share>;
  readonly deadline: Ticket<Share>;

  constructor(server: Server, index: number, weight: number) {
    this.server = server;
    this.index = index;
    this.weight = weight;
    this.taken = 0;
    this.ticket = new Ticket<Share>(this);
    this.deadline = new Ticket<Share>(this);
  }
}

/**
 * Without `allbackups` the table has slots for one backup only, but all of them take part (haproxy 2.6): with every slot each
 * earns its weight, who has earned the most slots gets it and pays for one.
 */
function spreadBackups({ servers }: Proxy, slotCount: number, weightOf: (server: Server) => number): readonly Server[] {
  const backups = servers.filter(({ config, usable }) => config.backup && usable);
  const earned = backups.map(() => 0);
  const slots: Server[] = [];
  for (let slot = 0; slot < slotCount; slot++) {
    let best = 0;
    let most = -1;
    for (const [at, server] of backups.entries()) {
      earned[at]! += weightOf(server);
      const whole = Math.floor(earned[at]! / slotCount);
      if (whole > most) {
        most = whole;
        best = at;
      }
    }
    earned[best]! -= slotCount;
    slots.push(backups[best]!);
  }
  return slots;
}

/** A table with as many slots as the sum of reduced weights, each server's slots spread evenly. */
export class StaticMap {
  readonly #proxy: Proxy;
  /** Of the weights that the process starts with; 0 before. */
  #divisor: number;
  #slots: readonly Server[] | undefined;

  constructor(proxy: Proxy) {
    this.#proxy = proxy;
    this.#divisor = 0;
    this.#slots = undefined;
  }

  start(): void {
    this.#divisor = this.#proxy.servers.reduce((divisor, { weight }) => greatestDivisor(divisor, weight), 0) || 1;
  }

  /** States changed: the table is made anew when it is next used. */
  invalidate(): void {
    this.#slots = undefined;
  }

  get slots(): readonly Server[] {
    this.#slots ??= this.#spread();
    return this.#slots;
  }

  #spread(): readonly Server[] {
    if (this.#divisor === 0) this.start();
    const reduced = ({ weight }: Server) => Math.ceil(weight / this.#divisor);
    const backup = soleBackup(this.#proxy);
    if (backup) return spreadBackups(this.#proxy, reduced(backup), reduced);
    const servers = usableServers(this.#proxy);
    const weights = servers.map(reduced);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 1) return servers;
    return this.#turns(servers, weights, total);
  }

  /**
   * With every slot each server earns its weight, and the one that gets the slot pays the total. The first server in order
   * of declaration that owes nothing gets it; one that has earned a whole slot too many goes before. Each waits for the
   * slot at which it stands so: `total * taken / weight`.
   */
  #turns(servers: readonly Server[], weights: readonly number[], total: number): readonly Server[] {
    const waiting = new OrderedQueue<Share>();
    const due = new OrderedQueue<Share>();
    const overdue = new OrderedQueue<Share>();
    const late = new OrderedQueue<Share>();
    for (const [index, server] of servers.entries()) {
      if (weights[index] === 0) continue;
      const share = new Share(server, index, weights[index]!);
      waiting.add(share.ticket, 0);
    }
    const slots: Server[] = [];
    for (let slot = 1; slot <= total; slot++) {
      while (waiting.firstKey <= slot) {
        const share = waiting.first!;
        waiting.remove(share.ticket);
        due.add(share.ticket, share.index);
        late.add(share.deadline, Math.ceil((total * (share.taken + 1)) / share.weight));
      }
      while (late.firstKey <= slot) {
        const share = late.first!;
        late.remove(share.deadline);
        due.remove(share.ticket);
        overdue.add(share.ticket, share.index);
      }
      const next = overdue.first ?? due.first!;
      if (overdue.first) overdue.remove(next.ticket);
      else {
        due.remove(next.ticket);
        late.remove(next.deadline);
      }
      slots.push(next.server);
      next.taken++;
      waiting.add(next.ticket, Math.ceil((total * next.taken) / next.weight));
    }
    return slots;
  }
}
