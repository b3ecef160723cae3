/**
 * Thousands of exchanges that are broken off at any byte by either side leave nothing behind: no connection, no stream, no
 * descriptor, no memory. HAWSER_ABORTS=100000 makes it a long run that watches memory as well.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { seeded } from '../fuzz/random.js';
import { abortedExchange, clientHello, type Doors, plannedServer } from '../support/abort-load.js';
import { certificate } from '../support/certificates.js';
import { listenOn, type Program, startHawser } from '../support/hawser.js';
import { ready, residentBytes } from '../support/process.js';
import { restOf, settled } from '../support/rest.js';

const ABORTS = Number(process.env.HAWSER_ABORTS ?? 2000);
const CLIENTS = 24;
/** From here on the figures of memory mean something. */
const LONG_RUN = 20_000;

const CONFIG = `global
    stats socket "\${DIR}/admin.sock" level admin
    maxconn 2000
defaults
    mode http
    option httplog
    retries 1
    timeout connect 1s
    timeout queue 1s
    timeout client 1s
    timeout server 1s
    timeout tunnel 1s
frontend plain
    bind "fd@\${plain}"
    default_backend servers
frontend secure
    bind "fd@\${secure}" ssl crt "\${CERTIFICATE}"
    http-request wait-for-body time 1s if { method POST }
    default_backend servers
backend servers
    balance roundrobin
    cookie S insert
    option redispatch
    server plain "127.0.0.1:\${PLAIN}" maxconn 10 cookie a
    server secure "127.0.0.1:\${SECURE}" ssl verify none maxconn 10 cookie b
listen raw
    mode tcp
    option tcplog
    bind "fd@\${raw}"
    bind "fd@\${rawsecure}" ssl crt "\${CERTIFICATE}"
    server plain "127.0.0.1:\${PLAIN}" maxconn 10
    server secure "127.0.0.1:\${SECURE}" ssl verify none maxconn 10
`;

async function startStage(t: TestContext): Promise<{ program: Program; doors: Doors; closeServers(): void }> {
  const { file, cert, key } = certificate('ecdsa');
  const servers = [plannedServer(), plannedServer({ cert, key })] as const;
  const [plain, secure] = await Promise.all(servers.map(({ server }) => listenOn(server)));
  const program = await startHawser(t, {
    config: CONFIG,
    listeners: ['plain', 'secure', 'raw', 'rawsecure'],
    env: { CERTIFICATE: file, PLAIN: String(plain), SECURE: String(secure) },
    args: ['-V'],
  });
  await ready(program);
  const { ports } = program;
  t.after(() => {
    for (const { server, closeAll } of servers) {
      server.close();
      closeAll();
    }
  });
  return {
    program,
    doors: { plain: [ports.plain!, ports.raw!], secure: [ports.secure!, ports.rawsecure!] },
    closeServers() {
      for (const { closeAll } of servers) closeAll();
    },
  };
}

test(`robust: ${ABORTS} aborted exchanges leave nothing behind`, async (t) => {
  const { program, doors, closeServers } = await startStage(t);
  const hello = await clientHello();
  const random = seeded(20_261_120);
  const start = await restOf(program);
  const memory: number[] = [residentBytes(program.pid)];
  let begun = 0;
  const client = async () => {
    while (begun < ABORTS) {
      begun++;
      if (begun % (ABORTS / 4) === 0) memory.push(residentBytes(program.pid));
      await abortedExchange(random, doors, hello);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  closeServers();
  const rest = await settled(program, start);
  assert.deepEqual({ ...rest, descriptors: 0 }, { ...start, descriptors: 0 });
  assert.ok(rest.descriptors <= start.descriptors, `descriptors: ${start.descriptors} -> ${rest.descriptors}`);
  const megabytes = memory.map((bytes) => Math.round(bytes / 1_048_576));
  t.diagnostic(
    `RSS in MB at 0/25/50/75/100 %: ${megabytes.join(' ')}; descriptors ${start.descriptors} -> ${rest.descriptors}`,
  );
  if (ABORTS >= LONG_RUN) assert.ok(megabytes[4]! <= megabytes[2]! * 1.15, `memory grows: ${megabytes.join(' ')}`);
});
