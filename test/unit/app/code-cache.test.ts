/** The code cache beside the bundle is one that V8 takes: without it the program starts in nearly twice the time. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { projectRoot } from '../../support/project.js';

test('the code cache fits the bundle', () => {
  const file = path.join(projectRoot, 'dist/hawser.cjs');
  const source = fs.readFileSync(file);
  const cachedData = fs.readFileSync(`${file}.${source.toString('latin1', 2, 18)}.${process.versions.v8}.cache`);
  // The same words around it as in bin/hawser: they belong to what was compiled.
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source.toString('utf8')}\n})`;
  assert.equal(new vm.Script(wrapped, { filename: file, cachedData }).cachedDataRejected, false);
});
