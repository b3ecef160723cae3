/** Words of servers about load, state and persistence (manual 5.2). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { serverWord as word } from './word-row.js';

const load: readonly Entry[] = [
  word('weight', 'Share of the load.', [arg.uint('weight', { min: 0, max: 256 })], (server, [weight]) => {
    server.weight = weight;
  }),
  word('maxconn', 'Most streams at a time.', [arg.uint('maxconn')], (server, [n]) => {
    server.maxconn = n;
  }),
  word('minconn', 'Streams at a time when the backend is idle.', [arg.uint('minconn')], (server, [n]) => {
    server.minconn = n;
  }),
  word('maxqueue', 'Most streams that wait for the server.', [arg.uint('maxqueue')], (server, [n]) => {
    server.maxqueue = n;
  }),
  word('slowstart', 'How long a server warms up.', [arg.timeMs('start_time_in_ms')], (server, [timeMs]) => {
    server.slowstartMs = timeMs;
  }),
  word('backup', 'Used when no other server is left.', [], (server) => {
    server.backup = true;
  }),
  word('no-backup', 'Undoes backup.', [], (server) => {
    server.backup = false;
  }),
  word('disabled', 'Starts in maintenance.', [], (server) => {
    server.disabled = true;
  }),
  word('enabled', 'Undoes disabled.', [], (server) => {
    server.disabled = false;
  }),
  word(
    'strict-maxconn',
    'maxconn limits connections too, idle ones included.',
    [],
    (server) => {
      server.strictMaxconn = true;
    },
    { since: '3.2' },
  ),
];

const persistence: readonly Entry[] = [
  word('cookie', 'Value of the cookie of this server.', [arg.nonEmpty('value')], (server, [value]) => {
    server.cookie = value;
  }),
  word('redir', 'Redirects requests to another address.', [arg.nonEmpty('prefix')], (server, [prefix]) => {
    server.redirectPrefix = prefix;
  }),
  word('non-stick', 'Never stored in stick tables.', [], (server) => {
    server.nonStick = true;
  }),
  word('stick', 'Undoes non-stick.', [], (server) => {
    server.nonStick = false;
  }),
];

const identity: readonly Entry[] = [
  word(
    'id',
    'Number of the server.',
    [arg.uint('value', { min: 1, max: 2 ** 31 - 1 })],
    (server, [id]) => {
      server.id = id;
    },
    { usable: 'server' },
  ),
  word(
    'guid',
    'Unique name.',
    [arg.guid()],
    (server, [guid]) => {
      server.guid = guid;
    },
    { since: '3.0', usable: 'server' },
  ),
  word(
    'hash-key',
    'What a consistent hash places the server by.',
    [arg.enumeration('key', ['id', 'id32', 'addr', 'addr-port', 'guid'])],
    (server, [key]) => {
      server.hashKey = key;
    },
    { since: '3.0' },
  ),
  word(
    'shard',
    'Part of the keys that a peer gets.',
    [arg.uint('shard')],
    (server, [shard]) => {
      server.shard = shard;
    },
    { since: '2.8' },
  ),
];

const start: readonly Entry[] = [
  word(
    'init-state',
    'State at start.',
    [arg.enumeration('state', ['fully-up', 'up', 'down', 'fully-down', 'none'])],
    (server, [state]) => {
      server.initState = state;
    },
    { since: '3.1' },
  ),
];

export const loadWordEntries: readonly Entry[] = [...load, ...persistence, ...identity, ...start];
