import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArgv } from '../../../src/app/argv.js';
import { UsageError } from '../../../src/app/option-table.js';

test('parseArgv collects files in order when -f, folders and -- are mixed', () => {
  assert.deepEqual(parseArgv(['-f', 'a.cfg', '-db', '--', 'b.cfg', '-c']).files, ['a.cfg', 'b.cfg', '-c']);
});

test('parseArgv ends a list of pids when the next option comes', () => {
  const options = parseArgv(['-sf', '12', '34', '-D', '-st']);
  assert.deepEqual(options.finishPids, [12, 34]);
  assert.deepEqual(options.terminatePids, []);
  assert.equal(options.daemon, true);
});

test('parseArgv splits the classes of -dK and keeps accepted words', () => {
  const options = parseArgv(['-dKsmp,cnv', '-dM0x50', '-de', '-c']);
  assert.deepEqual(options.dumpClasses, ['smp', 'cnv']);
  assert.deepEqual(options.accepted, ['-dM0x50', '-de']);
  assert.equal(options.task, 'keywords');
  assert.equal(parseArgv(['-dKall', '-c', '-f', 'x.cfg']).task, 'check');
  assert.equal(parseArgv(['-dKall', '-v']).task, 'version');
});

test('parseArgv reports the word when it is unknown, lacks its value or is no number', () => {
  for (const argv of [['-zz'], ['-f'], ['-n', 'x'], ['file.cfg'], ['constructor']]) {
    assert.throws(() => parseArgv(argv), UsageError);
  }
});
