/**
 * A mixed load with faults: clients that do everything right next to clients and servers that break off, in HTTP, TCP and
 * TLS, some answered late or by the proxy. At its end nothing is left, and all counters add up: what clients got is what
 * statistics and logs say. HAWSER_SOAK_SECONDS=120 makes it a long run that watches memory as well.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { seeded } from '../fuzz/random.js';
import { abortedExchange, clientHello, plannedServer } from '../support/abort-load.js';
import { adminSocket, ask, statRows } from '../support/admin.js';
import { certificate } from '../support/certificates.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { Ledger, mixedExchange, mixedServer } from '../support/mixed-load.js';
import { freePort, ready, residentBytes } from '../support/process.js';
import { restOf, settled } from '../support/rest.js';

const SECONDS = Number(process.env.HAWSER_SOAK_SECONDS ?? 8);
const CLEAN_CLIENTS = 16;
const ROUGH_CLIENTS = 8;
/** From here on the figures of memory mean something. */
const LONG_RUN_SECONDS = 60;

const CONFIG = `global
    log stdout format raw local0
    stats socket "\${DIR}/admin.sock" level admin
    maxconn 2000
    # Sessions that are remembered would be all that grows.
    tune.ssl.cachesize 100
defaults
    mode http
    log global
    log-format "%f %ST %tsc"
    retries 1
    timeout connect 1s
    timeout queue 5s
    timeout client 1s
    timeout server 1s
    timeout tunnel 1s
    timeout tarpit 50ms
frontend clean
    bind "fd@\${clean}"
    bind "fd@\${cleansecure}" ssl crt "\${CERTIFICATE}"
    timeout client 20s
    http-request deny if { path /deny }
    http-request tarpit if { path /tarpit }
    http-request redirect location /x if { path /redirect }
    http-request return status 200 content-type text/plain string x if { path /return }
    use_backend refused if { path /refused }
    use_backend retried if { path /retried }
    use_backend impatient if { path /never }
    default_backend mixed
backend mixed
    balance roundrobin
    cookie S insert indirect nocache
    timeout server 20s
    server a "127.0.0.1:\${MIXED}" maxconn 20 cookie a
    server b "127.0.0.1:\${MIXED}" maxconn 20 cookie b
backend impatient
    timeout server 100ms
    server a "127.0.0.1:\${MIXED}"
backend refused
    timeout connect 50ms
    server a "127.0.0.1:\${CLOSED}"
backend retried
    balance roundrobin
    option redispatch 1
    server a "127.0.0.1:\${CLOSED}"
    server b "127.0.0.1:\${MIXED}"
frontend rough
    bind "fd@\${rough}"
    bind "fd@\${roughsecure}" ssl crt "\${CERTIFICATE}"
    error-log-format "%f %[fc_err]"
    default_backend planned
backend planned
    server plain "127.0.0.1:\${PLAIN}" maxconn 10
listen raw
    mode tcp
    log-format "%f - %ts"
    bind "fd@\${raw}"
    server plain "127.0.0.1:\${PLAIN}" maxconn 10
`;
const LISTENERS = ['clean', 'cleansecure', 'rough', 'roughsecure', 'raw'];

async function startStage(t: TestContext): Promise<Program> {
  const mixed = mixedServer();
  const planned = plannedServer();
  const program = await startHawser(t, {
    config: CONFIG,
    listeners: LISTENERS,
    env: {
      CERTIFICATE: certificate('ecdsa').file,
      MIXED: String(await listenOn(mixed)),
      PLAIN: String(await listenOn(planned.server)),
      CLOSED: String(await freePort()),
    },
    args: ['-V'],
  });
  await ready(program);
  t.after(() => {
    mixed.close();
    mixed.closeAllConnections();
    planned.server.close();
    planned.closeAll();
  });
  return program;
}

/** Lines about requests of a frontend in what the program logged; those of handshakes that failed name an error. */
function linesOf(program: Program, frontend: string): number {
  return program
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith(`${frontend} `) || line.startsWith(`${frontend}~ `))
    .filter((line) => !/^\S+ [1-9]\d*$/.test(line)).length;
}

test(`soak: ${SECONDS} s of mixed load leave nothing behind, and all counters add up`, async (t) => {
  const program = await startStage(t);
  const { ports } = program;
  const random = seeded(20_261_121);
  const hello = await clientHello();
  const ledger = new Ledger();
  const start = await restOf(program);
  const heap: number[] = [];
  const residentStart = residentBytes(program.pid);
  const cleanDoors = [
    { port: ports.clean!, secure: false },
    { port: ports.clean!, secure: false },
    { port: ports.cleansecure!, secure: true },
  ];
  const roughDoors = { plain: [ports.rough!, ports.raw!], secure: [ports.roughsecure!] };
  const beginMs = Date.now();
  const goesOn = () => Date.now() - beginMs < SECONDS * 1000;
  let broken = 0;
  const clean = async () => {
    while (goesOn()) await mixedExchange(random, cleanDoors, ledger);
  };
  const rough = async () => {
    for (; goesOn(); broken++) await abortedExchange(random, roughDoors, hello);
  };
  const watch = async () => {
    while (goesOn()) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      const info = await ask(program, 'show info');
      heap.push(Number(/^PoolUsed_bytes: (\d+)$/m.exec(info)![1]));
    }
  };
  const clients = [...new Array(CLEAN_CLIENTS).fill(clean), ...new Array(ROUGH_CLIENTS).fill(rough), watch];
  await Promise.all(clients.map((client) => client()));

  assert.deepEqual(ledger.surprises, []);
  const rows = await statRows(adminSocket(program));
  // Idle connections to servers are kept; all the others must go.
  const rest = await settled(program, { ...start, descriptors: start.descriptors + idleConnections(rows) });
  assert.deepEqual({ ...rest, descriptors: 0 }, { ...start, descriptors: 0 });

  const after = await statRows(adminSocket(program));
  const row = (name: string) => after.find(({ pxname, svname }) => pxname === name && svname === 'FRONTEND')!;
  const classes = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'];
  const answered = (name: string) => classes.reduce((sum, column) => sum + Number(row(name)[column]), 0);
  const residentEnd = residentBytes(program.pid);
  await program.stop();
  assert.equal(Number(row('clean').req_tot), ledger.requests);
  const seen = Object.fromEntries(
    ['2', '3', '4', '5'].map((digit) => [digit, Number(row('clean')[`hrsp_${digit}xx`])]),
  );
  assert.deepEqual(seen, ledger.answers);
  for (const name of ['clean', 'rough']) {
    const figures = { requests: Number(row(name).req_tot), lines: linesOf(program, name), answers: answered(name) };
    assert.deepEqual(figures, { requests: figures.requests, lines: figures.requests, answers: figures.requests }, name);
  }
  assert.equal(linesOf(program, 'raw'), Number(row('raw').stot));

  const quarters = [0, 1, 2, 3].map((at) => least(heap, at / 4, (at + 1) / 4));
  t.diagnostic(
    `${ledger.requests} requests, ${broken} broken exchanges; least heap of each quarter: ${quarters.map(megabytes).join(', ')}; RSS ${megabytes(residentStart)} -> ${megabytes(residentEnd)}`,
  );
  if (SECONDS >= LONG_RUN_SECONDS)
    assert.ok(quarters[3]! <= quarters[1]! * 1.2, `the heap grows: ${quarters.join(' ')}`);
});

/** The least of a part of the samples: what is in use behind a collection of garbage. */
function least(samples: readonly number[], from: number, to: number): number {
  return Math.min(...samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)));
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function idleConnections(rows: readonly Readonly<Record<string, string>>[]): number {
  return rows
    .filter(({ svname }) => svname !== 'FRONTEND' && svname !== 'BACKEND')
    .reduce((sum, row) => sum + Number(row.idle_conn_cur ?? 0), 0);
}
