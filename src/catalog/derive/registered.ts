/**
 * Which words HAProxy's own list of keywords (-dK) names: those that stand in tables of its sources. Words that its parser
 * knows otherwise are left out there; `fixtures/keyword/keywords-3.5.txt` is the recorded list.
 */

/** Words of sections that are taken and not listed; `listen` stands for all kinds of proxies. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  global: [
    ...['anonkey', 'busy-polling', 'cluster-secret', 'cpu-map', 'description', 'external-check'],
    ...['fd-hard-limit', 'gid', 'group', 'h2-workaround-bogus-websocket-clients', 'insecure-fork-wanted'],
    ...['insecure-setuid-wanted', 'limited-quic', 'log', 'log-send-hostname', 'log-tag'],
    ...['max-spread-checks', 'maxcompcpuusage', 'maxcomprate', 'maxconn', 'maxconnrate', 'maxpipes'],
    ...['maxsessrate', 'maxsslrate', 'maxzlibmem', 'node', 'nogetaddrinfo', 'noreuseport', 'nosplice'],
    ...['numa-cpu-mapping', 'server-state-base', 'server-state-file', 'set-dumpable', 'spread-checks'],
    ...['ssl-server-verify', 'stats-file', 'strict-limits', 'uid', 'ulimit-n', 'unix-bind', 'user'],
    ...['51degrees-allow-unmatched', '51degrees-cache-size', '51degrees-data-file', '51degrees-difference'],
    ...['51degrees-drift', '51degrees-property-name-list', '51degrees-property-separator'],
    ...['51degrees-use-performance-graph', '51degrees-use-predictive-graph', 'debug.counters'],
    ...['deviceatlas-json-file', 'deviceatlas-log-level', 'deviceatlas-properties-cookie'],
    ...['deviceatlas-separator', 'profiling.memory', 'tune.zlib.memlevel', 'tune.zlib.windowsize'],
    ...['wurfl-cache-size', 'wurfl-data-file', 'wurfl-information-list'],
    ...['wurfl-information-list-separator'],
  ],
  listen: [
    ...['acl', 'backlog', 'balance', 'bind', 'capture', 'cookie', 'crt', 'default-server'],
    ...['default_backend', 'description', 'disabled', 'dispatch', 'dynamic-cookie-key', 'email-alert'],
    ...['enabled', 'error-log-format', 'force-persist', 'fullconn', 'hash-balance-factor', 'hash-type'],
    ...['http-after-response', 'http-request', 'http-response', 'http-reuse', 'http-send-name-header'],
    ...['id', 'ignore-persist', 'load-server-state-from-file', 'log', 'log-format', 'log-format-sd'],
    ...['log-tag', 'max-session-srv-conns', 'maxconn', 'mode', 'monitor', 'monitor-uri', 'persist'],
    ...['redirect', 'retries', 'server', 'server-state-file-name', 'server-template', 'source', 'stats'],
    ...['stick', 'stick-table', 'unique-id-format', 'unique-id-header', 'use-server', 'use_backend'],
  ],
  peers: [
    ...['bind', 'default-bind', 'default-server', 'disabled', 'enabled', 'log', 'peer', 'server', 'shards'],
    ...['table'],
  ],
};

/** The same for `option <name>`. */
const OPTIONS: readonly string[] = [
  ...['accept-invalid-http-request', 'accept-invalid-http-response', 'external-check', 'forwarded'],
  ...['forwardfor', 'http-keep-alive', 'http-restrict-req-hdr-names', 'http-server-close', 'httpchk'],
  ...['httpclose', 'httplog', 'httpslog', 'ldap-check', 'mysql-check', 'originalto', 'pgsql-check'],
  ...['redis-check', 'redisp', 'redispatch', 'smtpchk', 'spop-check', 'ssl-hello-chk', 'tcp-check'],
  ...['tcpka', 'tcplog', 'transparent_proxy', 'use-small-buffers'],
];

/** The same for actions: spelled `ruleset name`, a `*` where the rest of the word is an argument. */
const ACTIONS: readonly string[] = [
  ...['tcp-request connection accept', 'tcp-request connection expect-netscaler-cip'],
  ...['tcp-request connection expect-proxy', 'tcp-request connection lua.*'],
  ...['tcp-request connection reject', 'tcp-request connection track-sc*', 'tcp-request session accept'],
  ...['tcp-request session lua.*', 'tcp-request session reject', 'tcp-request session track-sc*'],
  ...['tcp-request content accept', 'tcp-request content capture', 'tcp-request content lua.*'],
  ...['tcp-request content reject', 'tcp-request content track-sc*', 'tcp-response content accept'],
  ...['tcp-response content close', 'tcp-response content lua.*', 'tcp-response content reject'],
  ...['http-request lua.*', 'http-response lua.*', 'http-after-response lua.*'],
];

const BIND_WORDS: readonly string[] = ['ech', 'ssl'];

const SERVER_WORDS: readonly string[] = ['interface', 'no-verifyhost'];

/** Words that HAProxy lists only to refuse them. */
export const LISTED_REMOVED: Readonly<Record<string, readonly string[]>> = {
  global: ['master-worker', 'nbproc', 'tune.chksize'],
  listen: ['clitimeout', 'contimeout', 'srvtimeout'],
};

/** Words that lines of a crt-list may have behind the certificate, besides filters: those of bind lines. */
export const CRT_LIST_WORDS: readonly string[] = [
  ...['allow-0rtt', 'alpn', 'ca-file', 'ca-verify-file', 'ciphers', 'ciphersuites', 'client-sigalgs', 'crl-file'],
  ...['curves', 'ecdhe', 'ktls', 'no-alpn', 'no-ca-names', 'npn', 'sigalgs', 'ssl-max-ver', 'ssl-min-ver', 'verify'],
];

/** Words whose number of arguments HAProxy lists differently than it reads them. */
export const LISTED_SKIPS: Readonly<Record<string, string>> = {
  'set-proxy-v2-tlv-fmt': '',
  source: ' +-1',
  usesrc: '',
};

/** What a word is, for the question whether it is listed. */
export type ListedKind = 'word' | 'option' | 'action' | 'bind-word' | 'server-word';

/** Whether HAProxy's list names a word; `scope` is the section of a word, spelled as in the list. */
export function isRegistered(kind: ListedKind, name: string, scope = ''): boolean {
  switch (kind) {
    case 'word':
      return !WORDS[scope]?.includes(name);
    case 'option':
      return !OPTIONS.includes(name);
    case 'action':
      return !ACTIONS.includes(name);
    case 'bind-word':
      return !BIND_WORDS.includes(name);
    case 'server-word':
      return !SERVER_WORDS.includes(name);
  }
}
