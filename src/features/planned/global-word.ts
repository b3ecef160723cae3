/** Keywords of the global section that are not executed yet, or that tune other programs (manual 3). */
import { type ArgKind, arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';

/** What they would change can be seen from outside. */
const VISIBLE = [
  ...['h1-accept-payload-with-any-method', 'http-err-codes', 'http-fail-codes'],
  ...['lua-prepend-path'],
  ...['issuers-chain-path', 'jwt.decrypt_alg_list', 'jwt.decrypt_enc_list', 'ssl-load-extra-del-ext'],
  ...['ssl-load-extra-files', 'stats-file', 'unix-bind', 'cluster-secret', 'setcap'],
  ...[
    'ocsp-update.disable',
    'ocsp-update.httpproxy',
    'ocsp-update.maxdelay',
    'ocsp-update.mindelay',
    'ocsp-update.mode',
  ],
  ...['anonkey'],
  ...['pp2-never-send-local', 'shm-stats-file', 'shm-stats-file-max-objects', 'ssl-passphrase-cmd'],
];

/** Nobody sees a difference. */
const TUNING = [
  ...['cpu-map', 'cpu-set', 'thread-group', 'acme.scheduler', 'force-cfg-parser-pause'],
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

const VALUE = arg.nonEmpty('value');

/** One value, whatever it is. */
const ANY: readonly ArgKind<unknown>[] = [VALUE];

const CPU_SET = /^(?:all|odd|even|(?:\d+(?:-\d*)?)(?:,\d+(?:-\d*)?)*)$/;
const THREADS = /^(?:auto:)?(?:all|odd|even|\d+(?:-\d*)?)(?:\/(?:all|odd|even|\d+(?:-\d*)?))?$/;

function pattern(label: string, shape: RegExp, expects: string): ArgKind<string> {
  const kind = arg.nonEmpty(label);
  return {
    ...{ ...kind, expects },
    parse(text, site) {
      if (shape.test(text.value)) return text.value;
      site.report('arg/invalid', text.range, `'${text.value}' does not fit <${label}>, which expects ${expects}`);
      return undefined;
    },
  };
}

/** Arguments of words that take more or less than one value, or not any value. */
const ARGS: Readonly<Record<string, readonly ArgKind<unknown>[]>> = {
  'cpu-map': [
    pattern('thread-set', THREADS, "'all', 'odd', 'even', a number or a range"),
    pattern('cpu-set', CPU_SET, 'numbers and ranges of processors'),
  ],
  'thread-group': [arg.uint('group'), VALUE],
  'ssl-load-extra-files': [arg.enumeration('kind', ['none', 'all', 'bundle', 'sctl', 'ocsp', 'issuer', 'key'])],
  'ssl-security-level': [arg.uint('number', { min: 0, max: 5 })],
  'cluster-secret': [VALUE],
  'lua-prepend-path': [VALUE, arg.opt(arg.enumeration('type', ['path', 'cpath']))],
  'ssl-skip-self-issued-ca': [],
  'ssl-load-extra-del-ext': [],
  'pp2-never-send-local': [],
  'force-cfg-parser-pause': [arg.timeMs('timeout')],
  'ocsp-update.disable': [arg.onOff('switch')],
  'ocsp-update.mode': [arg.onOff('switch')],
  'ocsp-update.maxdelay': [arg.uint('seconds')],
  'ocsp-update.mindelay': [arg.uint('seconds')],
  'harden.reject-privileged-ports.quic': [arg.onOff('switch')],
  'harden.reject-privileged-ports.tcp': [arg.onOff('switch')],
  'httpclient.resolvers.disabled': [arg.onOff('switch')],
  'httpclient.resolvers.prefer': [arg.enumeration('family', ['ipv4', 'ipv6'])],
  'httpclient.retries': [arg.uint('number')],
  'httpclient.ssl.ca-file': [arg.nonEmpty('cafile')],
  'httpclient.ssl.verify': [arg.enumeration('mode', ['none', 'required'])],
  'httpclient.timeout.connect': [arg.timeMs('timeout')],
  'tune.quic.listen': [arg.onOff('switch')],
  'tune.quic.zero-copy-fwd-send': [arg.onOff('switch')],
};

/** Words whose arguments above are all that they take. */
const STRICT: ReadonlySet<string> = new Set(
  Object.keys(ARGS).filter((name) => !['cpu-map', 'thread-group', 'ssl-load-extra-files'].includes(name)),
);

function row(name: string, harmless: boolean): DirectiveEntry {
  return define.directive({
    ...{ name, doc: `3#${name}`, brief: 'Not executed.', since: '1.5', support: 'ignored', harmless },
    ...{ why: harmless ? 'it tunes parts of another program' : 'not executed yet' },
    ...{ sections: ['global'], negatable: false, usage: usageOf(name) },
    parse({ words }) {
      const args = ARGS[name] ?? ANY;
      if (words.expectAll(args) && !STRICT.has(name)) words.rest();
    },
  });
}

function usageOf(name: string): string {
  const args = (ARGS[name] ?? ANY).map(({ label, optional }) => (optional ? `[<${label}>]` : `<${label}>`));
  return [name, ...args].join(' ');
}

/** A word whose first argument is a file that HAProxy reads while it starts. */
function fileRow(name: string, usage: string, why: string, parse: (site: DirectiveSite) => void): DirectiveEntry {
  return define.directive({
    ...{ name, doc: `3.1#${name}`, brief: 'Not executed.', since: '1.6', support: 'ignored', why },
    ...{ sections: ['global'], usage, parse },
  });
}

const BOOL_CONVERSION = 'tune.lua.bool-sample-conversion';

function loadLua(site: DirectiveSite): void {
  const script = site.words.expect(arg.any('file', 'the name of a Lua script'));
  site.words.rest();
  const { tune, flags } = site.global;
  flags.set('lua', true);
  if (!tune.has(BOOL_CONVERSION)) {
    const message = `hlua: ${BOOL_CONVERSION} is not set before the first script is loaded`;
    site.report('lua/bool-conversion', site.keyword, message, { remedy: "set it to 'normal' or 'pre-3.1-bug'" });
    tune.set(BOOL_CONVERSION, 'pre-3.1-bug');
  }
  if (script) site.readFile(script);
}

const fileWords: readonly DirectiveEntry[] = [
  ...['lua-load', 'lua-load-per-thread'].map((name) =>
    fileRow(name, `${name} <file> [<arg1> [<arg2> [...]]]`, 'Lua is not executed', loadLua),
  ),
  fileRow('ssl-dh-param-file', 'ssl-dh-param-file <file>', 'parameters are those of the runtime', (site) => {
    const file = site.words.expect(arg.any('file', 'the name of a file'));
    if (file) site.readFile(file);
  }),
];

/** Words of modules that HAProxy is built without, as the recorded one was: it does not know them then. */
const NOT_BUILT: Readonly<Record<string, readonly string[]>> = {
  '51Degrees': [
    ...['51degrees-allow-unmatched', '51degrees-cache-size', '51degrees-data-file', '51degrees-difference'],
    ...['51degrees-drift', '51degrees-property-name-list', '51degrees-property-separator'],
    ...['51degrees-use-performance-graph', '51degrees-use-predictive-graph'],
  ],
  DeviceAtlas: [
    ...['deviceatlas-json-file', 'deviceatlas-log-level', 'deviceatlas-properties-cookie', 'deviceatlas-separator'],
  ],
  WURFL: [...['wurfl-cache-size', 'wurfl-data-file', 'wurfl-information-list', 'wurfl-information-list-separator']],
  zlib: ['tune.zlib.memlevel', 'tune.zlib.windowsize'],
  'memory profiling': ['profiling.memory'],
  'debug counters': ['debug.counters'],
};

const notBuilt: readonly DirectiveEntry[] = Object.entries(NOT_BUILT).flatMap(([module, names]) =>
  names.map((name) =>
    define.directive({
      ...{ name, doc: `3#${name}`, brief: `Belongs to builds with ${module}.`, since: '1.5', support: 'ignored' },
      ...{ harmless: true, why: `it belongs to builds with ${module}`, sections: ['global'], usage: `${name} ...` },
      parse({ words, keyword, report }) {
        words.rest();
        report('keyword/not-built', keyword, `unknown keyword '${name}' in 'global' section: it needs ${module}`);
      },
    }),
  ),
);

export const plannedGlobalWords: readonly DirectiveEntry[] = [
  ...VISIBLE.map((name) => row(name, false)),
  ...[...TUNING, ...QUIC].map((name) => row(name, true)),
  ...fileWords,
  ...notBuilt,
];
