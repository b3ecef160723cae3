/** Words of proxies beside what haproxy 2.6 does: each case runs with both, if haproxy is there. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Program, startHawser } from '../support/hawser.js';
import { haproxy26 } from '../support/program.js';
import { hawserBin } from '../support/project.js';
import { command, connect, ok, startOrigin } from '../support/wire.js';

const PROGRAMS: readonly (readonly [string, ...string[]])[] = [
  [process.execPath, hawserBin],
  ...(haproxy26 ? [[haproxy26] as const] : []),
];

const HEAD = `global
    stats socket "\${DIR}/s" level admin
    log stdout format raw local0
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    option httplog
    log global
`;

const LISTEN = 'listen f\n    bind "fd@${f}"\n';

function request(target: string, fields = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${fields}\r\n`;
}

/** Runs a check with Hawser, and with haproxy beside it; servers `A` and `B` answer with their name. */
function withBoth(name: string, config: string, check: (t: TestContext, program: Program) => Promise<void>): void {
  for (const program of PROGRAMS) {
    const label = program.length > 1 ? 'Hawser' : 'haproxy 2.6';
    test(`${name} (${label})`, async (t) => {
      const env: Record<string, string> = {};
      for (const server of ['A', 'B']) {
        const origin = await startOrigin(t, () => ok(server));
        env[server] = String(origin.port);
      }
      await check(t, await startHawser(t, { config: HEAD + config, listeners: ['f'], env, program }));
    });
  }
}

/** The whole answer to one request on a connection of its own. */
async function ask(t: TestContext, program: Program, text: string): Promise<string> {
  const wire = await connect(t, program.ports.f!);
  wire.send(text);
  return wire.untilClose();
}

const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);
const cli = (program: Program, line: string) => command(path.join(program.folder, 's'), line);

withBoth(
  'use-server goes on behind rules whose server is down, and ends at a name that nobody has',
  `${LISTEN}    use-server %[req.hdr(s)] if { req.hdr(s) -m found }
    use-server a if { path /x }
    use-server b if { path /x }
    server a "127.0.0.1:\${A}" disabled
    server b "127.0.0.1:\${B}" weight 0
    server c "127.0.0.1:\${A}"\n`,
  async (t, program) => {
    assert.equal(bodyOf(await ask(t, program, request('/x'))), 'B');
    assert.equal(bodyOf(await ask(t, program, request('/x', 'S: a\r\n'))), 'B');
    assert.equal(bodyOf(await ask(t, program, request('/x', 'S: nobody\r\n'))), 'A');
    assert.equal(bodyOf(await ask(t, program, request('/'))), 'A');
  },
);

withBoth(
  'stick match looks into a table that a rule before it will store into',
  `${LISTEN}    balance roundrobin
    stick-table type string size 1k
    stick store-request req.hdr(k)
    stick match req.hdr(m)
    server a "127.0.0.1:\${A}"
    server b "127.0.0.1:\${B}"\n`,
  async (t, program) => {
    assert.equal(bodyOf(await ask(t, program, request('/', 'K: 1\r\n'))), 'A');
    assert.equal(bodyOf(await ask(t, program, request('/', 'K: 2\r\nM: 1\r\n'))), 'A');
    assert.equal(bodyOf(await ask(t, program, request('/', 'K: 3\r\nM: 1\r\n'))), 'A');
    assert.match(await cli(program, 'show table f'), /key=3 .*server_id=1 /);
  },
);
