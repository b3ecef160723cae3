import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderUnifiedDiff } from '../../../src/base/unified-diff.js';

test('renderUnifiedDiff gives nothing for equal texts', () => {
  assert.equal(renderUnifiedDiff('a\n', 'a\n', 'f'), '');
});

test('renderUnifiedDiff shows three lines around a change', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
  const after = before.replace('e\n', 'E\nE2\n');
  assert.equal(
    renderUnifiedDiff(before, after, 'f'),
    '--- f\n+++ f\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+E2\n f\n g\n h\n',
  );
});

test('renderUnifiedDiff tells of a missing line feed at the end and of empty sides', () => {
  assert.equal(renderUnifiedDiff('a', 'a\n', 'f'), '--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n');
  assert.equal(renderUnifiedDiff('', 'a\n', 'f'), '--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n');
});

test('renderUnifiedDiff parts distant changes into hunks', () => {
  const before = Array.from({ length: 30 }, (_, index) => `${index}\n`).join('');
  const after = before.replace('\n2\n', '\nx\n').replace('\n25\n', '\n');
  assert.deepEqual(
    renderUnifiedDiff(before, after, 'f')
      .split('\n')
      .filter((line) => line.startsWith('@@')),
    ['@@ -1,6 +1,6 @@', '@@ -23,7 +23,6 @@'],
  );
});
