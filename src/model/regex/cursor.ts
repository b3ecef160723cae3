/** The cursor of the parser: what stands at it, and how problems name their place. */
import { RegexProblem } from './ast.js';

export class Cursor {
  readonly source: string;
  at: number;

  constructor(source: string) {
    this.source = source;
    this.at = 0;
  }

  /** @throws RegexProblem */
  fail(problem: string, at = this.at): never {
    throw new RegexProblem(problem, at);
  }

  /** The character at an offset from here; empty behind the end. */
  peek(offset = 0): string {
    return this.source[this.at + offset] ?? '';
  }

  /** Takes a text if it stands here. */
  take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Takes what the sticky pattern matches here. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at += found[0].length;
    return found;
  }
}
