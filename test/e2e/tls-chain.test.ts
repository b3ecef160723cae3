/** What chains are sent, and how weak keys may be (manual 3.1 `issuers-chain-path`, `ssl-skip-self-issued-ca`, `ssl-security-level`). */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { PROGRAMS } from '../support/both.js';
import { certificateFile, certificateText } from '../support/certificates.js';
import { runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { askSecurely, shownCertificate } from '../support/secure-client.js';

const TIMES = '    timeout connect 5s\n    timeout client 5s\n    timeout server 5s\n';

function configOf(lines: string, certificate: string): string {
  return `global\n${lines}\ndefaults\n    mode http\n${TIMES}frontend f\n    bind "fd@\${f}" ssl crt ${certificate}\n    http-request return status 200\n`;
}

/** Names of the certificates that a client is sent. */
async function sent(
  t: TestContext,
  program: readonly [string, ...string[]],
  lines: string,
  certificate: string,
  folder: string,
): Promise<string> {
  const running = await startHawser(t, { config: configOf(lines, certificate), listeners: ['f'], program, folder });
  let last = await shownCertificate(running.ports.f!);
  const names = [String(last.subject.CN)];
  while (last.issuerCertificate && last.issuerCertificate !== last) {
    last = last.issuerCertificate;
    names.push(String(last.subject.CN));
  }
  await running.stop();
  return names.join(' < ');
}

function blocks(name: string, label: string): string[] {
  return (
    certificateText(name).match(new RegExp(`-----BEGIN ${label}-----[\\s\\S]*?-----END ${label}-----\n`, 'g')) ?? []
  );
}

for (const program of PROGRAMS) {
  const name = program.length > 1 ? 'Hawser' : 'haproxy 2.6';

  test(`issuers-chain-path completes certificates without a chain (${name})`, async (t) => {
    const folder = temporaryFolder(t);
    const chains = path.join(folder, 'chains');
    fs.mkdirSync(chains);
    const [, intermediate = ''] = blocks('rsa.pem', 'CERTIFICATE');
    const root = certificateText('root.pem');
    const line = `    issuers-chain-path ${chains}`;
    const plain = certificateFile('plain.pem');
    assert.equal(await sent(t, program, line, plain, folder), 'Only Name');
    fs.writeFileSync(path.join(chains, 'b'), root + intermediate);
    assert.equal(await sent(t, program, line, plain, folder), 'Only Name');
    fs.writeFileSync(path.join(chains, '.a'), intermediate + root);
    const whole = 'Only Name < Hawser Test Intermediate < Hawser Test Root';
    assert.equal(await sent(t, program, line, plain, folder), whole);
    const skipping = `${line}\n    ssl-skip-self-issued-ca`;
    assert.equal(await sent(t, program, skipping, plain, folder), 'Only Name < Hawser Test Intermediate');
    // Whoever brings a chain keeps it.
    const own = await sent(t, program, line, certificateFile('rsa.pem'), folder);
    assert.equal(own, 'www.example.com < Hawser Test Intermediate');
    const full = path.join(folder, 'full.pem');
    fs.writeFileSync(full, certificateText('rsa.pem') + root);
    assert.equal(await sent(t, program, '', full, folder), `${own} < Hawser Test Root`);
    assert.equal(await sent(t, program, '    ssl-skip-self-issued-ca', full, folder), own);
  });

  test(`issuers-chain-path is checked (${name})`, async (t) => {
    const folder = temporaryFolder(t);
    const file = path.join(folder, 'haproxy.cfg');
    const run = async (chains: string) => {
      fs.writeFileSync(
        file,
        configOf(`    issuers-chain-path ${chains}`, certificateFile('plain.pem')).replace('"fd@${f}"', '/tmp/x'),
      );
      const args = ['-c', '-f', file];
      const { status, stderr } =
        program.length > 1 ? await runHawser(args) : spawnSync(program[0], args, { encoding: 'latin1' });
      return `${status} ${stderr}`;
    };
    assert.match(await run('/nowhere'), /^1 [\s\S]*issuers-chain-path/);
    assert.match(await run(certificateFile('plain.pem')), /^1 [\s\S]*issuers-chain-path[\s\S]* is not a directory/);
    assert.match(
      await run(folder),
      /^0 [\s\S]*unable to load issuers-chain \S+haproxy\.cfg : pem certificate not found/,
    );
    for (const each of ['a', 'b']) fs.writeFileSync(path.join(folder, each), certificateText('root.pem'));
    assert.match(await run(folder), /^0 [\s\S]*duplicate issuers-chain \S+\/b: \S+\/a already in store/);
  });
}

test('ssl-security-level refuses certificates with short keys', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'haproxy.cfg');
  const check = async (level: string, certificate: string) => {
    const lines = `    ssl-security-level ${level}`;
    fs.writeFileSync(file, configOf(lines, certificateFile(certificate)).replace('"fd@${f}"', '/tmp/x'));
    return runHawser(['-c', '-f', file]);
  };
  // 2048 bits of RSA are worth 112: level 2; the curve P-256 is worth 128: level 3.
  for (const level of ['0', '1', '2']) assert.equal((await check(level, 'rsa.pem')).status, 0, level);
  assert.equal((await check('3', 'ec.pem')).status, 0);
  for (const [level, name] of [
    ['3', 'rsa.pem'],
    ['4', 'ec.pem'],
  ] as const) {
    const { status, stderr } = await check(level, name);
    assert.equal(status, 1);
    assert.match(stderr, /key too small/);
  }
  assert.match((await check('6', 'rsa.pem')).stderr, /between 0 and 5/);
});

test('ssl-security-level judges certificates of clients too', async (t) => {
  for (const [level, told] of [
    ['2', '0 0'],
    ['3', '66 66'],
  ] as const) {
    const secure = `${certificateFile('ec.pem')} ca-file ${certificateFile('root.pem')} verify required crt-ignore-err X509_V_ERR_EE_KEY_TOO_SMALL`;
    const answer = 'content-type text/plain lf-string "%[ssl_c_verify] %[ssl_c_err]"';
    const config = configOf(`    ssl-security-level ${level}`, secure).replace('status 200', `status 200 ${answer}`);
    const running = await startHawser(t, { config, listeners: ['f'] });
    const own = { cert: blocks('rsa.pem', 'CERTIFICATE').join(''), key: certificateText('rsa.pem') };
    assert.equal((await askSecurely(running.ports.f!, own)).text, told);
    await running.stop();
  }
});
