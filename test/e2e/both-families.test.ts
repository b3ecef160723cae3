/** Which clients a `bind` on an IPv6 address takes (manual 5.1 `v4v6`, `v6only`), beside haproxy. */
import assert from 'node:assert/strict';
import net from 'node:net';
import os from 'node:os';
import { type TestContext, test } from 'node:test';
import { adminSocket, answers } from '../support/admin.js';
import { HEAD, nameOf, PROGRAMS, request } from '../support/both.js';
import { startHawser } from '../support/hawser.js';
import { freePorts } from '../support/peers.js';

const hasIpv6 = Object.values(os.networkInterfaces()).some((ends) => ends?.some(({ address }) => address === '::1'));

/** Body of the answer, or the error of the connection. */
function ask(t: TestContext, host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    t.after(() => socket.destroy());
    let text = '';
    socket.on('connect', () => socket.write(request('/', 'Connection: close\r\n')));
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('end', () => resolve(text.slice(text.indexOf('\r\n\r\n') + 4)));
  });
}

/** By the words of the line: what clients of either family see. */
const LINES: readonly (readonly [bind: string, v4: string, v6: string])[] = [
  ['bind :::PORT', 'a', 'a'],
  ['bind :::PORT v4v6', 'a', 'a'],
  ['bind :::PORT v6only', 'ECONNREFUSED', 'a'],
  ['bind *:PORT', 'a', 'ECONNREFUSED'],
  // The more precise address wins.
  ['bind :::PORT\nfrontend b\n    http-request return lf-string b content-type text/plain\n    bind *:PORT', 'b', 'a'],
];

for (const program of PROGRAMS) {
  test(`listeners of IPv6 take IPv4 unless they are told not to (${nameOf(program)})`, {
    skip: !hasIpv6,
  }, async (t) => {
    const ports = await freePorts(LINES.length);
    const fronts = LINES.map(([line], at) => {
      const [first, ...rest] = line.replaceAll('PORT', String(ports[at])).split('\n');
      const answer = 'http-request return lf-string a content-type text/plain';
      return [`frontend f${at}`, `    ${first}`, `    ${answer}`, ...rest];
    });
    const started = await startHawser(t, { config: `${HEAD}${fronts.flat().join('\n')}\n`, program, listeners: [] });
    await answers(adminSocket(started), () => started.child.exitCode !== null);
    for (const [at, [line, v4, v6]] of LINES.entries()) {
      assert.equal(await ask(t, '127.0.0.1', ports[at]!), v4, `${line} over IPv4`);
      assert.equal(await ask(t, '::1', ports[at]!), v6, `${line} over IPv6`);
    }
  });
}
