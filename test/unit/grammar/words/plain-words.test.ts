import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlainLines, PlainWords, tokenizeLines, tokenizeStatements } from '../../../../grammar/words/tokens.js';

type Spelled = readonly [name: string, image: string, startOffset: number];

const PART = /#[^\n]*|\n|[^ \t\n\v\f\r]+/g;

function nameOf(part: string): string {
  if (part === '\n') return 'LineFeed';
  return part.startsWith('#') ? 'Comment' : 'Word';
}

/** Tokens with plain lines and words taken apart. */
function apart(text: string): Spelled[] {
  const found: Spelled[] = [];
  for (const { tokenType, image, startOffset } of tokenizeStatements(text)) {
    if (tokenType !== PlainWords && tokenType !== PlainLines) found.push([tokenType.name, image, startOffset]);
    else for (const { 0: part, index } of image.matchAll(PART)) found.push([nameOf(part), part, startOffset + index]);
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

test('whole lines of plain words and comments are one token, from the start of a line to a line that has more', () => {
  const tokens = tokenizeStatements('global\n # why "not"\n\n maxconn 1\nlog "a"\n b c\n d\ne # f\ng');
  assert.deepEqual(
    tokens.map(({ tokenType, image }) => `${tokenType.name} ${image}`),
    [
      'PlainLines global\n # why "not"\n\n maxconn 1\n',
      'PlainWords log',
      'Word "a"',
      'LineFeed \n',
      'PlainLines  b c\n d\n',
      'PlainWords e',
      'Comment # f',
      'LineFeed \n',
      'PlainWords g',
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
