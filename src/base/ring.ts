/** A fixed number of latest items: the newest pushes out the oldest. */
export class Ring<T> {
  readonly #items: (T | undefined)[];
  #next: number;
  #count: number;

  constructor(capacity: number) {
    this.#items = new Array<T | undefined>(Math.max(1, capacity)).fill(undefined);
    this.#next = 0;
    this.#count = 0;
  }

  get capacity(): number {
    return this.#items.length;
  }

  get size(): number {
    return this.#count;
  }

  /** Adds an item; returns the one that had to go. */
  push(item: T): T | undefined {
    const dropped = this.#items[this.#next];
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.#items.length;
    if (this.#count < this.#items.length) this.#count++;
    return dropped;
  }

  /** Item by age: 0 is the oldest. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.#count) return undefined;
    const capacity = this.#items.length;
    return this.#items[(this.#next - this.#count + index + capacity) % capacity];
  }

  /** The newest item. */
  latest(): T | undefined {
    return this.at(this.#count - 1);
  }

  clear(): void {
    this.#items.fill(undefined);
    this.#next = 0;
    this.#count = 0;
  }

  /** From the oldest to the newest. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.#count; index++) yield this.at(index) as T;
  }
}
