import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../../../src/libc/outcome.js';
import { failureOfErrno, success } from '../../../../src/libc/outcome.js';
import { type Datagrams, UnixDatagramSink } from '../../../../src/log/sink/unix-datagram.js';

const EAGAIN = 11;
const EMSGSIZE = 90;
const ECONNREFUSED = 111;

/** A server whose sockets take `room` lines, and whose state a test can change. */
class Fake implements Datagrams {
  lines: string[] = [];
  room = 1000;
  errno = EAGAIN;
  opened = 0;
  closed = 0;
  there = true;

  open = (): Outcome<Datagrams> => {
    this.opened++;
    return this.there ? success(this) : failureOfErrno(ECONNREFUSED);
  };

  sendBatch(lines: readonly string[], from = 0): Outcome<number> {
    if (!this.there) return failureOfErrno(ECONNREFUSED);
    if (lines[from] === 'huge\n') return failureOfErrno(EMSGSIZE);
    const huge = lines.indexOf('huge\n', from);
    const batch = lines.slice(from, huge < 0 ? undefined : huge).slice(0, this.room);
    if (batch.length === 0) return failureOfErrno(this.errno);
    this.lines.push(...batch);
    this.room -= batch.length;
    return success(batch.length);
  }

  close(): void {
    this.closed++;
  }
}

function setup() {
  const fake = new Fake();
  const clock = { ms: 0 };
  const reports: string[] = [];
  const sink = new UnixDatagramSink(
    '/dev/log',
    (text) => reports.push(text),
    fake.open,
    () => clock.ms,
  );
  const send = (...lines: string[]) => {
    for (const line of lines) sink.send(line);
    sink.flush();
  };
  return { fake, clock, reports, sink, send };
}

test('UnixDatagramSink sends lines with line feeds through one socket', () => {
  const { fake, send, sink } = setup();
  send('a', 'b');
  send('c');
  assert.deepEqual([fake.lines, fake.opened, sink.dropped], [['a\n', 'b\n', 'c\n'], 1, 0]);
});

test('UnixDatagramSink loses the lines that a full queue does not take, and stays connected', () => {
  const { fake, send, sink, reports } = setup();
  fake.room = 2;
  send('a', 'b', 'c', 'd');
  fake.room = 1;
  send('e');
  assert.deepEqual([fake.lines, fake.opened, sink.dropped], [['a\n', 'b\n', 'e\n'], 1, 2]);
  assert.deepEqual(reports, ['log target /dev/log loses lines: Resource temporarily unavailable']);
});

test('UnixDatagramSink loses only the line that is too long', () => {
  const { fake, send, sink } = setup();
  send('a', 'huge', 'b');
  assert.deepEqual([fake.lines, sink.dropped], [['a\n', 'b\n'], 1]);
});

test('UnixDatagramSink connects again when the server comes back, at most once a second', () => {
  const { fake, clock, send, sink, reports } = setup();
  send('a');
  fake.there = false;
  clock.ms = 500;
  send('b');
  clock.ms = 1000;
  send('c');
  clock.ms = 1999;
  fake.there = true;
  send('d');
  clock.ms = 2000;
  send('e');
  assert.deepEqual([fake.lines, fake.opened, sink.dropped], [['a\n', 'e\n'], 3, 3]);
  assert.equal(reports.length, 1);
});
