/** A priority queue whose members can leave from anywhere: lowest key first, equals in order of arrival. */

/** What a member carries for its queue; one queue at a time. */
export class Ticket<T> {
  readonly owner: T;
  key: number;
  arrival: number;
  /** Index in the heap; -1 = in no queue. */
  at: number;

  constructor(owner: T) {
    this.owner = owner;
    this.key = 0;
    this.arrival = 0;
    this.at = -1;
  }
}

/** A binary heap; adding, removing and moving cost the logarithm of its size. */
export class OrderedQueue<T> {
  readonly #heap: Ticket<T>[];
  #arrivals: number;

  constructor() {
    this.#heap = [];
    this.#arrivals = 0;
  }

  get size(): number {
    return this.#heap.length;
  }

  get first(): T | undefined {
    return this.#heap[0]?.owner;
  }

  /** Key of the first member; infinite if there is none. */
  get firstKey(): number {
    return this.#heap[0]?.key ?? Number.POSITIVE_INFINITY;
  }

  /** Enters behind all equals. */
  add(ticket: Ticket<T>, key: number): void {
    this.enter(ticket, key, ++this.#arrivals);
  }

  /** Enters with the arrival it had: members that were passed over go back to where they stood. */
  enter(ticket: Ticket<T>, key: number, arrival: number): void {
    ticket.key = key;
    ticket.arrival = arrival;
    this.#heap.push(ticket);
    this.#rise(ticket, this.#heap.length - 1);
  }

  remove(ticket: Ticket<T>): void {
    const { at } = ticket;
    const last = this.#heap.pop()!;
    ticket.at = -1;
    if (last === ticket) return;
    this.#rise(last, at);
    this.#sink(last, last.at);
  }

  #rise(ticket: Ticket<T>, from: number): void {
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = this.#heap[up]!;
      if (!isBefore(ticket, parent)) break;
      this.#put(parent, at);
      at = up;
    }
    this.#put(ticket, at);
  }

  #sink(ticket: Ticket<T>, from: number): void {
    const { length } = this.#heap;
    let at = from;
    for (let down = 2 * at + 1; down < length; down = 2 * at + 1) {
      if (down + 1 < length && isBefore(this.#heap[down + 1]!, this.#heap[down]!)) down++;
      const child = this.#heap[down]!;
      if (!isBefore(child, ticket)) break;
      this.#put(child, at);
      at = down;
    }
    this.#put(ticket, at);
  }

  #put(ticket: Ticket<T>, at: number): void {
    this.#heap[at] = ticket;
    ticket.at = at;
  }
}

function isBefore<T>(a: Ticket<T>, b: Ticket<T>): boolean {
  return a.key < b.key || (a.key === b.key && a.arrival < b.arrival);
}
