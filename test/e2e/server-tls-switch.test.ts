/** TLS of servers that is switched while running (manual 5.2 `no-ssl`, management 9.3 `set server ... ssl`). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask as tell } from '../support/admin.js';
import { ask, nameOf, PROGRAMS, request } from '../support/both.js';
import { certificate } from '../support/certificates.js';
import { HEAD } from '../support/config-head.js';
import { type Program, startHawser } from '../support/hawser.js';
import { bodyOf, ok, startOrigin } from '../support/wire.js';

const SERVERS = `backend b
    server plain 127.0.0.1:1
    server tls 127.0.0.1:1 ssl verify none
    server words 127.0.0.1:1 verify none sni str(a)
    server refused 127.0.0.1:1 no-ssl
    server checked 127.0.0.1:1 check-ssl verify none
    server undone 127.0.0.1:1 ssl verify none no-ssl
backend c
    use-server own if TRUE
    default-server ssl verify none
    server own "127.0.0.1:\${TLS}" no-ssl
    server given 127.0.0.1:1
    default-server no-ssl
    server taken 127.0.0.1:1
    server again 127.0.0.1:1 ssl verify none
`;

const CONFIG = `${HEAD}    retries 0
frontend f
    bind "fd@\${f}"
    default_backend c
${SERVERS}`;

const UPDATED = 'server ssl setting updated.\n\n';
const CANNOT = "'set server <srv> ssl' cannot be set.  default-server should define ssl settings\n\n";

async function uses(program: Program): Promise<string> {
  const state = await tell(program, 'show servers state');
  const lines = state.split('\n').filter((line) => /^\d+ [bc] /.test(line));
  return lines.map((line) => `${line.split(' ')[3]} ${line.split(' ').at(-5)}`).join(', ');
}

for (const program of PROGRAMS) {
  const name = nameOf(program);

  test(`set server ssl changes servers that have settings of TLS (${name})`, async (t) => {
    const { cert, key } = certificate('rsa');
    const origin = await startOrigin(t, () => ok('secure'), { cert, key });
    const env = { TLS: String(origin.port) };
    const running = await startHawser(t, { config: CONFIG, listeners: ['f'], env, program });
    const set = (server: string, word: string) => tell(running, `set server ${server} ssl ${word}`);
    assert.doesNotMatch(await ask(t, running, request('/')), /secure/);
    assert.equal(
      await uses(running),
      'plain 0, tls 1, words 0, refused -1, checked 0, undone -1, own -1, given 1, taken -1, again 1',
    );
    assert.equal(await set('c/own', 'on'), UPDATED);
    assert.equal(bodyOf(await ask(t, running, request('/'))), 'secure');
    assert.equal(await set('c/own', 'off'), UPDATED);
    assert.doesNotMatch(await ask(t, running, request('/')), /secure/);
    for (const server of ['b/tls', 'b/checked', 'c/given']) assert.equal(await set(server, 'off'), UPDATED, server);
    for (const server of ['b/plain', 'b/words', 'b/refused', 'b/undone', 'c/taken'])
      assert.equal(await set(server, 'on'), CANNOT, server);
    assert.equal(await set('c/again', ''), "'set server <srv> ssl' expects 'on' or 'off'.\n\n");
    assert.equal(
      await uses(running),
      'plain 0, tls 0, words 0, refused -1, checked 0, undone -1, own 0, given 0, taken -1, again 1',
    );
  });
}
