/** Background mode as init scripts use it (management.txt 3, `-D`, `-p`). */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { askUntil } from '../support/admin.js';
import { DEFAULTS } from '../support/config-head.js';
import { listenOn, openSocket, temporaryFolder } from '../support/hawser.js';
import { freePort, isAlive } from '../support/process.js';
import { hawserBin } from '../support/project.js';
import { exchange } from '../support/wire.js';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

interface Launched {
  readonly status: number | null;
  readonly output: string;
}

/** Runs the program until nobody holds its stdout and stderr any more, which a daemon must not. */
function launch(args: readonly string[], env: NodeJS.ProcessEnv, descriptors: readonly number[]): Promise<Launched> {
  const child = spawn(process.execPath, [hawserBin, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
  });
  let output = '';
  child.stdout!.on('data', (data: Buffer) => (output += data.toString('latin1')));
  child.stderr!.on('data', (data: Buffer) => (output += data.toString('latin1')));
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, output })));
}

/** The daemon of a pid file; it is ended with the test. */
function daemonOf(t: TestContext, pidfile: string): number {
  const pid = Number(fs.readFileSync(pidfile, 'latin1'));
  t.after(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

/** Resolves when a process that is not our child is gone. */
async function gone(pid: number): Promise<void> {
  await askUntil(
    () => isAlive(pid),
    (lives) => !lives,
  );
}

function config(folder: string, address: string): string {
  const file = path.join(folder, 'haproxy.cfg');
  fs.writeFileSync(
    file,
    `global
    daemon
    pidfile ${folder}/run.pid
${DEFAULTS}frontend f
    bind ${address}
    http-request return status 200 content-type text/plain string "here"
`,
  );
  return file;
}

test('daemon: the start returns 0 once it listens; the process lives on without a terminal', async (t) => {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const launched = await launch(['-f', config(folder, `127.0.0.1:${port}`)], {}, []);
  const pid = daemonOf(t, path.join(folder, 'run.pid'));
  assert.deepEqual(launched, { status: 0, output: '' });
  assert.match(await exchange(t, port, GET), /here$/);
  for (const fd of [0, 1, 2]) assert.equal(fs.readlinkSync(`/proc/${pid}/fd/${fd}`), '/dev/null');
  const session = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[3];
  assert.equal(Number(session), pid, 'it leads a session of its own');
  process.kill(pid, 'SIGUSR1');
  await gone(pid);
});

test('daemon: inherited descriptors reach it; -p and -D of the command line win', async (t) => {
  const folder = temporaryFolder(t);
  const { port, fd, close } = await openSocket();
  const file = config(folder, '"fd@${front}"');
  const pidfile = path.join(folder, 'other.pid');
  const launched = await launch(['-D', '-f', file, '-p', pidfile], { front: '3' }, [fd]);
  close();
  assert.deepEqual(launched, { status: 0, output: '' });
  const pid = daemonOf(t, pidfile);
  assert.match(await exchange(t, port, GET), /here$/);
  assert.equal(fs.existsSync(path.join(folder, 'run.pid')), false);
  process.kill(pid, 'SIGTERM');
  await gone(pid);
});

test('daemon: what keeps it from starting reaches the terminal and the exit status', async (t) => {
  const folder = temporaryFolder(t);
  const server = net.createServer();
  t.after(() => server.close());
  const port = await listenOn(server);
  const launched = await launch(['-f', config(folder, `127.0.0.1:${port}`)], {}, []);
  assert.equal(launched.status, 1);
  assert.match(launched.output, /\[ALERT\] .*haproxy\.cfg:10\] : .*cannot bind socket/);
  assert.equal(fs.existsSync(path.join(folder, 'run.pid')), false);
});
