/** Master and worker (management.txt 4, `-W`, `-Ws`): reloads, files that are wrong, ends, service managers. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { askUntil } from '../support/admin.js';
import { DEFAULTS } from '../support/config-head.js';
import { listenOn, type Program, runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { openNotifySocket, withoutDatagrams } from '../support/notify-socket.js';
import { freePort, isAlive, stderrHas } from '../support/process.js';
import { hawserBin } from '../support/project.js';
import { bodyOf, command, connect, exchange } from '../support/wire.js';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

const config = (port: number, version: string) => `global
    hard-stop-after 10s
${DEFAULTS}frontend f
    bind 127.0.0.1:${port}
    http-request return status 200 content-type text/plain lf-string "${version} %pid"
`;

interface Stage {
  readonly program: Program;
  readonly port: number;
  /** Writes the file anew. */
  write(text: string): void;
  /** What the worker answers: the version of its file, and its process. */
  serves(): Promise<{ version: string; pid: number }>;
  pidfile(): string;
}

async function start(
  t: TestContext,
  args: readonly string[] = ['-W'],
  env: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const port = await freePort();
  const folder = temporaryFolder(t);
  const pidfile = path.join(folder, 'run.pid');
  const options = { folder, env, args: [...args, '-p', pidfile] };
  const started = await startHawser(t, { ...options, config: config(port, 'one') });
  const serves = async () => {
    const [version = '', pid] = bodyOf(await exchange(t, port, GET)).split(' ');
    t.after(() => isAlive(Number(pid)) && process.kill(Number(pid), 'SIGKILL'));
    return { version, pid: Number(pid) };
  };
  await stderrHas(started, /Loading success/);
  return {
    program: started,
    port,
    write: (text) => fs.writeFileSync(path.join(folder, 'haproxy.cfg'), text),
    serves,
    pidfile: () => fs.readFileSync(pidfile, 'latin1').trim(),
  };
}

const gone = (pid: number) =>
  askUntil(
    () => isAlive(pid),
    (lives) => !lives,
  );

test('master: SIGUSR2 and SIGHUP replace the worker; broken files leave it', async (t) => {
  const { program: master, port, write, serves, pidfile } = await start(t);
  const first = await serves();
  assert.notEqual(first.pid, master.pid);
  assert.equal(pidfile(), String(master.pid));
  let before = first.pid;
  for (const [signal, version] of [
    ['SIGUSR2', 'two'],
    ['SIGHUP', 'three'],
  ] as const) {
    write(config(port, version));
    master.child.kill(signal);
    const next = await askUntil(serves, (served) => served.version === version);
    assert.notEqual(next.pid, before);
    await gone(before);
    before = next.pid;
  }
  write(`${config(port, 'four')}    no-such-word\n`);
  master.child.kill('SIGUSR2');
  await stderrHas(master, /unknown keyword 'no-such-word'[\s\S]*Loading failure!/);
  assert.deepEqual(await serves(), { version: 'three', pid: before });
  assert.equal(pidfile(), String(master.pid));
  await master.stop();
  await gone(before);
});

test('master: SIGUSR1 ends it with the last stream, SIGTERM at once', async (t) => {
  for (const signal of ['SIGUSR1', 'SIGTERM'] as const) {
    const { program: master, port, serves } = await start(t);
    await serves();
    const wire = await connect(t, port);
    wire.send('GET / HTTP/1.1\r\nHost: h\r\n');
    await serves();
    master.child.kill(signal);
    if (signal === 'SIGUSR1') {
      await stderrHas(master, /Proxy f stopped/);
      wire.send('\r\n');
      assert.match(await wire.response(), /^HTTP\/1\.1 200 /);
    }
    await wire.untilClose();
    const { status } = await master.finished;
    assert.equal(status, signal === 'SIGUSR1' ? 0 : 143);
  }
});

test('master: a worker that falls ends it with the same status', async (t) => {
  const { program: master, serves } = await start(t);
  process.kill((await serves()).pid, 'SIGKILL');
  assert.equal((await master.finished).status, 137);
});

test('master: a worker that cannot start leaves the one that runs', async (t) => {
  const { program, port, write, serves } = await start(t);
  const first = await serves();
  const server = net.createServer();
  t.after(() => server.close());
  write(config(port, 'two').replace('bind ', `bind 127.0.0.1:${await listenOn(server)},`));
  program.child.kill('SIGUSR2');
  await stderrHas(program, /cannot bind socket[\s\S]*Loading failure!/);
  assert.deepEqual(await serves(), first);
  write(config(port, 'three'));
  program.child.kill('SIGUSR2');
  await askUntil(serves, ({ version }) => version === 'three');
});

test('master: a worker ends with its master', async (t) => {
  const { program, serves } = await start(t);
  const { pid } = await serves();
  program.child.kill('SIGKILL');
  await gone(pid);
});

test('master: what keeps the first worker from starting ends it', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'haproxy.cfg');
  fs.writeFileSync(file, 'global\n    bogus\n');
  const broken = await runHawser(['-W', '-db', '-f', file]);
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /unknown keyword 'bogus'/);
  const server = net.createServer();
  t.after(() => server.close());
  fs.writeFileSync(file, config(await listenOn(server), 'one'));
  const taken = await runHawser(['-W', '-db', '-f', file]);
  assert.equal(taken.status, 1);
  assert.match(taken.stderr, /cannot bind socket/);
});

test('master: -Ws tells the service manager, whatever comes', { skip: withoutDatagrams }, async (t) => {
  const manager = openNotifySocket(t);
  // `daemon` of the file is left: the manager watches this process.
  const { program, port, write } = await start(t, ['-Ws'], { NOTIFY_SOCKET: manager.path });
  const told = async (state: RegExp) => {
    const list = await askUntil(manager.messages, (all) => state.test(all.at(-1) ?? ''));
    return list.length;
  };
  const ready = new RegExp(`^READY=1\nMAINPID=${program.pid}\nSTATUS=Ready\\.\n$`);
  assert.equal(await told(ready), 1);
  write(config(port, 'two').replace('global\n', 'global\n    daemon\n'));
  program.child.kill('SIGUSR2');
  await stderrHas(program, /Former worker/);
  assert.equal(await told(ready), 3);
  assert.match(manager.messages()[1]!, /^RELOADING=1\nMONOTONIC_USEC=\d+\n/);
  write('bogus\n');
  program.child.kill('SIGUSR2');
  assert.equal(await told(/^READY=1\n.*\nSTATUS=Reload failed!\n$/), 5);
  await program.stop();
  assert.equal(await told(/^STOPPING=1\n$/), 6);
});

test('master: -D and a folder of -C: the start returns, and the pid file holds the master', async (t) => {
  const folder = temporaryFolder(t);
  const port = await freePort();
  fs.writeFileSync(path.join(folder, 'a.cfg'), config(port, 'one'));
  const words = ['-W', '-D', '-C', path.basename(folder), '-f', 'a.cfg', '-p', 'run.pid'];
  const child = spawn(process.execPath, [hawserBin, ...words], { cwd: path.dirname(folder), stdio: 'ignore' });
  assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0);
  const master = Number(fs.readFileSync(path.join(folder, 'run.pid'), 'latin1'));
  t.after(() => isAlive(master) && process.kill(master, 'SIGKILL'));
  const worker = Number(bodyOf(await exchange(t, port, GET)).split(' ')[1]);
  assert.notEqual(worker, master);
  fs.writeFileSync(path.join(folder, 'a.cfg'), config(port, 'two'));
  process.kill(master, 'SIGUSR2');
  await gone(worker);
  assert.match(await exchange(t, port, GET), /two/);
  process.kill(master, 'SIGTERM');
  await gone(master);
});

test('master: its socket tells of processes, passes commands on and reloads', async (t) => {
  const { program, port, write, serves } = await start(t, ['-W', '-S', 'unix@master.sock,mode,600']);
  const socket = path.join(program.folder, 'master.sock');
  const say = (line: string) => command(socket, line);
  const { pid } = await serves();
  assert.equal(fs.statSync(socket).mode & 0o777, 0o600);
  const list = await say('show proc');
  assert.match(list, new RegExp(`^${program.pid} +master +0 \\[failed: 0\\] +0d00h00m\\d\\ds `, 'm'));
  assert.match(list, new RegExp(`^# workers\n${pid} +worker +0 `, 'm'));
  for (const name of ['@1', `@!${pid}`, '@@1'])
    assert.match(await say(`${name} show info`), new RegExp(`^Pid: ${pid}$`, 'm'));
  const twice = await say('@1; show info; @master; show proc');
  assert.match(twice, new RegExp(`^Pid: ${pid}\n[\\s\\S]*^#<PID>`, 'm'));
  assert.equal(await say('@1 disable frontend f;@1 enable frontend f;@1 show cli level'), '\n\nadmin\n\n');
  assert.equal(await say('operator;@1 disable frontend f'), '\nPermission denied\n\n');
  assert.match(await say('@!1 show info'), /^Can't find the target PID/);
  assert.match(await say('show stat'), /^Unknown command/);
  write('bogus\n');
  assert.match(await say('reload'), /^Success=0\n--\n[\s\S]*bogus[\s\S]*Loading failure!/);
  assert.match(await say('show proc'), / 1 \[failed: 1\] /);
  assert.match(await say('prompt;show version'), /master\[ReloadFailed\]> $/);
  write(config(port, 'two'));
  assert.match(await say('reload'), /^Success=1\n--\n[\s\S]*Loading success/);
  assert.equal((await serves()).version, 'two');
  const wire = await connect(t, port);
  wire.send('GET / HTTP/1.1\r\nHost: h\r\n');
  await serves();
  assert.match(await say('hard-reload'), /^Success=1/);
  await wire.untilClose();
});
