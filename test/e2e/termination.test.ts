/**
 * How streams end (manual 8.4, 8.5): every way that can be provoked, with the flags, the status and the pattern of timers that
 * haproxy 2.6 logs for it. Where haproxy is installed it runs the same table, so that the table stays honest.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { listenOn, temporaryFolder } from '../support/hawser.js';
import { hawserBin } from '../support/project.js';
import { connect, type Wire } from '../support/wire.js';

const CONFIG = `global
    log stdout format raw local0
    stats socket "\${DIR}/s" level admin
defaults
    log global
    mode http
    option httplog
    option abortonclose
    retries 0
    timeout client 400ms
    timeout http-request 400ms
    timeout connect 400ms
    timeout queue 400ms
    timeout server 400ms
    timeout tarpit 100ms
frontend fe
    bind "fd@\${http}"
    http-request deny if { path /deny }
    http-request tarpit if { path /tarpit }
    http-request return status 204 if { path /return }
    http-request redirect location /x if { path /redirect }
    http-request reject if { path /reject }
    http-request silent-drop if { path /drop }
    use_backend empty if { path /empty }
    use_backend refused if { path /refused }
    use_backend queue if { path_beg /queue }
    use_backend deny if { path /deny-response }
    use_backend abort if { path_beg /abort }
    default_backend origin
backend empty
backend refused
    server s "127.0.0.1:\${CLOSED}"
backend queue
    server s "127.0.0.1:\${ORIGIN}" maxconn 1
    timeout server 5s
backend deny
    http-response deny
    server s "127.0.0.1:\${ORIGIN}"
backend abort
    timeout server 5s
    server s "127.0.0.1:\${ORIGIN}"
backend origin
    server s "127.0.0.1:\${ORIGIN}"
listen tcp
    mode tcp
    option tcplog
    bind "fd@\${tcp}"
    timeout server 3s
    server s "127.0.0.1:\${ORIGIN}"
listen tcp-refused
    mode tcp
    option tcplog
    bind "fd@\${tcprefused}"
    server s "127.0.0.1:\${CLOSED}"
listen tcp-deny
    mode tcp
    option tcplog
    bind "fd@\${tcpdeny}"
    tcp-request inspect-delay 200ms
    tcp-request content reject if { req.len gt 3 }
    tcp-request content accept if WAIT_END
    server s "127.0.0.1:\${ORIGIN}"
`;
const LISTENERS = ['http', 'tcp', 'tcprefused', 'tcpdeny'];

/** What the origin does with a request, by the last part of its path. */
function behave(socket: net.Socket, request: string): void {
  const what = /^\S+ \/(?:\w+\/)?([\w-]*)/.exec(request)?.[1] ?? '';
  const head = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
  switch (what) {
    case 'never':
      return;
    case 'close':
      socket.destroy();
      return;
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'junk':
      socket.write('what is this\r\n\r\n');
      return;
    case 'half-head':
      socket.end('HTTP/1.1 200 OK\r\nConte');
      return;
    case 'part':
      socket.end(`${head(100)}abc`);
      return;
    case 'stall':
      socket.write(`${head(100)}abc`);
      return;
    case 'big':
      socket.write(head(100_000_000));
      socket.write(Buffer.alloc(40_000_000));
      return;
    case 'early':
      socket.write(`${head(2)}ok`);
      return;
    default:
      socket.write(`${head(2)}ok`);
  }
}

interface Case {
  readonly name: string;
  /** Listener; `http` if none is named. */
  readonly at?: string;
  /** `flags status timers`; timers are `n` where they are known. */
  readonly line: string;
  /** Where 3.5, which Hawser follows, does something else than 2.6. */
  readonly later?: string;
  readonly run: (wire: Wire, again: () => Promise<Wire>) => Promise<unknown> | unknown;
}

const get = (where: string, fields = '') => `GET ${where} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;
const post = (where: string, body: string) => `POST ${where} HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n${body}`;
const ask = (where: string) => (wire: Wire) => {
  wire.send(get(where, 'Connection: close\r\n'));
  return wire.untilClose();
};
const say = (text: string) => (wire: Wire) => {
  wire.send(text);
  return wire.untilClose();
};
/** Sends, waits for something to have reached the other side, then leaves. */
const leave =
  (text: string, ms = 100) =>
  async (wire: Wire) => {
    wire.send(text);
    await new Promise((resolve) => setTimeout(resolve, ms));
    wire.socket.destroy();
  };

const CASES: readonly Case[] = [
  { name: 'a normal end', line: '---- 200 n/n/n/n/n', run: ask('/') },
  { name: 'a request that is cut off', line: 'CR-- 400 -1/-1/-1/-1/n', run: leave('GET / HT', 50) },
  { name: 'a request that does not go on', line: 'cR-- 408 -1/-1/-1/-1/n', run: say('GET / HT') },
  { name: 'a request that is none', line: 'PR-- 400 -1/-1/-1/-1/n', run: say('GET\r\n\r\n') },
  { name: 'deny', line: 'PR-- 403 n/-1/-1/-1/n', run: ask('/deny') },
  { name: 'tarpit', line: 'PT-- 500 -1/n/-1/-1/n', run: ask('/tarpit') },
  { name: 'return', line: 'LR-- 204 n/-1/-1/-1/n', run: ask('/return') },
  { name: 'redirect', line: 'LR-- 302 n/-1/-1/-1/n', run: ask('/redirect') },
  { name: 'reject', line: 'PR-- -1 -1/-1/-1/-1/n', run: ask('/reject') },
  { name: 'a body that is cut off', line: 'CD-- -1 n/n/n/-1/n', run: leave(post('/never', 'abc')) },
  { name: 'no server', line: 'SC-- 503 n/-1/-1/-1/n', run: ask('/empty') },
  { name: 'a server that refuses', line: 'SC-- 503 n/n/-1/-1/n', run: ask('/refused') },
  { name: 'a server that never answers', line: 'sH-- 504 n/n/n/-1/n', run: ask('/never') },
  { name: 'a server that closes', line: 'SH-- 502 n/n/n/-1/n', run: ask('/close') },
  { name: 'a server that resets', line: 'SH-- 502 n/n/n/-1/n', run: ask('/reset') },
  { name: 'a server that closes in its head', line: 'SH-- 502 n/n/n/-1/n', run: ask('/half-head') },
  { name: 'a server that speaks something else', line: 'PH-- 502 n/n/n/-1/n', run: ask('/junk') },
  { name: 'a response that is denied', line: 'PH-- 502 n/n/n/-1/n', run: ask('/deny-response') },
  { name: 'a response that is cut off', line: 'SD-- 200 n/n/n/n/n', run: ask('/part') },
  { name: 'a response that does not go on', line: 'sD-- 200 n/n/n/n/n', run: ask('/stall') },
  // Since then the server is told by a half-close, and closes (4.2 `option abortonclose`).
  {
    name: 'a client that leaves while it waits',
    line: 'CH-- 400 n/n/n/-1/n',
    later: 'SH-- 502 n/n/n/-1/n',
    run: leave(get('/abort/never')),
  },
  {
    name: 'a client that leaves in the response',
    line: 'CD-- 200 n/n/n/n/n',
    run: async (wire) => {
      wire.send(get('/big'));
      await wire.until((received) => received !== '');
      wire.socket.destroy();
    },
  },
  {
    name: 'a client that does not take the response',
    line: 'cD-- 200 n/n/n/n/n',
    run: async (wire) => {
      wire.socket.pause();
      wire.send(get('/big'));
      await new Promise((resolve) => setTimeout(resolve, 1300));
      wire.socket.destroy();
    },
  },
  {
    name: 'a queue that takes too long',
    line: 'sQ-- 503 n/n/-1/-1/n',
    run: async (wire, again) => {
      const first = await again();
      first.send(get('/queue/never'));
      await new Promise((resolve) => setTimeout(resolve, 80));
      wire.send(get('/queue/never', 'Connection: close\r\n'));
      await wire.untilClose();
      first.socket.destroy();
    },
  },
  {
    name: 'a client that leaves the queue',
    line: 'CQ-- -1 n/n/-1/-1/n',
    run: async (wire, again) => {
      const first = await again();
      first.send(get('/queue/never'));
      await new Promise((resolve) => setTimeout(resolve, 80));
      await leave(get('/queue/never'))(wire);
      await new Promise((resolve) => setTimeout(resolve, 80));
      first.socket.destroy();
    },
  },
  { name: 'TCP: a normal end', at: 'tcp', line: '-- n/n/n', run: (wire) => wire.socket.end(get('/part')) },
  { name: 'TCP: silence', at: 'tcp', line: 'cD n/n/n', run: say('') },
  { name: 'TCP: a server that resets', at: 'tcp', line: 'SD n/n/n', run: say(get('/reset')) },
  {
    name: 'TCP: a client that resets',
    at: 'tcp',
    line: 'CD n/n/n',
    run: async (wire) => {
      wire.send(get('/never'));
      await new Promise((resolve) => setTimeout(resolve, 80));
      wire.socket.resetAndDestroy();
    },
  },
  { name: 'TCP: a server that refuses', at: 'tcprefused', line: 'SC n/-1/n', run: say('') },
  { name: 'TCP: rejected content', at: 'tcpdeny', line: 'PR -1/-1/n', run: say('abcdef') },
];

/** All limits of the configuration are far below: no line after that time is none at all. */
const PATIENCE_MS = 7000;

interface Proxy {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ports: Readonly<Record<string, number>>;
  /** The next line that is not read yet. */
  line(): Promise<string>;
  stop(): Promise<void>;
}

async function start(t: TestContext, name: string, command: readonly string[], env: NodeJS.ProcessEnv): Promise<Proxy> {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'haproxy.cfg');
  fs.writeFileSync(file, CONFIG);
  const servers = LISTENERS.map(() => net.createServer());
  const ports: Record<string, number> = {};
  for (const [at, server] of servers.entries()) ports[LISTENERS[at]!] = await listenOn(server);
  const fds = servers.map((server) => (server as unknown as { _handle: { fd: number } })._handle.fd);
  const names = Object.fromEntries(LISTENERS.map((listener, at) => [listener, String(3 + at)]));
  const child = spawn(command[0]!, [...command.slice(1), '-db', '-f', file], {
    env: { ...process.env, ...env, ...names, DIR: folder },
    stdio: ['ignore', 'pipe', 'ignore', ...fds],
  });
  for (const server of servers) server.close();
  const lines: string[] = [];
  let rest = '';
  let wake = () => {};
  child.stdout!.on('data', (data: Buffer) => {
    const parts = (rest + data.toString('latin1')).split('\n');
    rest = parts.pop()!;
    lines.push(...parts.filter((line) => / (?:fe|tcp\S*) /.test(line)));
    wake();
  });
  const finished = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = async () => {
    const untilMs = Date.now() + PATIENCE_MS;
    while (lines.length === 0 && Date.now() < untilMs) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 100);
      });
    }
    return lines.shift() ?? 'no line';
  };
  const stop = () => {
    child.kill('SIGKILL');
    return finished;
  };
  t.after(stop);
  return { name, child, ports, line, stop };
}

/** Flags, status and which timers are known. */
function essence(line: string): string {
  const http = /(\S+\/\S+\/\S+\/\S+\/\S+) (-?\d+) \d+ \S+ \S+ (\S{4}) \d+\/\d+/.exec(line);
  const known = (timers: string) =>
    timers.replace(/\+?\d+/g, (text, at: number) => (timers[at - 1] === '-' ? text : 'n'));
  if (http) return `${http[3]} ${http[2]} ${known(http[1]!)}`;
  const tcp = /(-?\d+\/-?\d+\/\+?\d+) \+?\d+ (\S\S) \d+\/\d+/.exec(line);
  return tcp ? `${tcp[2]} ${known(tcp[1]!)}` : line;
}

const haproxy = spawnSync('haproxy', ['-v'], { encoding: 'utf8' });
const is26 = /version 2\.6/.test(haproxy.stdout ?? '');
const PROGRAMS = [
  { name: 'hawser', command: [process.execPath, hawserBin], skip: false },
  { name: 'haproxy 2.6', command: ['haproxy'], skip: is26 ? false : 'haproxy 2.6 is not here' },
];

for (const { name, command, skip } of PROGRAMS) {
  test(`termination flags and timers of ${name}`, { skip }, async (t) => {
    const origin = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {});
      socket.on('end', () => socket.end());
      socket.on('data', (data) => behave(socket, data.toString('latin1')));
    });
    const closed = net.createServer();
    const [port, closedPort] = [await listenOn(origin), await listenOn(closed)];
    await new Promise((resolve) => closed.close(resolve));
    t.after(() => origin.close());
    const proxy = await start(t, name, command, { ORIGIN: String(port), CLOSED: String(closedPort) });
    for (const each of CASES) {
      await t.test(each.name, async (t) => {
        const again = () => connect(t, proxy.ports[each.at ?? 'http']!);
        const wire = await again();
        await Promise.race([each.run(wire, again), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
        const seen = await proxy.line();
        wire.socket.destroy();
        if (/queue/.test(each.name)) await proxy.line();
        assert.equal(essence(seen), name === 'hawser' ? (each.later ?? each.line) : each.line, seen);
      });
    }
    await proxy.stop();
  });
}
