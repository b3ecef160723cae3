/**
 * Texts that are sent once and named by a number from then on (peers.txt, `STD_T_DICT`): a ring of 128 per session and
 * direction, where the oldest number is given anew.
 */

export const DICTIONARY_MAX = 128;

/** The side that sends. */
export class SentTexts {
  readonly #numbers: Map<string, number>;
  readonly #texts: (string | undefined)[];
  #next: number;

  constructor() {
    this.#numbers = new Map();
    this.#texts = new Array<string | undefined>(DICTIONARY_MAX).fill(undefined);
    this.#next = 0;
  }

  /** The number of a text, from 1 on; `isNew`: the other side does not know it yet. */
  numberOf(text: string): { readonly number: number; readonly isNew: boolean } {
    const known = this.#numbers.get(text);
    if (known !== undefined) return { number: known, isNew: false };
    const at = this.#next;
    this.#next = (at + 1) % DICTIONARY_MAX;
    const old = this.#texts[at];
    if (old !== undefined) this.#numbers.delete(old);
    this.#texts[at] = text;
    this.#numbers.set(text, at + 1);
    return { number: at + 1, isNew: true };
  }

  list(): readonly (string | undefined)[] {
    return this.#texts;
  }
}

/** The side that receives. */
export class ReceivedTexts {
  readonly #texts: (string | undefined)[];

  constructor() {
    this.#texts = new Array<string | undefined>(DICTIONARY_MAX).fill(undefined);
  }

  /** The text of a number from 1 on; undefined if it is not known. */
  get(number: number): string | undefined {
    return this.#texts[number - 1];
  }

  /** False if the number is out of range. */
  set(number: number, text: string): boolean {
    if (number < 1 || number > DICTIONARY_MAX) return false;
    this.#texts[number - 1] = text;
    return true;
  }

  list(): readonly (string | undefined)[] {
    return this.#texts;
  }
}
