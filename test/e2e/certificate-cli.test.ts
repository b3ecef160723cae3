/** Certificates and crt-lists that are changed while the program runs (management 9.3 `set ssl cert`, `add ssl crt-list`). */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { ask as tell } from '../support/admin.js';
import { PROGRAMS } from '../support/both.js';
import { certificateText } from '../support/certificates.js';
import { HEAD } from '../support/config-head.js';
import { type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { shownCertificate } from '../support/secure-client.js';

const CONFIG = `${HEAD}frontend f
    bind "fd@\${f}" ssl crt "\${DIR}/rsa.pem" crt "\${DIR}/ec.pem"
    bind "fd@\${list}" ssl crt-list "\${DIR}/list"
    http-request return status 200
    default_backend b
backend b
    server s 127.0.0.1:1 ssl crt "\${DIR}/client.pem" verify none
`;

interface Running {
  readonly program: Program;
  /** The answer without the empty line at its end; the folder as `~`. */
  ask(line: string): Promise<string>;
  /** The same with the text of a certificate as payload. */
  send(line: string, name: string): Promise<string>;
  /** Common name of the certificate that a client is shown. */
  shown(listener: 'f' | 'list', servername: string): Promise<string>;
}

async function start(t: TestContext, given: readonly [string, ...string[]]): Promise<Running> {
  const folder = temporaryFolder(t);
  for (const name of ['rsa.pem', 'ec.pem', 'wildcard.pem', 'client.pem']) {
    fs.writeFileSync(path.join(folder, name), certificateText(name));
  }
  const line = (name: string, rest: string) => `${folder}/${name}${rest}\n`;
  const wild = line('wildcard.pem', ' [ssl-min-ver TLSv1.2 verify none] *.example.org !x.example.org');
  fs.writeFileSync(path.join(folder, 'list'), `# comment\n${line('rsa.pem', '')}${wild}`);
  const program = await startHawser(t, { config: CONFIG, listeners: ['f', 'list'], program: given, folder });
  const shown = async (listener: 'f' | 'list', servername: string) =>
    String((await shownCertificate(program.ports[listener]!, servername)).subject.CN);
  await shown('f', 'known.example');
  const ask = async (text: string) => {
    const answer = await tell(program, text.replaceAll('~/', `${folder}/`));
    return answer.replaceAll(`${folder}/`, '~/').replace(/\n+$/, '');
  };
  const send = (text: string, name: string) => ask(`${text} <<\n${certificateText(name).trim()}\n`);
  return { program, ask, send, shown };
}

const PLAIN = `Serial: 3CAD6875E91282A52A1C27C2F5B28C5A3B83DC98
notBefore: Jan  1 00:00:00 2020 GMT
notAfter: Dec 31 23:59:59 2049 GMT
Subject Alternative Name: 
Algorithm: RSA2048
SHA1 FingerPrint: B82F4DFA6FB7147A911296D79ACFAF797F9A6024
Subject: /C=ZZ/O=Hawser/OU=One/OU=Two/CN=Only Name
Issuer: /C=ZZ/O=Hawser/CN=Hawser Test Intermediate
OCSP Response Key: `;

for (const given of PROGRAMS) {
  const name = given.length > 1 ? 'Hawser' : 'haproxy 2.6';

  test(`a certificate is replaced in all its places by a transaction (${name})`, async (t) => {
    const { ask, send, shown } = await start(t, given);
    const names = '~/client.pem\n~/ec.pem\n~/rsa.pem\n~/wildcard.pem';
    assert.equal(await ask('show ssl cert'), `# filename\n${names}`);
    assert.match(
      await ask('show ssl cert ~/wildcard.pem'),
      /^Filename: ~\/wildcard\.pem\nStatus: Used\n[\s\S]*\nSubject Alternative Name: DNS:\*\.example\.org, DNS:example\.org\nAlgorithm: EC256\n[\s\S]*\nChain Subject: \/C=ZZ\/O=Hawser\/CN=Hawser Test Intermediate\nChain Issuer: \/C=ZZ\/O=Hawser\/CN=Hawser Test Root\n/,
    );
    const unknown = "Can't display the certificate: Not found or the certificate is a bundle!";
    assert.equal(await ask('show ssl cert ~/none.pem'), unknown);
    assert.equal(await send('set ssl cert ~/rsa.pem', 'plain.pem'), 'Transaction created for certificate ~/rsa.pem!');
    assert.equal(await shown('f', 'other.example'), 'www.example.com');
    assert.equal(await ask('show ssl cert'), `# transaction\n*~/rsa.pem\n# filename\n${names}`);
    assert.equal(await ask('show ssl cert *~/rsa.pem'), `Filename: *~/rsa.pem\nStatus: Unused\n${PLAIN}`);
    assert.equal(
      await ask('commit ssl cert ~/ec.pem'),
      "The ongoing transaction is about '~/rsa.pem' but you are trying to set '~/ec.pem'\nCan't commit ~/ec.pem!",
    );
    assert.equal(await ask('commit ssl cert ~/rsa.pem'), 'Committing ~/rsa.pem..\nSuccess!');
    assert.equal(await ask('show ssl cert ~/rsa.pem'), `Filename: ~/rsa.pem\nStatus: Used\n${PLAIN}`);
    for (const listener of ['f', 'list'] as const) assert.equal(await shown(listener, 'other.example'), 'Only Name');
    assert.equal(await shown('list', 'a.example.org'), '*.example.org');
    assert.equal(
      await send('set ssl cert ~/client.pem', 'plain.pem'),
      'Transaction created for certificate ~/client.pem!',
    );
    assert.equal(await ask('commit ssl cert ~/client.pem'), 'Committing ~/client.pem.\nSuccess!');
  });

  test(`a transaction that cannot be is refused, and nothing changes (${name})`, async (t) => {
    const { ask, send, shown } = await start(t, given);
    assert.equal(await ask('commit ssl cert ~/ec.pem'), "No ongoing transaction! !\nCan't commit ~/ec.pem!");
    assert.equal(await ask('abort ssl cert ~/ec.pem'), 'No ongoing transaction!');
    assert.equal(
      await send('set ssl cert ~/none.pem', 'plain.pem'),
      "Can't replace a certificate which is not referenced by the configuration!\nCan't update ~/none.pem!",
    );
    assert.equal(
      await send('set ssl cert ~/ec.pem', 'dh.pem').then(() => ask('abort ssl cert ~/ec.pem')),
      "Transaction aborted for certificate '~/ec.pem'!",
    );
    assert.equal(
      await ask('set ssl cert ~/ec.pem <<\nnonsense\n'),
      "unable to load certificate from file '~/ec.pem'.\nCan't load the payload\nCan't update ~/ec.pem!",
    );
    for (const [file, why] of [
      ['no-key.pem', 'The transaction must contain at least a certificate and a private key!'],
      ['wrong-pair.pem', "inconsistencies between private key and certificate loaded '~/ec.pem'."],
    ] as const) {
      assert.equal(await send('set ssl cert ~/ec.pem', file), 'Transaction created for certificate ~/ec.pem!');
      assert.equal(await ask('commit ssl cert ~/ec.pem'), `${why}\nCan't commit ~/ec.pem!`);
      assert.equal(
        await ask('abort ssl cert ~/rsa.pem'),
        "The ongoing transaction is about '~/ec.pem' but you are trying to abort a transaction for '~/rsa.pem'",
      );
      assert.equal(await ask('abort ssl cert ~/ec.pem'), "Transaction aborted for certificate '~/ec.pem'!");
    }
    assert.equal(await shown('f', 'ec.example.com'), 'www.example.com');
    // The key comes by itself.
    await send('set ssl cert ~/ec.pem', 'no-key.pem');
    const key = /-----BEGIN PRIVATE KEY-----[\s\S]*?-----END PRIVATE KEY-----/.exec(certificateText('rsa.pem'))?.[0];
    assert.equal(await ask(`set ssl cert ~/ec.pem.key <<\n${key}\n`), 'Transaction updated for certificate ~/ec.pem!');
    assert.equal(await ask('commit ssl cert ~/ec.pem'), 'Committing ~/ec.pem.\nSuccess!');
  });

  test(`new certificates get into crt-lists and out again (${name})`, async (t) => {
    const { ask, send, shown } = await start(t, given);
    assert.equal(await ask('new ssl cert ~/new.pem'), "New empty certificate store '~/new.pem'!");
    assert.equal(await ask('new ssl cert ~/new.pem'), "Certificate '~/new.pem' already exists!");
    assert.match(await ask('show ssl cert ~/new.pem'), /^Filename: ~\/new\.pem\nStatus: Empty\n/);
    await send('set ssl cert ~/new.pem', 'plain.pem');
    assert.equal(await ask('commit ssl cert ~/new.pem'), 'Committing ~/new.pem\nSuccess!');
    assert.match(await ask('show ssl cert ~/new.pem'), /^Filename: ~\/new\.pem\nStatus: Unused\n/);
    assert.equal(await ask('show ssl crt-list'), '~/list');
    assert.equal(await shown('list', 'new.example'), 'www.example.com');
    const added = "Inserting certificate '~/new.pem' in crt-list '~/list'.\nSuccess!";
    assert.equal(await ask('add ssl crt-list ~/list <<\n~/new.pem [verify none] new.example\n'), added);
    assert.equal(await shown('list', 'new.example'), 'Only Name');
    assert.equal(
      await ask('show ssl crt-list -n ~/list'),
      '# ~/list\n~/rsa.pem:2\n~/wildcard.pem:3 [verify none ssl-min-ver TLSv1.2] *.example.org !x.example.org\n~/new.pem:4 [verify none] new.example',
    );
    assert.match(await ask('show ssl cert ~/new.pem'), /^Filename: ~\/new\.pem\nStatus: Used\n/);
    const inUse = "Can't remove the certificate: certificate '~/new.pem' in use, can't be deleted!";
    assert.equal(await ask('del ssl cert ~/new.pem'), inUse);
    // What is in a list follows its certificate too.
    await send('set ssl cert ~/new.pem', 'wildcard.pem');
    assert.equal(await ask('commit ssl cert ~/new.pem'), 'Committing ~/new.pem.\nSuccess!');
    assert.equal(await shown('list', 'new.example'), '*.example.org');
    const wrongLine =
      "found a certificate '~/new.pem' but the line number is incorrect, please specify a correct line number preceded by colons (4)!";
    assert.equal(await ask('del ssl crt-list ~/list ~/new.pem:9'), `Can't delete the entry: ${wrongLine}`);
    assert.equal(await ask('del ssl crt-list ~/list ~/new.pem:4'), "Entry '~/new.pem' deleted in crtlist '~/list'!");
    assert.equal(await shown('list', 'new.example'), 'www.example.com');
    assert.equal(await ask('del ssl cert ~/new.pem'), "Certificate '~/new.pem' deleted!");
    for (const [file, why] of [
      ['~/new.pem', 'does not exist!'],
      ['~/ec.pem', "can't be found in crt-list '~/list'!"],
    ]) {
      const refused = `Can't delete the entry: certificate '${file}' ${why}`;
      assert.equal(await ask(`del ssl crt-list ~/list ${file}`), refused);
    }
    assert.match(
      await ask('del ssl crt-list ~/list ~/rsa.pem'),
      /^Can't delete the entry: certificate '~\/rsa\.pem' cannot be deleted, it is used as default certificate by the following frontends:\n\t- \S+haproxy\.cfg:10$/,
    );
    assert.equal(
      await ask('add ssl crt-list ~/list ~/none.pem'),
      "Can't edit the crt-list: certificate '~/none.pem' does not exist!",
    );
    assert.equal(
      await ask('add ssl crt-list ~/no ~/rsa.pem'),
      "Can't edit the crt-list: crt-list '~/no' does not exist!",
    );
    assert.equal(await ask('show ssl crt-list ~/no'), "didn't find the specified filename");
  });
}

test('names of clients are shown with their certificates, and certificates as PEM', async (t) => {
  const { ask, send } = await start(t, PROGRAMS[0]!);
  const head = '# Frontend/Bind\tSNI\tNegative Filter\tType\tFilename\tNotAfter\tNotBefore';
  const dates = 'Dec 31 23:59:59 2049 GMT\tJan  1 00:00:00 2020 GMT';
  const row = (line: number, name: string, except: string, kind: string, file: string) =>
    `f/~/haproxy.cfg:${line}\t${name}\t${except}\t${kind}\t~/${file}\t${dates}`;
  const names = [
    row(9, 'www.example.com', '-', 'rsa', 'rsa.pem'),
    row(9, 'example.com', '-', 'rsa', 'rsa.pem'),
    row(9, 'www.example.com', '-', 'ecdsa', 'ec.pem'),
    row(9, 'ec.example.com', '-', 'ecdsa', 'ec.pem'),
    row(9, '*', '-', 'rsa', 'rsa.pem'),
    row(10, 'www.example.com', '-', 'rsa', 'rsa.pem'),
    row(10, 'example.com', '-', 'rsa', 'rsa.pem'),
    row(10, '*.example.org', '!x.example.org', 'ecdsa', 'wildcard.pem'),
    row(10, '*', '-', 'rsa', 'rsa.pem'),
  ];
  assert.equal(await ask('show ssl sni'), [head, ...names].join('\n'));
  assert.equal(await ask('show ssl sni -f f -A -t 30000d'), [head, ...names].join('\n'));
  assert.equal(await ask('show ssl sni -A -t 30d'), head);
  assert.equal(await ask('show ssl sni -f none'), 'No such frontend.');
  const blocks = (pem: string) => pem.match(/-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----/g) ?? [];
  const dumped = blocks(await ask('dump ssl cert ~/rsa.pem'));
  assert.match(dumped[0] ?? '', /PRIVATE KEY/);
  assert.deepEqual([...dumped].sort(), blocks(certificateText('rsa.pem')).sort());
  await send('set ssl cert ~/rsa.pem', 'plain.pem');
  assert.deepEqual(blocks(await ask('dump ssl cert *~/rsa.pem')).sort(), blocks(certificateText('plain.pem')).sort());
});
