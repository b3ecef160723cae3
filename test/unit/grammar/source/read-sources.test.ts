import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { listConfigFiles, readSources } from '../../../../grammar/source/read-sources.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';

let folder = '';

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-source-'));
  for (const name of ['b.cfg', 'a.cfg', 'B.cfg', '.hidden.cfg', 'x.txt', '\u00e9.cfg']) {
    fs.writeFileSync(path.join(folder, name), Buffer.from([0x67, 0xe9, 0x0a]));
  }
  fs.mkdirSync(path.join(folder, 'dir.cfg'));
});

after(() => fs.rmSync(folder, { recursive: true }));

test('listConfigFiles takes the files of a directory in the order of their bytes', () => {
  const diagnostics = new Diagnostics();
  const files = listConfigFiles([folder, path.join(folder, 'x.txt')], diagnostics);
  assert.deepEqual(
    files.map((file) => path.basename(file)),
    ['B.cfg', 'a.cfg', 'b.cfg', '\u00e9.cfg', 'x.txt'],
  );
  assert.deepEqual(diagnostics.list, []);
});

test('readSources reads bytes and reports what is not there', () => {
  const diagnostics = new Diagnostics();
  const missing = path.join(folder, 'nope.cfg');
  const sources = readSources([missing, path.join(folder, 'a.cfg')], diagnostics);
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['g\xe9\n'],
  );
  assert.deepEqual(
    diagnostics.list.map(({ code, message }) => [code, message]),
    [['source/unreadable', `Cannot open configuration file/directory ${missing} : No such file or directory`]],
  );
});
