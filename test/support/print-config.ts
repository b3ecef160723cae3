/**
 * Trees -> text, to see that nothing of a file is lost in its tree. Words that come from the printed file keep their
 * spelling, what stands between them too (blanks, comments, blocks that are switched off); words from elsewhere are quoted
 * as needed. Without changes the bytes are those of the file.
 */
import type { ConfigTree, Statement, Word } from '../../grammar/config/ast.js';
import { quoteWord } from '../../grammar/config/quote-word.js';
import type { SourceText } from '../../src/diag/source-text.js';

/** The spelling of a word in a file. */
function renderWord(word: Word, source: SourceText): string {
  return word.source === source ? source.text.slice(word.start, word.end) : quoteWord(word.value);
}

/** All statements of a tree that stand in a file, headers included, in the order of their lines. */
function statementsOf(tree: ConfigTree, source: SourceText): Statement[] {
  const all = [...tree.orphans, ...tree.sections.flatMap((section) => [section.header, ...section.statements])];
  const placed = all.filter((statement) => statement.words.some((word) => word.source === source));
  return placed.sort((a, b) => a.line - b.line);
}

/** Prints one file of a tree. */
export function printConfig(tree: ConfigTree, source: SourceText): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { words } of statementsOf(tree, source)) {
    let last: Word | undefined;
    for (const word of words) {
      if (word.source !== source) pieces.push(' ', quoteWord(word.value));
      else if (word.start >= at) {
        pieces.push(source.text.slice(at, word.start), renderWord(word, source));
        at = word.end;
      } else if (word.start !== last?.start) pieces.push(' ', renderWord(word, source));
      last = word;
    }
  }
  pieces.push(source.text.slice(at));
  return pieces.join('');
}
