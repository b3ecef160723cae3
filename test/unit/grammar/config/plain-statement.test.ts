import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Section } from '../../../../grammar/config/ast.js';
import { read } from '../reading.js';

/** What a tree says, words cut anew each time. */
function described(sections: readonly Section[]): unknown {
  return sections.map(({ kind, header, statements }) => ({
    kind,
    lines: [header, ...statements].map(({ words, line, comment }) => ({
      line,
      comment,
      words: words.map(({ value, start, end, quoted, source }) => [value, start, end, quoted, source.name]),
    })),
  }));
}

test('lines without quotes give the statements that they give word by word', () => {
  const pieces = [
    'global',
    'backend',
    ' a',
    '\tbb',
    '\r\n',
    '\n',
    '\n\n',
    ' # why "x"\n',
    '\v',
    'é',
    ' \f',
    '$x',
    '.if 0\n',
  ];
  let seed = 7;
  for (let round = 0; round < 500; round++) {
    let text = 'global\n';
    for (let count = 0; count < 14; count++) {
      seed = (seed * 48_271) % 0x7fff_ffff;
      text += pieces[seed % pieces.length];
    }
    // A comment behind words keeps a line from being plain.
    const lines = text.split('\n').map((line) => (/^\s*(#|$)/.test(line) ? line : `${line.replace(/ *#.*/, '')} #`));
    const plain = read(lines.map((line) => line.replace(/([^ ]) #$/, '$1')).join('\n'));
    for (const { statements } of plain.tree.sections)
      for (const { words } of statements)
        for (const { value, source, start, end } of words) assert.equal(value, source.text.slice(start, end));
    const single = read(lines.join('\n'));
    const bare = (found: unknown) =>
      JSON.stringify(found, (key, value) => (['comment', '1', '2'].includes(key) ? 0 : value));
    assert.equal(bare(described(plain.tree.sections)), bare(described(single.tree.sections)), JSON.stringify(text));
  }
});

test('words of a line are the same while no other line is looked at', () => {
  const { tree } = read('global\n one two\n three\n');
  const [first, second] = tree.sections[0]!.statements;
  assert.equal(first!.words, first!.words);
  const before = first!.words;
  assert.deepEqual(
    second!.words.map(({ value }) => value),
    ['three'],
  );
  assert.deepEqual(first!.words, before);
});

test('a plain line with more words than count is told of', () => {
  const { found } = read(`global\n ${'a '.repeat(64)}\n ${'a '.repeat(65)}\n`);
  assert.deepEqual(found, ['line/too-many-words@3:128']);
});
