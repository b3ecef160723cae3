import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { loadCertificate, loadCertificates } from '../../../../src/net/tls/certificate-file.js';
import { CertificateReading } from '../../../../src/net/tls/certificate-info.js';
import { wildcardOf } from '../../../../src/net/tls/certificate-name.js';
import { parseCrtList } from '../../../../src/net/tls/crt-list.js';
import { findDnEntry, renderDn, renderDnRfc2253 } from '../../../../src/net/tls/distinguished-name.js';
import { splitPem } from '../../../../src/net/tls/pem.js';
import { loadTrust } from '../../../../src/net/tls/trust.js';
import { CERTIFICATES, certificateBundle, certificateFile, certificateText } from '../../../support/certificates.js';

test('loadCertificate reads key, certificate and chain wherever the key stands', () => {
  const rsa = certificateBundle('rsa.pem');
  assert.deepEqual(rsa.names, ['www.example.com', 'example.com']);
  assert.equal(rsa.keyKind, 'rsa');
  assert.equal(rsa.chain.length, 1);
  assert.equal(rsa.issuer, rsa.chain[0]);
  const ec = certificateBundle('ec.pem');
  assert.deepEqual([ec.keyKind, ec.chain.length, ec.names.at(-1)], ['ecdsa', 1, 'ec.example.com']);
  assert.deepEqual(certificateBundle('wildcard.pem').names, ['*.example.org', 'example.org']);
  assert.deepEqual(certificateBundle('plain.pem').names, ['only name']);
});

test('loadCertificate takes the key from the file beside, and Diffie-Hellman parameters from the file', () => {
  assert.equal(certificateBundle('beside.pem').keyKind, 'ecdsa');
  assert.match(certificateBundle('dh.pem').dhParameters ?? '', /BEGIN DH PARAMETERS/);
});

test('loadCertificate names what is wrong, as a value', () => {
  const problems = {
    'missing.pem': ['missing', "unable to stat SSL certificate from file '%' : No such file or directory"],
    'empty.pem': ['no-certificate', "unable to load certificate from file '%'"],
    'no-certificate.pem': ['no-certificate', "unable to load certificate from file '%'"],
    'truncated.pem': ['bad-certificate', "unable to load certificate from file '%'"],
    'no-key.pem': ['no-key', "No Private Key found in '%.key'"],
    'wrong-pair.pem': ['wrong-key', "inconsistencies between private key and certificate loaded '%'"],
    'chain-first.pem': ['wrong-key', "inconsistencies between private key and certificate loaded '%'"],
    'encrypted.pem': ['encrypted-key', "No Private Key found in '%' (the key needs a passphrase)"],
  };
  for (const [name, [code, message]] of Object.entries(problems)) {
    const result = loadCertificate(certificateFile(name));
    assert.ok(!result.ok, name);
    assert.deepEqual(
      [result.problem.code, result.problem.message],
      [code, message?.replace('%', certificateFile(name))],
    );
  }
});

test('loadCertificate refuses a certificate whose bytes are damaged', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-certificate-'));
  const file = path.join(folder, 'damaged.pem');
  fs.writeFileSync(file, certificateText('rsa.pem').replace(/\n[A-Za-z0-9+/]{64}\n/, '\n!!!!\n'));
  const result = loadCertificate(file);
  assert.ok(!result.ok && result.problem.code === 'bad-certificate');
  fs.rmSync(folder, { recursive: true });
});

test('loadCertificates tells of names that the system takes for none', () => {
  for (const name of ['/a\0b.pem', `/${'a'.repeat(5000)}`]) {
    const { bundles, problems } = loadCertificates(name);
    assert.equal(bundles.length, 0);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['unreadable'],
    );
  }
});

test('loadCertificates finds the parts of a bundle by their endings', () => {
  const { bundles, problems } = loadCertificates(certificateFile('both.pem'));
  assert.deepEqual(problems, []);
  assert.deepEqual(
    bundles.map((bundle) => bundle.keyKind),
    ['rsa', 'ecdsa'],
  );
  const without = loadCertificates(certificateFile('both.pem'), { extraFiles: [] });
  assert.equal(without.problems[0]?.code, 'missing');
});

test('loadCertificates reads a folder in order and leaves reserved and hidden files out', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-folder-'));
  const copy = (from: string, to: string) => fs.copyFileSync(certificateFile(from), path.join(folder, to));
  copy('wildcard.pem', 'b.pem');
  copy('beside.pem', 'a.pem');
  copy('beside.pem.key', 'a.pem.key');
  copy('empty.pem', '.hidden.pem');
  copy('empty.pem', 'a.pem.sctl');
  copy('empty.pem', 'c.pem');
  const { bundles, problems } = loadCertificates(folder);
  assert.deepEqual(
    bundles.map((bundle) => path.basename(bundle.name)),
    ['a.pem', 'b.pem'],
  );
  assert.deepEqual(
    problems.map((problem) => path.basename(problem.file)),
    ['c.pem'],
  );
  fs.rmSync(folder, { recursive: true });
});

test('splitPem tells a block without an end, and one that is not base64, with its line', () => {
  const { blocks, unreadable } = splitPem(certificateText('truncated.pem'));
  assert.deepEqual([blocks.length, unreadable], [0, [{ label: 'CERTIFICATE', line: 1 }]]);
  const text =
    'note\r\n-----BEGIN A-----\r\n!\r\n-----END A-----\nmore\n-----BEGIN B-----\nQQ==\n-----END B-----\n\xe9\n';
  assert.deepEqual(splitPem(text), {
    blocks: [{ label: 'B', der: Buffer.from('A'), encrypted: false }],
    unreadable: [{ label: 'A', line: 2 }],
  });
  assert.deepEqual(splitPem('no -----BEGIN block'), { blocks: [], unreadable: [] });
});

test('loadCertificate tells the line of a damaged key', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hawser-key-'));
  const file = path.join(folder, 'damaged.pem');
  const text = certificateText('rsa.pem');
  const line = text.slice(0, text.indexOf('PRIVATE KEY')).split('\n').length;
  fs.writeFileSync(file, text.replace(/(PRIVATE KEY-----\n)./, '$1!'));
  const result = loadCertificate(file);
  assert.ok(!result.ok && result.problem.code === 'bad-key');
  assert.match(result.problem.message, new RegExp(`in line ${line} `));
  fs.rmSync(folder, { recursive: true });
});

test('parseCrtList reads files, options and filters', () => {
  const text = [
    '# comment',
    '',
    'a.pem',
    'b.pem [alpn h2,http/1.1 verify none] *.x !y.x',
    'c.pem  z.x\r',
    'd.pem [alpn',
  ].join('\n');
  const { entries, problems } = parseCrtList(text);
  assert.deepEqual(entries, [
    { file: 'a.pem', options: [], filters: [], line: 3 },
    { file: 'b.pem', options: ['alpn', 'h2,http/1.1', 'verify', 'none'], filters: ['*.x', '!y.x'], line: 4 },
    { file: 'c.pem', options: [], filters: ['z.x'], line: 5 },
  ]);
  assert.deepEqual(
    problems.map((problem) => problem.line),
    [6],
  );
});

test('wildcardOf replaces the first component only', () => {
  assert.equal(wildcardOf('a.b.c'), '*.b.c');
  assert.equal(wildcardOf('localhost'), undefined);
});

test('loadTrust reads authorities and lists, files, folders and those of the system', () => {
  const file = loadTrust(certificateFile('ca.pem'));
  assert.ok(file.ok && file.value.authorities.length === 2);
  const lists = loadTrust(certificateFile('crl.pem'), 'crl-file');
  assert.ok(lists.ok && lists.value.revocations.length === 2);
  assert.ok(loadTrust(CERTIFICATES).ok);
  const cut = loadTrust(certificateFile('truncated.pem'));
  assert.ok(!cut.ok && cut.problems[0]?.message.endsWith("(the block 'CERTIFICATE' in line 1 is damaged or cut off)"));
  const system = loadTrust('@system-ca');
  assert.ok(system.ok && system.value.authorities.length > 0);
  const missing = loadTrust('/nope');
  assert.ok(!missing.ok);
  assert.equal(missing.problems[0]?.message, "Couldn't open the ca-file '/nope' (No such file or directory)");
  const empty = loadTrust(certificateFile('empty.pem'));
  assert.ok(!empty.ok && empty.problems[0]?.message.endsWith('(no certificate or crl found)'));
});

test('CertificateReading reads names, dates, numbers and algorithms', () => {
  const { certificate, chain } = certificateBundle('client.pem');
  const reading = new CertificateReading(
    certificate.raw,
    chain.map((each) => each.raw),
  );
  assert.equal(renderDn(reading.subject), '/C=ZZ/O=Hawser/OU=Clients/OU=Test/CN=client, "first"');
  assert.equal(renderDnRfc2253(reading.subject), 'CN=client\\, \\"first\\",OU=Test,OU=Clients,O=Hawser,C=ZZ');
  assert.equal(renderDn(reading.issuer), '/C=ZZ/O=Hawser/CN=Hawser Test Intermediate');
  assert.deepEqual(
    [1, 2, -1, -2, 3].map((n) => findDnEntry(reading.subject, 'OU', n)),
    ['Clients', 'Test', 'Test', 'Clients', undefined],
  );
  assert.deepEqual([reading.notBefore, reading.notAfter], ['200101000000Z', '491231235959Z']);
  assert.equal(
    Buffer.from(reading.serial, 'latin1').toString('hex').toUpperCase().replace(/^00/, ''),
    certificate.serialNumber,
  );
  assert.equal(
    Buffer.from(reading.sha1, 'latin1').toString('hex'),
    certificate.fingerprint.replaceAll(':', '').toLowerCase(),
  );
  assert.deepEqual(
    [reading.version, reading.keyAlgorithm, reading.signatureAlgorithm],
    [3, 'id-ecPublicKey', 'ecdsa-with-SHA256'],
  );
  assert.equal(reading.subjectAltName, 'email:client@example.com, URI:http://example.com/c');
  assert.equal(reading.chainDer.length, certificate.raw.length + (chain[0]?.raw.length ?? 0));
  assert.deepEqual(reading.policies, []);
});

test('names with NUL bytes are not shown', () => {
  const dn = [{ name: 'CN', value: 'good\0.evil' }];
  assert.deepEqual([renderDn(dn), renderDnRfc2253(dn), findDnEntry(dn, 'CN')], [undefined, undefined, undefined]);
});
