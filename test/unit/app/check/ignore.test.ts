import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyIgnores, readComments, readProject } from '../../../../src/app/check/ignore.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { SourceText } from '../../../../src/diag/source-text.js';

function at(source: SourceText, word: string) {
  const start = source.text.indexOf(word);
  return { source, start, end: start + word.length };
}

function apply(text: string, words: readonly string[], project?: string) {
  const source = new SourceText('legacy/a.cfg', text);
  const diagnostics = new Diagnostics('check');
  for (const word of words) diagnostics.report('acl/unknown', at(source, word), word);
  const file = project === undefined ? [] : readProject(new SourceText('.hawser.json', project), diagnostics);
  const { shown, ignored } = applyIgnores([...diagnostics.list], diagnostics, [...readComments(source), ...file]);
  return {
    codes: diagnostics.list.slice(words.length).map(({ code }) => code),
    ignored,
    left: shown.map(({ message }) => message),
  };
}

test('comments hide problems of their line, or of the next one', () => {
  assert.deepEqual(apply('one # hawser: ignore=acl/unknown\ntwo\n', ['one', 'two']).left, ['two']);
  assert.deepEqual(apply('# hawser: ignore=acl/unknown\n# why\none\ntwo\n', ['one', 'two']).left, ['two']);
  assert.deepEqual(apply("one '# hawser: ignore=acl/unknown'\n", ['one']).left, ['one']);
  assert.equal(apply('one # hawser: ignore=lint/verify-none,acl/*\n', ['one']).ignored, 1);
});

test('comments with codes that do not exist, or that hide nothing, are told', () => {
  assert.deepEqual(apply('one # hawser: ignore=acl/unknwon\n', ['one']).codes, ['ignore/unknown-code']);
  assert.deepEqual(apply('one # hawser: ignore=acl/bad-id\n', ['one']).codes, ['ignore/unused']);
});

test('a project file hides codes everywhere or in files of a pattern', () => {
  const all = '{ "ignore": ["acl/unknown"] }';
  const some = '{ "ignore": [{ "code": "acl/*", "files": ["**/*.cfg"] }] }';
  const other = '{ "ignore": [{ "code": "acl/*", "files": ["*.cfg"] }] }';
  assert.equal(apply('one\n', ['one'], all).ignored, 1);
  assert.equal(apply('one\n', ['one'], some).ignored, 1);
  assert.equal(apply('one\n', ['one'], other).ignored, 0);
});

test('a project file that is not understood is told', () => {
  const wrong = (text: string): readonly string[] => {
    const diagnostics = new Diagnostics('check');
    readProject(new SourceText('.hawser.json', text), diagnostics);
    return diagnostics.list.map(({ code }) => code);
  };
  for (const text of ['{', '[]x', '{ "ignroe": [] }', '{ "ignore": [1] }', '{ "ignore": {} }']) {
    assert.deepEqual(wrong(text), ['ignore/project-file'], text);
  }
  assert.deepEqual(apply('one\n', [], '{ "ignore": ["nope/x"] }').codes, ['ignore/unknown-code']);
});
