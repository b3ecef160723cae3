/**
 * The sequence of servers that HAProxy 2.6.12 chose for 60 requests `GET /b<n>/p<i>?q=<i>` with `X-K: k<i>` from 127.0.0.1:
 * five servers of weights 7 3 10 1 5, the third one in maintenance from request 30 to 45.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Balancer } from '../../../../src/catalog/entry.js';
import { createHashed, hashOfBytes, type StreamHash } from '../../../../src/features/balance/hashed.js';
import { headerHash, sourceHash, uriHash } from '../../../../src/features/balance/key.js';
import { LeastConnections } from '../../../../src/features/balance/least-connections.js';
import { RoundRobin } from '../../../../src/features/balance/round-robin.js';
import { StaticRoundRobin } from '../../../../src/features/balance/static-rr.js';
import type { HashConfig } from '../../../../src/model/config/proxy.js';
import { Fields, RequestHead } from '../../../../src/model/message.js';
import type { Proxy } from '../../../../src/model/proxy.js';
import { Admin } from '../../../../src/model/server.js';
import type { Stream } from '../../../../src/model/stream.js';
import { Ipv4 } from '../../../../src/model/value.js';
import { fleet } from '../../../support/proxy.js';

/** Five servers of these weights. */
const five = (hash: HashConfig | undefined) =>
  fleet(
    [7, 3, 10, 1, 5].map((weight, at) => ({ id: at + 1, weight })),
    { hash },
  );

function request(backend: number, index: number): Stream {
  const head = new RequestHead('GET', `/b${backend}/p${index}?q=${index}`, 11, new Fields(['x-k'], [`k${index}`]));
  const source = { address: new Ipv4(0x7f000001), text: '127.0.0.1', port: 1 };
  return { request: head, session: { source } } as unknown as Stream;
}

/** Plays the recorded scenario: one stream at a time. */
function play(proxy: Proxy, balancer: Balancer, backend: number): string {
  const third = proxy.servers[2]!;
  let sequence = '';
  for (let index = 0; index < 60; index++) {
    if (index === 30 || index === 45) {
      third.admin = index === 30 ? Admin.ForcedMaintenance : 0;
      balancer.update(third);
    }
    const server = balancer.choose(request(backend, index), undefined)!;
    server.served++;
    balancer.taken?.(server);
    server.served--;
    balancer.released?.(server);
    sequence += server.id;
  }
  return sequence;
}

interface Recorded {
  readonly name: string;
  readonly hash?: HashConfig;
  readonly create: (proxy: Proxy) => Balancer;
  readonly sequence: string;
}

const header = (proxy: Proxy) => createHashed(proxy, headerHash(proxy, 'x-k', false));

function expression(proxy: Proxy): Balancer {
  const hash = hashOfBytes(proxy);
  const key: StreamHash = (stream) => hash(stream.request!.fields.first('x-k')!);
  return createHashed(proxy, key);
}

const RECORDED: readonly Recorded[] = [
  {
    name: 'roundrobin',
    create: (proxy) => new RoundRobin(proxy),
    sequence: '313513235134135231351331253135121515124151251135231354132351',
  },
  {
    name: 'static-rr',
    create: (proxy) => new StaticRoundRobin(proxy),
    sequence: '123135312351331532135313451231125145115125121135312351331532',
  },
  {
    name: 'leastconn',
    create: (proxy) => new LeastConnections(proxy),
    sequence: '123451234512345123451234512345124512451245124512435124351243',
  },
  {
    name: 'uri',
    create: (proxy) => createHashed(proxy, uriHash(proxy, { length: 0, depth: 0, whole: false, pathOnly: false })),
    sequence: '135313451231532135311532135313512151251425121313452135313451',
  },
  {
    name: 'source',
    create: (proxy) => createHashed(proxy, sourceHash(proxy)),
    sequence: '111111111111111111111111111111222222222222222111111111111111',
  },
  {
    name: 'uri, consistent',
    hash: { method: 'consistent', function: 'sdbm', avalanche: true },
    create: (proxy) => createHashed(proxy, uriHash(proxy, { length: 0, depth: 0, whole: false, pathOnly: false })),
    sequence: '353131331411352523323532113113455412115521155235352311525513',
  },
  {
    name: 'hdr, djb2',
    hash: { method: 'map-based', function: 'djb2', avalanche: false },
    create: header,
    sequence: '531345123131532135315313451231512514511512514315325321353134',
  },
  {
    name: 'hdr, consistent wt6',
    hash: { method: 'consistent', function: 'wt6', avalanche: false },
    create: header,
    sequence: '131113113313111111121311111112555511124155551132313555113231',
  },
  {
    name: 'hdr, crc32 avalanche',
    hash: { method: 'map-based', function: 'crc32', avalanche: true },
    create: header,
    sequence: '115133534333115554335125533552121214411211551213111353231253',
  },
  {
    name: 'hash, consistent crc32',
    hash: { method: 'consistent', function: 'crc32', avalanche: false },
    create: expression,
    sequence: '231311353113131253551415551151112115514515555533133123121153',
  },
];

for (const [index, recorded] of RECORDED.entries()) {
  test(`balance chooses as recorded when it is ${recorded.name}`, () => {
    const proxy = five(recorded.hash);
    assert.equal(play(proxy, recorded.create(proxy), index + 1), recorded.sequence);
  });
}
