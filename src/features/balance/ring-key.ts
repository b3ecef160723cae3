/** Where the places of a server on the ring of a consistent hash start (manual 5.2 `hash-key`). */
import { avalanche } from '../../base/hash.js';
import { xxh32 } from '../../base/xxhash32.js';
import { ipBytes, parseIp } from '../../model/ip.js';
import type { Server } from '../../model/server.js';
import { Ipv4 } from '../../model/value.js';

/** Room of one server's places in the space of keys before hashing. */
const PLACES_PER_ID = 4096;

/** The unsigned 32-bit number that the places of a server are counted from; servers without what is asked for use their id. */
export function ringKey(server: Server): number {
  const { hashKey, guid } = server.config;
  switch (hashKey) {
    case 'id32':
      return server.id;
    case 'guid':
      return guid === undefined ? idKey(server) : xxh32(guid, 0);
    case 'addr':
      return addressKey(server, 0) ?? idKey(server);
    case 'addr-port':
      return addressKey(server, avalanche(server.port)) ?? idKey(server);
    default:
      return idKey(server);
  }
}

function idKey(server: Server): number {
  return server.id * PLACES_PER_ID;
}

function addressKey(server: Server, start: number): number | undefined {
  const ip = parseIp(server.address);
  if (!ip) return undefined;
  return ip instanceof Ipv4 ? avalanche((start + ip.value) >>> 0) : xxh32(ipBytes(ip), start);
}
