/** Lines that no regular expression can take apart are refused, and the lines around them are read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINE_BYTES, tokenizeLines } from '../../../../grammar/words/tokens.js';
import { printConfig } from '../../../support/print-config.js';
import { read } from '../reading.js';

test('a line of several megabytes is one problem, and the file prints as it was', () => {
  for (const huge of [`"${'a'.repeat(12_000_000)}"`, 'a\\ '.repeat(4_000_000), `"${'b'.repeat(12_000_000)}`]) {
    const text = `global\n    maxconn 1\n    x ${huge}\n    nbthread 1\n`;
    const { tree, source, diagnostics } = read(text);
    assert.deepEqual(
      diagnostics.list.map(({ code, range }) => [code, range?.source.position(range.start).line]),
      [['line/too-long', 3]],
    );
    assert.equal(tree.sections[0]?.statements.length, 2);
    assert.equal(printConfig(tree, source), text);
  }
});

test('offsets count in the whole text when a long line stands in it', () => {
  const text = `a b\n${'x'.repeat(MAX_LINE_BYTES + 1)}\nc`;
  const last = tokenizeLines(text).at(-1)!;
  assert.equal(text.slice(last.startOffset, last.startOffset + last.image.length), 'c');
});
