/**
 * Objects of the hot path keep the shape that their constructors give them: after conversations of all kinds they have the
 * properties of a new one in the same order, one hidden class for all, and V8 keeps them out of dictionaries.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ServerLeg } from '../../../src/engine/pool/server-leg.js';
import { ClientSession } from '../../../src/engine/session/client-session.js';
import type { Proxy } from '../../../src/model/proxy.js';
import { Client, Origin, TestEngine } from './harness.js';

setFlagsFromString('--allow-natives-syntax');
const isFast = runInNewContext('(object) => %HasFastProperties(object)') as (object: object) => boolean;
const haveSameMap = runInNewContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc';
const CHUNKED = 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
const HEAD_ONLY = 'HEAD / HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\n\r\n';

type Fields = Readonly<Record<string, object | undefined>>;

/** What a connection is made of, by name; `protocol` and `leg` served it during the request. */
function partsOf(session: ClientSession, protocol: Fields, leg: object | undefined): Readonly<Record<string, object>> {
  const state = protocol.state as unknown as Fields;
  const stream = protocol.stream as unknown as Fields | undefined;
  const parts = {
    session,
    idle: session.protocol,
    protocol,
    state,
    stream,
    leg,
    ...{ connection: session.connection, parser: protocol.parser, 'session state': session.state },
    ...{ 'request channel': state.requestChannel, 'response channel': state.responseChannel },
    ...{ persistence: stream?.persistence ?? protocol.persistence, timer: stream?.timer ?? protocol.timer },
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Record<string, object>;
}

/** Parts of a new connection for each conversation, behind it. */
async function partsBehind(mode: 'http' | 'tcp', conversations: readonly (readonly string[])[]) {
  const sessions: ClientSession[] = [];
  const served: { readonly protocol: Fields; readonly leg: ServerLeg | undefined }[] = [];
  const { open } = ClientSession.prototype;
  ClientSession.prototype.open = function recorded(this: ClientSession): void {
    sessions.push(this);
    open.call(this);
  };
  const origin = await Origin.start((_request, socket) => {
    const protocol = sessions.at(-1)!.protocol as unknown as Fields;
    const { stream } = protocol as { readonly stream?: { readonly server?: ServerLeg } };
    served[sessions.length - 1] = { protocol, leg: stream?.server };
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-End: 1\r\n\r\n');
  });
  const engine = await TestEngine.start([{ name: 'l', config: { mode }, servers: [{ port: origin.port }] }]);
  for (const requests of conversations) {
    const client = new Client(engine.port('l'));
    for (const request of requests) {
      client.send(request);
      await client.until('\r\n\r\n');
    }
    client.close();
  }
  await engine.close();
  await origin.close();
  ClientSession.prototype.open = open;
  return sessions.map((session, at) => partsOf(session, served[at]!.protocol, served[at]!.leg));
}

function assertOneShape(connections: readonly Readonly<Record<string, object>>[], expected: readonly string[]): void {
  const [first, ...others] = connections;
  for (const name of expected) {
    const part = first![name]!;
    assert.ok(part !== undefined, `${name} was found`);
    assert.ok(isFast(part), `${name} has fast properties`);
    for (const other of others) {
      assert.deepEqual(Object.keys(other[name]!), Object.keys(part), name);
      assert.ok(haveSameMap(other[name]!, part), `${name} has one hidden class`);
    }
  }
}

const PARTS = ['session', 'protocol', 'state', 'connection', 'session state', 'request channel', 'response channel'];

test('objects of HTTP connections keep their shape, whatever they served', async () => {
  const conversations = [[GET], [GET, POST, CHUNKED, HEAD_ONLY, GET], [HEAD_ONLY, GET], [CHUNKED, POST], [POST, GET]];
  assertOneShape(await partsBehind('http', conversations), [
    ...PARTS,
    'parser',
    'persistence',
    'timer',
    'stream',
    'leg',
    'idle',
  ]);
});

test('objects of TCP connections keep their shape', async () => {
  assertOneShape(await partsBehind('tcp', [[GET], [GET, POST], [POST, GET, GET]]), [...PARTS, 'persistence', 'timer']);
});

test('counters of proxies keep their shape', async () => {
  const engine = await TestEngine.start([{ name: 'a' }, { name: 'b' }]);
  const [a, b] = engine.plan.proxies.map(({ proxy }) => proxy) as [Proxy, Proxy];
  assert.ok(isFast(a) && isFast(a.frontend) && haveSameMap(a.frontend, b.backend) && haveSameMap(a, b));
  await engine.close();
});
