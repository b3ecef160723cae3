import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StickRule } from '../../../src/compile/plan.js';
import { StickStore } from '../../../src/features/stick-table/store.js';
import { DATA, type StickTable, type TrackedCounters } from '../../../src/model/stick-table.js';
import type { Stream } from '../../../src/model/stream.js';
import { Verdict } from '../../../src/model/verdict.js';
import { configOf } from '../features/stick-table/table.js';
import { Client, Origin, TestEngine } from './harness.js';

/** Writes down what it is told. */
class Recorder implements TrackedCounters {
  readonly #name: string;
  readonly #heard: string[];

  constructor(name: string, heard: string[]) {
    this.#name = name;
    this.#heard = heard;
  }

  tableOf(): StickTable | undefined {
    return undefined;
  }

  entryOf(): number {
    return -1;
  }

  onSession(): void {
    this.#heard.push(`${this.#name} session`);
  }

  onRequest(): void {
    this.#heard.push(`${this.#name} request`);
  }

  onHttpError(): void {
    this.#heard.push(`${this.#name} error`);
  }

  onHttpFail(): void {
    this.#heard.push(`${this.#name} fail`);
  }

  onBytes(fromClient: number, toClient: number): void {
    this.#heard.push(`${this.#name} bytes ${fromClient > 0} ${toClient > 0}`);
  }

  onEnd(): void {
    this.#heard.push(`${this.#name} end`);
  }
}

/** Rules that make the recorders. */
function recording(heard: string[]) {
  return {
    'tcp-request connection': [
      (stream: Stream) => {
        stream.session.tracked = new Recorder('session', heard);
        return Verdict.Continue;
      },
    ],
    'http-request': [
      (stream: Stream) => {
        stream.tracked = new Recorder('stream', heard);
        return stream.request!.uri === '/deny' ? Verdict.Reply : Verdict.Continue;
      },
    ],
  };
}

test('tracked entries hear of sessions, requests, errors, bytes and ends, in this order', async () => {
  const origin = await Origin.start([
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    'HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello',
    'HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\nhello',
  ]);
  const heard: string[] = [];
  const engine = await TestEngine.start([{ name: 'l', rules: recording(heard), servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  for (let n = 0; n < 3; n++) {
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until('hello');
  }
  client.close();
  await engine.close();
  await origin.close();
  const bytes = ['stream bytes true true', 'session bytes true true'];
  assert.deepEqual(heard, [
    ...['session session', 'session request', ...bytes, 'stream end'],
    ...['stream request', 'session request', 'stream error', 'session error', ...bytes, 'stream end'],
    ...['stream request', 'session request', 'stream fail', 'session fail', ...bytes, 'stream end'],
    'session end',
  ]);
});

test('tracked entries of a session hear of requests that cannot be read', async () => {
  const heard: string[] = [];
  const engine = await TestEngine.start([{ name: 'l', rules: recording(heard) }]);
  const client = new Client(engine.port('l'));
  client.send('GET / b HTTP/1.1\r\n\r\n');
  await client.until('400');
  client.close();
  await engine.close();
  assert.deepEqual(heard, ['session session', 'session request', 'session error', 'session end']);
});

/** haproxy 2.6 counts them, too; 3.5 counts what enters from servers (`res.bytes_in`, manual 11.1 `bytes_out_cnt`). */
test('answers of our own are no bytes for tracked entries', async () => {
  const heard: string[] = [];
  const engine = await TestEngine.start([{ name: 'l', rules: recording(heard) }]);
  const client = new Client(engine.port('l'));
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('503');
  client.close();
  await engine.close();
  assert.deepEqual(
    heard.filter((what) => what.includes('bytes')),
    ['stream bytes true false', 'session bytes true false'],
  );
});

test('a response that our answer replaces has entered and is counted', async () => {
  const origin = await Origin.start(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello']);
  const heard: string[] = [];
  const rules = { ...recording(heard), 'http-response': [() => Verdict.Deny] };
  const engine = await TestEngine.start([{ name: 'l', rules, servers: [{ port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('502');
  client.close();
  await engine.close();
  await origin.close();
  assert.ok(heard.includes('stream bytes true true'), heard.join());
});

test('tracked entries of TCP streams hear of bytes and ends', async () => {
  const origin = await Origin.start(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello']);
  const heard: string[] = [];
  const engine = await TestEngine.start([
    { name: 'l', config: { mode: 'tcp' }, rules: recording(heard), servers: [{ port: origin.port }] },
  ]);
  const client = new Client(engine.port('l'));
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await client.until('hello');
  client.close();
  await engine.close();
  await origin.close();
  assert.deepEqual(heard, ['session session', 'session bytes true true', 'session end']);
});

function stickRule(table: StickTable, field: string, changes: Partial<StickRule> = {}): StickRule {
  const evaluate = (stream: Stream) => (stream.request ?? stream.response)!.fields.first(field);
  const key = { type: 'str', evaluate, evaluateString: evaluate, text: field } as const;
  return { condition: undefined, key, table, isMatch: true, isStore: true, ...changes };
}

function stickTable(): StickStore {
  const table = new StickStore(configOf({ size: 10 }));
  table.require('server_id');
  table.require('server_key');
  return table;
}

/** Sends requests with these fields; which server each of them met. */
async function serversOf(rules: readonly StickRule[], fields: readonly string[]): Promise<readonly string[]> {
  const origin = await Origin.start(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello']);
  const shape = { name: 'l', plan: { stickRequest: rules, stickResponse: [] } };
  const engine = await TestEngine.start([{ ...shape, servers: [{ port: origin.port }, { port: origin.port }] }]);
  const client = new Client(engine.port('l'));
  for (const field of fields) {
    client.send(`GET / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`);
    await client.until('hello');
  }
  const lines = await engine.logged(fields.length);
  client.close();
  await engine.close();
  await origin.close();
  return lines.map((line) => /\/(\S+)/.exec(line)![1]!);
}

test('stick on: clients meet the server again that they met first', async () => {
  const table = stickTable();
  const fields = ['X-User: a', 'X-User: b', 'X-User: c', 'X-User: b', 'X-User: c', 'X-User: a'];
  assert.deepEqual(await serversOf([stickRule(table, 'x-user')], fields), ['s1', 's2', 's1', 's2', 's1', 's1']);
  const entry = table.find('b');
  assert.deepEqual([table.read(entry, DATA.serverId, 0), table.readServerKey(entry)], [2, 's2']);
});

test('stick match: nothing is learnt', async () => {
  const table = stickTable();
  const entry = table.obtain('a');
  table.write(entry, DATA.serverId, 0, 2);
  const rules = [stickRule(table, 'x-user', { isStore: false })];
  assert.deepEqual(await serversOf(rules, ['X-User: a', 'X-User: b', 'X-User: a']), ['s2', 's1', 's2']);
  assert.equal(table.used, 1);
});

test('stick store: a table learns one key of a request, the first that is found', async () => {
  const table = stickTable();
  const store = { isMatch: false };
  const rules = [stickRule(table, 'x-none', store), stickRule(table, 'x-user', store), stickRule(table, 'host', store)];
  await serversOf(rules, ['X-User: a']);
  assert.deepEqual(
    [...table.entries()].map((entry) => table.keyOf(entry)),
    ['a'],
  );
});
