/** The rows against the list of keywords that HAProxy 3.5 prints (-dKall), in both directions. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hawserCatalog } from '../../../../src/app/catalog.js';
import { DUMP_CLASSES, dumpClass } from '../../../../src/catalog/derive/dump.js';
import { projectRoot } from '../../../support/project.js';

const recorded = fs.readFileSync(path.join(projectRoot, 'fixtures/keyword/keywords-3.5.txt'), 'latin1').trimEnd();

/** Words that HAProxy's list leaves out stand under a comment. */
function isOwn(line: string): boolean {
  return line.startsWith('#\t') || line.startsWith('# Taken as well');
}

const ours = DUMP_CLASSES.flatMap((name) => dumpClass(hawserCatalog(), name)).filter((line) => !isOwn(line));

test('keywords: every recorded line is printed, when all classes are dumped', () => {
  const known = new Set(ours);
  assert.deepEqual(
    recorded.split('\n').filter((line) => !known.has(line)),
    [],
  );
});

test('keywords: no line is printed that was not recorded, when all classes are dumped', () => {
  const known = new Set(recorded.split('\n'));
  assert.deepEqual(
    ours.filter((line) => !known.has(line)),
    [],
  );
});

test('keywords: the lines come in the recorded order, when all classes are dumped', () => {
  assert.equal(ours.join('\n'), recorded);
});
