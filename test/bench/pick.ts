/**
 * What a choice costs: every algorithm with 5, 100 and 5,000 servers of unequal weights, 64 streams in flight; and what a
 * server that leaves and returns costs. `bin/dev bench pick`; not a test.
 */
import type { Balancer } from '../../src/catalog/entry.js';
import { First } from '../../src/features/balance/first.js';
import { createHashed } from '../../src/features/balance/hashed.js';
import { uriHash } from '../../src/features/balance/key.js';
import { LeastConnections } from '../../src/features/balance/least-connections.js';
import { Random } from '../../src/features/balance/random.js';
import { RoundRobin } from '../../src/features/balance/round-robin.js';
import { StaticRoundRobin } from '../../src/features/balance/static-rr.js';
import type { HashConfig } from '../../src/model/config/proxy.js';
import { Fields, RequestHead } from '../../src/model/message.js';
import type { Proxy } from '../../src/model/proxy.js';
import { Admin, type Server } from '../../src/model/server.js';
import type { Stream } from '../../src/model/stream.js';
import { fleet } from '../support/proxy.js';

const FLEETS = [5, 100, 5000] as const;
const IN_FLIGHT = 64;
const CONSISTENT: HashConfig = { method: 'consistent', function: 'sdbm', avalanche: true };
const WHOLE = { length: 0, depth: 0, whole: true, pathOnly: false };

interface Algorithm {
  readonly name: string;
  readonly hash?: HashConfig;
  readonly factor?: number;
  readonly create: (proxy: Proxy) => Balancer;
}

const uri = (proxy: Proxy) => createHashed(proxy, uriHash(proxy, WHOLE));

const ALGORITHMS: readonly Algorithm[] = [
  { name: 'roundrobin', create: (proxy) => new RoundRobin(proxy) },
  { name: 'static-rr', create: (proxy) => new StaticRoundRobin(proxy) },
  { name: 'leastconn', create: (proxy) => new LeastConnections(proxy) },
  { name: 'first', create: (proxy) => new First(proxy) },
  { name: 'random(2)', create: (proxy) => new Random(proxy, 2) },
  { name: 'uri', create: uri },
  { name: 'uri, consistent', hash: CONSISTENT, create: uri },
  { name: 'uri, consistent, bounded to 125 %', hash: CONSISTENT, factor: 125, create: uri },
];

function backendOf(size: number, { hash, factor = 0 }: Algorithm): Proxy {
  const members = Array.from({ length: size }, (_, at) => ({ id: at + 1, weight: 1 + (at % 8) }));
  return fleet(members, { hash, hashBalanceFactor: factor });
}

function requests(): readonly Stream[] {
  return Array.from({ length: 1024 }, (_, at) => {
    const request = new RequestHead('GET', `/item/${at}`, 11, new Fields([], []));
    return { request } as unknown as Stream;
  });
}

function nanoseconds(rounds: number, once: (round: number) => void): number {
  for (let round = 0; round < rounds / 4; round++) once(round);
  const start = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) once(round);
  return Number(process.hrtime.bigint() - start) / rounds;
}

function measure(algorithm: Algorithm, size: number, streams: readonly Stream[]): { pick: number; change: number } {
  const proxy = backendOf(size, algorithm);
  const balancer = algorithm.create(proxy);
  const busy: (Server | undefined)[] = new Array(IN_FLIGHT).fill(undefined);
  const turn = (round: number) => {
    const before = busy[round % IN_FLIGHT];
    if (before) {
      before.served--;
      balancer.released?.(before);
    }
    const server = balancer.choose(streams[round & 1023]!, undefined)!;
    server.served++;
    balancer.taken?.(server);
    busy[round % IN_FLIGHT] = server;
  };
  const pick = nanoseconds(200_000, turn);
  const [first] = proxy.servers;
  const change = nanoseconds(20, (round) => {
    first!.admin = round % 2 === 0 ? Admin.ForcedMaintenance : 0;
    balancer.update(first!);
    turn(round);
  });
  return { pick, change };
}

/** Prints the table. */
export function main(): number {
  const streams = requests();
  const heads = FLEETS.map((size) => `${size} servers`.padStart(14));
  console.log(`${'nanoseconds per choice'.padEnd(36)}${heads.join('')}   microseconds per change of state`);
  for (const algorithm of ALGORITHMS) {
    const measured = FLEETS.map((size) => measure(algorithm, size, streams));
    const picks = measured.map(({ pick }) => pick.toFixed(0).padStart(14));
    const changes = measured.map(({ change }) => (change / 1000).toFixed(0).padStart(10));
    console.log(`${algorithm.name.padEnd(36)}${picks.join('')}   ${changes.join('')}`);
  }
  return 0;
}
