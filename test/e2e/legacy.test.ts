/** The tutorial of 2015 with its two outdated lines, unedited: it runs with --legacy as its modern form does. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { certificate } from '../support/certificates.js';
import { runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { projectRoot } from '../support/project.js';
import { ok, startOrigin, Wire } from '../support/wire.js';

const MODERN = fs.readFileSync(path.join(projectRoot, 'fixtures/ok/tutorial-http.cfg'), 'latin1');

const OLD = MODERN.replace(
  /^ *http-request add-header .*$/m,
  '    reqadd X-Forwarded-Proto:\\ https if is-ssl',
).replace(
  /^ *option +httpchk .*\n.*$/m,
  '    option  httpchk GET /resource/hc/application HTTP/1.1\\r\\nHost:\\ myhost.mydomain.com',
);

interface Seen {
  readonly response: string;
  /** The request that the server got, without what differs between runs. */
  readonly request: string;
  readonly check: string;
  readonly stderr: string;
}

async function serve(t: TestContext, config: string, args: readonly string[]): Promise<Seen> {
  const folder = temporaryFolder(t);
  let tellCheck: (request: string) => void = () => {};
  const checked = new Promise<string>((resolve) => (tellCheck = resolve));
  const answer = (request: string) => {
    if (request.includes('/resource/hc/application')) tellCheck(request);
    return ok(/x-forwarded-proto: (\S+)/i.exec(request)?.[1] ?? 'none');
  };
  const origin = await startOrigin(t, answer, certificate('ecdsa'));
  const env = {
    CERTIFICATE: certificate('ecdsa').file,
    SERVER_ONE: `127.0.0.1:${origin.port}`,
    SERVER_TWO: `127.0.0.1:${origin.port}`,
  };
  const program = await startHawser(t, { config, listeners: ['http', 'https'], env, args, folder });
  const socket = tls.connect({ port: program.ports.https!, host: '127.0.0.1', rejectUnauthorized: false });
  t.after(() => socket.destroy());
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  const wire = new Wire(socket);
  wire.send('GET /a?b=c HTTP/1.1\r\nHost: www.example.com\r\n\r\n');
  const response = (await wire.response()).replace(/ip-10-\S+?(?=;)/g, '<server>').replace(/\d+/g, '0');
  const request = origin.requests.find((text) => text.includes('/a?b=c'))!;
  const ended = program.finished.then(() => assert.fail('the program ended before a check'));
  return { response, request, check: await Promise.race([checked, ended]), stderr: program.stderr() };
}

test('the tutorial of 2015 runs with --legacy as in modern words', async (t) => {
  const [modern, old] = [await serve(t, MODERN, []), await serve(t, OLD, ['--legacy'])];
  assert.equal(old.response, modern.response);
  assert.equal(old.request, modern.request);
  assert.equal(old.check, modern.check);
  assert.match(old.request, /x-forwarded-proto: https/i);
  assert.match(old.check, /host: myhost\.mydomain\.com/i);
  assert.match(old.stderr, /http-request add-header X-Forwarded-Proto https if is-ssl/);
  assert.doesNotMatch(modern.stderr, /read as/);
});

test('-c and check take --legacy, and migrate writes what passes without it', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'old.cfg');
  // Descriptors that nobody hands over are refused by a check.
  fs.writeFileSync(file, OLD.replaceAll('fd@', '127.0.0.1:'), 'latin1');
  const env = {
    ...{ ...process.env, DIR: folder, CERTIFICATE: certificate('ecdsa').file, http: '3', https: '4' },
    ...{ SERVER_ONE: '127.0.0.1:1', SERVER_TWO: '127.0.0.1:2' },
  };
  const line = OLD.split('\n').findIndex((text) => text.includes('reqadd')) + 1;
  const legacy = await runHawser(['-c', '--legacy', '-f', file], { env });
  assert.equal(legacy.status, 0);
  assert.match(legacy.stderr, new RegExp(`\\[WARNING\\].*old\\.cfg:${line}\\] : 'reqadd`));
  assert.equal((await runHawser(['-c', '-f', file], { env })).status, 1);
  const checked = await runHawser(['check', '--hermetic', '--no-lint', '--legacy', '--format', 'json', file], { env });
  assert.equal(checked.status, 0, checked.stderr);
  assert.match(checked.stdout, /legacy\/translated/);
  assert.equal((await runHawser(['migrate', '--write', file], { env })).status, 0);
  assert.equal((await runHawser(['-c', '-f', file], { env })).status, 0);
  assert.equal((await runHawser(['migrate', '--check', file], { env })).status, 0);
});
