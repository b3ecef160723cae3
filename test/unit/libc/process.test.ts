import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findGroup, findUser, parseGroups, parseUsers } from '../../../src/libc/account.js';
import { native } from '../../../src/libc/native.js';
import { changeRoot, readDescriptorLimit, setDescriptorLimit } from '../../../src/libc/process.js';

const here = native();
const skip = here.ok ? false : here.reason;

test('parseUsers and parseGroups read the files and leave out what is no entry', () => {
  assert.deepEqual(parseUsers('root:x:0:0:root:/root:/bin/sh\n# c\nbroken\nweb:x:33:34::/:/bin/false\n'), [
    { name: 'root', uid: 0, gid: 0 },
    { name: 'web', uid: 33, gid: 34 },
  ]);
  assert.deepEqual(parseGroups('adm:x:4:syslog,joe\nnone:x:5:\n+:::\n'), [
    { name: 'adm', gid: 4, members: ['syslog', 'joe'] },
    { name: 'none', gid: 5, members: [] },
  ]);
});

test('findUser and findGroup tell an unknown name from an unreadable file', () => {
  assert.deepEqual(findUser('root'), { ok: true, value: { name: 'root', uid: 0, gid: 0 } });
  assert.deepEqual(findUser('nobody-of-that-name'), { ok: true, value: undefined });
  const missing = findGroup('root', '/nonexistent/group');
  assert.ok(!missing.ok && missing.code === 'ENOENT');
});

test('setDescriptorLimit sets what readDescriptorLimit reads', { skip }, () => {
  const before = readDescriptorLimit();
  assert.ok(before.ok);
  const lowered = { soft: before.value.soft - 1, hard: before.value.hard };
  assert.ok(setDescriptorLimit(lowered).ok);
  assert.deepEqual(readDescriptorLimit(), { ok: true, value: lowered });
  assert.ok(setDescriptorLimit(before.value).ok);
});

test('changeRoot says why when there is no such folder', { skip }, () => {
  const outcome = changeRoot('/nonexistent');
  assert.ok(!outcome.ok && (outcome.code === 'ENOENT' || outcome.code === 'EPERM'));
});
