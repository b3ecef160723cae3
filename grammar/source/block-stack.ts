/**
 * Conditional blocks and messages of a file (manual 2.4): `.if .elif .else .endif .diag .notice .warning .alert`.
 * A block is closed in the file that opens it.
 */
import type { DiagnosticCode } from '../../src/diag/code.js';
import type { Diagnostics } from '../../src/diag/diagnostic.js';
import { rangeOf, type Word } from '../config/ast.js';
import { rangeInWord } from '../words/range-in-word.js';
import { evaluatePredicate } from './predicate.js';
import type { PredicateFacts } from './predicate-table.js';

/** `taken` is being read, `waiting` has had no true branch yet, `done` had one, `dead` lies in a branch that is skipped. */
type BranchState = 'taken' | 'waiting' | 'done' | 'dead';

interface Block {
  readonly opener: Word;
  state: BranchState;
  hasElse: boolean;
}

const MESSAGES: Readonly<Record<string, DiagnosticCode>> = {
  '.diag': 'block/diag',
  '.notice': 'block/notice',
  '.warning': 'block/warning',
  '.alert': 'block/alert',
};

/** The open blocks of one file. */
export class BlockStack {
  readonly #facts: PredicateFacts;
  readonly #diagnostics: Diagnostics;
  readonly #blocks: Block[];

  constructor(facts: PredicateFacts, diagnostics: Diagnostics) {
    this.#facts = facts;
    this.#diagnostics = diagnostics;
    this.#blocks = [];
  }

  /** Whether statements at this place count. */
  get active(): boolean {
    const block = this.#blocks[this.#blocks.length - 1];
    return block === undefined || block.state === 'taken';
  }

  /** Handles a line whose first word starts with a dot. */
  directive(words: readonly Word[]): void {
    const name = words[0]!.value;
    switch (name) {
      case '.if':
        this.open(words);
        return;
      case '.elif':
        this.elif(words);
        return;
      case '.else':
        this.otherwise(words);
        return;
      case '.endif':
        if (this.innermost(words[0]!)) {
          this.expectNothing(words, 1);
          this.#blocks.pop();
        }
        return;
      default:
        if (this.active) this.message(words);
    }
  }

  /** Reports blocks that are still open at the end of the file. */
  finish(): void {
    for (const block of this.#blocks) {
      this.#diagnostics.report('block/unbalanced', rangeOf(block.opener), "non-terminated '.if' block.", {
        remedy: 'Add .endif behind its last line.',
      });
    }
  }

  private open(words: readonly Word[]): void {
    const state = !this.active ? 'dead' : this.evaluate(words) ? 'taken' : 'waiting';
    this.#blocks.push({ opener: words[0]!, state, hasElse: false });
  }

  private elif(words: readonly Word[]): void {
    const block = this.innermost(words[0]!);
    if (!block || this.afterElse(block, words[0]!)) return;
    if (block.state === 'taken') block.state = 'done';
    else if (block.state === 'waiting' && this.evaluate(words)) block.state = 'taken';
  }

  private otherwise(words: readonly Word[]): void {
    const block = this.innermost(words[0]!);
    if (!block || this.afterElse(block, words[0]!)) return;
    this.expectNothing(words, 1);
    block.hasElse = true;
    if (block.state === 'taken') block.state = 'done';
    else if (block.state === 'waiting') block.state = 'taken';
  }

  private innermost(word: Word): Block | undefined {
    const block = this.#blocks[this.#blocks.length - 1];
    if (!block) {
      this.#diagnostics.report('block/unbalanced', rangeOf(word), `lone '${word.value}' with no matching '.if'.`);
    }
    return block;
  }

  private afterElse(block: Block, word: Word): boolean {
    if (block.hasElse) {
      this.#diagnostics.report('block/unbalanced', rangeOf(word), `'${word.value}' after '.else' is not permitted.`);
    }
    return block.hasElse;
  }

  private expectNothing(words: readonly Word[], count: number): boolean {
    const extra = words[count];
    if (!extra) return true;
    const message = `Unexpected argument '${extra.value}' for '${words[0]!.value}'.`;
    const remedy = count > 1 ? 'Use quotes if the message should contain spaces.' : undefined;
    this.#diagnostics.report('block/unexpected-argument', rangeOf(extra), message, { remedy });
    return false;
  }

  private message(words: readonly Word[]): void {
    const name = words[0]!.value;
    const code = Object.hasOwn(MESSAGES, name) ? MESSAGES[name] : undefined;
    if (!code) {
      this.#diagnostics.report('block/unknown-directive', rangeOf(words[0]!), `unknown directive '${name}'.`);
      return;
    }
    if (this.expectNothing(words, 2)) {
      this.#diagnostics.report(code, rangeOf(words[1] ?? words[0]!), `'${words[1]?.value ?? ''}'.`);
    }
  }

  /** The words are joined by single blanks again, as quotes and variables are resolved by now. */
  private evaluate(words: readonly Word[]): boolean {
    const args = words.slice(1);
    const result = evaluatePredicate(args.map((word) => word.value).join(' '), this.#facts);
    if (result.ok) return result.value;
    const { source, start, end } = problemRange(args, result.at);
    this.#diagnostics.report(
      'block/bad-condition',
      { source, start, end },
      `${result.message} in '${words[0]!.value}' at position ${result.at + 1}`,
    );
    return false;
  }
}

/** The place of an offset of the joined words: from there to the end of its word. */
function problemRange(words: readonly Word[], at: number): ReturnType<typeof rangeOf> {
  let offset = at;
  for (const word of words) {
    if (offset <= word.value.length) return rangeInWord(word, offset, Math.max(offset + 1, word.value.length));
    offset -= word.value.length + 1;
  }
  return rangeOf(words[words.length - 1]!);
}
