/** Start and end of the program as init scripts see it: exit statuses, messages, signals, soft stop (management.txt 3, 4). */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { adminSocket, ask, statRow } from '../support/admin.js';
import { DEFAULTS, GLOBAL } from '../support/config-head.js';
import { listenOn, runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { descriptorLimit, freePort, ready, stderrHas } from '../support/process.js';
import { command, connect, exchange, ok, startOrigin, Wire } from '../support/wire.js';

const ANSWERING = `${DEFAULTS}
frontend f
    bind "fd@\${f}"
    http-request return status 200 content-type text/plain string "here"
`;

const PROXYING = `${DEFAULTS}
listen f
    bind "fd@\${f}"
    server s "127.0.0.1:\${ORIGIN}"
`;

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

function write(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text, 'latin1');
  return file;
}

test('lifecycle: a configuration that nothing would be listened to by is right, and does not start', async (t) => {
  const folder = temporaryFolder(t);
  const file = write(folder, 'haproxy.cfg', `${DEFAULTS}backend b\n    server s 127.0.0.1:1\n`);
  assert.equal((await runHawser(['-c', '-f', file])).status, 0);
  const started = await runHawser(['-db', '-f', file]);
  assert.equal(started.status, 1);
  assert.match(started.stderr, /^\[ALERT\] .* nothing listens: /m);
});

for (const [signal, end] of [
  ['SIGTERM', { status: null, signal: 'SIGTERM' }],
  ['SIGINT', { status: null, signal: 'SIGINT' }],
  ['SIGUSR1', { status: 0, signal: null }],
] as const) {
  test(`lifecycle: ${signal} ends an idle process with ${end.signal ?? 'status 0'}`, async (t) => {
    const program = await startHawser(t, { config: ANSWERING, listeners: ['f'], args: ['-V'] });
    await ready(program);
    program.child.kill(signal);
    assert.deepEqual(await program.finished, end);
  });
}

/** A program in the middle of a download. */
async function halfway(t: TestContext, head = '') {
  const origin = await startOrigin(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf-');
  const program = await startHawser(t, {
    config: `${head}${PROXYING}`,
    listeners: ['f'],
    env: { ORIGIN: String(origin.port) },
    args: ['-V'],
  });
  await ready(program);
  const wire = await connect(t, program.ports.f!);
  wire.send(GET);
  await wire.until((text) => text.endsWith('half-'));
  return { program, wire, origin };
}

test('lifecycle: SIGTERM cuts a download, SIGHUP and SIGPIPE do not', async (t) => {
  const { program, wire } = await halfway(t);
  program.child.kill('SIGPIPE');
  program.child.kill('SIGHUP');
  await stderrHas(program, /Server f\/s is UP/);
  assert.equal(wire.closed, false);
  program.child.kill('SIGTERM');
  assert.equal((await program.finished).signal, 'SIGTERM');
  await wire.untilClose();
});

test('lifecycle: a soft stop lets a long download end', async (t) => {
  const { program, wire, origin } = await halfway(t);
  program.child.kill('SIGUSR1');
  await stderrHas(program, /Proxy f stopped/);
  // Nobody listens any more, soon.
  while (await connect(t, program.ports.f!).catch(() => undefined));
  for (const connection of origin.connections) connection.write('other');
  const text = await wire.untilClose();
  assert.ok(text.endsWith('\r\n\r\nhalf-other'), text);
  assert.equal((await program.finished).status, 0);
});

test('lifecycle: a soft stop ends idle connections, and new ones behind their first answer', async (t) => {
  const program = await startHawser(t, { config: ANSWERING, listeners: ['f'], args: ['-V'] });
  await ready(program);
  const kept = await connect(t, program.ports.f!);
  kept.send(GET);
  assert.match(await kept.response(), /^HTTP\/1\.1 200/);
  const begun = await connect(t, program.ports.f!);
  begun.send(GET.slice(0, -2));
  // Known to be accepted once another client, who came later, has its answer.
  await exchange(t, program.ports.f!, GET);
  program.child.kill('SIGUSR1');
  assert.equal(await kept.untilClose(), '');
  begun.send('\r\n');
  const text = await begun.untilClose();
  assert.match(text, /^HTTP\/1\.1 200[\s\S]*\r\nconnection: close\r\n/);
  assert.equal((await program.finished).status, 0);
});

test('lifecycle: hard-stop-after cuts what does not end', async (t) => {
  const { program, wire } = await halfway(t, 'global\n    hard-stop-after 100ms\n');
  program.child.kill('SIGUSR1');
  await wire.untilClose();
  assert.equal((await program.finished).status, 0);
  assert.match(program.stderr(), /performing a hard-stop: 1 connection/);
});

test('lifecycle: SIGTTOU and SIGTTIN stop and resume listening, SIGQUIT tells of memory', async (t) => {
  const config = `${GLOBAL}${ANSWERING}frontend off
    bind "fd@\${off}"
`;
  const program = await startHawser(t, { config, listeners: ['f', 'off'], args: ['-V'] });
  await ready(program);
  await ask(program, 'disable frontend off');
  program.child.kill('SIGTTOU');
  await stderrHas(program, /Paused frontend f\./);
  const waiting = await connect(t, program.ports.f!);
  waiting.send(GET);
  program.child.kill('SIGTTIN');
  await stderrHas(program, /Resumed frontend f\./);
  assert.match(await waiting.response(), /^HTTP\/1\.1 200/);
  program.child.kill('SIGQUIT');
  await stderrHas(program, /Memory: rss \d+ kB/);
  assert.match(
    await exchange(t, program.ports.f!, GET.replace('Host', 'Connection: close\r\nHost')),
    /^HTTP\/1\.1 200/,
  );
  assert.equal((await statRow(adminSocket(program), 'off', 'FRONTEND')).status, 'PAUSED');
  assert.doesNotMatch(program.stderr(), /Resumed frontend off/);
});

test('lifecycle: whoever names no files has forgotten something', async (t) => {
  const folder = temporaryFolder(t);
  for (const args of [[], ['-c'], ['-D'], ['-c', '-f', folder], ['-db', '-f', folder]]) {
    const { status, stderr } = await runHawser(args);
    assert.equal(status, 1, args.join(' '));
    assert.match(stderr, /no configuration file/);
  }
});

test('lifecycle: a folder that is not there keeps a socket from being listened on, a pid file only from being found', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'haproxy.cfg');
  const front = `${DEFAULTS}frontend f\n    bind 127.0.0.1:${await freePort()}\n`;
  const missing = `${folder}/missing/s.sock`;
  for (const text of [`global\n    stats socket ${missing}\n${front}`, `${front}    bind ${missing}\n`]) {
    fs.writeFileSync(file, text);
    const { status, stderr } = await runHawser(['-db', '-f', file]);
    assert.equal(status, 1);
    assert.match(stderr, /No such file or directory/);
  }
  const program = await startHawser(t, {
    config: ANSWERING,
    listeners: ['f'],
    args: ['-V', '-p', `${folder}/missing/pid`],
  });
  await ready(program);
  assert.match(program.stderr(), /\[WARNING\] .*cannot write pid file/);
});

test('lifecycle: a broken configuration never starts; the message names file and line', async (t) => {
  const folder = temporaryFolder(t);
  const file = write(folder, 'broken.cfg', `${DEFAULTS}frontend f\n    bnid :80\n`);
  for (const args of [['-db'], ['-D'], ['-c']]) {
    const result = await runHawser([...args, '-f', file]);
    assert.equal(result.status, 1, args.join(' '));
    assert.match(result.stderr, /\[ALERT\] .*broken\.cfg:7\] ?: .*bnid/);
    assert.match(result.stderr, /Fatal errors found in configuration/);
  }
  const missing = await runHawser(['-db', '-f', path.join(folder, 'none.cfg')]);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /none\.cfg/);
});

test('lifecycle: a port that is in use ends the start with a message', async (t) => {
  const server = net.createServer();
  t.after(() => server.close());
  const port = await listenOn(server);
  const file = write(temporaryFolder(t), 'used.cfg', `${DEFAULTS}frontend f\n    bind 127.0.0.1:${port}\n`);
  const result = await runHawser(['-db', '-f', file]);
  assert.equal(result.status, 1);
  assert.match(result.stderr, /\[ALERT\] .*used\.cfg:7\] : .*cannot bind socket.*127\.0\.0\.1:\d+/);
});

test('lifecycle: -c says valid, warned and broken by status; -q and -V by words', async (t) => {
  const folder = temporaryFolder(t);
  const good = write(folder, 'good.cfg', `${DEFAULTS}frontend f\n    bind 127.0.0.1:1\n`);
  const plain = await runHawser(['-c', '-f', good]);
  assert.deepEqual([plain.status, plain.stdout, plain.stderr], [0, '', '']);
  const verbose = await runHawser(['-c', '-V', '-f', good]);
  assert.deepEqual([verbose.status, verbose.stdout], [0, 'Configuration file is valid\n']);
  const warned = write(
    folder,
    'warned.cfg',
    `${DEFAULTS}frontend f\n    mode tcp\n    bind 127.0.0.1:1\n    http-request deny\n`,
  );
  const warning = await runHawser(['-c', '-f', warned]);
  assert.deepEqual([warning.status, warning.stdout], [0, 'Warnings were found.\n']);
  assert.match(warning.stderr, /^\[WARNING\] /);
  const strict = await runHawser(['-c', '-dW', '-f', warned]);
  assert.equal(strict.status, 1);
  const quiet = await runHawser(['-c', '-q', '-f', warned]);
  assert.deepEqual([quiet.status, quiet.stdout, quiet.stderr], [0, '', '']);
  const broken = write(folder, 'broken.cfg', 'nothing\n');
  const silent = await runHawser(['-c', '-q', '-f', broken]);
  assert.deepEqual([silent.status, silent.stdout, silent.stderr], [1, '', '']);
});

test('lifecycle: -cc answers by its status', async () => {
  const cases = [
    ['version_atleast(2.4)', 0],
    ['streq("a","b")', 1],
    ['defined(NOT_IN_THIS_ENVIRONMENT)', 1],
    ['defined(', 2],
  ] as const;
  for (const [condition, status] of cases)
    assert.equal((await runHawser(['-cc', condition])).status, status, condition);
});

test('lifecycle: words that are not understood end with 1 and a hint', async () => {
  for (const args of [['-zz'], ['-f'], ['-sf', '-x'], ['-n', 'many', '-f', '/dev/null']]) {
    const result = await runHawser(args);
    assert.equal(result.status, 1, args.join(' '));
    assert.match(result.stderr, /^hawser: .+\nTry 'hawser --help'\.\n$/);
  }
});

test('lifecycle: -C changes the folder; -f takes folders and several files in order', async (t) => {
  const folder = temporaryFolder(t);
  fs.mkdirSync(path.join(folder, 'conf.d'));
  write(folder, 'first.cfg', DEFAULTS);
  write(folder, 'conf.d/20-second.cfg', 'frontend b\n    bind 127.0.0.1:1\n    default_backend missing\n');
  write(folder, 'conf.d/10-first.cfg', 'frontend a\n    bind 127.0.0.1:1\n    nonsense\n');
  write(folder, 'conf.d/ignored.conf', 'nonsense\n');
  const result = await runHawser(['-C', folder, '-c', '-f', 'first.cfg', '-f', 'conf.d']);
  assert.equal(result.status, 1);
  const places = [...result.stderr.matchAll(/parsing \[([^\]]+)\]/g)].map(([, place]) => place);
  assert.equal(places[0], 'conf.d/10-first.cfg:3');
  assert.match(result.stderr, /missing/);
  assert.doesNotMatch(result.stderr, /ignored|'timeout client' missing|timeouts? missing/);
  const words = await runHawser(['-C', folder, '-c', '--', 'first.cfg', 'conf.d/10-first.cfg']);
  assert.equal(words.status, 1);
  assert.match(words.stderr, /10-first\.cfg:3/);
});

test('lifecycle: unix and abstract listeners: rights, and a path that is taken over', async (t) => {
  const folder = temporaryFolder(t);
  const socket = path.join(folder, 'front.sock');
  const name = `hawser-test-${process.pid}`;
  const config = (text: string) => `${DEFAULTS}
frontend f
    bind unix@${socket} mode 640
    bind abns@${name}-${text}
    http-request return status 200 content-type text/plain string "${text}"
`;
  const ask = (address: string) =>
    new Promise<string>((resolve, reject) => {
      const client = net.connect({ path: address });
      t.after(() => client.destroy());
      client.once('error', reject);
      client.once('connect', () => {
        const wire = new Wire(client);
        wire.send(GET.replace('Host', 'Connection: close\r\nHost'));
        resolve(wire.untilClose());
      });
    });
  const first = await startHawser(t, { config: config('one'), folder, args: ['-V'] });
  await ready(first);
  assert.equal(fs.statSync(socket).mode & 0o777, 0o640);
  assert.match(await ask(socket), /one$/);
  assert.match(await ask(`\0${`${name}-one`}`.padEnd(108, '\0')), /one$/);
  const second = await startHawser(t, { config: config('two'), folder, args: ['-V', '-sf', String(first.pid)] });
  await ready(second);
  assert.equal((await first.finished).status, 0);
  assert.match(await ask(socket), /two$/);
  assert.deepEqual(
    fs.readdirSync(folder).filter((file) => file.endsWith('.tmp')),
    [],
  );
});

test('lifecycle: abstract names fill their field or are as long as they are, for listeners and for servers', async (t) => {
  const name = `hawser-test-${process.pid}`;
  const config = `${DEFAULTS}
listen f
    bind "fd@\${f}"
    option httpchk
    server long abns@${name} check inter 100ms
    server short abnsz@${name} check inter 100ms
    server gone abnsz@${name}-gone
    use-server %[path,field(2,/)] if TRUE
frontend back
    bind abns@${name} name long
    bind abnsz@${name} name short
    http-request return status 200 content-type text/plain lf-string "%[so_name]"
`;
  const program = await startHawser(t, { config, listeners: ['f'], args: ['-V'] });
  await ready(program);
  for (const server of ['long', 'short', 'short', 'long']) {
    assert.match(await exchange(t, program.ports.f!, GET.replace('/', `/${server}`)), new RegExp(`${server}$`));
  }
  assert.match(await exchange(t, program.ports.f!, GET.replace('/', '/gone')), /^HTTP\/1\.1 503/);
  assert.doesNotMatch(program.stderr(), /DOWN/);
});

test('lifecycle: the limit of open files fits maxconn, or the process says so and does not start', async (t) => {
  const hard = descriptorLimit(process.pid);
  const config = (maxconn: number, more = '') => `global\n    maxconn ${maxconn}\n${more}${ANSWERING}`;
  const small = Math.floor(hard / 4);
  const fitting = await startHawser(t, { config: config(small), listeners: ['f'], args: ['-V'] });
  await ready(fitting);
  assert.ok(descriptorLimit(fitting.pid) >= 2 * small);
  await fitting.stop();
  const strict = await startHawser(t, { config: config(hard), listeners: ['f'], args: ['-V'] });
  const isStrictRunning = await ready(strict).then(
    () => true,
    () => false,
  );
  // Root may raise the hard limit, but not everywhere.
  if (isStrictRunning) {
    assert.ok(descriptorLimit(strict.pid) >= 2 * hard);
    return;
  }
  assert.equal((await strict.finished).status, 1);
  assert.match(strict.stderr(), /\[ALERT\] .*cannot raise the limit of open files/);
  const lax = await startHawser(t, { config: config(hard, '    no strict-limits\n'), listeners: ['f'], args: ['-V'] });
  await ready(lax);
  assert.match(lax.stderr(), /\[WARNING\] .*cannot raise the limit of open files/);
});

test('lifecycle: a stats socket on an inherited descriptor answers', async (t) => {
  const config = `global\n    stats socket "fd@\${admin}" level admin\n${ANSWERING}`;
  const program = await startHawser(t, { config, listeners: ['f', 'admin'], args: ['-V'] });
  await ready(program);
  const wire = await connect(t, program.ports.admin!);
  wire.send('show info\n');
  assert.match(await wire.untilClose(), new RegExp(`^Pid: ${program.pid}$`, 'm'));
  assert.match(await exchange(t, program.ports.f!, GET), /here$/);
});

test('lifecycle: operators who stop frontends and let them go on are told so, and so is the end', async (t) => {
  const socket = path.join(temporaryFolder(t), 's');
  const two = ANSWERING.replace('frontend f', 'frontend g\n    bind "fd@${g}"\nfrontend f');
  const config = `global\n    stats socket ${socket} level admin\n${two}`;
  const program = await startHawser(t, { config, listeners: ['f', 'g'], args: ['-V'] });
  await ready(program);
  for (const line of ['disable frontend f', 'enable frontend f', 'disable frontend f', 'shutdown frontend g']) {
    await command(socket, line);
  }
  program.child.kill('SIGUSR1');
  await program.finished;
  const told = program.stderr().match(/(?:Paused|Resumed|Proxy \w+ stopped).*/g);
  // As haproxy 2.6 tells it; what was paused ends too, what was shut down has ended.
  assert.deepEqual(told, [
    ...['Paused frontend f.', 'Resumed frontend f.', 'Paused frontend f.'],
    'Proxy g stopped (cumulated conns: FE: 0, BE: 0).',
    'Proxy f stopped (cumulated conns: FE: 0, BE: 0).',
  ]);
});

test('lifecycle: the runtime API outlives listeners until the last stream ended', async (t) => {
  const folder = temporaryFolder(t);
  const socket = path.join(folder, 'admin.sock');
  const origin = await startOrigin(t, (request) => (request.includes('/slow') ? '' : ok('x')));
  const config = `global\n    stats socket ${socket} level admin\n${DEFAULTS}listen f\n    bind "fd@\${f}"\n    server s 127.0.0.1:${origin.port}\n`;
  const program = await startHawser(t, { config, folder, listeners: ['f'], args: ['-V'] });
  await ready(program);
  const port = program.ports.f!;
  assert.match(await exchange(t, port, GET), /x$/);
  const slow = await connect(t, port);
  slow.send(GET.replace('/', '/slow'));
  while (!origin.requests.some((request) => request.includes('/slow'))) await exchange(t, port, GET);
  program.child.kill('SIGUSR1');
  await stderrHas(program, /Proxy f stopped/);
  assert.match(await command(socket, 'show info'), /^Stopping: 1$/m);
  for (const connection of origin.connections) connection.end(ok('late'));
  assert.match(await slow.untilClose(), /late$/);
  assert.equal((await program.finished).status, 0);
});
