/** The code cache beside the bundle is one that V8 takes: without it the program starts in nearly twice the time. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { hawserBin, projectRoot } from '../../support/project.js';

test('the code cache fits the bundle', () => {
  const file = path.join(projectRoot, 'dist/hawser.cjs');
  const source = fs.readFileSync(file);
  const cachedData = fs.readFileSync(`${file}.${source.toString('latin1', 2, 18)}.${process.versions.v8}.cache`);
  // The same words around it as in bin/hawser: they belong to what was compiled.
  const wrapped = `(function (exports, require, module, __filename, __dirname) { ${source.toString('utf8')}\n})`;
  assert.equal(new vm.Script(wrapped, { filename: file, cachedData }).cachedDataRejected, false);
});

test('a check loads no modules of Node that take long and that it does not need', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-modules-'));
  const hook = path.join(folder, 'hook.cjs');
  const config = path.join(folder, 'small.cfg');
  const slow = ['NativeModule crypto', 'NativeModule net', 'NativeModule v8', 'NativeModule perf_hooks'];
  fs.writeFileSync(
    hook,
    `process.on('exit', () => {
      const found = process.moduleLoadList.filter((name) => ${JSON.stringify(slow)}.includes(name));
      require('node:fs').writeSync(1, found.join());
    });`,
  );
  fs.writeFileSync(config, 'backend b\n timeout server 5s\n timeout connect 5s\n server s1 10.0.0.1:80 check\n');
  const { status, stdout } = spawnSync(process.execPath, ['--require', hook, hawserBin, '-c', '-f', config]);
  fs.rmSync(folder, { recursive: true, force: true });
  assert.deepEqual([status, stdout.toString()], [0, '']);
});
