/** Connections that begin in mode tcp and go on in HTTP: `switch-mode`, and backends in mode http (manual 4). */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { ask, BACK, FRONT, request, withBoth } from '../support/both.js';
import { runHawser, startHawser, temporaryFolder } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { connect } from '../support/wire.js';

const CONFIG = `global
    log stdout format raw local0
    nbthread 1
defaults
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend f
    mode tcp
    bind "fd@\${f}"
    log global
    log-format "%b %ts"
    tcp-request inspect-delay 5s
    stick-table type ip size 10 store gpc0
    tcp-request content track-sc0 src
    tcp-request content sc-inc-gpc0(0) if HTTP
    tcp-request content switch-mode http if HTTP !{ path_beg /plain }
    http-request set-header X-F 1
    http-request return status 200 content-type text/plain string here if { path /here }
    http-response set-header X-R 1
    use_backend t if { path /t }
    default_backend b
backend b
    mode http
    http-request return status 200 content-type text/plain lf-string "%[req.fhdr(x-f)] %[path] %[sc0_get_gpc0]"
backend t
    mode tcp
    server s 127.0.0.1:1
`;

function get(uri: string, fields = ''): string {
  return `GET ${uri} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;
}

const CONVERSATIONS: Readonly<Record<string, { readonly text: string; readonly answers: readonly string[] }>> = {
  'rules of the frontend run, for each request': {
    text: get('/x') + get('/here') + get('/t'),
    answers: ['200 1 /x 1', '200 here'],
  },
  'a backend of mode tcp gets no HTTP': { text: get('/t'), answers: [] },
  'a backend of mode http makes it HTTP too, with its rules': {
    text: get('/plain', 'Connection: close\r\n'),
    answers: ['200 1 /plain 5'],
  },
  'what is no HTTP is refused there': { text: 'abcdefg hijk\r\n\r\n', answers: ['400 '] },
};

async function converse(t: TestContext, program: readonly [string, ...string[]] | undefined): Promise<string[][]> {
  const running = await startHawser(t, { config: CONFIG, listeners: ['f'], ...(program ? { program } : {}) });
  const all: string[][] = [];
  for (const { text } of Object.values(CONVERSATIONS)) {
    const client = await connect(t, running.ports.f!);
    client.send(text);
    const received = await client.untilClose();
    const answers = [...received.matchAll(/HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n([^<H]*)/g)];
    all.push(answers.map(([, status, body]) => `${status} ${body}`));
  }
  await running.stop();
  all.push(running.stdout().trim().split('\n').sort());
  return all;
}

test('switch-mode: the rest of the connection is HTTP', async (t) => {
  const heard = await converse(t, undefined);
  for (const [index, [name, { answers }]] of Object.entries(CONVERSATIONS).entries()) {
    assert.deepEqual(heard[index], answers, name);
  }
});

test('switch-mode as haproxy does it', { skip: withoutHaproxy26 }, async (t) => {
  assert.deepEqual(await converse(t, undefined), await converse(t, [haproxy26!]));
});

test('switch-mode: rules for HTTP in a frontend of mode tcp are told as ignored only without it', async (t) => {
  const file = path.join(temporaryFolder(t), 'haproxy.cfg');
  const check = async (text: string) => {
    fs.writeFileSync(file, text.replace(/bind .*/, 'bind 127.0.0.1:1').replace(/log-format .*/, ''));
    return (await runHawser(['-c', '-f', file])).stderr;
  };
  assert.doesNotMatch(await check(CONFIG), /ignored/);
  assert.match(await check(CONFIG.replace(/.*switch-mode.*/, '')), /'http-request' rules ignored/);
  assert.match(
    await check(CONFIG.replace('\nbackend b\n', '\nbackend b\n    tcp-request content switch-mode http\n')),
    /frontend capability/,
  );
  assert.match(
    await check(CONFIG.replace('switch-mode http', 'switch-mode http proto h2')),
    /'proto h2' is not executed/,
  );
});

withBoth(
  'clients that end while rules look at them are gone for a backend of mode http too',
  `${FRONT}    mode tcp
    timeout client 5m
    tcp-request inspect-delay 5m
    tcp-request content accept if HTTP
${BACK}`,
  async (t, program) => {
    for (const text of ['', 'GET / HT']) {
      const wire = await connect(t, program.ports.f!);
      wire.send(text);
      wire.socket.end();
      await wire.untilClose();
    }
    assert.match(await ask(t, program, request('/')), /^HTTP\/1.1 200 OK\r\n/);
  },
);
