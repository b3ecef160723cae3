// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of variables
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigTree, Word } from '../../../../grammar/config/ast.js';
import { parseConfig } from '../../../../grammar/config/parse-config.js';
import { quoteWord } from '../../../../grammar/config/quote-word.js';
import { Env } from '../../../../grammar/words/env.js';
import { parseWords } from '../../../../grammar/words/parse-words.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { renderHaproxy } from '../../../../src/diag/render-haproxy.js';
import { SourceText } from '../../../../src/diag/source-text.js';
import { printConfig } from '../../../support/print-config.js';
import { FEATURES, fixtures, read, valuesOf } from '../reading.js';

for (const [name, text] of fixtures('print')) {
  test(`printConfig gives the bytes of ${name} back when nothing was changed`, () => {
    const { tree, source } = read(text);
    assert.equal(printConfig(tree, source), text);
  });
}

for (const [name, text] of fixtures('diagnostic')) {
  test(`parseConfig reports what ${name} expects`, () => {
    const [config = '', expected = ''] = text.split(/^----\n/m);
    const { diagnostics } = read(config, name.replace(/txt$/, 'cfg'));
    const lines = diagnostics.list.map((diagnostic) => renderHaproxy(diagnostic, 7));
    assert.equal(`${lines.join('\n')}\n`, expected);
  });
}

test('parseConfig finds sections, statements, comments and lines when indentation is odd', () => {
  const reading = read('global#x\n  daemon#y\n\n    frontend  foo\nmode\thttp   # or tcp\n');
  assert.deepEqual(valuesOf(reading, 0), [['global'], ['daemon']]);
  assert.deepEqual(valuesOf(reading, 1), [
    ['frontend', 'foo'],
    ['mode', 'http'],
  ]);
  const [global, frontend] = reading.tree.sections;
  assert.equal(global!.header.comment, '#x');
  assert.deepEqual([frontend!.kind, frontend!.header.line, frontend!.statements[0]!.line], ['frontend', 4, 5]);
  assert.equal(frontend!.statements[0]!.comment, '# or tcp');
});

test('parseConfig keeps statements before the first section of a file apart', () => {
  const files = [new SourceText('a', 'global\n  daemon\n'), new SourceText('b', '  bind :1\nfrontend f\n')];
  const diagnostics = new Diagnostics();
  const tree = parseConfig(files, {
    isSection: (word) => word === 'global' || word === 'frontend',
    env: new Env(),
    features: FEATURES,
    diagnostics,
  });
  assert.deepEqual(
    tree.orphans.map(({ words }) => words.map((word) => word.value)),
    [['bind', ':1']],
  );
  assert.equal(tree.orphans[0]!.words[0]!.source.name, 'b');
  assert.deepEqual(
    tree.sections.map((section) => section.kind),
    ['global', 'frontend'],
  );
});

test('parseConfig applies setenv and its kin to later lines only', () => {
  const reading = read(
    [
      'global',
      ' log "$A"x',
      ' setenv A 1',
      ' presetenv A 2',
      ' presetenv B 3',
      ' log "$A$B"x',
      ' unsetenv A B',
      ' log "${A-no}x"',
      ' setenv C 4',
      ' resetenv D',
      ' log "$C$D"x',
      '',
    ].join('\n'),
    'test.cfg',
    { D: '5' },
  );
  const logs = valuesOf(reading).filter(([keyword]) => keyword === 'log');
  assert.deepEqual(
    logs.map(([, value]) => value),
    ['x', '13x', 'nox', '5x'],
  );
});

test('parseConfig resolves pseudo-variables where they are written', () => {
  const reading = read('"${.SECTION}" x\nglobal\n a "$.SECTION:$.LINE"\nfrontend foo\n a "$.SECTION:$.LINE:$.FILE"\n');
  assert.equal(reading.tree.sections[0]!.statements[0]!.words[1]!.value, 'global:3');
  assert.equal(reading.tree.sections[1]!.statements[0]!.words[1]!.value, 'foo:5:test.cfg');
});

test('parseConfig leaves out the lines of blocks that are off', () => {
  const reading = read(
    [
      'global',
      '.if defined(A)',
      ' a1',
      ' .if 1',
      '  a2',
      ' .endif',
      '.elif defined(B)',
      ' b1',
      ' .if 0',
      '  b2',
      ' .elif 1',
      '  b3',
      ' .else',
      '  b4',
      ' .endif',
      '.elif 1',
      ' c',
      '.else',
      ' d',
      '.endif',
      ' e',
      '',
    ].join('\n'),
    'test.cfg',
    { B: '' },
  );
  assert.deepEqual(valuesOf(reading), [['global'], ['b1'], ['b3'], ['e']]);
  assert.deepEqual(reading.found, []);
});

test('parseConfig keeps the section of a header with a broken word', () => {
  const reading = read('backend "b\n mode http\nfrontend "f" "x\n mode tcp\n');
  assert.deepEqual(valuesOf(reading, 0), [['backend'], ['mode', 'http']]);
  assert.deepEqual(valuesOf(reading, 1), [
    ['frontend', 'f'],
    ['mode', 'tcp'],
  ]);
  assert.deepEqual(reading.found, ['word/unterminated-quote@1:9', 'word/unterminated-quote@3:14']);
});

test('parseConfig reports the end of files that look truncated and NUL bytes', () => {
  assert.deepEqual(read('global\n  daemon').found, ['source/missing-line-feed@2:9']);
  assert.deepEqual(read('global\n da\0emon\n').found, ['source/nul-byte@2:4']);
  assert.deepEqual(read('').found, []);
});

test('parseConfig reads files that are longer than a piece', () => {
  const lines = Array.from({ length: 9000 }, (_, at) => `  server s${at} 127.0.0.1:${at} "a b"`);
  const reading = read(`backend b\n${lines.join('\n')}\n`);
  const { statements } = reading.tree.sections[0]!;
  assert.equal(statements.length, 9000);
  const last = statements[8999]!;
  assert.equal(last.line, 9001);
  const { source, start, end } = last.words[3]!;
  assert.equal(source.text.slice(start, end), '"a b"');
  assert.equal(printConfig(reading.tree, reading.source), reading.source.text);
});

test('parseConfig calls onStatement before the next line is read', () => {
  const env = new Env();
  const source = new SourceText('a', 'global\n set x\n show "$V"\n');
  const tree = parseConfig([source], {
    isSection: (word) => word === 'global',
    env,
    features: FEATURES,
    diagnostics: new Diagnostics(),
    onStatement: ({ words }, kind) => {
      if (words[0]!.value === 'set') env.set('V', `${kind} ${words[1]!.value}`);
    },
  });
  assert.equal(tree.sections[0]!.statements[1]!.words[1]!.value, 'global x');
});

test('printConfig spells words from elsewhere when a statement was changed', () => {
  const { tree, source } = read('frontend f\n  bind :80 # web\n  mode http\n');
  const other = (value: string): Word => ({ value, source: new SourceText('', ''), start: 0, end: 0, quoted: false });
  const [section] = tree.sections;
  const [bind, mode] = section!.statements;
  const changed: ConfigTree = {
    ...tree,
    sections: [
      { ...section!, statements: [{ ...bind!, words: [...bind!.words, other('name'), other('a b')] }, mode!] },
    ],
  };
  assert.equal(printConfig(changed, source), "frontend f\n  bind :80 name 'a b' # web\n  mode http\n");
});

test('quoteWord gives a spelling that reads as the same value', () => {
  for (const value of [
    '',
    'a',
    'a b',
    'a"b',
    "a'b",
    'a\\b',
    '#',
    '$x',
    '"$x"',
    'it\'s $5 \\ "q"',
    '\x00\n\t\x7f',
    '\xe9',
    '%[path]',
  ]) {
    assert.deepEqual(
      parseWords(quoteWord(value)).map((word) => word.value),
      [value],
    );
  }
});
