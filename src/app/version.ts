/** What the program says of itself: `-v`, `-vv`, and the facts that conditional blocks ask about (manual 2.4). */
import type { FeatureSet } from '../../grammar/source/feature-set.js';
import type { Product } from '../model/admin-request.js';

declare const HAWSER_VERSION: string;

/** Version of this program. */
export const VERSION: string = HAWSER_VERSION;

/** Date of the release. */
const RELEASE_DATE = '2026/11/20';

/** Version of HAProxy whose configuration language is spoken. */
export const LANGUAGE_VERSION = '3.5.0';

/** Names of HAProxy's build options: true where their words do something here. */
const FEATURES: Readonly<Record<string, boolean>> = {
  '51DEGREES': false,
  ACCEPT4: true,
  CPU_AFFINITY: true,
  CRYPT_H: false,
  DEVICEATLAS: false,
  EPOLL: true,
  EVPORTS: false,
  GETADDRINFO: true,
  KQUEUE: false,
  LINUX_SPLICE: false,
  LINUX_TPROXY: false,
  LUA: false,
  NS: false,
  OPENSSL: true,
  OT: false,
  PCRE: false,
  PCRE2: false,
  POLL: false,
  PRCTL: true,
  PROMEX: false,
  QUIC: false,
  RT: false,
  SLZ: false,
  SYSTEMD: false,
  TFO: false,
  THREAD: false,
  TPROXY: false,
  WURFL: false,
  ZLIB: false,
};

/** What is on at run time, for `enabled()`. */
const ENABLED = ['EPOLL', 'GETADDRINFO', 'REUSEPORT'];

/** The facts for predicates of conditional blocks. */
export function describeFeatures(): FeatureSet {
  return {
    version: LANGUAGE_VERSION,
    features: new Set(Object.keys(FEATURES).filter((name) => FEATURES[name])),
    enabled: new Set(ENABLED),
    sslLibrary: { name: 'OpenSSL', version: process.versions.openssl ?? '0' },
    awslcApi: undefined,
    fipsMode: false,
  };
}

/** The line of `-v`. */
export function renderVersion(): string {
  return `Hawser version ${VERSION} - speaks the configuration language of HAProxy ${LANGUAGE_VERSION.replace(/\.0$/, '')}\n`;
}

/** The text of `-vv`. */
export function renderBuildOptions(): string {
  const features = Object.entries(FEATURES).map(([name, on]) => `${on ? '+' : '-'}${name}`);
  return [
    renderVersion().trimEnd(),
    `Running on: Node.js ${process.version}, ${process.platform} ${process.arch}`,
    `Feature list : ${features.join(' ')}`,
    '',
    'Default settings :',
    '  bufsize = 16384, maxrewrite = 1024, maxhdr = 101',
    '',
    `Running on OpenSSL version : OpenSSL ${process.versions.openssl}`,
    'OpenSSL library supports SNI : yes',
    'OpenSSL library supports : TLSv1.2 TLSv1.3',
    '',
    'Available multiplexer protocols :',
    '  <default> : mode=HTTP  side=FE|BE  mux=H1',
    '  <default> : mode=TCP   side=FE|BE  mux=PASS',
    '',
  ].join('\n');
}

/** The text of `--help`. */
export const HELP = `Usage: hawser [-f <file|folder>]* [options] [-- <file>*]

Runs or checks HAProxy configurations.

  -f <file|folder>   configuration to load; may be repeated; a folder stands for its *.cfg
  -- <file>...       the rest of the line are files
  -c                 check the configuration and exit: 0 valid, 1 not (with -V it says so)
  -cc <condition>    evaluate a condition of conditional blocks: 0 true, 1 false, 2 error
  -C <folder>        change to this folder first
  -D                 run as a daemon; -db stays in the foreground whatever the file says
  -W                 master process that starts a worker, and another one on SIGUSR2;
                     -Ws tells the service manager (NOTIFY_SOCKET), too
  -p <file>          write the process id to this file
  -sf <pid>*         let old processes finish once this one listens; -st ends them at once
  -x <socket>        accepted
  -n <limit>         process-wide limit of connections; -N: default limit per proxy
  -m <megabytes>     accepted: limit the heap by NODE_OPTIONS instead
  -L <name>          name of the local peer
  -q, -V             quiet, verbose; -d, -dD: debug, diagnostic warnings
  -dr, -dV, -dW      ignore names that do not resolve; do not verify servers; warnings are errors
  -dK<class,...>     list the keywords of a class: all, acl, cfg, cli, cnv, flt, smp
  --legacy           read lines of old versions as the modern ones that replace them
  --log-json         messages of the process itself as JSON
  -v, -vv, --help    version, build options, this text

Other -d options of haproxy are accepted and change nothing.
`;

/** What the runtime API says of the program (`show info`, `show version`). */
export function describeProduct(): Product {
  return { name: 'Hawser', version: VERSION, releaseDate: RELEASE_DATE };
}
