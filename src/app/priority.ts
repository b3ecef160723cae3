/** Priority of the process: `tune.renice.startup`, `tune.renice.runtime` (manual 3.2). Of the thread that does the work, on Linux. */
import os from 'node:os';
import type { Statement } from '../../grammar/config/ast.js';
import type { GlobalConfig } from '../model/config/global.js';

const STARTUP = 'tune.renice.startup';
const RUNTIME = 'tune.renice.runtime';

export class Priority {
  readonly #before: number;
  readonly #problems: string[];

  constructor() {
    this.#before = os.getPriority();
    this.#problems = [];
  }

  /** Told of every statement once it was read: what stands behind `tune.renice.startup` is read with that priority. */
  follow({ words: [keyword, value] }: Statement, section: string): void {
    if (section !== 'global' || keyword?.value !== STARTUP) return;
    const nice = Number(value?.value);
    if (Number.isInteger(nice) && nice >= -20 && nice <= 19) this.#set(STARTUP, nice);
  }

  /** The configuration was read. @returns what the system refused */
  settle({ tune }: GlobalConfig): readonly string[] {
    const runtime = tune.get(RUNTIME);
    if (typeof runtime === 'number') this.#set(RUNTIME, runtime);
    else if (tune.has(STARTUP)) this.#set(STARTUP, this.#before);
    return this.#problems;
  }

  #set(word: string, nice: number): void {
    try {
      os.setPriority(nice);
    } catch {
      this.#problems.push(`'${word}' : the system refuses the priority ${nice}`);
    }
  }
}
