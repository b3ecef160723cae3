/** Keywords of the global section that are not executed yet, or that tune other programs (manual 3). */
import { type DirectiveEntry, define } from '../../catalog/entry.js';

/** What they would change can be seen from outside. */
const VISIBLE = [
  ...[
    'h1-case-adjust',
    'h1-case-adjust-file',
    'h1-accept-payload-with-any-method',
    'http-err-codes',
    'http-fail-codes',
  ],
  ...['lua-load', 'lua-load-per-thread', 'lua-prepend-path'],
  ...['issuers-chain-path', 'jwt.decrypt_alg_list', 'jwt.decrypt_enc_list', 'ssl-load-extra-del-ext'],
  ...['ssl-load-extra-files', 'stats-file', 'unix-bind', 'cluster-secret', 'setcap'],
  ...[
    'ocsp-update.disable',
    'ocsp-update.httpproxy',
    'ocsp-update.maxdelay',
    'ocsp-update.mindelay',
    'ocsp-update.mode',
  ],
  ...['51degrees-allow-unmatched', '51degrees-cache-size', '51degrees-data-file', '51degrees-difference'],
  ...['51degrees-drift', '51degrees-property-name-list', '51degrees-property-separator'],
  ...['51degrees-use-performance-graph', '51degrees-use-predictive-graph', 'deviceatlas-json-file'],
  ...['deviceatlas-log-level', 'deviceatlas-properties-cookie', 'deviceatlas-separator', 'wurfl-cache-size'],
  ...['wurfl-data-file', 'wurfl-information-list', 'wurfl-information-list-separator', 'anonkey', 'dns-accept-family'],
  ...['pp2-never-send-local', 'shm-stats-file', 'shm-stats-file-max-objects', 'ssl-passphrase-cmd'],
];

/** Nobody sees a difference. */
const TUNING = [
  ...['cpu-map', 'debug', 'cpu-set', 'thread-group', 'acme.scheduler', 'force-cfg-parser-pause', 'ssl-dh-param-file'],
  ...['ssl-engine', 'ssl-propquery', 'ssl-provider', 'ssl-provider-path', 'ssl-security-level'],
  ...['ssl-skip-self-issued-ca', 'harden.reject-privileged-ports.quic', 'harden.reject-privileged-ports.tcp'],
  ...['httpclient.resolvers.disabled', 'httpclient.resolvers.id', 'httpclient.resolvers.prefer', 'httpclient.retries'],
  ...['httpclient.ssl.ca-file', 'httpclient.ssl.verify', 'httpclient.timeout.connect', 'tune.quic.listen'],
  ...['tune.quic.mem.tx-max', 'tune.quic.zero-copy-fwd-send'],
];

const QUIC_BOTH = [
  ...['cc.cubic-min-losses', 'cc.hystart', 'cc.max-frame-loss', 'cc.max-win-size', 'cc.reorder-ratio'],
  ...['max-idle-timeout', 'sec.glitches-threshold', 'stream.data-ratio', 'stream.max-concurrent', 'stream.rxbuf'],
  ...['tx.pacing', 'tx.udp-gso'],
];

const QUIC = [
  ...QUIC_BOTH.flatMap((word) => [`tune.quic.be.${word}`, `tune.quic.fe.${word}`]),
  ...['sec.retry-threshold', 'sock-per-conn', 'stream.max-total'].map((word) => `tune.quic.fe.${word}`),
];

function row(name: string, harmless: boolean): DirectiveEntry {
  return define.directive({
    ...{ name, doc: `3#${name}`, brief: 'Not executed.', since: '1.5', support: 'ignored', harmless },
    ...{ why: harmless ? 'it tunes parts of another program' : 'not executed yet' },
    ...{ sections: ['global'], negatable: false, usage: `${name} ...` },
    parse({ words }) {
      words.rest();
    },
  });
}

export const plannedGlobalWords: readonly DirectiveEntry[] = [
  ...VISIBLE.map((name) => row(name, false)),
  ...[...TUNING, ...QUIC].map((name) => row(name, true)),
];
