/** Sessions of TLS clients that are resumed, with tickets and without them (manual 3.2 `tune.ssl.cachesize`, 5.1 `no-tls-tickets`). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SecureVersion } from 'node:tls';
import { ask as tell } from '../support/admin.js';
import { nameOf, PROGRAMS } from '../support/both.js';
import { certificateFile } from '../support/certificates.js';
import { DEFAULTS, GLOBAL } from '../support/config-head.js';
import { type Program, startHawser } from '../support/hawser.js';
import { askSecurely, type SecureAnswer } from '../support/secure-client.js';

function start(t: TestContext, program: readonly [string, ...string[]], global = ''): Promise<Program> {
  const config = `${GLOBAL}    nbthread 1
${global}
${DEFAULTS}frontend f
    bind "fd@\${f}" ssl crt ${certificateFile('rsa.pem')} no-tls-tickets
    bind "fd@\${tickets}" ssl crt ${certificateFile('rsa.pem')}
    http-request return status 200 content-type text/plain lf-string "%[ssl_fc_protocol] %[ssl_fc_is_resumed]"
`;
  return startHawser(t, { config, listeners: ['f', 'tickets'], program });
}

function ask(port: number, version: SecureVersion, session?: Buffer): Promise<SecureAnswer> {
  return askSecurely(port, { minVersion: version, maxVersion: version, ...(session ? { session } : {}) });
}

/** What three connections are told, each with the session of the one before. */
async function thrice(port: number, version: SecureVersion): Promise<string[]> {
  const told: string[] = [];
  let session: Buffer | undefined;
  for (let round = 0; round < 3; round++) {
    const answer = await ask(port, version, session);
    told.push(answer.text);
    session = answer.session ?? session;
  }
  return told;
}

async function cacheCounts(running: Program): Promise<string[]> {
  const info = await tell(running, 'show info');
  return info.match(/SslCache\w+: \d+/g) ?? [];
}

for (const program of PROGRAMS) {
  const name = nameOf(program);

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
