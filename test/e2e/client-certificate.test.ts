/** Certificates of clients with errors, and which of them are passed over (manual 5.1 `crt-ignore-err`, `ca-ignore-err`). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { PROGRAMS } from '../support/both.js';
import { certificateFile, certificateText } from '../support/certificates.js';
import { type Program, startHawser } from '../support/hawser.js';

const TOLD = '%[ssl_c_used] %[ssl_c_verify] own %[ssl_c_err] issuer %[ssl_c_ca_err]@%[ssl_c_ca_err_depth]';

function start(t: TestContext, program: readonly [string, ...string[]], words: string): Promise<Program> {
  const secure = `ssl crt ${certificateFile('rsa.pem')} ca-file ${certificateFile('elder.pem')}`;
  const config = `global
    log stdout format raw local0
defaults
    mode http
    log global
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend f
    bind "fd@\${f}" ${secure} verify optional ${words}
    http-request return status 200 content-type text/plain lf-string "${TOLD} %[ssl_fc_is_resumed]"
`;
  return startHawser(t, { config, listeners: ['f'], program });
}

interface Answer {
  /** `-` if the handshake failed. */
  readonly text: string;
  readonly session: Buffer | undefined;
}

function ask({ ports }: Program, name: string | undefined, session?: Buffer): Promise<Answer> {
  const pem = name === undefined ? undefined : certificateText(name);
  const own = pem === undefined ? {} : { cert: certificatesOf(pem), key: pem };
  return new Promise((resolve) => {
    let text = '';
    let got: Buffer | undefined;
    const options = { port: ports.f!, host: '127.0.0.1', rejectUnauthorized: false, ...own };
    const socket = tls.connect({ ...options, ...(session ? { session } : {}) }, () => {
      socket.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    });
    socket.on('session', (given) => (got = given));
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ text: text.split('\r\n\r\n')[1] ?? '-', session: got }));
  });
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
  const name = program.length > 1 ? 'Hawser' : 'haproxy 2.6';

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
