/** Replacement of a running process (management.txt 4): `-sf` and `-st` under load, without a client that notices. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { DEFAULTS } from '../support/config-head.js';
import { type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { freePort, ready } from '../support/process.js';
import { connect, ok, startOrigin, type Wire } from '../support/wire.js';

const config = (port: number, origin: number, folder: string) => `global
    pidfile ${folder}/run.pid
    ${process.getuid?.() === 0 ? `chroot ${folder}` : ''}
${DEFAULTS}frontend f
    bind 127.0.0.1:${port}
    http-response set-header x-pid %pid
    default_backend b
backend b
    server s 127.0.0.1:${origin}
`;

interface Tally {
  served: number;
  readonly pids: Set<string>;
  stopped: boolean;
}

const pidOf = (text: string) => /\r\nx-pid: (\d+)\r\n/.exec(text)?.[1] ?? 'none';

/** A connection per request: each must be accepted and answered. */
async function shortClient(t: TestContext, port: number, tally: Tally): Promise<void> {
  while (!tally.stopped) {
    const wire = await connect(t, port);
    wire.send('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    const text = await wire.untilClose();
    assert.match(text, /^HTTP\/1\.1 200 /, 'a request without an answer');
    tally.pids.add(pidOf(text));
    tally.served++;
  }
}

/** Many requests per connection; one that is closed between two requests is opened again, as every client does. */
async function keepingClient(t: TestContext, port: number, tally: Tally): Promise<void> {
  let wire: Wire | undefined;
  while (!tally.stopped) {
    const isNew = wire === undefined || wire.closed;
    if (isNew) wire = await connect(t, port);
    wire!.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    const text = await wire!.response();
    if (text === '' && !isNew) continue;
    assert.match(text, /^HTTP\/1\.1 200 /, 'a request without an answer');
    tally.pids.add(pidOf(text));
    tally.served++;
  }
}

async function untilServedBy(tally: Tally, program: Program, more: number): Promise<void> {
  const isFresh = () => tally.pids.has(String(program.pid));
  while (!isFresh()) await new Promise((resolve) => setImmediate(resolve));
  const goal = tally.served + more;
  while (tally.served < goal) await new Promise((resolve) => setImmediate(resolve));
}

test('replace: -sf under load refuses and fails no connection, several times over', async (t) => {
  const folder = temporaryFolder(t);
  const origin = await startOrigin(t, () => ok('x'));
  const port = await freePort();
  const text = config(port, origin.port, folder);
  const pidfile = path.join(folder, 'run.pid');
  let current = await startHawser(t, { config: text, folder, args: ['-V'] });
  await ready(current);
  const tally: Tally = { served: 0, pids: new Set(), stopped: false };
  const clients = [
    ...Array.from({ length: 6 }, () => shortClient(t, port, tally)),
    ...Array.from({ length: 4 }, () => keepingClient(t, port, tally)),
  ];
  const load = Promise.all(clients);
  const replacing = async () => {
    await untilServedBy(tally, current, 50);
    for (let round = 0; round < 3; round++) {
      const old = current;
      const pid = fs.readFileSync(pidfile, 'latin1').trim();
      assert.equal(pid, String(old.pid));
      current = await startHawser(t, { config: text, folder, args: ['-V', '-sf', pid] });
      await ready(current);
      assert.equal((await old.finished).status, 0);
      await untilServedBy(tally, current, 50);
    }
    tally.stopped = true;
  };
  await Promise.all([replacing(), load]);
  assert.equal(tally.pids.size, 4);
});

test('replace: -st ends the old process at once', async (t) => {
  const folder = temporaryFolder(t);
  const origin = await startOrigin(t, () => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf-');
  const port = await freePort();
  const old = await startHawser(t, { config: config(port, origin.port, folder), folder, args: ['-V'] });
  await ready(old);
  const wire = await connect(t, port);
  wire.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  await wire.until((text) => text.endsWith('half-'));
  const args = ['-V', '-st', String(old.pid)];
  const fresh = await startHawser(t, { config: config(port, origin.port, folder), folder, args });
  await ready(fresh);
  await wire.untilClose();
  assert.equal((await old.finished).signal, 'SIGTERM');
  assert.equal(fs.readFileSync(path.join(folder, 'run.pid'), 'latin1'), `${fresh.pid}\n`);
});
