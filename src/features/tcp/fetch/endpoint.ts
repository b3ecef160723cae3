/** Addresses of both connections (manual 7.3.3): `src`, `dst`, `fc_*`, `bc_*`. */
import type { Entry, Fetch } from '../../../catalog/entry.js';
import { plainFetches } from '../../../catalog/fetch-row.js';
import type { Endpoint, Stream } from '../../../model/stream.js';
import { USE_CLIENT, USE_SERVER_SIDE } from '../../../model/use.js';
import { isLocalAddress } from './local-address.js';

const client = plainFetches('7.3.3', USE_CLIENT);
const server = plainFetches('7.3.3', USE_SERVER_SIDE);

type EndpointOf = (stream: Stream) => Endpoint | undefined;

const source: EndpointOf = (stream) => stream.source ?? stream.session.source;
const destination: EndpointOf = (stream) => stream.destination ?? stream.session.destination;
const connectionSource: EndpointOf = ({ session }) => session.connectionSource;
const connectionDestination: EndpointOf = ({ session }) => session.connectionDestination;
const serverSource: EndpointOf = (stream) => stream.serverSource;
const serverDestination: EndpointOf = (stream) => stream.serverDestination;

function address(of: EndpointOf): Fetch {
  return (stream) => of(stream)?.address;
}

/** Unix sockets have no port. */
function port(of: EndpointOf): Fetch {
  return (stream) => {
    const endpoint = of(stream);
    return endpoint?.address === undefined ? undefined : endpoint.port;
  };
}

function local(of: EndpointOf): Fetch {
  return (stream) => {
    const ip = of(stream)?.address;
    return ip === undefined ? undefined : isLocalAddress(ip);
  };
}

export const entries: readonly Entry[] = [
  client('src', 'addr', 'Source address of the client.', address(source), { since: '1.3' }),
  client('src_port', 'sint', 'Source port of the client.', port(source), { since: '1.3' }),
  client('src_is_local', 'bool', 'Whether the source address belongs to this system.', local(source)),
  client('dst', 'addr', 'Address that the client connected to.', address(destination), { since: '1.3' }),
  client('dst_port', 'sint', 'Port that the client connected to.', port(destination), { since: '1.3' }),
  client('dst_is_local', 'bool', 'Whether the destination address belongs to this system.', local(destination)),
  client('fc_src', 'addr', "Source address of the client's connection.", address(connectionSource), { since: '2.2' }),
  client('fc_src_port', 'sint', "Source port of the client's connection.", port(connectionSource), { since: '2.6' }),
  client('fc_src_is_local', 'bool', 'Whether fc_src belongs to this system.', local(connectionSource), {
    since: '2.6',
  }),
  client('fc_dst', 'addr', "Destination address of the client's connection.", address(connectionDestination), {
    since: '2.2',
  }),
  client('fc_dst_port', 'sint', "Destination port of the client's connection.", port(connectionDestination), {
    since: '2.6',
  }),
  client('fc_dst_is_local', 'bool', 'Whether fc_dst belongs to this system.', local(connectionDestination), {
    since: '2.6',
  }),
  server('bc_src', 'addr', 'Our address of the connection to the server.', address(serverSource), { since: '1.7' }),
  server('bc_src_port', 'sint', 'Our port of the connection to the server.', port(serverSource), { since: '1.7' }),
  server('bc_dst', 'addr', 'Address of the server as connected to.', address(serverDestination), { since: '2.2' }),
  server('bc_dst_port', 'sint', 'Port of the server as connected to.', port(serverDestination), { since: '2.6' }),
];
