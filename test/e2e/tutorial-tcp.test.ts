/** A TCP proxy: two listeners, balance by source and in turn, checks, a backup server, TCP logs. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { projectRoot } from '../support/project.js';
import { type LogReceiver, startUdpSyslog } from '../support/syslog.js';
import { connect } from '../support/wire.js';

const CONFIG = fs.readFileSync(path.join(projectRoot, 'fixtures/ok/tutorial-tcp.cfg'), 'latin1');

/** A server that says its name, then echoes. */
async function startEcho(t: TestContext, name: string) {
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    socket.write(`${name}\n`);
    socket.on('data', (data) => socket.write(data));
    socket.on('end', () => socket.end());
  });
  const port = await listenOn(server);
  const kill = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  t.after(kill);
  return { port, kill };
}

type Echo = Awaited<ReturnType<typeof startEcho>>;

interface Stage {
  readonly program: Program;
  readonly servers: Readonly<Record<'a' | 'b' | 'c', Echo>>;
  readonly syslog: LogReceiver;
}

async function start(t: TestContext): Promise<Stage> {
  const [a, b, c] = await Promise.all([startEcho(t, 'a'), startEcho(t, 'b'), startEcho(t, 'c')]);
  const syslog = await startUdpSyslog(t);
  const env = { SYSLOG: String(syslog.port), A: String(a.port), B: String(b.port), C: String(c.port) };
  const program = await startHawser(t, { config: CONFIG, listeners: ['source', 'turn'], env });
  return { program, servers: { a, b, c }, syslog };
}

/** Connects, sends a line, ends, and gives all that came back. */
async function talk(t: TestContext, port: number, text: string): Promise<string> {
  const wire = await connect(t, port);
  wire.socket.end(text, 'latin1');
  return wire.untilClose();
}

test('balance source sends one client always to the same server', async (t) => {
  const stage = await start(t);
  const answers = new Set<string>();
  for (let i = 0; i < 4; i++) answers.add(await talk(t, stage.program.ports.source!, 'x'));
  assert.equal(answers.size, 1);
});

test('balance roundrobin takes the servers in turn and never the backup', async (t) => {
  const stage = await start(t);
  const answers: string[] = [];
  for (let i = 0; i < 4; i++) answers.push(await talk(t, stage.program.ports.turn!, 'x'));
  assert.deepEqual(answers.sort(), ['a\nx', 'a\nx', 'b\nx', 'b\nx']);
});

test('the TCP log has its shape, with bytes and flags', async (t) => {
  const stage = await start(t);
  await talk(t, stage.program.ports.turn!, 'hello');
  const line = await stage.syslog.line((text) => text.includes(' in-turn in-turn/'));
  assert.match(
    line,
    /^<134>[A-Z][a-z]{2} [ \d]\d [\d:]{8} haproxy\[\d+\]: 127\.0\.0\.1:\d+ \[[^\]]+\] in-turn in-turn\/[ab] \d+\/\d+\/\d+ 7 -- 1\/1\/0\/0\/0 0\/0$/,
  );
});

test('the backup takes over when checks found all active servers dead', async (t) => {
  const stage = await start(t);
  stage.servers.a.kill();
  stage.servers.b.kill();
  await stage.syslog.line((line) => line.includes('Server in-turn/a is DOWN'));
  await stage.syslog.line((line) => line.includes('Server in-turn/b is DOWN'));
  assert.equal(await talk(t, stage.program.ports.turn!, 'x'), 'c\nx');
});

test('10 MB pass unharmed in both directions at once', async (t) => {
  const stage = await start(t);
  const wire = await connect(t, stage.program.ports.turn!);
  const block = 'x'.repeat(1024 * 1024);
  let received = 0;
  wire.socket.removeAllListeners('data');
  const done = new Promise<void>((resolve) => {
    wire.socket.on('data', (data) => {
      received += data.length;
    });
    wire.socket.on('end', resolve);
  });
  for (let i = 0; i < 10; i++) wire.send(block);
  wire.socket.end();
  await done;
  assert.equal(received, 10 * block.length + 2);
});
