/**
 * Which server each request goes to, request by request, beside haproxy: five servers of unequal weights, one of them in
 * maintenance in between, weights that change, requests that are held so that servers have loads.
 */
import assert from 'node:assert/strict';
import http from 'node:http';
import type net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { listenOn, startHawser } from '../support/hawser.js';
import { haproxy26, withoutHaproxy26 } from '../support/program.js';
import { command } from '../support/wire.js';

/** Words of each backend. */
const BACKENDS: readonly string[] = [
  'balance roundrobin',
  'balance static-rr',
  'balance leastconn',
  'balance first',
  'balance source',
  'balance uri',
  'balance uri whole',
  'balance uri len 6 depth 3',
  'balance url_param q',
  'balance url_param q check_post',
  'balance hdr(x-k)',
  'balance hdr(x-host) use_domain_only',
  'balance hash req.hdr(x-k)',
  'balance hash req.hdr(x-k),crc32',
  ...['sdbm', 'djb2', 'wt6', 'crc32'].flatMap((name) =>
    ['', ' avalanche'].flatMap((mixed) =>
      ['map-based', 'consistent'].map((method) => `balance hdr(x-k)|hash-type ${method} ${name}${mixed}`),
    ),
  ),
  'balance source|hash-type consistent',
  'balance uri|hash-type consistent',
  'balance uri|hash-type consistent|hash-balance-factor 125',
  'balance hdr(x-k)|hash-type consistent|hash-balance-factor 200',
];

const WEIGHTS = [7, 3, 10, 1, 5];

function configOf(port: number): string {
  const backends = BACKENDS.map((words, at) => {
    const servers = WEIGHTS.map((weight, index) => ` server s${index + 1} 127.0.0.1:${port} weight ${weight}`);
    return [
      `backend b${at}`,
      ' http-send-name-header x-server',
      ...words.split('|').map((line) => ` ${line}`),
      ...servers,
    ];
  });
  return `${[
    'global',
    ' stats socket "${DIR}/s" level admin',
    'defaults',
    ' mode http',
    ' timeout connect 20s',
    ' timeout client 20s',
    ' timeout server 20s',
    'frontend fe',
    ' bind "fd@${FE}"',
    ' use_backend %[req.hdr(x-be)]',
    ...backends.flat(),
  ].join('\n')}\n`;
}

/** Tells which server each request was meant for; paths below /held/ wait for their answer. */
class Origin {
  readonly server: http.Server;
  readonly #held: http.ServerResponse[] = [];
  #arrived: ((name: string) => void) | undefined;

  constructor() {
    this.server = http.createServer((request, response) => {
      const name = String(request.headers['x-server']);
      request.resume();
      if (request.url!.startsWith('/held/')) this.#held.push(response);
      else response.end(name);
      this.#arrived?.(name);
    });
  }

  /** The server that the next request goes to. */
  next(): Promise<string> {
    return new Promise((resolve) => {
      this.#arrived = resolve;
    });
  }

  releaseAll(): void {
    for (const response of this.#held.splice(0)) response.end();
  }
}

interface Asked {
  readonly method?: string;
  readonly headers: http.OutgoingHttpHeaders;
  readonly path: string;
  readonly body?: string;
}

function ask(port: number, agent: http.Agent, { method = 'GET', headers, path: target, body }: Asked): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, agent, path: target, method, headers }, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (data: string) => (text += data));
      response.once('end', () => resolve(text));
    });
    request.once('error', reject).end(body);
  });
}

function headersOf(backend: number, index: number): http.OutgoingHttpHeaders {
  return {
    ...{ 'x-be': `b${backend}`, 'x-k': `k${index}`, 'x-n': `${(index * 2654435761) % 4294967296}` },
    'x-host': `www.site${index % 9}.example:80`,
  };
}

/** Sixty requests one by one, a server away from the 30th to the 45th, another weight from the 50th. */
async function quietSequence(port: number, socket: string, backend: number): Promise<string> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const posts = BACKENDS[backend]!.includes('check_post');
  let sequence = '';
  for (let index = 0; index < 60; index++) {
    if (index === 30) await command(socket, `disable server b${backend}/s3`);
    if (index === 45) await command(socket, `enable server b${backend}/s3`);
    if (index === 50) await command(socket, `set server b${backend}/s1 weight 2`);
    const headers = headersOf(backend, index);
    const asked =
      posts && index % 2 === 1
        ? { method: 'POST', headers, path: `/p${index}`, body: `a=1&q=v${index}&z=2` }
        : { headers, path: `/b${backend}/x${index % 5}/p${index}?q=v${index}` };
    sequence += (await ask(port, agent, asked)).slice(1);
  }
  agent.destroy();
  return sequence;
}

/** Requests that stay, one after the other, a few keys among them: servers fill up. */
async function loadedSequence(origin: Origin, port: number, backend: number): Promise<string> {
  const agent = new http.Agent({ maxSockets: 100 });
  const pending: Promise<string>[] = [];
  let sequence = '';
  for (let index = 0; index < 30; index++) {
    const arrived = origin.next();
    pending.push(ask(port, agent, { headers: headersOf(backend, index % 4), path: `/held/${index % 4}` }));
    sequence += (await arrived).slice(1);
  }
  origin.releaseAll();
  await Promise.all(pending);
  agent.destroy();
  return sequence;
}

async function sequencesOf(t: TestContext, program?: readonly [string]): Promise<Record<string, string>> {
  const origin = new Origin();
  t.after(() => origin.server.closeAllConnections());
  t.after(() => void origin.server.close());
  const originPort = await listenOn(origin.server as unknown as net.Server);
  const started = await startHawser(t, {
    config: configOf(originPort),
    listeners: ['FE'],
    ...(program ? { program } : {}),
  });
  const socket = path.join(started.folder, 's');
  const port = started.ports.FE!;
  const sequences: Record<string, string> = {};
  for (const [at, words] of BACKENDS.entries()) {
    sequences[words] = `${await quietSequence(port, socket, at)} ${await loadedSequence(origin, port, at)}`;
  }
  await started.stop();
  return sequences;
}

test('every request goes to the server that haproxy sends it to', {
  skip: withoutHaproxy26,
}, async (t) => {
  const theirs = await sequencesOf(t, [haproxy26!]);
  const ours = await sequencesOf(t);
  for (const words of BACKENDS) await t.test(words, () => assert.equal(ours[words], theirs[words]));
});
