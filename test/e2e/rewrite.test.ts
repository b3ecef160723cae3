/** `hawser fmt` and `hawser migrate` as people call them: what is printed, what is written, exit statuses. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { runHawser, temporaryFolder } from '../support/hawser.js';

const CLEAN = 'listen a\n    bind :80\n    retries 3\n';

function fileWith(t: TestContext, text: string): string {
  const file = path.join(temporaryFolder(t), 'a.cfg');
  fs.writeFileSync(file, text, { encoding: 'latin1', mode: 0o640 });
  return file;
}

const read = (file: string) => fs.readFileSync(file, 'latin1');

test('fmt prints, compares, and replaces with --write only', async (t) => {
  const file = fileWith(t, 'listen   a\n bind :80\n retries 3');
  const printed = await runHawser(['fmt', file]);
  assert.deepEqual([printed.status, printed.stdout], [0, CLEAN]);
  const checked = await runHawser(['fmt', '--check', file]);
  assert.deepEqual([checked.status, checked.stdout], [1, `${file}\n`]);
  const compared = await runHawser(['fmt', '--diff', file]);
  assert.match(compared.stdout, /^-listen {3}a\n- bind :80\n/m);
  assert.notEqual(read(file), CLEAN);
  assert.equal((await runHawser(['fmt', '--write', file])).status, 0);
  assert.equal(read(file), CLEAN);
  assert.equal(fs.statSync(file).mode & 0o777, 0o640);
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ['a.cfg']);
  assert.equal((await runHawser(['fmt', '--check', file])).status, 0);
});

test('fmt leaves a file alone that cannot be cut into words, and fails', async (t) => {
  const text = 'listen  a\n bind ":80\n';
  const file = fileWith(t, text);
  const { status, stderr } = await runHawser(['fmt', '--write', file]);
  assert.equal(status, 2);
  assert.match(stderr, /a\.cfg:2/);
  assert.equal(read(file), text);
});

test('migrate tells by its exit status whether something is left to do', async (t) => {
  const done = await runHawser(['migrate', fileWith(t, 'listen a\n bind :80\n redispatch\n')]);
  assert.deepEqual([done.status, done.stdout, done.stderr], [0, 'listen a\n bind :80\n option redispatch\n', '']);
  const left = await runHawser(['migrate', fileWith(t, 'listen a\n appsession x len 3 timeout 1h prefix\n')]);
  assert.equal(left.status, 1);
  assert.match(left.stdout, /^ # hawser: migrate: to do: appsession: /m);
  assert.match(left.stderr, /migrate\/to-do/);
  assert.equal((await runHawser(['migrate', '/nowhere/a.cfg'])).status, 2);
  assert.equal((await runHawser(['migrate', '--wrong', 'a.cfg'])).status, 2);
});
