/**
 * Files full of mistakes, each of its own kind: one run names every one of them, once, where it stands, and nothing else.
 * Lines of fixtures/planted-errors that end in `#! code` have the mistake of that code.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseArgv } from '../../src/app/argv.js';
import { load } from '../../src/app/load.js';
import { projectRoot } from '../support/project.js';

const FOLDER = path.join(projectRoot, 'fixtures/planted-errors');
const FILES = fs.readdirSync(FOLDER).sort();

/** `file:line code` for every mark. */
function planted(): readonly string[] {
  return FILES.flatMap((file) => {
    const lines = fs.readFileSync(path.join(FOLDER, file), 'latin1').split('\n');
    return lines.flatMap((line, index) => {
      const code = /#! (\S+)$/.exec(line)?.[1];
      return code === undefined ? [] : [`${file}:${index + 1} ${code}`];
    });
  });
}

/** The same for everything that a check of all files at once reports. */
function reported(): readonly string[] {
  const args = FILES.flatMap((file) => ['-f', path.join(FOLDER, file)]);
  const { diagnostics } = load(parseArgv(['-c', ...args]));
  return diagnostics.list
    .filter(({ severity }) => severity === 'alert' || severity === 'warning')
    .map(({ code, range }) => {
      const place = range && `${path.basename(range.source.name)}:${range.source.position(range.start).line}`;
      return `${place ?? '-'} ${code}`;
    });
}

test('check: names every planted mistake once and nothing else, when files have many', () => {
  const wanted = planted();
  assert.ok(FILES.length >= 6 && wanted.length >= 60, `${wanted.length} mistakes in ${FILES.length} files`);
  assert.deepEqual([...reported()].sort(), [...wanted].sort());
});
