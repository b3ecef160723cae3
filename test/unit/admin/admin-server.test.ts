import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, it } from 'node:test';
import { type AdminHarness, readAll, readUntil, startAdmin } from './admin-client.js';
import { FakeRuntime } from './fake-runtime.js';

const started: AdminHarness[] = [];

async function start(runtime = FakeRuntime.simple(), level: 'user' | 'operator' | 'admin' = 'admin') {
  const harness = await startAdmin(runtime, level);
  started.push(harness);
  return { ...harness, runtime };
}

after(async () => {
  for (const harness of started) await harness.close();
});

describe('runtime API', () => {
  it('answers one line and closes', async () => {
    const { ask } = await start();
    assert.equal(await ask('show version\n'), '3.5.0-test\n\n');
  });

  it('ends the answer of each command of a line with an empty line', async () => {
    const { ask } = await start();
    assert.equal(
      await ask('show version;show cli level; get weight be/s1;\n'),
      '3.5.0-test\n\nadmin\n\n10 (initial 10)\n\n',
    );
  });

  it('answers an empty line to commands that have nothing to say', async () => {
    const { ask, runtime } = await start();
    assert.equal(await ask('disable server be/s1\n'), '\n');
    assert.deepEqual(runtime.calls, ['state s1 maint']);
  });

  it('runs lines that came together before it closes', async () => {
    const { ask } = await start();
    assert.equal(await ask('\n  show version\nshow cli level\n'), '3.5.0-test\n\nadmin\n\n');
  });

  it('does not run a line without an end', async () => {
    const { ask, runtime } = await start();
    assert.equal(await ask('set weight be/s1 1'), '');
    assert.deepEqual(runtime.calls, []);
  });

  it('puts together a line that comes byte by byte', async () => {
    const { open } = await start();
    const socket = await open();
    socket.setNoDelay(true);
    for (const char of 'get weight be/s1\r\n') {
      socket.write(char);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(await readAll(socket), '10 (initial 10)\n\n');
  });

  it('unescapes blanks, semicolons and backslashes, and knows no quotes', async () => {
    const { ask } = await start();
    assert.equal(await ask('echo a\\ b\\;c\\\\d "x y"\n'), 'a b;c\\d "x y"\n\n');
  });

  it('ignores names of processes in front of a command', async () => {
    const { ask } = await start();
    assert.equal(
      await ask('@1 show version;@@2 show version;@!12 show version;@1\n'),
      `${'3.5.0-test\n\n'.repeat(3)}\n`,
    );
  });

  it('keeps the connection in prompt mode and prompts after each command', async () => {
    const { ask } = await start();
    assert.equal(await ask('prompt\nshow cli level;show version\n\nquit\n'), '\n> admin\n\n> 3.5.0-test\n\n> \n> ');
  });

  it('keeps the connection without a prompt in interactive mode', async () => {
    const { open } = await start();
    const socket = await open();
    socket.write('prompt i\n');
    assert.equal(await readUntil(socket, '\n'), '\n');
    socket.write('show version\n');
    assert.equal(await readUntil(socket, '\n\n'), '3.5.0-test\n\n');
    socket.write('prompt n\n');
    assert.equal(await readAll(socket), '\n');
  });

  it('shows the uptime in a timed prompt', async () => {
    const { ask } = await start();
    assert.match(await ask('prompt timed\nquit\n'), /^\n\[0:00:00:\d\d\]> $/);
  });

  it('reads payloads, with a mark of their own too, and prompts for their lines', async () => {
    const { ask } = await start();
    assert.equal(await ask('get weight be/s1 <<\nx\ny\n\n'), '10 (initial 10)\n\n');
    assert.equal(
      await ask('get weight be/s1 <<%END%\n\nx\n%END%\nshow version\n'),
      '10 (initial 10)\n\n3.5.0-test\n\n',
    );
    assert.equal(await ask('prompt\nget weight be/s1 <<\nx\n\nquit\n'), '\n> + + 10 (initial 10)\n\n> ');
  });

  it('does not run a command whose payload has no end', async () => {
    const { ask, runtime } = await start();
    assert.equal(await ask('set weight be/s1 4 <<\nx\n'), '');
    assert.deepEqual(runtime.calls, []);
  });

  it('lowers its level and cannot raise it again', async () => {
    const { ask } = await start();
    assert.equal(
      await ask('operator;show cli level;set weight be/s1 1;user;operator;show errors\n'),
      '\noperator\n\nPermission denied\n\n\nPermission denied\n\nPermission denied\n\n',
    );
  });

  it('refuses users what changes things', async () => {
    const { ask, runtime } = await start(FakeRuntime.simple(), 'user');
    assert.equal(await ask('disable server be/s1;clear counters;show env\n'), 'Permission denied\n\n'.repeat(3));
    assert.deepEqual(runtime.calls, []);
  });

  it('needs the level admin to clear all counters', async () => {
    const { ask, runtime } = await start(FakeRuntime.simple(), 'operator');
    assert.equal(await ask('clear counters;clear counters all\n'), '\nPermission denied\n\n');
    assert.deepEqual(runtime.calls, ['clear maxima']);
  });

  it('shows the severity of messages on demand, not of dumps', async () => {
    const { ask } = await start();
    assert.equal(
      await ask(
        'set severity-output number;get weight be/zz;get weight be/s1;set severity-output string;show version\n',
      ),
      '\n[3]: No such server.\n\n10 (initial 10)\n\n\n[info]: 3.5.0-test\n\n',
    );
  });

  it('proposes commands that are like an unknown one', async () => {
    const { ask } = await start();
    const answer = await ask('shutdown sessions\n');
    assert.match(
      answer,
      /^Unknown command: 'shutdown sessions', but maybe one of the following ones is a better match:\n/,
    );
    assert.deepEqual(
      answer
        .split('\n')
        .slice(1)
        .map((line) => line.slice(0, 42).trimEnd()),
      [
        '  shutdown sessions server <backend>/<server>',
        '  help [<command>]',
        '  prompt [help | n | i | p | timed]*',
        '  quit',
        '',
        '',
      ].map((line) => line.slice(0, 42)),
    );
  });

  it('lists what is allowed at the level', async () => {
    const { ask } = await start(FakeRuntime.simple(), 'user');
    const help = await ask('help\n');
    assert.match(help, /^The following commands are valid at this level:\n/);
    assert.match(help, /^ {2}show stat \[desc\|json\|no-maint\|typed\|up\]\*: /m);
    assert.doesNotMatch(help, /set weight|debug dev|expert-mode/);
  });

  it('refuses commands of experts outside of their mode', async () => {
    const { ask } = await start();
    assert.equal(await ask('debug dev exit 1\n'), 'This command is restricted to expert mode only.\n\n');
    assert.match(await ask('expert-mode on;debug dev exit 1\n'), /^\n'debug dev exit' is not supported: /);
  });

  it('says that a line is too long, and closes', async () => {
    const { ask } = await start();
    assert.match(await ask(`echo ${'x'.repeat(20_000)}\n`), /too long/);
    assert.match(await ask('x'.repeat(20_000)), /too long/);
  });

  it('sends big answers whole to a client that reads slowly', async () => {
    const runtime = FakeRuntime.simple();
    for (let id = 0; id < 400; id++) runtime.proxies.push(runtime.proxies[1]!);
    const { open } = await start(runtime);
    const socket = await open();
    socket.pause();
    socket.end('show stat;show version\n');
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await readAll(socket);
    assert.equal(answer.split('\n').filter((line) => line.startsWith('be,s1,')).length, 401);
    assert.ok(answer.endsWith('\n\n3.5.0-test\n\n'));
  });

  it('survives clients that leave in the middle of an answer or of waiting', async () => {
    const runtime = FakeRuntime.simple();
    for (let id = 0; id < 2000; id++) runtime.proxies.push(runtime.proxies[1]!);
    const { open, ask, admin } = await start(runtime);
    for (const text of ['show stat\n', 'wait 10m\n', 'prompt\nshow']) {
      const socket = await open();
      socket.write(text);
      await new Promise((resolve) => setImmediate(resolve));
      socket.destroy();
      await once(socket, 'close');
    }
    assert.equal(await ask('show version\n'), '3.5.0-test\n\n');
    assert.ok(admin.size <= 4);
  });

  it('lets clients above the limit wait until one leaves', async () => {
    const runtime = FakeRuntime.simple();
    runtime.global.statsMaxconn = 1;
    const { open, ask } = await start(runtime);
    const first = await open();
    first.write('prompt i\n');
    await readUntil(first, '\n');
    const second = ask('show version\n');
    first.end('quit\n');
    assert.equal(await second, '3.5.0-test\n\n');
  });

  it('says that it failed when a command throws, and tells whoever asked', async () => {
    const runtime = FakeRuntime.simple();
    runtime.clearCounters = () => {
      throw new Error('ours');
    };
    const { ask, errors } = await start(runtime);
    assert.equal(await ask('clear counters;show version\n'), 'Internal error; see the logs.\n\n3.5.0-test\n\n');
    runtime.streams = () => {
      throw new Error('ours too');
    };
    assert.equal(await ask('show sess;show version\n'), '');
    assert.deepEqual(
      errors.map((error) => (error as Error).message),
      ['ours', 'ours too'],
    );
  });

  it('closes connections that are idle', async () => {
    const runtime = FakeRuntime.simple();
    runtime.global.statsTimeoutMs = 20;
    const { open } = await start(runtime);
    assert.equal(await readAll(await open()), '');
  });

  it('waits as long as it was told, whatever the idle time', async () => {
    const runtime = FakeRuntime.simple();
    runtime.global.statsTimeoutMs = 100;
    const { ask } = await start(runtime);
    assert.equal(await ask('wait 150;show version\n'), '\n3.5.0-test\n\n');
  });
});
