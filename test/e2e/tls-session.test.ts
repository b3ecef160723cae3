/** Sessions of TLS clients that are resumed, with tickets and without them (manual 3.2 `tune.ssl.cachesize`, 5.1 `no-tls-tickets`). */
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { PROGRAMS } from '../support/both.js';
import { certificateFile } from '../support/certificates.js';
import { type Program, startHawser } from '../support/hawser.js';
import { command } from '../support/wire.js';

function start(t: TestContext, program: readonly [string, ...string[]], global = ''): Promise<Program> {
  const config = `global
    nbthread 1
    stats socket "\${DIR}/sock" level admin
${global}
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend f
    bind "fd@\${f}" ssl crt ${certificateFile('rsa.pem')} no-tls-tickets
    bind "fd@\${tickets}" ssl crt ${certificateFile('rsa.pem')}
    http-request return status 200 content-type text/plain lf-string "%[ssl_fc_protocol] %[ssl_fc_is_resumed]"
`;
  return startHawser(t, { config, listeners: ['f', 'tickets'], program });
}

function ask(port: number, version: tls.SecureVersion, session?: Buffer) {
  return new Promise<{ readonly text: string; readonly session: Buffer | undefined }>((resolve) => {
    let text = '';
    let got: Buffer | undefined;
    const options = { port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: version, maxVersion: version };
    const socket = tls.connect({ ...options, ...(session ? { session } : {}) }, () => {
      socket.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    });
    socket.on('session', (given) => (got = given));
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text: text.split('\r\n\r\n')[1] ?? '-', session: got }));
  });
}

/** What three connections are told, each with the session of the one before. */
async function thrice(port: number, version: tls.SecureVersion): Promise<string[]> {
  const told: string[] = [];
  let session: Buffer | undefined;
  for (let round = 0; round < 3; round++) {
    const answer = await ask(port, version, session);
    told.push(answer.text);
    session = answer.session ?? session;
  }
  return told;
}

async function cacheCounts({ folder }: Program): Promise<string[]> {
  const info = await command(path.join(folder, 'sock'), 'show info');
  return info.match(/SslCache\w+: \d+/g) ?? [];
}

for (const program of PROGRAMS) {
  const name = program.length > 1 ? 'Hawser' : 'haproxy 2.6';

  test(`sessions of both versions are resumed from the cache without tickets (${name})`, async (t) => {
    const running = await start(t, program);
    assert.deepEqual(await thrice(running.ports.tickets!, 'TLSv1.3'), ['TLSv1.3 0', 'TLSv1.3 1', 'TLSv1.3 1']);
    assert.deepEqual(await cacheCounts(running), ['SslCacheLookups: 0', 'SslCacheMisses: 0']);
    assert.deepEqual(await thrice(running.ports.f!, 'TLSv1.3'), ['TLSv1.3 0', 'TLSv1.3 1', 'TLSv1.3 1']);
    assert.deepEqual(await cacheCounts(running), ['SslCacheLookups: 2', 'SslCacheMisses: 0']);
    assert.deepEqual(await thrice(running.ports.f!, 'TLSv1.2'), ['TLSv1.2 0', 'TLSv1.2 1', 'TLSv1.2 1']);
    assert.deepEqual(await cacheCounts(running), ['SslCacheLookups: 4', 'SslCacheMisses: 0']);
    const { session } = await ask(running.ports.tickets!, 'TLSv1.3');
    assert.equal((await ask(running.ports.f!, 'TLSv1.3', session)).text, 'TLSv1.3 0');
    assert.deepEqual(await cacheCounts(running), ['SslCacheLookups: 4', 'SslCacheMisses: 0']);
  });

  test(`nothing is resumed without tickets and without a cache (${name})`, async (t) => {
    const running = await start(t, program, '    tune.ssl.cachesize 0');
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      assert.deepEqual(await thrice(running.ports.f!, version), [`${version} 0`, `${version} 0`, `${version} 0`]);
    }
  });
}
