/** What stands behind words of the global section that are not executed (manual 3). */
import { type ArgKind, arg } from '../../catalog/arg.js';

type Kinds = readonly ArgKind<unknown>[];

/** A text with a shape. */
function shaped(label: string, shape: RegExp, expects: string): ArgKind<string> {
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

const CPU_SET = shaped(
  'cpu-set',
  /^(?:all|odd|even|(?:\d+(?:-\d*)?)(?:,\d+(?:-\d*)?)*)$/,
  'numbers and ranges of processors',
);
const THREADS = shaped(
  'thread-set',
  /^(?:auto:)?(?:all|odd|even|\d+(?:-\d*)?)(?:\/(?:all|odd|even|\d+(?:-\d*)?))?$/,
  "'all', 'odd', 'even', a number or a range",
);
const RANGE = shaped('thread-range', /^\d+(?:-\d*)?$/, 'a number or a range');

const SWITCH: Kinds = [arg.onOff('switch')];
const NUMBER: Kinds = [arg.uint('number')];
const PERCENT: Kinds = [arg.uint('percent', { max: 100 })];
const SIZE: Kinds = [arg.size('size')];
const VALUE: Kinds = [arg.nonEmpty('value')];

const TEN_KILOBYTES = 10 * 1024;
const FOUR_GIGABYTES = 4 * 1024 ** 3;

/** Words of QUIC behind `tune.quic.be.` and `tune.quic.fe.`. */
const QUIC_BOTH: Readonly<Record<string, Kinds>> = {
  'cc.cubic-min-losses': NUMBER,
  'cc.hystart': SWITCH,
  'cc.max-frame-loss': NUMBER,
  'cc.max-win-size': [arg.size('size', { min: TEN_KILOBYTES, max: FOUR_GIGABYTES })],
  'cc.reorder-ratio': PERCENT,
  'max-idle-timeout': [arg.timeMs('timeout')],
  'sec.glitches-threshold': NUMBER,
  'stream.data-ratio': PERCENT,
  'stream.max-concurrent': NUMBER,
  'stream.rxbuf': SIZE,
  'tx.pacing': SWITCH,
  'tx.udp-gso': SWITCH,
};

const QUIC_FRONT: Readonly<Record<string, Kinds>> = {
  'sec.retry-threshold': NUMBER,
  'sock-per-conn': [arg.enumeration('mode', ['default-on', 'force-off'])],
  'stream.max-total': NUMBER,
};

function prefixed(prefix: string, words: Readonly<Record<string, Kinds>>): Readonly<Record<string, Kinds>> {
  return Object.fromEntries(Object.entries(words).map(([name, kinds]) => [prefix + name, kinds]));
}

/** Words of QUIC, with what they take. */
export const QUIC_ARGUMENTS: Readonly<Record<string, Kinds>> = {
  ...prefixed('tune.quic.be.', QUIC_BOTH),
  ...prefixed('tune.quic.fe.', { ...QUIC_BOTH, ...QUIC_FRONT }),
  'tune.quic.listen': SWITCH,
  'tune.quic.mem.tx-max': SIZE,
  'tune.quic.zero-copy-fwd-send': SWITCH,
};

/** Other words whose absence nobody sees. */
export const TUNING_ARGUMENTS: Readonly<Record<string, Kinds>> = {
  'cpu-map': [THREADS, CPU_SET],
  'cpu-set': VALUE,
  'thread-group': [arg.uint('group', { min: 1 }), arg.opt(RANGE)],
  // Tokens of QUIC are derived from it, and nothing else.
  'cluster-secret': [arg.nonEmpty('secret')],
  'acme.scheduler': [arg.enumeration('mode', ['auto', 'off'])],
  'force-cfg-parser-pause': [arg.timeMs('timeout')],
  'ssl-engine': VALUE,
  'ssl-propquery': VALUE,
  'ssl-provider': VALUE,
  'ssl-provider-path': VALUE,
  'harden.reject-privileged-ports.quic': SWITCH,
  'httpclient.resolvers.disabled': SWITCH,
  'httpclient.resolvers.id': [arg.any('resolvers id', 'the name of a resolvers section')],
  'httpclient.resolvers.prefer': [arg.enumeration('family', ['ipv4', 'ipv6'])],
  'httpclient.retries': NUMBER,
  'httpclient.ssl.ca-file': [arg.namedFile('cafile', 'ca')],
  'httpclient.ssl.verify': [arg.enumeration('mode', ['none', 'required'])],
  'httpclient.timeout.connect': [arg.timeMs('timeout')],
};

/** Words whose absence can be seen from outside. */
export const VISIBLE_ARGUMENTS: Readonly<Record<string, Kinds>> = {
  'lua-prepend-path': [arg.nonEmpty('path'), arg.opt(arg.enumeration('type', ['path', 'cpath']))],
  'stats-file': [arg.nonEmpty('path')],
  'ocsp-update.disable': SWITCH,
  'ocsp-update.httpproxy': [arg.address('address', { port: 'optional', names: true })],
  'ocsp-update.maxdelay': [arg.uint('seconds')],
  'ocsp-update.mindelay': [arg.uint('seconds')],
  'ocsp-update.mode': SWITCH,
  anonkey: [arg.uint('key', { max: 4294967295 })],
  'shm-stats-file': [arg.nonEmpty('name')],
  'shm-stats-file-max-objects': [arg.uint('number', { min: 1 })],
  'ssl-passphrase-cmd': [arg.nonEmpty('cmd')],
};

/** Words that go on behind those arguments, with the same kind or with what is up to other programs. */
export const OPEN_ENDED: ReadonlySet<string> = new Set([
  ...['cpu-map', 'cpu-set', 'thread-group', 'ssl-engine', 'ssl-passphrase-cmd'],
]);
