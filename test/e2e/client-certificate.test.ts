/** Certificates of clients with errors, and which of them are passed over (manual 5.1 `crt-ignore-err`, `ca-ignore-err`). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { nameOf, PROGRAMS } from '../support/both.js';
import { certificateFile, certificateText } from '../support/certificates.js';
import { DEFAULTS } from '../support/config-head.js';
import { type Program, startHawser } from '../support/hawser.js';
import { askSecurely, type SecureAnswer } from '../support/secure-client.js';

const TOLD = '%[ssl_c_used] %[ssl_c_verify] own %[ssl_c_err] issuer %[ssl_c_ca_err]@%[ssl_c_ca_err_depth]';

function start(t: TestContext, program: readonly [string, ...string[]], words: string): Promise<Program> {
  const secure = `ssl crt ${certificateFile('rsa.pem')} ca-file ${certificateFile('elder.pem')}`;
  const config = `global
    log stdout format raw local0
${DEFAULTS}    log global
frontend f
    bind "fd@\${f}" ${secure} verify optional ${words}
    http-request return status 200 content-type text/plain lf-string "${TOLD} %[ssl_fc_is_resumed]"
`;
  return startHawser(t, { config, listeners: ['f'], program });
}

function ask({ ports }: Program, name: string | undefined, session?: Buffer): Promise<SecureAnswer> {
  const pem = name === undefined ? undefined : certificateText(name);
  const own = pem === undefined ? {} : { cert: certificatesOf(pem), key: pem };
  return askSecurely(ports.f!, { ...own, ...(session ? { session } : {}) });
}

function certificatesOf(pem: string): string {
  return (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/g) ?? []).join('');
}

const CLIENTS = ['late.pem', 'orphan.pem', 'outdated.pem', 'impostor.pem', 'plain.pem', 'client.pem'];

/** What the clients are told, by the words of the listener. */
const EXPECTED: readonly (readonly [words: string, ...told: string[]])[] = [
  ['', '-', '-', '-', '-', '-', '-'],
  ['crt-ignore-err all', '1 10 own 10 issuer 0@0', '-', '-', '1 18 own 18 issuer 0@0', '1 21 own 20 issuer 0@0', '-'],
  ['ca-ignore-err all', '-', '1 10 own 0 issuer 10@1', '-', '-', '-', '1 20 own 0 issuer 20@1'],
  ['crt-ignore-err 10', '1 10 own 10 issuer 0@0', '-', '-', '-', '-', '-'],
  ['ca-ignore-err 10', '-', '1 10 own 0 issuer 10@1', '-', '-', '-', '-'],
  [
    'ca-ignore-err 10 crt-ignore-err 10',
    ...['1 10 own 10 issuer 0@0', '1 10 own 0 issuer 10@1', '1 10 own 10 issuer 10@1', '-', '-', '-'],
  ],
  ['crt-ignore-err 18,20', '-', '-', '-', '1 18 own 18 issuer 0@0', '-', '-'],
  ['crt-ignore-err 20,21', '-', '-', '-', '-', '1 21 own 20 issuer 0@0', '-'],
];

for (const program of PROGRAMS) {
  const name = nameOf(program);

  test(`errors of client certificates are ignored by depth and number (${name})`, async (t) => {
    for (const [words, ...told] of EXPECTED) {
      const running = await start(t, program, words);
      assert.equal((await ask(running, undefined)).text, '0 0 own 0 issuer 0@0 0', words);
      const answers: string[] = [];
      for (const client of CLIENTS) answers.push((await ask(running, client)).text);
      assert.deepEqual(
        answers,
        told.map((text) => (text === '-' ? text : `${text} 0`)),
        words,
      );
      await running.stop();
    }
  });

  test(`a resumed session keeps the result of a certificate that was passed over (${name})`, async (t) => {
    const running = await start(t, program, 'ca-ignore-err 10 crt-ignore-err 10');
    const { session } = await ask(running, 'outdated.pem');
    assert.ok(session);
    assert.equal((await ask(running, 'outdated.pem', session)).text, '1 10 own 0 issuer 0@0 1');
  });

  test(`the log tells certificates of clients from their chains (${name})`, async (t) => {
    const running = await start(t, program, 'ca-ignore-err 20');
    await ask(running, 'late.pem');
    await ask(running, 'orphan.pem');
    await running.stop();
    assert.match(running.stdout(), /f\/1: SSL client certificate not trusted\n/);
    assert.match(running.stdout(), /f\/1: SSL client CA chain cannot be verified\n/);
  });
}

test('errors have names too', async (t) => {
  const running = await start(t, PROGRAMS[0]!, 'crt-ignore-err X509_V_ERR_CERT_HAS_EXPIRED,18');
  assert.equal((await ask(running, 'late.pem')).text, '1 10 own 10 issuer 0@0 0');
  assert.equal((await ask(running, 'orphan.pem')).text, '-');
});
