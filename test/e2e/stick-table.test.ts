/** Stick tables from the wire to the runtime API and back. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Program, startHawser } from '../support/hawser.js';
import { projectRoot } from '../support/project.js';
import { bodyOf, command, connect, exchange, ok, startOrigin } from '../support/wire.js';

const CONFIG = fs.readFileSync(path.join(projectRoot, 'fixtures/ok/stick-table.cfg'), 'latin1');

async function start(t: TestContext): Promise<Program> {
  const answer = (name: string) => (request: string) => ok(`${name} ${/x-tag: (\S+)/.exec(request)?.[1] ?? '-'}`);
  const [one, two] = await Promise.all([startOrigin(t, answer('one')), startOrigin(t, answer('two'))]);
  const env = { SERVER_ONE: `127.0.0.1:${one.port}`, SERVER_TWO: `127.0.0.1:${two.port}` };
  return startHawser(t, { config: CONFIG, listeners: ['web', 'raw'], env });
}

async function get(t: TestContext, { ports }: Program, uri: string, fields: string): Promise<string> {
  const text = `GET ${uri} HTTP/1.1\r\nHost: h\r\n${fields}Connection: close\r\n\r\n`;
  return exchange(t, ports.web!, text);
}

const statusOf = (response: string) => Number(response.split(' ')[1]);

test('requests of a client are counted, tagged and denied', async (t) => {
  const program = await start(t);
  const statuses: number[] = [];
  for (const uri of ['/a', '/tag', '/b', '/c']) {
    const response = await get(t, program, uri, 'X-Client: c1\r\n');
    statuses.push(statusOf(response));
    if (uri === '/b') assert.match(bodyOf(response), / 7$/);
  }
  assert.deepEqual(statuses, [200, 200, 200, 429]);
  assert.equal(statusOf(await get(t, program, '/a', 'X-Client: c2\r\n')), 200);
  const socket = path.join(program.folder, 'admin.sock');
  const shown = await command(socket, 'show table web');
  assert.match(shown, /^# table: web, type: string, size:1024, used:2\n/);
  assert.match(shown, /key=c1 use=0 exp=\d+ shard=0 gpt0=7 gpc0=0 http_req_cnt=4 http_err_cnt=1 bytes_out_cnt=[1-9]/);
  await command(socket, 'clear table web key c1');
  assert.equal(statusOf(await get(t, program, '/a', 'X-Client: c1\r\n')), 200);
  await command(socket, 'set table web key c1 data.http_req_cnt 9');
  assert.equal(statusOf(await get(t, program, '/a', 'X-Client: c1\r\n')), 429);
});

test('clients stay on the server that they met first', async (t) => {
  const program = await start(t);
  const met: string[] = [];
  for (const session of ['a', 'b', 'a', 'a', 'b', 'b', 'a']) {
    met.push(bodyOf(await get(t, program, '/', `X-Session: ${session}\r\n`)).split(' ')[0]!);
  }
  const [a, b] = met;
  assert.notEqual(a, b);
  assert.deepEqual(met, [a, b, a, a, b, b, a]);
  const shown = await command(path.join(program.folder, 'admin.sock'), 'show table servers');
  assert.match(shown, /key=a .*server_id=[12] server_key=(one|two)\n/);
});

test('connections are counted as they come, held while they live, and refused', async (t) => {
  const program = await start(t);
  const socket = path.join(program.folder, 'admin.sock');
  const request = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
  const first = await connect(t, program.ports.raw!);
  first.send(request);
  assert.match(await first.response(), /^HTTP\/1\.1 200/);
  assert.match(
    await command(socket, 'show table addresses'),
    /key=127\.0\.0\.1 use=1 .*conn_cnt=1 conn_cur=1 sess_cnt=1/,
  );
  assert.match(await command(socket, 'clear table addresses key 127.0.0.1'), /currently in use/);
  const second = await connect(t, program.ports.raw!);
  second.send(request);
  assert.match(await second.response(), /^HTTP\/1\.1 200/);
  assert.equal(await exchange(t, program.ports.raw!, request), '');
  assert.match(await command(socket, 'show table addresses'), /use=2 .*conn_cnt=3 conn_cur=2 sess_cnt=2/);
});
