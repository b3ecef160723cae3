/** Certificates that are made for the names of clients (manual 5.1 `generate-certificates`, `ca-sign-file`). */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { nameOf, PROGRAMS } from '../support/both.js';
import { certificateFile, certificateText } from '../support/certificates.js';
import { DEFAULTS } from '../support/config-head.js';
import { type Program, runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { shownCertificate } from '../support/secure-client.js';

const AUTHORITY = certificateFile('rsa.pem');

function configOf(binds: string): string {
  return `global
    tune.ssl.ssl-ctx-cache-size 2
${DEFAULTS}frontend f
${binds}    http-request return status 200
`;
}

const MAKING = `generate-certificates ca-sign-file ${AUTHORITY}`;
const BINDS = `    bind "fd@\${f}" ssl crt ${certificateFile('ec.pem')} ${MAKING}
    bind "fd@\${strict}" ssl crt ${certificateFile('plain.pem')} strict-sni ${MAKING}
`;

interface Shown {
  /** `-` if the handshake failed. */
  readonly text: string;
  readonly serial: string;
  readonly certificate: X509Certificate | undefined;
}

/** What a client is shown that asks for a name. */
async function shown({ ports }: Program, listener: 'f' | 'strict', servername?: string): Promise<Shown> {
  const leaf = await shownCertificate(ports[listener]!, servername).catch(() => undefined);
  if (leaf === undefined) return { text: '-', serial: '', certificate: undefined };
  const certificate = new X509Certificate(leaf.raw);
  const { subject, subjectAltName = '-', serialNumber: serial } = certificate;
  const kind = certificate.publicKey.asymmetricKeyType;
  const issuer = String(leaf.issuerCertificate?.subject.CN);
  return { text: `${subject.replaceAll('\n', '/')} ${subjectAltName} ${kind} < ${issuer}`, serial, certificate };
}

function start(t: TestContext, program: readonly [string, ...string[]], binds = BINDS): Promise<Program> {
  return startHawser(t, { config: configOf(binds), listeners: ['f', 'strict'], program });
}

const signed = (name: string, kind: string) => `CN=www.example.com/CN=${name} DNS:${name} ${kind} < www.example.com`;

for (const program of PROGRAMS) {
  const name = nameOf(program);

  test(`names that no certificate is for get one of their own (${name})`, async (t) => {
    const running = await start(t, program);
    const first = await shown(running, 'f', 'one.example');
    assert.equal(first.text, signed('one.example', 'ec'));
    const { certificate } = first;
    assert.ok(certificate);
    assert.ok(certificate.verify(new X509Certificate(certificateText('rsa.pem')).publicKey));
    assert.equal(certificate.ca, false);
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    assert.equal(days, 366);
    // The same one again, and for the name in capitals; another one for another name.
    assert.equal((await shown(running, 'f', 'ONE.example')).serial, first.serial);
    assert.notEqual((await shown(running, 'f', 'two.example')).serial, first.serial);
    // Only two are kept.
    assert.equal((await shown(running, 'f', 'three.example')).text, signed('three.example', 'ec'));
    assert.notEqual((await shown(running, 'f', 'one.example')).serial, first.serial);
    const own = 'CN=www.example.com DNS:www.example.com, DNS:ec.example.com ec < Hawser Test Intermediate';
    for (const known of ['ec.example.com', undefined]) assert.equal((await shown(running, 'f', known)).text, own);
    assert.equal((await shown(running, 'strict', 'one.example')).text, signed('one.example', 'rsa'));
    assert.equal((await shown(running, 'strict')).text, '-');
  });

  test(`generate-certificates wants an authority with its key (${name})`, async (t) => {
    const file = path.join(temporaryFolder(t), 'haproxy.cfg');
    const check = async (words: string) => {
      fs.writeFileSync(file, configOf(`    bind 127.0.0.1:1 ssl crt ${certificateFile('rsa.pem')} ${words}\n`));
      const args = ['-c', '-f', file];
      const { status, stderr } =
        program.length > 1 ? await runHawser(args) : spawnSync(program[0], args, { encoding: 'latin1' });
      return `${status} ${stderr}`;
    };
    assert.match(await check(MAKING), /^0 /);
    assert.match(await check('ca-sign-file /nowhere'), /^0 /);
    assert.match(await check('generate-certificates'), /^1 [\s\S]*no CA certificate file configured/i);
    for (const wrong of ['/nowhere', certificateFile('root.pem')]) {
      assert.match(
        await check(`generate-certificates ca-sign-file ${wrong}`),
        new RegExp(`^1 [\\s\\S]*failed to read(?: the)? CA certificate file '${wrong}'`, 'i'),
      );
    }
  });
}

test('ca-sign-pass opens an encrypted key', async (t) => {
  const words = (pass: string) =>
    `generate-certificates ca-sign-file ${certificateFile('encrypted.pem')} ca-sign-pass ${pass}`;
  const bind = (pass: string) => `    bind "fd@\${f}" ssl crt ${certificateFile('rsa.pem')} ${words(pass)}\n`;
  const running = await start(t, PROGRAMS[0]!, bind('secret'));
  assert.equal((await shown(running, 'f', 'one.example')).text, signed('one.example', 'rsa'));
  const refused = await start(t, PROGRAMS[0]!, bind('wrong'));
  assert.equal((await refused.finished).status, 1);
});
