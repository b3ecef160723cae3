/**
 * Servers die under load and come back, in every way servers do: killed, stopped in their tracks, refusing at first. With
 * `retries 3`, `option redispatch` and `retry-on all-retryable-errors` no client sees any of it (manual 4.2). One server is
 * sick at a time: the one that is left for the last attempt has to live. HAWSER_SOAK_SECONDS: how long.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import http from 'node:http';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { below, pick, type Random, seeded } from '../fuzz/random.js';
import { adminSocket, askUntil, statRows } from '../support/admin.js';
import { type Program, startHawser } from '../support/hawser.js';
import { ready } from '../support/process.js';

const SOAK_MS = Number(process.env.HAWSER_SOAK_SECONDS ?? 8) * 1000;
const SERVERS = 4;
const CLIENTS = 16;
const ORIGIN = fileURLToPath(new URL('../support/mortal-origin.js', import.meta.url));

const config = (ports: readonly number[]) => `global
    stats socket "\${DIR}/admin.sock" level admin
    log stdout format raw local0
defaults
    mode http
    log global
    option httplog
    option dontlog-normal
    retries 3
    option redispatch
    retry-on all-retryable-errors
    timeout connect 500ms
    timeout client 60s
    timeout server 2s
    timeout queue 10s
    timeout check 3s
frontend web
    bind "fd@\${web}"
    use_backend pooled if { path_beg /pooled }
    default_backend single
backend single
    option httpchk GET /check
    option http-server-close
    default-server check inter 100ms fastinter 50ms downinter 50ms rise 1 fall 3
${serverLines(ports)}
backend pooled
    balance leastconn
    http-reuse always
    option httpchk GET /check
    default-server check inter 100ms fastinter 50ms downinter 50ms rise 1 fall 3 maxconn 6
${serverLines(ports)}
`;

function serverLines(ports: readonly number[]): string {
  return ports.map((port, at) => `    server s${at} ${addressOf(at)}:${port}`).join('\n');
}

/** Addresses of their own: nobody else takes the port of a server while it is dead. */
const addressOf = (at: number) => `127.77.${process.pid % 250}.${at + 1}`;

class Origin {
  port: number;
  readonly #at: number;
  #child: ChildProcess | undefined;

  constructor(at: number) {
    this.port = 0;
    this.#at = at;
    this.#child = undefined;
  }

  /** Resolves when it listens. */
  start(): Promise<void> {
    const words = [ORIGIN, addressOf(this.#at), String(this.port), `s${this.#at}`];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.stdout!.on('data', (data: Buffer) => {
        this.port = Number(data.toString().split(' ')[1]);
        resolve();
      });
      child.once('exit', () => reject(new Error('the origin ended')));
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  /** Resolves when it is dead. */
  kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  }
}

/** One illness of a server, and its end. */
async function fallIll(origin: Origin, random: Random): Promise<string> {
  const illness = pick(random, ['killed', 'killed', 'restarted', 'stopped', 'paused', 'refusing'] as const);
  if (illness === 'stopped' || illness === 'paused') {
    origin.signal('SIGSTOP');
    await pause(illness === 'paused' ? below(random, 400) : 2500);
    if (illness === 'paused') {
      origin.signal('SIGCONT');
      return illness;
    }
  }
  if (illness === 'refusing') {
    origin.signal('SIGUSR2');
    await pause(100 + below(random, 200));
  }
  await origin.kill();
  if (illness !== 'restarted') await pause(below(random, 500));
  await origin.start();
  return illness;
}

interface Load {
  served: number;
  readonly wrong: string[];
  /** What each client waits for. */
  readonly asked: Promise<string>[];
  ended: boolean;
}

const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'] as const;

function ask(port: number, agent: http.Agent, id: string, random: Random): Promise<string> {
  const method = pick(random, METHODS);
  const body = method === 'PUT' ? 'x'.repeat(below(random, 6000)) : '';
  const wanted = method === 'HEAD' ? '' : `${id} ${createHash('sha256').update(body).digest('hex')}`;
  const target = pick(random, ['/single', '/pooled']);
  return new Promise((resolve) => {
    const headers = { 'x-id': id, ...(body === '' ? {} : { 'content-length': body.length }) };
    const request = http.request({ host: '127.0.0.1', port, agent, method, path: target, headers }, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (data: string) => (text += data));
      response.once('error', (error) => resolve(`${method} ${target}: answer broke: ${error.message}`));
      response.once('end', () => {
        const isRight = response.statusCode === 200 && text === wanted;
        resolve(isRight ? '' : `${method} ${target}: ${response.statusCode} ${text}`);
      });
    });
    request.once('error', (error) => resolve(`${method} ${target}: ${error.message}`)).end(body);
  });
}

async function runClient(port: number, load: Load, random: Random, name: number): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let count = 0; !load.ended; count++) {
    load.asked[name] = ask(port, agent, `c${name}-${count}`, random);
    const wrong = await load.asked[name];
    if (wrong === '') load.served++;
    else load.wrong.push(wrong);
    // A client thinks: the load shall not starve the servers' checks.
    await pause(below(random, 4));
  }
  agent.destroy();
}

/** Waits until every server is up in the eyes of the checks. */
async function allUp(program: Program): Promise<void> {
  await askUntil(
    () => statRows(adminSocket(program)),
    (rows) => rows.filter(({ svname }) => /^s\d/.test(svname!)).every(({ status }) => status === 'UP'),
  );
}

async function startOrigins(t: TestContext): Promise<readonly Origin[]> {
  const origins = Array.from({ length: SERVERS }, (_, at) => new Origin(at));
  t.after(() => Promise.all(origins.map((origin) => origin.kill())));
  await Promise.all(origins.map((origin) => origin.start()));
  return origins;
}

test('retries: no client sees that servers die and come back', async (t) => {
  const origins = await startOrigins(t);
  const program = await startHawser(t, {
    config: config(origins.map(({ port }) => port)),
    listeners: ['web'],
    args: ['-V'],
  });
  await ready(program);
  await allUp(program);
  const load: Load = { served: 0, wrong: [], asked: [], ended: false };
  const clients = Array.from({ length: CLIENTS }, (_, at) => runClient(program.ports.web!, load, seeded(at + 1), at));
  const random = seeded(77);
  const illnesses = new Map<string, number>();
  for (const endMs = Date.now() + SOAK_MS; Date.now() < endMs && load.wrong.length === 0; ) {
    const illness = await fallIll(pick(random, origins), random);
    illnesses.set(illness, (illnesses.get(illness) ?? 0) + 1);
    await allUp(program);
    // Whoever has spent attempts on this server is served before the next one falls ill: its last attempt may be under way.
    await Promise.all(load.asked);
  }
  load.ended = true;
  await Promise.all(clients);
  t.diagnostic(`${load.served} answers; servers were ${[...illnesses].map(([what, n]) => `${what} ${n}x`).join(', ')}`);
  assert.deepEqual(load.wrong.slice(0, 5), [], `the last of its log:\n${program.stdout().slice(-4000)}`);
  assert.ok(load.served > 100);
});
