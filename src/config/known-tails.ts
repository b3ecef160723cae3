/**
 * Ends of `bind` and `server` lines that were read before: thousands of servers often have the same words behind their
 * address, and what these say is found out once.
 */
import type { Word } from '../../grammar/config/ast.js';
import type { Environment, FindFile, HasAccount, ParseSite, Report } from '../catalog/site.js';
import type { ArgText } from '../catalog/text.js';
import type { HostUse } from '../model/config/host-use.js';

/** A word that was understood. */
export interface KnownWord<E> {
  readonly entry: E;
  readonly values: readonly unknown[];
  /** Its place behind the first word of the tail. */
  readonly at: number;
}

/** Lines of which every one is different are not worth more than this. */
const MOST_KNOWN = 256;

/** The tails of one kind of line, by their text. */
export class KnownTails<E> {
  readonly #tails: Map<string, readonly KnownWord<E>[]>;
  #latest: string;
  #latestWords: readonly KnownWord<E>[] | undefined;

  constructor() {
    this.#tails = new Map();
    this.#latest = '';
    this.#latestWords = undefined;
  }

  find(tail: string): readonly KnownWord<E>[] | undefined {
    if (tail === this.#latest) return this.#latestWords;
    const words = this.#tails.get(tail);
    if (words) {
      this.#latest = tail;
      this.#latestWords = words;
    }
    return words;
  }

  add(tail: string, words: readonly KnownWord<E>[]): void {
    if (this.#tails.size < MOST_KNOWN) this.#tails.set(tail, words);
  }
}

/** The words from `at` on as they are written; undefined where the same text may mean something else in another line. */
export function tailOf(words: readonly Word[], at: number): string | undefined {
  const first = words[at];
  if (!first) return undefined;
  for (let index = at; index < words.length; index++) if (words[index]!.quoted) return undefined;
  return first.source.text.slice(first.start, words[words.length - 1]!.end);
}

/** Whether values say nothing of the line that they stand in, and nobody can change them. */
export function areSimple(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value !== 'object' && typeof value !== 'function');
}

/** A site that notes whether anybody asks it: then what was read depends on more than on the words. */
export class WatchedSite implements ParseSite {
  readonly #site: ParseSite;
  #asked: boolean;

  constructor(site: ParseSite) {
    this.#site = site;
    this.#asked = false;
  }

  get wasAsked(): boolean {
    return this.#asked;
  }

  #ask(): ParseSite {
    this.#asked = true;
    return this.#site;
  }

  get report(): Report {
    return this.#ask().report;
  }

  get section(): string {
    return this.#ask().section;
  }

  get environment(): Environment | undefined {
    return this.#ask().environment;
  }

  get hasAccount(): HasAccount | undefined {
    return this.#ask().hasAccount;
  }

  get findFile(): FindFile | undefined {
    return this.#ask().findFile;
  }

  readFile(path: ArgText): string | undefined {
    return this.#ask().readFile(path);
  }

  refersTo(section: string, name: ArgText, user: string): void {
    this.#ask().refersTo?.(section, name, user);
  }

  needsHost(use: HostUse): void {
    this.#ask().needsHost?.(use);
  }
}
