/** A tutorial's configuration of 2015 (its two outdated lines in modern words), as a person would meet it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { statRow } from '../support/admin.js';
import { certificate } from '../support/certificates.js';
import { type Program, runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { projectRoot } from '../support/project.js';
import { type LogReceiver, startRsyslog, withoutRsyslog } from '../support/syslog.js';
import { bodyOf, command, connect, exchange, type Origin, ok, startOrigin, Wire } from '../support/wire.js';

const CONFIG = fs.readFileSync(path.join(projectRoot, 'fixtures/ok/tutorial-http.cfg'), 'latin1');

interface Stage {
  readonly program: Program;
  readonly servers: Readonly<Record<'one' | 'two', Origin>>;
  readonly syslog: LogReceiver | undefined;
  readonly socket: string;
}

/** Health checks get 200, everything else the name of the server and the header the proxy added. */
function answer(name: string): (request: string) => string {
  return (request) => {
    const proto = /x-forwarded-proto: (\S+)/.exec(request)?.[1] ?? 'none';
    return ok(`${name} ${proto}`);
  };
}

async function start(t: TestContext): Promise<Stage> {
  const folder = temporaryFolder(t);
  const [one, two] = await Promise.all([
    startOrigin(t, answer('one'), certificate('ecdsa')),
    startOrigin(t, answer('two'), certificate('rsa')),
  ]);
  const syslog = withoutRsyslog ? undefined : await startRsyslog(t, path.join(folder, 'log.sock'));
  const env = {
    CERTIFICATE: certificate('ecdsa').file,
    SERVER_ONE: `127.0.0.1:${one.port}`,
    SERVER_TWO: `127.0.0.1:${two.port}`,
  };
  const program = await startHawser(t, { config: CONFIG, listeners: ['http', 'https'], env, folder });
  return { program, servers: { one, two }, syslog, socket: path.join(folder, 'admin.sock') };
}

function secure(t: TestContext, port: number): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    t.after(() => socket.destroy());
    socket.once('secureConnect', () => resolve(new Wire(socket)));
    socket.once('error', reject);
  });
}

/** One request over TLS on a connection of its own. */
async function get(t: TestContext, stage: Stage, fields = ''): Promise<string> {
  const wire = await secure(t, stage.program.ports.https!);
  wire.send(`GET /a?b=c HTTP/1.1\r\nHost: www.example.com\r\n${fields}\r\n`);
  const text = await wire.response();
  wire.socket.destroy();
  return text;
}

const cookieOf = (response: string) => /set-cookie: (SERVERID=[^;]+)/.exec(response)?.[1];

test('the tutorial redirects clear text to https', async (t) => {
  const stage = await start(t);
  const text = await exchange(t, stage.program.ports.http!, 'GET /x?y HTTP/1.1\r\nHost: www.example.com\r\n\r\n');
  assert.match(text, /^HTTP\/1\.1 302 Found\r\n/);
  assert.match(text, /\r\nlocation: https:\/\/www\.example\.com\/x\?y\r\n/);
});

test('the tutorial balances, inserts a cookie and sticks to it', async (t) => {
  const stage = await start(t);
  const held = await secure(t, stage.program.ports.https!);
  const seen = new Set<string>();
  for (let i = 0; i < 6; i++) seen.add(bodyOf(await get(t, stage)));
  held.socket.destroy();
  assert.deepEqual([...seen].sort(), ['one https', 'two https']);
  const first = await get(t, stage);
  const cookie = cookieOf(first);
  assert.match(cookie ?? '', /^SERVERID=ip-10-22-[12]-\d+/);
  for (let i = 0; i < 4; i++) {
    const again = await get(t, stage, `Cookie: ${cookie}\r\n`);
    assert.equal(bodyOf(again), bodyOf(first));
  }
  const requests = [...stage.servers.one.requests, ...stage.servers.two.requests];
  assert.ok(!requests.some((request) => request.includes('SERVERID')), 'indirect hides the cookie from servers');
});

test('the tutorial logs each request to /dev/log in the HTTP format', { skip: withoutRsyslog }, async (t) => {
  const stage = await start(t);
  await get(t, stage);
  const line = await stage.syslog!.line((text) => text.includes('/a?b=c'));
  assert.match(
    line,
    /^<190>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d haproxy\[\d+\]: 127\.0\.0\.1:\d+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] https-in~ https-in\/ip-10-22-\d-\d+ \d+\/\d+\/\d+\/\d+\/\+\d+ 200 \+\d+ - - --NI \d+\/\d+\/\d+\/\d+\/0 0\/0 "GET \/a\?b=c HTTP\/1\.1"$/,
  );
});

test('the tutorial redispatches when the server of the cookie died, and answers 503 when all are down', async (t) => {
  const stage = await start(t);
  const first = await get(t, stage);
  const [stuck, other] = bodyOf(first).startsWith('one') ? (['one', 'two'] as const) : (['two', 'one'] as const);
  stage.servers[stuck].kill();
  const moved = await get(t, stage, `Cookie: ${cookieOf(first)}\r\n`);
  assert.equal(bodyOf(moved), `${other} https`);
  stage.servers[other].kill();
  const none = await get(t, stage);
  assert.match(none, /^HTTP\/1\.1 503 Service Unavailable\r\n/);
});

test('the stats socket takes a server out of service and shows it', async (t) => {
  const stage = await start(t);
  await get(t, stage);
  assert.equal(await command(stage.socket, 'disable server https-in/ip-10-22-1-18'), '\n');
  assert.equal((await statRow(stage.socket, 'https-in', 'ip-10-22-1-18')).status, 'MAINT');
  for (let i = 0; i < 3; i++) assert.equal(bodyOf(await get(t, stage)), 'two https');
  await command(stage.socket, 'enable server https-in/ip-10-22-1-18');
  const bodies = new Set<string>();
  while (!bodies.has('one https')) bodies.add(bodyOf(await get(t, stage)));
});

test('the two outdated lines of the tutorial are refused with the modern lines in the message', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'old.cfg');
  const old = CONFIG.replace(
    /^ *http-request add-header .*$/m,
    '    reqadd X-Forwarded-Proto:\\ https if is-ssl',
  ).replace(
    /^ *option +httpchk .*\n.*$/m,
    '    option  httpchk GET /resource/hc/application HTTP/1.1\\r\\nHost:\\ myhost.mydomain.com',
  );
  fs.writeFileSync(file, old, 'latin1');
  const env = {
    ...process.env,
    DIR: folder,
    CERTIFICATE: certificate('ecdsa').file,
    SERVER_ONE: '127.0.0.1:1',
    SERVER_TWO: '127.0.0.1:2',
    http: '3',
    https: '4',
  };
  const result = await runHawser(['-c', '-f', file], { env });
  assert.equal(result.status, 1);
  assert.match(result.stderr, /http-request add-header X-Forwarded-Proto https if is-ssl/);
  assert.match(result.stderr, /http-check send hdr Host myhost\.mydomain\.com/);
});

test('a soft stop under load fails no request', async (t) => {
  const stage = await start(t);
  let stopping = false;
  let served = 0;
  const client = async () => {
    while (!stopping || served === 0) {
      const wire = await secure(t, stage.program.ports.https!).catch(() => undefined);
      if (!wire) return;
      wire.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      const text = await wire.response();
      assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
      served++;
      wire.socket.destroy();
      if (served === 40) {
        stage.program.child.kill('SIGUSR1');
        stopping = true;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  assert.equal((await stage.program.finished).status, 0);
  assert.ok(served >= 40);
});

test('a client that is idle on a kept connection does not hold up a soft stop', async (t) => {
  const stage = await start(t);
  const wire = await connect(t, stage.program.ports.http!);
  wire.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  await wire.response();
  stage.program.child.kill('SIGUSR1');
  assert.equal((await stage.program.finished).status, 0);
});
