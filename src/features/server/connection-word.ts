/** Words of servers about connections to them (manual 5.2). */
import { arg } from '../../catalog/arg.js';
import { define, type Entry } from '../../catalog/entry.js';
import type { ParseSite } from '../../catalog/site.js';
import type { ArgText } from '../../catalog/text.js';
import type { ServerConfig } from '../../model/config/server.js';
import { parseUseSource } from '../../model/config/use-source.js';
import { later, tuning, unusedWord, serverWord as word } from './word-row.js';

function proxyHeader(name: string, version: ServerConfig['sendProxy'], since: string): readonly Entry[] {
  return [
    word(
      name,
      'Connections start with a PROXY header.',
      [],
      (server) => {
        // Where both are asked for, the second version is sent.
        if (version !== 'v1' || server.sendProxy === undefined) server.sendProxy = version;
      },
      { since },
    ),
    word(
      `no-${name}`,
      `Undoes ${name}.`,
      [],
      (server) => {
        if ((server.sendProxy === 'v1') === (version === 'v1')) server.sendProxy = undefined;
      },
      { since },
    ),
  ];
}

const pool: readonly Entry[] = [
  word(
    'pool-max-conn',
    'Most idle connections that are kept.',
    [arg.sint('max', { min: -1 })],
    (server, [n]) => {
      server.poolMaxConn = n;
    },
    { since: '1.9' },
  ),
  word(
    'pool-purge-delay',
    'How often idle connections are closed.',
    [arg.timeMs('delay')],
    (server, [timeMs]) => {
      server.poolPurgeDelayMs = timeMs;
    },
    { since: '1.9' },
  ),
  word(
    'max-reuse',
    'How often a connection is used again.',
    [arg.sint('count', { min: -1 })],
    (server, [n]) => {
      server.maxReuse = n;
    },
    { since: '1.9' },
  ),
  word(
    'pool-low-conn',
    'Idle connections that are kept though nobody has needed as many.',
    [arg.uint('max')],
    (server, [n]) => {
      server.poolLowConn = n;
    },
    { since: '2.4' },
  ),
  word(
    'pool-conn-name',
    'Which idle connections are alike.',
    [arg.nonEmpty('expr')],
    (server, [text]) => {
      server.poolName = text;
    },
    { since: '3.2' },
  ),
  unusedWord('idle-ping', 'Pings idle HTTP/2 connections.', [arg.timeMs('delay')], {
    ...{ ...tuning, since: '3.2', why: 'servers are spoken to in HTTP/1, which has no pings' },
  }),
];

const V2_OPTIONS = [
  ...['authority', 'cert-cn', 'cert-key', 'cert-sig', 'crc32c', 'ssl', 'ssl-cipher', 'unique-id'],
] as const;

/** `source ADDR [usesrc X] [interface Y]`: the words behind the address are rows too. */
const source: readonly Entry[] = [
  word(
    'source',
    'Address that connections come from.',
    [arg.resolvedAddress('addr', { port: 'optional', range: true, names: true, stream: true })],
    (server, [address]) => {
      server.source = address;
    },
  ),
  word('usesrc', 'Whose address the server sees.', [arg.any('addr')], (server, [{ value, range }], { report }) => {
    if (!server.source) report('arg/invalid', range, "'usesrc' only stands behind 'source'");
    server.usesrc = parseUseSource(value);
    if (server.usesrc !== undefined) return;
    report('arg/invalid', range, `'usesrc' : '${value}' is no address, 'client', 'clientip' nor 'hdr_ip(...)'`);
  }),
  word(
    'interface',
    'Network interface of connections.',
    [arg.any('name')],
    (server, [{ value: name, range }], site) => {
      if (name === '') site.report('arg/invalid', range, "'interface' expects the name of an interface");
      if (!server.source) site.report('arg/invalid', range, "'interface' only stands behind 'source'");
      server.sourceInterface = name;
    },
  ),
];

const socket: readonly Entry[] = [
  word(
    'tfo',
    'TCP fast open.',
    [],
    (server) => {
      server.tfo = true;
    },
    { ...tuning, why: 'connections begin with a whole handshake' },
  ),
  word(
    'no-tfo',
    'Undoes tfo.',
    [],
    (server) => {
      server.tfo = false;
    },
    { ...tuning, why: 'connections begin with a whole handshake' },
  ),
  word(
    'namespace',
    'Network namespace of connections.',
    [arg.namedFile('name', 'namespace')],
    (server, [name]) => {
      server.namespace = name;
    },
    { support: 'refused', why: 'network namespaces are not entered yet' },
  ),
  word('proto', 'Protocol of connections.', [arg.any('name')], (server, [{ value, range }], { report }) => {
    if (['h2', 'fcgi', 'spop', 'quic'].includes(value)) {
      report('keyword/refused', range, `'proto ${value}' is not executed: servers are spoken to in HTTP/1 only`);
    } else if (value !== 'h1' && value !== 'none') report('arg/invalid', range, `'proto' has no protocol '${value}'`);
    server.protocol = value;
  }),
  word(
    'cc',
    'Congestion control.',
    [arg.nonEmpty('algo')],
    (server, [name]) => {
      server.congestionControl = name;
    },
    { since: '3.2' },
  ),
  word('tcp-ut', 'TCP user timeout.', [arg.timeMs('delay')], (server, [timeMs]) => {
    server.tcpUserTimeoutMs = timeMs;
  }),
  unusedWord('tcp-md5sig', 'TCP signatures.', [arg.nonEmpty('password')], {
    ...{ ...later, since: '3.2', why: 'connections are not signed yet' },
  }),
  word(
    'socks4',
    'Connects through a SOCKS proxy.',
    [arg.resolvedAddress('addr:port', { port: 'required', names: true, stream: true })],
    (server, [{ host, port }]) => {
      server.socks4 = { host, port };
    },
    { since: '2.0' },
  ),
  unusedWord('ws', 'Protocol of WebSocket connections.', [arg.enumeration('mode', ['auto', 'h1', 'h2'])], {
    ...{ ...tuning, why: 'servers are spoken to in HTTP/1' },
    since: '2.5',
  }),
  word(
    'log-proto',
    'Framing of log lines.',
    [arg.enumeration('logproto', ['legacy', 'octet-count'])],
    (server, [proto]) => {
      server.logProto = proto;
    },
    { since: '2.9' },
  ),
  word(
    'log-bufsize',
    'Buffer of log lines.',
    [arg.size('bufsize')],
    (server, [bytes]) => {
      server.logBufferBytes = bytes;
    },
    { since: '2.9' },
  ),
  unusedWord('quic-cc-algo', 'Congestion control of QUIC.', [arg.nonEmpty('algo')], {
    ...{ ...later, why: 'QUIC is not spoken to servers' },
  }),
];

/** `set-proxy-v2-tlv-fmt(<id>) <fmt>`: the type stands in the word itself. */
function addTlv(server: ServerConfig, [format]: readonly [ArgText], site: ParseSite, word?: ArgText): void {
  const id = /\((0x[0-9a-f]{1,2}|\d{1,3})\)$/i.exec(word?.value ?? '')?.[1];
  const type = id === undefined ? Number.NaN : Number(id);
  if (!(type <= 255)) {
    const message =
      "'set-proxy-v2-tlv-fmt' expects the type of the field, 0 to 255, as in 'set-proxy-v2-tlv-fmt(0x20)'";
    site.report('arg/invalid', word?.range ?? format.range, message);
    return;
  }
  server.proxyTlvs = [...server.proxyTlvs, { type, format }];
}

/** HAProxy skips no word of its own for these: they are read here. */
const headers: readonly Entry[] = [
  ...proxyHeader('send-proxy', 'v1', '1.5'),
  ...proxyHeader('send-proxy-v2', 'v2', '1.5'),
  ...proxyHeader('send-proxy-v2-ssl', 'v2-ssl', '1.5'),
  ...proxyHeader('send-proxy-v2-ssl-cn', 'v2-ssl-cn', '1.5'),
  word(
    'proxy-v2-options',
    'What PROXY headers carry.',
    [arg.listOf('option', V2_OPTIONS)],
    (server, [options]) => {
      server.proxyOptions = [...new Set([...server.proxyOptions, ...options])];
    },
    { since: '1.8' },
  ),
  define.serverWord({
    ...{
      name: 'set-proxy-v2-tlv-fmt',
      brief: 'Own field of PROXY headers.',
      doc: '5.2#set-proxy-v2-tlv-fmt',
      since: '2.9',
    },
    ...{ support: 'full', usable: 'both', args: [arg.any('fmt')], apply: addTlv },
  }),
];

export const connectionWordEntries: readonly Entry[] = [...pool, ...source, ...socket, ...headers];
