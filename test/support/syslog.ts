/** Receivers of log lines: a real rsyslogd on a unix socket, or a plain UDP socket. */
import { spawn, spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** Why tests with rsyslog are skipped here, or false. */
export const withoutRsyslog: string | false =
  spawnSync('rsyslogd', ['-v']).status === 0 ? false : 'rsyslogd is not installed';

export interface LogReceiver {
  readonly lines: () => readonly string[];
  /** Resolves with the first line, past or coming, for which `wanted` holds. */
  line(wanted: (line: string) => boolean): Promise<string>;
}

/** rsyslogd that writes each datagram of a unix socket, as it came, to a file. */
export async function startRsyslog(t: TestContext, socketPath: string): Promise<LogReceiver> {
  const folder = path.dirname(socketPath);
  const file = path.join(folder, 'received.log');
  const config = path.join(folder, 'rsyslog.conf');
  fs.writeFileSync(
    config,
    `global(workDirectory="${folder}")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${socketPath}" RateLimit.Interval="0" ParseTrusted="off" UseSpecialParser="off" ParseHostname="off")
template(name="raw" type="string" string="%rawmsg%\\n")
action(type="omfile" file="${file}" template="raw")
`,
  );
  const child = spawn('rsyslogd', ['-n', '-f', config, '-i', path.join(folder, 'rsyslog.pid')], { stdio: 'ignore' });
  t.after(async () => {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  });
  const changed = watcher(t, folder);
  while (!fs.existsSync(socketPath)) await changed();
  const lines = () => (fs.existsSync(file) ? fs.readFileSync(file, 'latin1').split('\n').slice(0, -1) : []);
  return {
    lines,
    async line(wanted) {
      for (;;) {
        const found = lines().find(wanted);
        if (found !== undefined) return found;
        await changed();
      }
    },
  };
}

/** Resolves when something in the folder changes; looks again from time to time, as events can come before the call. */
function watcher(t: TestContext, folder: string): () => Promise<void> {
  const watch = fs.watch(folder);
  t.after(() => watch.close());
  return async () => {
    const look = new AbortController();
    const timer = setTimeout(() => look.abort(), 20);
    await once(watch, 'change', { signal: look.signal }).catch(() => {});
    clearTimeout(timer);
  };
}

/** A UDP socket of 127.0.0.1 that keeps what it receives. */
export async function startUdpSyslog(t: TestContext): Promise<LogReceiver & { readonly port: number }> {
  const socket = dgram.createSocket('udp4');
  const received: string[] = [];
  // Many tests may wait for their lines at once.
  socket.setMaxListeners(0);
  socket.on('message', (data) => {
    received.push(data.toString('latin1').replace(/\n$/, ''));
    socket.emit('line');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  return {
    port: socket.address().port,
    lines: () => received,
    async line(wanted) {
      for (;;) {
        const found = received.find(wanted);
        if (found !== undefined) return found;
        await once(socket, 'line');
      }
    },
  };
}

export interface TcpCollector extends LogReceiver {
  readonly port: number;
  /** All bytes of all connections. */
  readonly text: () => string;
  /** Stops listening and cuts what is open. */
  stop(): Promise<void>;
  /** Listens again where it did before. */
  resume(): Promise<void>;
}

/** A TCP syslog server; lines end with a line feed. `host`: an address of its own, so that nobody else takes its port. */
export async function startTcpSyslog(t: TestContext, host = '127.0.0.1'): Promise<TcpCollector> {
  const sockets = new Set<net.Socket>();
  const changed = new EventEmitter();
  changed.setMaxListeners(0);
  let text = '';
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (data) => {
      text += data.toString('latin1');
      changed.emit('line');
    });
  });
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  t.after(() => (server.listening ? stop() : undefined));
  const lines = () => text.split('\n').slice(0, -1);
  return {
    ...{ port, lines, stop, text: () => text },
    async resume() {
      server.listen(port, host);
      await once(server, 'listening');
    },
    async line(wanted) {
      for (;;) {
        const found = lines().find(wanted);
        if (found !== undefined) return found;
        await once(changed, 'line');
      }
    },
  };
}
