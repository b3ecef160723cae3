import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCheckArgv } from '../../../../src/app/check/check-argv.js';
import { UsageError } from '../../../../src/app/option-table.js';

test('parseCheckArgv reads options in both spellings and files', () => {
  const options = parseCheckArgv([
    '--format=json',
    '--severity',
    'error',
    '--deny',
    'warnings',
    '-f',
    'a',
    'b',
    '--',
    '-c',
  ]);
  assert.deepEqual(options.files, ['a', 'b', '-c']);
  assert.equal(options.format, 'json');
  assert.equal(options.severity, 'alert');
  assert.deepEqual([...options.deny], ['warning']);
  assert.deepEqual(parseCheckArgv(['--hermetic', 'x']).assume, { files: true, dns: true, fds: true });
});

test('parseCheckArgv refuses what it does not know', () => {
  const wrong = [
    [],
    ['--format', 'xml', 'a'],
    ['--deny', 'x/y', 'a'],
    ['--max-problems', '0', 'a'],
    ['--nope', 'a'],
    ['--format'],
  ];
  for (const words of wrong) assert.throws(() => parseCheckArgv(words), UsageError, words.join(' '));
});
