import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderServiceState } from '../../../../src/app/master/service-notice.js';
import { endingOf } from '../../../../src/app/master/worker.js';
import { workerArgv } from '../../../../src/app/master/worker-argv.js';

test('workerArgv: processes that the master replaced are left out, workers come in front of files', () => {
  const cases = [
    ['-W -f a', '-W -f a -sf 1 2'],
    ['-W -sf 7 8 -f a', '-W -f a -sf 1 2'],
    ['-st 7 -W -- a -sf', '-W -sf 1 2 -- a -sf'],
    ['-W -f a -sf', '-W -f a -sf 1 2'],
  ] as const;
  for (const [given, wanted] of cases) assert.equal(workerArgv(given.split(' '), '-sf', [1, 2]).join(' '), wanted);
  assert.deepEqual(workerArgv(['-W', '-sf', '7'], '-st', []), ['-W']);
});

test('endingOf: signals count as in shells', () => {
  assert.deepEqual(endingOf(3, null), { code: 3, word: 'Exit' });
  assert.deepEqual(endingOf(null, 'SIGKILL'), { code: 137, word: 'SIGKILL' });
});

test('renderServiceState: lines of sd_notify(3)', () => {
  assert.equal(renderServiceState('ready', 12), 'READY=1\nMAINPID=12\nSTATUS=Ready.\n');
  assert.match(renderServiceState('reloading', 12, '99'), /^RELOADING=1\nMONOTONIC_USEC=99\nSTATUS=.*\n$/);
});
