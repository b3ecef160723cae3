/** What servers are known by in the entries of a table: names and addresses, kept once and numbered from 1 on. */
export class ServerKeys {
  readonly #texts: string[];
  readonly #numbers: Map<string, number>;

  constructor() {
    this.#texts = [''];
    this.#numbers = new Map();
  }

  /** The text of a number; 0 is none. */
  textOf(number: number): string | undefined {
    return number === 0 ? undefined : this.#texts[number];
  }

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }
}
