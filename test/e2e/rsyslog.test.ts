import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { native } from '../../src/libc/native.js';
import { createLogger, type Logger } from '../../src/log/logger.js';
import { SinkTable } from '../../src/log/sink-table.js';
import type { LogAddress, LogFormat, LogTarget } from '../../src/model/log-target.js';

const installed = spawnSync('rsyslogd', ['-v']).status === 0;
const skip = installed ? false : 'rsyslogd is not installed';
const skipUnix = skip || (native().ok ? false : 'unix datagrams need libc through koffi');

const folder = mkdtempSync(path.join(tmpdir(), 'hawser-rsyslog-'));
const socketPath = path.join(folder, 'chroot/dev/log');
const logFile = path.join(folder, 'hawser.log');
const identity = { tag: 'hawser', hostname: undefined, pid: 4711 };

let port = 0;
let daemon: ChildProcess | undefined;
const sinks = new SinkTable();

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const chosen = socket.address().port;
  socket.close();
  await once(socket, 'close');
  return chosen;
}

/** The project's snippet with the paths and the port of this test. */
function renderConfig(): string {
  const snippet = readFileSync('fixtures/rsyslog/hawser.conf', 'utf8')
    .replace('port="514"', `port="${port}"`)
    .replace('/var/lib/hawser/dev/log', socketPath)
    .replace('/var/log/hawser.log', logFile);
  return `global(workDirectory="${folder}")\nmodule(load="imuxsock" SysSock.Use="off")\n${snippet}`;
}

function start(): void {
  const files = ['-f', path.join(folder, 'rsyslog.conf'), '-i', path.join(folder, 'pid')];
  daemon = spawn('rsyslogd', ['-n', ...files], { stdio: 'inherit' });
}

async function stop(): Promise<void> {
  if (daemon === undefined) return;
  const exited = once(daemon, 'exit');
  daemon.kill();
  await exited;
}

/** Lines in the log file without the time of their arrival. */
function received(): string[] {
  if (!existsSync(logFile)) return [];
  const lines = readFileSync(logFile, 'latin1').split('\n').slice(0, -1);
  return lines.map((line) => line.slice(line.indexOf(' ') + 1));
}

/** Waits until the log file satisfies `done`; `nudge` runs before each look at it. */
async function until(done: (lines: string[]) => boolean, nudge: () => void = () => {}): Promise<void> {
  const watcher = watch(folder);
  while (true) {
    nudge();
    if (done(received())) break;
    const ticker = new AbortController();
    const tick = setTimeout(() => ticker.abort(), 20);
    await once(watcher, 'change', { signal: ticker.signal }).catch(() => {});
    clearTimeout(tick);
  }
  watcher.close();
}

function loggerTo(address: LogAddress, format: LogFormat | undefined, changes: Partial<LogTarget> = {}): Logger {
  const common = { maxLength: 1024, sample: undefined, profile: undefined, facility: 'local0' } as const;
  return createLogger([{ ...common, address, format, maxLevel: 7, minLevel: 0, ...changes }], identity, sinks);
}

const udp = (): LogAddress => ({ kind: 'udp', host: '127.0.0.1', port, family: 4 });
const unix: LogAddress = { kind: 'unix-datagram', path: socketPath };

before(async () => {
  if (skip) return;
  port = await freeUdpPort();
  mkdirSync(path.dirname(socketPath), { recursive: true });
  writeFileSync(path.join(folder, 'rsyslog.conf'), renderConfig());
  start();
  // Datagrams before rsyslog listens are lost: ask until one arrives.
  const probe = loggerTo(udp(), undefined);
  await until(
    (lines) => lines.length > 0,
    () => probe.emit(7, 'ready?'),
  );
  await until(() => existsSync(socketPath));
});

after(async () => {
  await sinks.close();
  await stop();
  rmSync(folder, { recursive: true });
});

/** The lines that stand in the file without those that asked whether somebody listens. */
const answers = () => received().filter((line) => !line.endsWith('?'));

const MESSAGE =
  '127.0.0.1:40000 [20/Nov/2026:19:06:14.411] fe be/s1 0/0/0/1/1 200 98 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1"';

test('rsyslog writes lines sent by UDP as they were emitted, in every syslog format', { skip }, async () => {
  for (const format of ['local', 'rfc3164', 'rfc5424'] as const)
    loggerTo(udp(), format).emit(6, `${format} ${MESSAGE}`);
  loggerTo(udp(), undefined, { facility: 'local7', minLevel: 5 }).emit(1, 'Server be/s1 is DOWN.');
  loggerTo(udp(), undefined, { maxLength: 80 }).emit(3, 'x'.repeat(200));
  const expected = [
    `local0.info hawser[4711]: local ${MESSAGE}`,
    `local0.info hawser[4711]: rfc3164 ${MESSAGE}`,
    `local0.info hawser[4711] rfc5424 ${MESSAGE}`,
    'local7.notice hawser[4711]: Server be/s1 is DOWN.',
    `local0.err hawser[4711]: ${'x'.repeat(80 - '<131>Nov 20 19:06:14 hawser[4711]: '.length)}`,
  ];
  await until(() => answers().length >= expected.length);
  assert.deepEqual(answers(), expected);
});

test('rsyslog writes lines sent by unix datagram, and again after it was restarted', { skip: skipUnix }, async () => {
  const known = answers().length;
  const logger = loggerTo(unix, undefined);
  for (let number = 1; number <= 100; number++) logger.emit(6, `${number} ${MESSAGE}`);
  await until(() => answers().length >= known + 100 || sinks.dropped > 0);
  const expected = Array.from({ length: 100 }, (_, at) => `local0.info hawser[4711]: ${at + 1} ${MESSAGE}`);
  const lines = answers().slice(known);
  // A reader that is slow costs lines of a burst, which are counted; the rest is whole and in order.
  assert.deepEqual(
    lines,
    expected.filter((line) => lines.includes(line)),
  );
  await stop();
  start();
  await until(
    (all) => all.some((line) => line.endsWith('back?')),
    () => logger.emit(6, 'back?'),
  );
});
