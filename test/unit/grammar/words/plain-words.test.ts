import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachPlainWord, PlainWords, tokenizeLines, tokenizeStatements } from '../../../../grammar/words/tokens.js';

type Spelled = readonly [name: string, image: string, startOffset: number];

/** Tokens with plain words taken apart. */
function apart(text: string): Spelled[] {
  const found: Spelled[] = [];
  for (const { tokenType, image, startOffset } of tokenizeStatements(text)) {
    if (tokenType !== PlainWords) found.push([tokenType.name, image, startOffset]);
    else eachPlainWord(image, (from, to) => found.push(['Word', image.slice(from, to), startOffset + from]));
  }
  return found;
}

const single = (text: string): Spelled[] =>
  tokenizeLines(text).map(({ tokenType, image, startOffset }) => [tokenType.name, image, startOffset]);

test('a line of plain words is one token, up to its comment', () => {
  const tokens = tokenizeStatements('\tserver s1  10.0.0.1:80 check # why\n  acl a path -i "/x" b\n');
  assert.deepEqual(
    tokens.map(({ tokenType, image }) => `${tokenType.name} ${image}`),
    [
      'PlainWords server s1  10.0.0.1:80 check',
      'Comment # why',
      'LineFeed \n',
      'PlainWords acl a path -i',
      'Word "/x"',
      'PlainWords b',
      'LineFeed \n',
    ],
  );
});

test('plain words are those that single tokens make, whatever stands beside them', () => {
  const pieces = ['a', 'bb', ' ', '\t', '\r', '\v', '\n', '#', '"', "'", '\\', '$', '\0', '\xff', '"x y"', '\\ '];
  let seed = 1;
  for (let round = 0; round < 3000; round++) {
    let text = '';
    for (let count = 0; count < 12; count++) {
      seed = (seed * 48_271) % 0x7fff_ffff;
      text += pieces[seed % pieces.length];
    }
    assert.deepEqual(apart(text), single(text), JSON.stringify(text));
  }
});
