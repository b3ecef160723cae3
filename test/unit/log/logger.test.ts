import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { LogIdentity } from '../../../src/log/header.js';
import { createLogger } from '../../../src/log/logger.js';
import type { LogSink } from '../../../src/log/sink.js';
import { SinkTable } from '../../../src/log/sink-table.js';
import type { LogFormat, LogTarget } from '../../../src/model/log-target.js';

const identity: LogIdentity = { tag: 'mytag', hostname: undefined, pid: 5524 };
/** 2026-11-02 09:06:13.431652 in UTC. */
const nowMs = () => Date.UTC(2026, 10, 2, 9, 6, 13, 431) + 0.652;

before(() => {
  process.env.TZ = 'Europe/Berlin';
});

class MemorySink implements LogSink {
  readonly lines: string[] = [];
  dropped = 0;
  send(line: string): void {
    this.lines.push(line);
  }
  flush(): void {}
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function target(changes: Partial<LogTarget> = {}): LogTarget {
  return {
    address: { kind: 'backend', name: 'memory' },
    maxLength: 1024,
    format: undefined,
    sample: undefined,
    profile: undefined,
    facility: 'local3',
    maxLevel: 7,
    minLevel: 0,
    ...changes,
  };
}

function setup(targets: readonly LogTarget[], who = identity) {
  const sink = new MemorySink();
  const sinks = new SinkTable({ backend: () => sink });
  return { lines: sink.lines, sinks, logger: createLogger(targets, who, sinks, nowMs) };
}

const FORMATS: readonly (readonly [LogFormat, string])[] = [
  ['local', '<158>Nov  2 10:06:13 mytag[5524]: p=/ s=200'],
  ['rfc3164', '<158>Nov  2 10:06:13 localhost mytag[5524]: p=/ s=200'],
  ['rfc5424', '<158>1 2026-11-02T10:06:13.431652+01:00 - mytag 5524 - [x@1 a="b"] p=/ s=200'],
  ['priority', '<158>p=/ s=200'],
  ['short', '<6>p=/ s=200'],
  ['timed', '<6>2026-11-02T10:06:13.431652+01:00 p=/ s=200'],
  ['iso', '2026-11-02T10:06:13.431652+01:00 p=/ s=200'],
  ['raw', 'p=/ s=200'],
];

for (const [format, expected] of FORMATS) {
  test(`emit frames a line in format ${format}`, () => {
    const { lines, logger } = setup([target({ format })]);
    logger.emit(6, 'p=/ s=200', '[x@1 a="b"]');
    assert.deepEqual(lines, [expected]);
  });
}

test('emit writes the host name and takes rfc3164 by default when log-send-hostname is set', () => {
  const { lines, logger } = setup([target(), target({ format: 'rfc5424' })], { ...identity, hostname: 'myhost' });
  logger.emit(6, 'x');
  assert.deepEqual(lines, [
    '<158>Nov  2 10:06:13 myhost mytag[5524]: x',
    '<158>1 2026-11-02T10:06:13.431652+01:00 myhost mytag 5524 - - x',
  ]);
});

test('emit drops lines below the max level and caps those above the min level', () => {
  const { lines, logger } = setup([target({ format: 'short', maxLevel: 6, minLevel: 5 })]);
  for (const level of [0, 5, 6, 7]) logger.emit(level, `level ${level}`);
  assert.deepEqual(lines, ['<5>level 0', '<5>level 5', '<6>level 6']);
  assert.deepEqual([logger.wants(6), logger.wants(7)], [true, false]);
});

test('wants is false for every level without targets', () => {
  assert.equal(setup([]).logger.wants(0), false);
});

test('emit cuts header and message at the length of the target', () => {
  const { lines, logger } = setup([target({ maxLength: 80 }), target({ maxLength: 80, format: 'raw' })]);
  logger.emit(6, 'x'.repeat(200));
  assert.equal(lines[0], `<158>Nov  2 10:06:13 mytag[5524]: ${'x'.repeat(46)}`);
  assert.equal(lines[1], 'x'.repeat(80));
});

test('emit sends the lines of the sampled ranges, counting only lines of a wanted level', () => {
  const ranges = [
    { low: 2, high: 2 },
    { low: 4, high: 5 },
  ];
  const { lines, logger } = setup([target({ format: 'raw', maxLevel: 6, sample: { ranges, size: 6 } })]);
  for (let number = 1; number <= 12; number++) {
    logger.emit(7, 'debug');
    logger.emit(6, `${number}`);
  }
  assert.deepEqual(lines, ['2', '4', '5', '8', '10', '11']);
});

test('two loggers with the same target count samples on their own', () => {
  const sample = { ranges: [{ low: 1, high: 1 }], size: 2 };
  const { lines, sinks, logger } = setup([target({ format: 'raw', sample })]);
  const other = createLogger([target({ format: 'raw', sample })], identity, sinks, nowMs);
  logger.emit(6, 'a');
  other.emit(6, 'b');
  assert.deepEqual(lines, ['a', 'b']);
});

test('a ring gives its own format and length to the lines of its targets', () => {
  const ring = { name: 'r', description: 'r', format: 'rfc3164', maxLength: 50, sizeBytes: 200, servers: [] } as const;
  const sinks = new SinkTable({ rings: [ring] });
  const logger = createLogger(
    [target({ address: { kind: 'ring', name: 'r' }, format: 'raw' })],
    identity,
    sinks,
    nowMs,
  );
  logger.emit(6, 'x'.repeat(100));
  assert.deepEqual(sinks.ring('r')?.events(), [`<158>Nov  2 10:06:13 localhost mytag[5524]: ${'x'.repeat(6)}`]);
});

test('lines for an unknown ring or backend are counted as dropped', () => {
  const sinks = new SinkTable();
  const missing = [target({ address: { kind: 'ring', name: 'none' } }), target()];
  createLogger(missing, identity, sinks, nowMs).emit(6, 'x');
  assert.equal(sinks.dropped, 2);
});

test('the same address gives the same sink', () => {
  const sinks = new SinkTable();
  const address = { kind: 'udp', host: '127.0.0.1', port: 514, family: 4 } as const;
  assert.equal(sinks.sink(address), sinks.sink({ ...address }));
});
