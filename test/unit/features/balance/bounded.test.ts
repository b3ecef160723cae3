/** What bounds the choice of a consistent hash: `hash-preserve-affinity`, and `hash-key`, which haproxy 2.6 does not have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHashed } from '../../../../src/features/balance/hashed.js';
import type { HashAffinity } from '../../../../src/model/config/proxy.js';
import type { Proxy } from '../../../../src/model/proxy.js';
import type { Server } from '../../../../src/model/server.js';
import type { Stream } from '../../../../src/model/stream.js';
import { fleet, type ServerShape } from '../../../support/proxy.js';

const STREAM = {} as Stream;
const HASH = { method: 'consistent', function: 'sdbm', avalanche: true } as const;

/** Servers of one slot, and one place in their queues. */
function narrow(
  members: readonly (ServerShape & { readonly id: number })[],
  hashAffinity: HashAffinity = 'always',
): Proxy {
  const own = { maxconn: 1, maxqueue: 1 };
  return fleet(
    members.map((member) => ({ host: `10.0.0.${member.id}`, ...own, ...member })),
    { hash: HASH, hashAffinity },
  );
}

/** Names of the servers of a hundred hashes all around the ring. */
function spread(proxy: Proxy, nameOf: (server: Server) => string): string[] {
  let hash = 0;
  const balancer = createHashed(proxy, () => hash);
  return Array.from({ length: 100 }, (_, at) => {
    hash = Math.floor((at * 0x1_0000_0000) / 100);
    return nameOf(balancer.choose(STREAM, undefined)!);
  });
}

const THREE = [{ id: 1 }, { id: 2 }, { id: 3 }];
const byHost = ({ address, port }: Server) => `${address}:${port}`;

test('hash-preserve-affinity always stays with the hashed server when that is full', () => {
  const proxy = narrow(THREE);
  const chosen = createHashed(proxy, () => 7).choose(STREAM, undefined)!;
  chosen.served = 1;
  assert.equal(createHashed(proxy, () => 7).choose(STREAM, undefined), chosen);
});

test('hash-preserve-affinity maxconn goes on around the ring while servers are full', () => {
  const proxy = narrow(THREE, 'maxconn');
  const balancer = createHashed(proxy, () => 7);
  const seen = THREE.map(() => {
    const server = balancer.choose(STREAM, undefined)!;
    server.served = 1;
    return server;
  });
  assert.equal(new Set(seen).size, 3);
  assert.ok(balancer.choose(STREAM, undefined), 'when all are full one of them gets it all the same');
});

test('hash-preserve-affinity maxqueue leaves a server only when its queue is full too', () => {
  const proxy = narrow(THREE, 'maxqueue');
  const balancer = createHashed(proxy, () => 7);
  const first = balancer.choose(STREAM, undefined)!;
  first.served = 1;
  assert.equal(balancer.choose(STREAM, undefined), first);
  first.queued = 1;
  assert.notEqual(balancer.choose(STREAM, undefined), first);
});

test('a redispatched stream avoids the server that failed, unless there is no other', () => {
  const proxy = narrow(THREE);
  const balancer = createHashed(proxy, () => 7);
  const first = balancer.choose(STREAM, undefined)!;
  assert.notEqual(balancer.choose(STREAM, first), first);
  const [only] = narrow([{ id: 1 }]).servers;
  assert.equal(createHashed(only!.proxy, () => 7).choose(STREAM, only), only);
});

test('hash-key addr and addr-port place servers by their address, in whatever order and with whatever id they stand', () => {
  for (const hashKey of ['addr', 'addr-port'] as const) {
    const one = narrow([
      { id: 1, host: '10.0.0.1', hashKey },
      { id: 2, host: '2001:db8::2', hashKey },
    ]);
    const other = narrow([
      { id: 8, host: '2001:db8::2', hashKey },
      { id: 9, host: '10.0.0.1', hashKey },
    ]);
    assert.deepEqual(spread(one, byHost), spread(other, byHost));
    assert.equal(new Set(spread(one, byHost)).size, 2);
  }
});

test('hash-key addr-port tells ports of one address apart', () => {
  const proxy = narrow([
    { id: 1, host: '10.0.0.1', port: 80, hashKey: 'addr-port' },
    { id: 2, host: '10.0.0.1', port: 81, hashKey: 'addr-port' },
  ]);
  assert.equal(new Set(spread(proxy, byHost)).size, 2);
});

test('hash-key guid follows the name, and the id where there is none', () => {
  const guidOf = (server: Server) => server.config.guid ?? '-';
  const one = narrow([
    { id: 1, guid: 'east', hashKey: 'guid' },
    { id: 2, guid: 'west', hashKey: 'guid' },
  ]);
  const other = narrow([
    { id: 5, guid: 'west', hashKey: 'guid' },
    { id: 6, guid: 'east', hashKey: 'guid' },
  ]);
  assert.deepEqual(spread(one, guidOf), spread(other, guidOf));
  const named = (server: Server) => server.name;
  assert.deepEqual(
    spread(narrow([{ id: 1, hashKey: 'guid' }, { id: 2 }]), named),
    spread(narrow(THREE.slice(0, 2)), named),
  );
});
