/** `tune.*` and other words that size the inside of the process (manual 3.2). Kept under their names. */
import { type ArgKind, arg } from '../../catalog/arg.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import type { GlobalConfig } from '../../model/config/global.js';
import { type GlobalWord, globalFlag, globalValue } from './global-row.js';

const WHY = 'it sizes parts of another program';

function tune(
  name: string,
  kind: ArgKind<number | string | boolean>,
  word: Partial<GlobalWord> = { support: 'ignored', why: WHY, harmless: true },
  also: (global: GlobalConfig, value: number) => void = () => {},
): DirectiveEntry {
  const row = { brief: 'Tunes the inside of the process.', doc: `3.2#${name}`, since: '1.5', ...word, name };
  return globalValue(row, kind, (global, value) => {
    global.tune.set(name, value);
    if (typeof value === 'number') also(global, value);
  });
}

/** `infinite` too. */
const INFINITE_TIME: ArgKind<number> = {
  ...arg.timeMs('time'),
  expects: "a time or 'infinite'",
  parse: (text, site) => (text.value === 'infinite' ? Number.POSITIVE_INFINITY : arg.timeMs('time').parse(text, site)),
};

/** As setpriority(2) takes it. */
const NICE = arg.sint('number', { min: -20, max: 19 });

const used: readonly Entry[] = [
  tune(
    'tune.bufsize',
    arg.size('size', { min: 1 }),
    { brief: 'Bytes of a buffer: heads and rules with bodies must fit.', support: 'full' },
    (global, bytes) => {
      global.bufferSize = bytes;
    },
  ),
  tune(
    'tune.maxrewrite',
    arg.size('size'),
    { brief: 'Bytes of a buffer that are kept for added headers.', support: 'full' },
    (global, bytes) => {
      global.maxRewriteSize = bytes;
    },
  ),
  tune(
    'tune.http.maxhdr',
    arg.uint('number', { min: 1, max: 32767 }),
    { brief: 'Most header fields of a message.', support: 'full' },
    (global, n) => {
      global.maxHeaders = n;
    },
  ),
  tune('tune.stick-counters', arg.uint('number', { max: 127 }), {
    ...{ brief: 'Entries of stick tables that a connection can track.', support: 'full' },
  }),
  tune('tune.max-checks-per-thread', arg.sint('number'), {
    ...{ brief: 'Most checks that run at a time; the others wait.', support: 'full' },
  }),
  tune('tune.peers.max-updates-at-once', arg.uint('number', { min: 1 }), {
    ...{ brief: 'Most updates that are sent to a peer in a row.', support: 'full' },
  }),
  tune('tune.vars.check-max-size', arg.size('size'), {
    ...{ brief: 'Limits the memory of the variables of a check.', support: 'full' },
  }),
  tune('max-spread-checks', arg.timeMs('time'), {
    ...{ brief: 'Most time between the first checks of the first and the last server.', support: 'full' },
  }),
  tune('tune.ssl.ssl-ctx-cache-size', arg.uint('number'), {
    ...{ brief: 'Certificates that were made for names of clients and are kept.', support: 'full' },
  }),
  tune('tune.ssl.cachesize', arg.uint('number'), { brief: 'TLS sessions that are remembered.', support: 'full' }),
  globalValue(
    { name: 'tune.ssl.lifetime', brief: 'How long TLS sessions are remembered.', doc: '3.2#tune.ssl.lifetime' },
    arg.timeMs('timeout', 's'),
    (global, timeMs) => global.tune.set('tune.ssl.lifetime', Math.ceil(timeMs / 1000)),
  ),
  ...['h1-accept-payload-with-any-method', 'h1-do-not-close-on-insecure-transfer-encoding'].map((name) =>
    globalFlag({ name, brief: 'Takes messages that are refused otherwise.', since: '3.0' }),
  ),
  globalValue(
    { name: 'ssl-server-verify', brief: 'Whether certificates of servers are checked.', since: '1.5' },
    arg.enumeration('mode', ['none', 'required']),
    (global, mode) => global.flags.set('ssl-server-verify none', mode === 'none'),
  ),
  tune('tune.http.cookielen', arg.uint('number'), { brief: 'Longest captured cookie.', support: 'full' }),
  tune('harden.reject-privileged-ports.tcp', arg.onOff('switch'), {
    ...{ brief: 'Refuses clients that come from ports below 1024.', doc: '3.1#harden.reject-privileged-ports.tcp' },
    ...{ since: '2.9', support: 'full' },
  }),
  tune('tune.cli.max-payload-size', arg.size('size'), {
    ...{ brief: 'Longest payload of a command of the runtime API.', support: 'full' },
  }),
  tune('tune.renice.startup', NICE, {
    ...{ brief: 'Priority of the process while it reads what stands behind.', since: '3.3', support: 'full' },
  }),
  tune('tune.renice.runtime', NICE, { brief: 'Priority of the process.', since: '3.3', support: 'full' }),
  tune('tune.http.logurilen', arg.uint('number'), { brief: 'Longest request line in logs.', support: 'full' }),
];

const NUMBERS = [
  ...['tune.buffers.limit', 'tune.buffers.reserve'],
  ...['tune.events.max-events-at-once', 'tune.h1.be.glitches-threshold', 'tune.h1.fe.glitches-threshold'],
  ...['tune.h2.be.glitches-threshold', 'tune.h2.be.initial-window-size', 'tune.h2.be.max-concurrent-streams'],
  ...['tune.h2.be.max-frames-at-once', 'tune.h2.fe.glitches-threshold', 'tune.h2.fe.initial-window-size'],
  ...['tune.h2.fe.max-concurrent-streams', 'tune.h2.fe.max-frames-at-once', 'tune.h2.fe.max-rst-at-once'],
  ...['tune.h2.fe.max-total-streams'],
  ...['tune.max-rules-at-once', 'tune.maxaccept'],
  ...['tune.maxpollevents'],
  ...['tune.ring.queues'],
  ...['tune.runqueue-depth'],
  ...['tune.ssl.keyupdate-rate-limit'],
  ...['tune.ssl.ocsp-update.maxdelay', 'tune.ssl.ocsp-update.mindelay'],
  ...['tune.glitches.kill.cpu-usage', 'tune.streams-elasticity', 'tune.recv_enough'],
  ...['maxcomprate', 'maxpipes', 'maxzlibmem', 'prealloc-fd', 'mworker-max-reloads'],
  ...['thread-hard-limit', 'max-threads-per-group', 'stress-level'],
];

const SIZES = [
  ...['tune.bufsize.large', 'tune.bufsize.small', 'tune.h2.be.rxbuf', 'tune.h2.fe.rxbuf'],
  ...['tune.memory.hot-size'],
  ...['tune.pipesize'],
  ...['tune.ssl.capture-buffer-size', 'tune.ssl.hard-maxrecord', 'tune.ssl.maxrecord'],
  ...['tune.lua.maxmem'],
];

/** Kernel buffers of sockets. */
const SOCKET_BUFFERS: Readonly<Record<string, string>> = {
  'tune.rcvbuf.client': 'Bytes from clients that the kernel keeps.',
  'tune.rcvbuf.server': 'Bytes from servers that the kernel keeps.',
  'tune.sndbuf.client': 'Bytes to clients that the kernel keeps.',
  'tune.sndbuf.server': 'Bytes to servers that the kernel keeps.',
  'tune.notsent-lowat.client': 'Bytes to clients that may wait in the kernel beyond what is under way.',
  'tune.notsent-lowat.server': 'Bytes to servers that may wait in the kernel beyond what is under way.',
  'tune.sndbuf.backend': 'Datagrams to log targets that the kernel keeps.',
};

/** Sockets that Hawser has none of. */
const OTHER_BUFFERS = ['tune.rcvbuf.backend', 'tune.rcvbuf.frontend', 'tune.sndbuf.frontend'];
const WITHOUT_DATAGRAMS = 'they are about datagrams of QUIC and log-forward, which are not there';

/** Read where variables are set. */
const LIMITS_OF_VARIABLES = ['global', 'proc', 'sess', 'txn', 'reqres'].map((level) =>
  tune(`tune.vars.${level}-max-size`, arg.size('size'), {
    brief: 'Limits the memory of variables.',
    doc: `3.2#tune.vars.${level}-max-size`,
    support: 'partial',
    why: 'Variables of other connections are not counted.',
  }),
);

const TIMES = [
  ...['tune.lua.burst-timeout', 'tune.lua.service-timeout', 'tune.lua.session-timeout'],
  ...['tune.lua.task-timeout', 'warn-blocked-traffic-after'],
];

const SWITCHES = [
  ...['tune.applet.zero-copy-forwarding', 'tune.h1.zero-copy-fwd-recv'],
  ...['tune.h1.zero-copy-fwd-send', 'tune.h2.zero-copy-fwd-send', 'tune.lua.log.loggers'],
  ...['tune.pt.zero-copy-forwarding', 'tune.sched.low-latency', 'tune.ssl.keylog'],
];

/** Words with a value of a list. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'tune.h2.log-errors': ['none', 'connection', 'stream'],
  'tune.idle-pool.shared': ['on', 'off', 'auto', 'full'],
  'tune.listener.default-shards': ['by-process', 'by-thread', 'by-group'],
  'tune.listener.multi-queue': ['on', 'off', 'fair'],
  'tune.lua.bool-sample-conversion': ['normal', 'pre-3.1-bug'],
  'tune.lua.log.stderr': ['on', 'off', 'auto'],
  'tune.ssl.certificate-compression': ['auto', 'off'],
  'tune.takeover-other-tg-connections': ['none', 'restricted', 'full'],
};

const WORDS = [...['tune.defaults.purge', 'tune.epoll.mask-events', 'tune.lua.openlibs']];

/** Numbers with bounds of their own. */
const BOUNDED: Readonly<Record<string, { readonly min: number; readonly max?: number }>> = {
  'thread-groups': { min: 1 },
  maxcompcpuusage: { min: 0, max: 100 },
  'tune.fail-alloc': { min: 0, max: 100 },
  'tune.pool-high-fd-ratio': { min: 0, max: 100 },
  'tune.pool-low-fd-ratio': { min: 0, max: 100 },
  'tune.h2.initial-window-size': { min: 0 },
  'tune.h2.max-concurrent-streams': { min: 0 },
  'tune.pattern.cache-size': { min: 0 },
  'tune.ssl.capture-cipherlist-size': { min: 0 },
  'tune.comp.maxlevel': { min: 1, max: 9 },
  'tune.ssl.default-dh-param': { min: 1024 },
  'tune.h2.header-table-size': { min: 4096, max: 65536 },
  'tune.h2.max-frame-size': { min: 16384, max: 16777215 },
  'tune.lua.forced-yield': { min: 0, max: 2 ** 31 - 1 },
};

const POLLING = 'the runtime chooses how it waits for sockets';
const COPYING = 'bytes that are passed on are always copied';

/** Switches without effect, and why. */
const FLAGS: Readonly<Record<string, string>> = {
  'tune.disable-fast-forward': COPYING,
  'tune.disable-zero-copy-forwarding': COPYING,
  nosplice: COPYING,
  'tune.ssl.force-private-cache': 'there is one process, whose TLS sessions are its own',
  noepoll: POLLING,
  nokqueue: POLLING,
  nopoll: POLLING,
  noevports: POLLING,
  nogetaddrinfo: 'the runtime knows no other way to look names up in the system than getaddrinfo',
  noktls: 'TLS is never left to the kernel',
  'no-memory-trimming': 'memory is given back by the runtime as it sees fit',
  'ssl-mode-async': 'the runtime calls the TLS library synchronously',
  'expose-deprecated-directives': 'deprecated words work without it, and are told about',
  'h2-workaround-bogus-websocket-clients': 'clients are spoken to in HTTP/1 only',
  'limited-quic': 'there is no QUIC',
};

const NEGATABLE: Readonly<Record<string, string>> = {
  'numa-cpu-mapping': 'there is one thread, which the system places',
  'busy-polling': POLLING,
};

/** Switches that are looked at where their parts of the engine are. */
const usedFlags: readonly Entry[] = [
  globalFlag({ name: 'noreuseport', brief: 'Sockets share no address with those of other processes.', since: '1.6' }),
  globalFlag({ name: 'expose-experimental-directives', brief: 'Permits words that may still change.', since: '2.4' }),
  globalFlag({ name: 'insecure-fork-wanted', brief: 'Permits external checks.', since: '2.2', negatable: true }),
  globalFlag({
    ...{ name: 'insecure-setuid-wanted', brief: 'Lets programs of external checks gain rights.', since: '2.2' },
    negatable: true,
  }),
  globalFlag({
    ...{ name: 'pp2-never-send-local', brief: 'Checks do not say LOCAL in PROXY headers.', since: '2.2' },
    ...{ support: 'partial', why: 'TLVs of proxy-v2-options are left out of the headers of checks.' },
  }),
  define.directive({
    ...{ name: 'set-dumpable', doc: '3.1#set-dumpable', since: '1.9', sections: ['global'], negatable: true },
    ...{ brief: 'Lets the process leave a core.', usage: 'set-dumpable [ on | off | libs ]', support: 'partial' },
    why: "Libraries are not read beforehand ('libs' is as 'on'), and the limit of the size of cores is that of the shell.",
    parse({ words, global, negated }) {
      const value = words.done ? 'on' : words.expect(arg.enumeration('value', ['on', 'off', 'libs']));
      if (value !== undefined) global.flags.set('set-dumpable', !negated && value !== 'off');
    },
  }),
  tune('close-spread-time', INFINITE_TIME, {
    ...{ brief: 'Time over which a soft stop ends idle connections.', doc: '3.1#close-spread-time', since: '2.6' },
    support: 'full',
  }),
];

const ignored = { support: 'ignored', why: WHY, harmless: true } as const;

const EXPERIMENTAL: Partial<GlobalWord> = { ...ignored, experimental: true };

/** More words than one may follow. */
const profilingTasks: Entry = define.directive({
  ...{ ...ignored, name: 'profiling.tasks', doc: '3.2#profiling.tasks', since: '1.8', sections: ['global'] },
  ...{ brief: 'Measures tasks.', usage: 'profiling.tasks { auto | on | off } ...' },
  parse({ words }) {
    const kind = arg.enumeration('switch', ['auto', 'on', 'off', 'lock', 'no-lock', 'memory', 'no-memory']);
    while (words.expect(kind) !== undefined && !words.done);
  },
});

const POLICIES = [
  ...['none', 'efficiency', 'first-usable-node', 'group-by-2-ccx', 'group-by-2-clusters', 'group-by-3-ccx'],
  ...['group-by-3-clusters', 'group-by-4-ccx', 'group-by-4-clusters', 'group-by-ccx', 'group-by-cluster'],
  ...['performance', 'resource'],
];

/** Which processors threads run on. */
const processors: readonly Entry[] = [
  define.directive({
    ...{ ...ignored, name: 'cpu-policy', doc: '3.1#cpu-policy', since: '3.2', sections: ['global'] },
    ...{ brief: 'Chooses processors.', usage: 'cpu-policy <policy> [threads-per-core 1 | auto]' },
    parse({ words }) {
      if (words.expect(arg.enumeration('policy', POLICIES)) === undefined || words.done) return;
      if (words.expect(arg.enumeration('threads-per-core', ['threads-per-core'])) === undefined) return;
      words.expect(arg.enumeration('number', ['1', 'auto']));
    },
  }),
  define.directive({
    ...{ ...ignored, name: 'cpu-affinity', doc: '3.1#cpu-affinity', since: '3.3', sections: ['global'] },
    ...{ brief: 'Binds threads to processors.', usage: 'cpu-affinity <affinity> [auto | loose]' },
    parse({ words }) {
      if (words.expect(arg.nonEmpty('affinity')) !== undefined && !words.done) words.expect(arg.nonEmpty('option'));
    },
  }),
];

export const tuneEntries: readonly Entry[] = [
  ...used,
  ...NUMBERS.map((name) => tune(name, arg.sint('number'))),
  ...LIMITS_OF_VARIABLES,
  ...SIZES.map((name) => tune(name, arg.size('size'))),
  ...Object.entries(SOCKET_BUFFERS).map(([name, brief]) => tune(name, arg.size('size'), { brief, support: 'full' })),
  ...OTHER_BUFFERS.map((name) =>
    tune(name, arg.size('size'), { support: 'ignored', why: WITHOUT_DATAGRAMS, harmless: true }),
  ),
  ...TIMES.map((name) => tune(name, arg.timeMs('time'))),
  ...SWITCHES.map((name) => tune(name, arg.enumeration('switch', ['on', 'off']))),
  ...Object.entries(CHOICES).map(([name, values]) => tune(name, arg.enumeration('value', values))),
  ...Object.entries(BOUNDED).map(([name, bounds]) => tune(name, arg.uint('number', bounds))),
  ...WORDS.map((name) => tune(name, arg.nonEmpty('value'))),
  profilingTasks,
  ...processors,
  tune('tune.idletimer', arg.timeMs('timeout', 'ms', { max: 65535 })),
  tune('tune.fd.edge-triggered', arg.enumeration('switch', ['on', 'off']), EXPERIMENTAL),
  tune('tune.fd.tables', arg.enumeration('value', ['shared', 'per-thread-group']), EXPERIMENTAL),
  ...usedFlags,
  ...Object.entries(FLAGS).map(([name, why]) =>
    globalFlag({ ...ignored, name, why, brief: 'Switches a part of another program.', doc: `3.2#${name}` }),
  ),
  ...Object.entries(NEGATABLE).map(([name, why]) =>
    globalFlag({ ...{ ...ignored, name, why, doc: `3.2#${name}` }, brief: 'Places the process.', negatable: true }),
  ),
];
