/**
 * Which server each connection goes to in `mode tcp`, and who steps in for whom, beside haproxy (manual 4.2 `balance`, `option
 * allbackups`, `use-server`, 5.2 `backup`, `weight`): connection by connection, servers go down and come back in between.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { untilIdle } from '../support/admin.js';
import { listenOn, startHawser } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { command, exchange } from '../support/wire.js';

const KEYED = 'tcp-request content accept if { req.len ge 4 }';

/** Lines of a proxy, and words behind its servers: the fourth and the fifth stand by where it says so. */
const PROXIES: Readonly<Record<string, readonly string[]>> = {
  turns: ['balance roundrobin'],
  fixed: ['balance static-rr'],
  least: ['balance leastconn'],
  first: ['balance first'],
  source: ['balance source', 'hash-type consistent'],
  // Bytes that were received are no longer there for 2.6 when it chooses: a variable keeps them.
  hashed: [
    ...['balance hash var(sess.k)', 'tcp-request inspect-delay 5s'],
    ...['tcp-request content set-var(sess.k) req.payload(0,4) if { req.len ge 4 }', KEYED],
  ],
  rdp: ['balance rdp-cookie', 'tcp-request inspect-delay 5s', 'tcp-request content accept if RDP_COOKIE'],
  spare: ['balance roundrobin', '# backup'],
  spares: ['balance roundrobin', 'option allbackups', '# backup'],
  named: ['balance roundrobin', 'use-server s3 if { src 127.0.0.0/8 } { nbsrv(named) ge 4 }'],
};

const WEIGHTS = [7, 3, 10, 1, 5];

function proxyOf(name: string, lines: readonly string[], ports: readonly number[]): readonly string[] {
  const spare = lines.includes('# backup');
  const servers = ports.map((port, at) => {
    const words = `weight ${WEIGHTS[at]}${spare && at > 2 ? ' backup' : ''}`;
    return `server s${at + 1} 127.0.0.1:${port} ${words}`;
  });
  return [`listen ${name}`, ` bind "fd@\${${name}}"`, ...[...lines, ...servers].map((line) => ` ${line}`)];
}

/** Each server says its name and ends. */
async function startServers(t: TestContext): Promise<readonly number[]> {
  const start = async (name: string) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(name));
    });
    t.after(() => server.close());
    return listenOn(server);
  };
  return Promise.all(WEIGHTS.map((_, at) => start(String(at + 1))));
}

/** What a client says: part of it is hashed. */
function words(name: string, index: number): string {
  if (name !== 'rdp') return `k${index % 7}--`;
  // A connection request of T.125 in a TPKT, with its cookie.
  const body = `Cookie: mstshash=user${index % 7}\r\n`;
  const length = body.length + 11;
  const head = [3, 0, length >> 8, length & 255, length - 5, 0xe0, 0, 0, 0, 0, 0];
  return `${String.fromCharCode(...head)}${body}`;
}

/** Servers that are away from a connection on. */
const CHANGES: Readonly<Record<number, readonly string[]>> = {
  10: ['disable server %/s3'],
  16: ['disable server %/s1', 'disable server %/s2'],
  22: ['disable server %/s4'],
  28: ['enable server %/s1', 'enable server %/s2', 'set server %/s1 weight 1'],
  34: ['enable server %/s3', 'enable server %/s4'],
};

async function sequences(t: TestContext, haproxy?: string): Promise<Readonly<Record<string, string>>> {
  const ports = await startServers(t);
  const names = Object.keys(PROXIES);
  const config = [
    ...['global', ' stats socket "${DIR}/s" level admin', 'defaults', ' mode tcp', ' timeout connect 5s'],
    ...[' timeout client 5s', ' timeout server 5s', ...names.flatMap((name) => proxyOf(name, PROXIES[name]!, ports))],
  ];
  const program = await startHawser(t, {
    ...{ config: `${config.join('\n')}\n`, listeners: names },
    ...(haproxy === undefined ? {} : { program: [haproxy] }),
  });
  const found: Record<string, string> = {};
  for (const name of names) {
    let sequence = '';
    const socket = path.join(program.folder, 's');
    for (let index = 0; index < 44; index++) {
      if (name === 'least') await untilIdle(socket, name);
      for (const line of CHANGES[index] ?? []) await command(socket, line.replace('%', name));
      sequence += (await exchange(t, program.ports[name]!, words(name, index))) || '-';
    }
    found[name] = sequence;
  }
  await program.stop();
  return found;
}

test('every connection goes to the server that haproxy sends it to', {
  skip: withoutHaproxy26,
}, async (t) => {
  const theirs = await sequences(t, haproxy26);
  const ours = await sequences(t);
  for (const name of Object.keys(PROXIES)) {
    await t.test(PROXIES[name]!.join(', '), () => assert.equal(ours[name], theirs[name]));
  }
});
