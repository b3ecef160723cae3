/**
 * No request inside of another: what the proxy sends can be read in one way only. Every case goes through one process to an
 * origin that believes anything, and to nginx and apache, whose access logs must name the requests that the proxy meant.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Program, startHawser, temporaryFolder } from '../support/hawser.js';
import { READINGS, requestsOf, startLenientOrigin } from '../support/lenient-origin.js';
import { freePort, ready, untilListening } from '../support/process.js';
import { findProgram } from '../support/program.js';
import { type SmugglingCase, smugglingCases } from '../support/smuggling-case.js';

/** `X-Hop` marks what the proxy means to send: its own number of a request. */
const CONFIG = `defaults
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
    timeout http-request 1s
    retries 0
    no option abortonclose
frontend f
    bind "fd@\${f}"
    http-request set-header X-Hop %rt
    log stdout format raw local0
    log-format "hop=%rt server=%s state=%ts %HU"
    default_backend b
backend b
    http-reuse always
    server s "127.0.0.1:\${ORIGIN}"
`;

const CASES = smugglingCases();
const PARALLEL = 12;

async function start(t: TestContext, port: number): Promise<Program> {
  const program = await startHawser(t, {
    config: CONFIG,
    listeners: ['f'],
    env: { ORIGIN: String(port) },
    args: ['-V'],
    ...(process.env.SMUGGLING_PROGRAM ? { program: [process.env.SMUGGLING_PROGRAM] } : {}),
  });
  await ready(program);
  return program;
}

/** Sends one case, then FIN; resolves when the proxy has closed. */
function sendCase(port: number, { bytes }: SmugglingCase): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(bytes, 'latin1'));
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('end', () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

async function sendAll(program: Program): Promise<string[]> {
  const answers: string[] = [];
  let next = 0;
  const client = async () => {
    while (next < CASES.length) {
      const at = next++;
      answers[at] = await sendCase(program.ports.f!, CASES[at]!);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, client));
  return answers;
}

function describe(target: string | undefined): string {
  const number = /\/case-(\d+)/.exec(target ?? '')?.[1];
  const found = number === undefined ? undefined : CASES[Number(number)];
  return found === undefined ? 'no case' : `${found.name}: ${JSON.stringify(found.bytes)}`;
}

interface Forwarded {
  /** Marks of the requests that were for the server. */
  readonly hops: ReadonlySet<string>;
  /** The same by target. */
  readonly byTarget: ReadonlyMap<string, string[]>;
  /** Marks of those that the server answered. */
  readonly answered: readonly string[];
}

/** What the proxy logged. */
function forwarded(program: Program): Forwarded {
  const hops = new Set<string>();
  const byTarget = new Map<string, string[]>();
  const answered: string[] = [];
  for (const [, hop, server, state, target] of program
    .stdout()
    .matchAll(/^hop=(\d+) server=(\S+) state=(..) (\S*)/gm)) {
    if (server !== 's') continue;
    hops.add(hop!);
    byTarget.set(target!, [...(byTarget.get(target!) ?? []), hop!]);
    if (state === '--') answered.push(hop!);
  }
  return { hops, byTarget, answered };
}

test('smuggling: there are at least 600 cases', () => {
  assert.ok(CASES.length >= 600, `${CASES.length}`);
});

test('smuggling: the readings find what a proxy without checks would let through', () => {
  const text =
    'POST / HTTP/1.1\r\nx-hop: 1\r\ncontent-length: 5\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n';
  const found = READINGS.filter((reading) => requestsOf(text, reading)[1]?.line === 'GET / HTTP/1.1');
  assert.ok(found.length > 0 && found.length <= READINGS.length);
  assert.ok(READINGS.some((reading) => requestsOf(text.replace('5', '50'), reading).length === 2));
  assert.ok(READINGS.some((reading) => requestsOf(text.replace('5', '50'), reading).length === 1));
});

test('smuggling: an origin that believes anything finds no request that was not meant', async (t) => {
  const origin = await startLenientOrigin(t);
  const program = await start(t, origin.port);
  const answers = await sendAll(program);
  for (const [at, answer] of answers.entries()) {
    assert.match(answer, /^(?:HTTP\/1\.[01] \d{3} |$)/, `${CASES[at]!.name}: ${JSON.stringify(answer)}`);
  }
  await program.stop();
  const wrong = new Set<string>();
  for (const { text } of origin.streams) {
    for (const reading of READINGS) {
      for (const { line, fields } of requestsOf(text, reading)) {
        // A line of one word, such as a chunk size, is no request to anybody.
        if (fields.filter(([name]) => name === 'x-hop').length === 1 || !/^\S+\s+\S/.test(line)) continue;
        const before = text
          .slice(0, text.indexOf(line))
          .match(/\/case-\d+/g)
          ?.at(-1);
        wrong.add(`${reading.name}: ${JSON.stringify(line)} in ${describe(before)}`);
      }
    }
  }
  assert.equal(wrong.size, 0, `${wrong.size} readings, such as ${[...wrong].slice(0, 5).join('\n')}`);
  assert.ok(forwarded(program).answered.length > 300, 'cases reach the origin');
});

interface RealOrigin {
  readonly name: string;
  readonly program: string | undefined;
  /** Configuration for a folder and a port; each line of `access.log` begins with the mark of the request. */
  readonly config: (folder: string, port: number) => string;
  readonly args: (file: string, folder: string) => readonly string[];
  readonly stopSignal: NodeJS.Signals;
}

const NGINX: RealOrigin = {
  name: 'nginx',
  program: findProgram('nginx'),
  config: (folder, port) => `${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  log_format hop '$http_x_hop $status "$request"';
  access_log ${folder}/access.log hop;
  ignore_invalid_headers off;
  underscores_in_headers on;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; location / { return 404; } }
}
`,
  args: (file, folder) => ['-p', folder, '-e', `${folder}/error.log`, '-c', file],
  stopSignal: 'SIGTERM',
};

const APACHE: RealOrigin = {
  name: 'apache',
  program: findProgram('apache2'),
  config: (folder, port) => `ServerName h
ServerRoot ${folder}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
Mutex file:${folder} default
Listen 127.0.0.1:${port}
${['mpm_event', 'authz_core']
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n')}
User www-data
Group www-data
StartServers 1
ServerLimit 1
MaxRequestWorkers 25
KeepAlive On
MaxKeepAliveRequests 0
HttpProtocolOptions Unsafe LenientMethods Allow0.9
DocumentRoot ${folder}
ErrorLog ${folder}/error.log
LogFormat '%{X-Hop}i %>s "%r"' hop
CustomLog ${folder}/access.log hop
`,
  args: (file) => ['-f', file, '-DFOREGROUND'],
  stopSignal: 'SIGTERM',
};

interface RunningOrigin {
  readonly port: number;
  /** Ends the origin; gives the lines of its access log. */
  finish(): Promise<string[]>;
}

async function startReal(
  t: TestContext,
  { name, program, config, args, stopSignal }: RealOrigin,
): Promise<RunningOrigin> {
  const folder = temporaryFolder(t);
  fs.chmodSync(folder, 0o777);
  const port = await freePort();
  const file = path.join(folder, `${name}.conf`);
  fs.writeFileSync(file, config(folder, port));
  const child = spawn(program!, args(file, folder), { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString('latin1')));
  let isOver = false;
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      isOver = true;
      resolve();
    });
  });
  t.after(() => child.kill('SIGKILL'));
  await untilListening(port, () => (isOver ? `${name} ended: ${said}` : undefined));
  const finish = async () => {
    child.kill(stopSignal);
    await closed;
    return fs.readFileSync(path.join(folder, 'access.log'), 'latin1').trimEnd().split('\n');
  };
  return { port, finish };
}

for (const real of [NGINX, APACHE]) {
  const skip = real.program === undefined && `${real.name} is not installed`;
  test(`smuggling: ${real.name} logs the requests that the proxy forwarded, and no others`, { skip }, async (t) => {
    const origin = await startReal(t, real);
    const program = await start(t, origin.port);
    await sendAll(program);
    await program.stop();
    const lines = await origin.finish();
    const { hops, byTarget, answered } = forwarded(program);
    const seen = new Set<string>();
    const read = lines.map((line) => ({ line, parts: /^(\S+) (\d+) "\S* ?(\S*)/.exec(line) ?? assert.fail(line) }));
    // Who dislikes the request line or a field answers before the mark is read: then the target must be a forwarded one.
    const isUnmarked = ({ parts: [, mark, status] }: (typeof read)[number]) => mark === '-' && status === '400';
    for (const { line, parts } of [...read.filter((one) => !isUnmarked(one)), ...read.filter(isUnmarked)]) {
      const [, mark, , target] = parts;
      const hop = mark === '-' ? byTarget.get(target!)?.find((own) => !seen.has(own)) : mark!;
      assert.ok(hop !== undefined && hops.has(hop), `not forwarded: ${line}`);
      assert.ok(!seen.has(hop), `seen twice: ${line}`);
      seen.add(hop);
    }
    const missed = answered.filter((hop) => !seen.has(hop));
    assert.deepEqual(missed, [], 'every request that was answered stands in the log');
    assert.ok(seen.size > 300, 'cases reach the origin');
  });
}
