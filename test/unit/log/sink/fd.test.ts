import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createProcessLog } from '../../../../src/log/process-log.js';
import { FdSink } from '../../../../src/log/sink/fd.js';

/** Runs with a descriptor of a new file; returns what was written to it. */
async function written(use: (fd: number) => Promise<void> | void): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hawser-'));
  const file = path.join(folder, 'out');
  const fd = openSync(file, 'w');
  await use(fd);
  closeSync(fd);
  const text = readFileSync(file, 'latin1');
  rmSync(folder, { recursive: true });
  return text;
}

test('FdSink writes lines as bytes, and all of them when it is flushed', async () => {
  const text = await written(async (fd) => {
    const sink = new FdSink(fd);
    sink.send('a \xe9');
    sink.send('b');
    await new Promise(setImmediate);
    sink.send('c');
    await sink.close();
    assert.equal(sink.dropped, 0);
  });
  assert.equal(text, 'a \xe9\nb\nc\n');
});

test('FdSink counts lines for a descriptor that cannot be written, and reports once', async () => {
  const reports: string[] = [];
  const fd = openSync('package.json', 'r');
  const sink = new FdSink(fd, (text) => reports.push(text));
  sink.send('a');
  sink.flush();
  sink.send('b');
  sink.flush();
  await sink.close();
  closeSync(fd);
  assert.equal(sink.dropped, 2);
  assert.match(reports.join('|'), /^log target fd@\d+ cannot be written: [^|]*EBADF[^|]*$/);
});

test('createProcessLog writes lines with aligned labels', async () => {
  const text = await written((fd) => {
    const log = createProcessLog({ fd });
    log.alert("backend 'be' has no server available!");
    log.warning('Server \xe9 is UP.\n');
    log.notice('Loading success.');
  });
  const { pid } = process;
  assert.equal(
    text,
    `[ALERT]    (${pid}) : backend 'be' has no server available!\n` +
      `[WARNING]  (${pid}) : Server \xe9 is UP.\n` +
      `[NOTICE]   (${pid}) : Loading success.\n`,
  );
});

test('createProcessLog writes JSON with text as UTF-8 when asked to', async () => {
  const text = await written((fd) => createProcessLog({ fd, json: true }).warning('na\xc3\xafve "x"'));
  const { time, ...rest } = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
  assert.deepEqual(rest, { level: 'warning', pid: process.pid, msg: 'naïve "x"' });
  assert.ok(Date.parse(time) > 0);
});

test('createProcessLog is silent with quiet, and survives a closed descriptor', async () => {
  assert.equal(await written((fd) => createProcessLog({ fd, quiet: true }).alert('x')), '');
  const fd = openSync('/dev/null', 'r');
  createProcessLog({ fd }).alert('nobody hears');
  createProcessLog({ fd, json: true }).alert('nobody hears');
  closeSync(fd);
});
