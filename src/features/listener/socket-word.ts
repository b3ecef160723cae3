/** Words of `bind` about sockets and connections (manual 5.1). */
import { type ArgKind, arg, type Values } from '../../catalog/arg.js';
import { type BindWordEntry, define, type Entry } from '../../catalog/entry.js';
import type { BindConfig } from '../../model/config/bind.js';

interface Word {
  readonly name: string;
  readonly brief: string;
  readonly since?: string;
  readonly support?: BindWordEntry['support'];
  readonly why?: string;
  readonly harmless?: boolean;
  readonly experimental?: boolean;
}

function word<const A extends readonly ArgKind<unknown>[]>(
  { name, since = '1.5', support = 'full', ...rest }: Word,
  args: A,
  apply: (bind: BindConfig, ...values: Values<A>) => void,
): BindWordEntry {
  return define.bindWord({
    ...{ name, since, support, ...rest },
    ...{ doc: `5.1#${name}`, args },
    apply: (bind, values) => apply(bind, ...(values as Values<A>)),
  });
}

/** Negative: the segment size that clients announce is lowered by it. */
const MSS: ArgKind<number> = {
  ...arg.sint('maxseg'),
  expects: 'an integer whose absolute value is between 1 and 65535',
  parse(text, site) {
    const value = arg.sint('maxseg').parse(text, site);
    if (value === undefined || (value !== 0 && Math.abs(value) <= 65535)) return value;
    site.report('arg/invalid', text.range, `'${text.value}' does not fit <maxseg>, which expects ${this.expects}`);
    return undefined;
  },
};

const socket: readonly Entry[] = [
  word({ name: 'backlog', brief: 'Connections that may wait for accept.' }, [arg.uint('backlog')], (bind, n) => {
    bind.backlog = n;
  }),
  word(
    {
      name: 'defer-accept',
      brief: 'Accepts only when data has come.',
    },
    [],
    (bind) => {
      bind.deferAccept = true;
    },
  ),
  word(
    {
      name: 'interface',
      brief: 'Only connections of one network interface.',
    },
    [arg.nonEmpty('interface')],
    (bind, name) => {
      bind.interface = name;
    },
  ),
  word(
    {
      name: 'namespace',
      brief: 'Network namespace to listen in.',
      support: 'refused',
      why: 'network namespaces are not entered yet',
    },
    [arg.namedFile('name', 'namespace')],
    (bind, name) => {
      bind.namespace = name;
    },
  ),
  word(
    {
      name: 'mss',
      brief: 'Largest TCP segment to announce.',
    },
    [MSS],
    (bind, n) => {
      bind.mss = n;
    },
  ),
  word(
    {
      name: 'tcp-ut',
      brief: 'TCP user timeout.',
    },
    [arg.timeMs('delay')],
    (bind, timeMs) => {
      bind.tcpUserTimeoutMs = timeMs;
    },
  ),
  word(
    {
      name: 'tfo',
      brief: 'TCP fast open.',
    },
    [],
    (bind) => {
      bind.tfo = true;
    },
  ),
  word(
    {
      name: 'transparent',
      brief: 'Accepts connections to other addresses.',
    },
    [],
    (bind) => {
      bind.transparent = true;
    },
  ),
  word({ name: 'v4v6', brief: 'IPv6 sockets take IPv4 too.' }, [], (bind) => {
    bind.v4v6 = true;
  }),
  word({ name: 'v6only', brief: 'IPv6 sockets take only IPv6.' }, [], (bind) => {
    bind.v6only = true;
  }),
];

/** A kind of text with a shape. */
function shaped(label: string, shape: RegExp, expects: string): ArgKind<string> {
  return {
    ...{ ...arg.nonEmpty(label), expects },
    parse(text, site) {
      if (shape.test(text.value)) return text.value;
      site.report('arg/invalid', text.range, `'${text.value}' does not fit <${label}>, which expects ${expects}`);
      return undefined;
    },
  };
}

const OCTAL = shaped('mode', /^[0-7]+$/, 'an octal number');

const SHARDS = shaped('number', /^(?:by-thread|by-group|[1-9]\d{0,3})$/, "a number, 'by-thread' or 'by-group'");

const THREAD_RANGE = String.raw`(?:all|odd|even|\d+(?:-\d*)?)`;
const THREADS = shaped(
  'set',
  new RegExp(`^${THREAD_RANGE}(?:/${THREAD_RANGE}|(?:,${THREAD_RANGE})+)?$`),
  "'all', 'odd', 'even', numbers or ranges",
);

/** Rights of unix sockets. */
const file: readonly Entry[] = [
  word({ name: 'mode', brief: 'Rights of a unix socket.' }, [OCTAL], (bind, text) => {
    bind.mode = Number.parseInt(text, 8);
  }),
  word({ name: 'user', brief: 'Owner of a unix socket.' }, [arg.user()], (bind, name) => {
    bind.user = name;
    bind.uid = undefined;
  }),
  word({ name: 'group', brief: 'Group of a unix socket.' }, [arg.group()], (bind, name) => {
    bind.group = name;
    bind.gid = undefined;
  }),
  word({ name: 'uid', brief: 'Owner of a unix socket, by number.' }, [arg.uint('uid')], (bind, id) => {
    bind.uid = id;
  }),
  word({ name: 'gid', brief: 'Group of a unix socket, by number.' }, [arg.uint('gid')], (bind, id) => {
    bind.gid = id;
  }),
];

const connection: readonly Entry[] = [
  word({ name: 'accept-proxy', brief: 'Every connection starts with a PROXY header.' }, [], (bind) => {
    bind.acceptProxy = true;
  }),
  word(
    {
      name: 'accept-netscaler-cip',
      brief: 'Every connection starts with a NetScaler header.',
    },
    [arg.uint('magic number', { min: 1 })],
    (bind, n) => {
      bind.acceptNetscalerCip = n;
    },
  ),
  word({ name: 'maxconn', brief: 'Most connections of the line.' }, [arg.uint('maxconn')], (bind, n) => {
    bind.maxconn = n;
  }),
  word(
    {
      name: 'nice',
      brief: 'Priority of connections.',
      support: 'ignored',
      why: 'the runtime has no priorities',
      harmless: true,
    },
    [arg.sint('nice', { min: -1024, max: 1024 })],
    (bind, n) => {
      bind.nice = n;
    },
  ),
  define.bindWord({
    ...{ name: 'proto', doc: '5.1#proto', brief: 'Protocol instead of a negotiated one.', since: '1.8' },
    ...{ support: 'partial', why: 'HTTP/1 only', args: [arg.any('name')] },
    apply(bind, [{ value, range }], { report }) {
      if (['h2', 'quic', 'spop'].includes(value)) {
        report('keyword/refused', range, `'proto ${value}' is not executed: clients are spoken to in HTTP/1 only`);
      } else if (value !== 'h1' && value !== 'none') report('arg/invalid', range, `'proto' has no protocol '${value}'`);
      bind.protocol = value;
    },
  }),
];

const identity: readonly Entry[] = [
  word({ name: 'name', brief: 'Name of the listener.' }, [arg.nonEmpty('name')], (bind, name) => {
    bind.name = name;
  }),
  word({ name: 'id', brief: 'Number of the listener.' }, [arg.uint('id', { min: 1, max: 2 ** 31 - 1 })], (bind, id) => {
    bind.id = id;
  }),
  word(
    { name: 'level', brief: 'Rights on the runtime API.' },
    [arg.enumeration('level', ['user', 'operator', 'admin'])],
    (bind, level) => {
      bind.level = level;
    },
  ),
  word(
    {
      name: 'severity-output',
      brief: 'How the runtime API shows severities.',
      since: '1.8',
    },
    [arg.enumeration('format', ['none', 'number', 'string'])],
    (bind, format) => {
      bind.severityOutput = format;
    },
  ),
  word(
    {
      name: 'expose-fd',
      brief: 'Lets other processes take the sockets over.',
      support: 'ignored',
      why: 'the runtime opens sockets its own way',
      harmless: true,
      since: '1.8',
    },
    [arg.enumeration('what', ['listeners'])],
    (bind) => {
      bind.exposeFdListeners = true;
    },
  ),
];

const tuning = { support: 'ignored', why: 'the runtime decides how connections are spread', harmless: true } as const;
const unshown = {
  support: 'partial',
  why: 'Names are checked to be unique; shared statistics (shm-stats-file), which show those of listeners, are not written.',
} as const;
const later = { support: 'ignored', why: 'not executed yet' } as const;

const unused: readonly Entry[] = [
  word({ name: 'cc', brief: 'Congestion control.', since: '3.2', ...tuning }, [arg.nonEmpty('algo')], () => {}),
  word(
    { name: 'guid-prefix', brief: 'Prefix of unique names.', since: '3.0', ...unshown },
    [arg.guid()],
    (bind, prefix) => {
      bind.guidPrefix = prefix;
    },
  ),
  word(
    { name: 'idle-ping', brief: 'Pings idle HTTP/2 connections.', since: '3.2', ...later },
    [arg.timeMs('delay')],
    () => {},
  ),
  word({ name: 'label', brief: 'Label of the line.', since: '3.2', ...tuning }, [arg.nonEmpty('label')], () => {}),
  word(
    { name: 'nbconn', brief: 'Reverse connections to open.', since: '2.9', experimental: true, ...later },
    [arg.uint('nbconn')],
    () => {},
  ),
  word({ name: 'process', brief: 'Processes of the line.', ...tuning }, [THREADS], () => {}),
  word({ name: 'thread', brief: 'Threads of the line.', since: '2.6', ...tuning }, [THREADS], () => {}),
  word({ name: 'shards', brief: 'Sockets per address.', since: '2.5', ...tuning }, [SHARDS], () => {}),
  word(
    { name: 'quic-cc-algo', brief: 'Congestion control of QUIC.', since: '2.7', ...later },
    [arg.nonEmpty('algo')],
    () => {},
  ),
  word({ name: 'quic-force-retry', brief: 'Retry packets of QUIC.', since: '2.6', ...later }, [], () => {}),
  word(
    { name: 'quic-socket', brief: 'Sockets of QUIC.', since: '2.7', ...later },
    [arg.enumeration('mode', ['connection', 'listener'])],
    () => {},
  ),
  word({ name: 'tcp-md5sig', brief: 'TCP signatures.', since: '3.2', ...later }, [arg.nonEmpty('password')], () => {}),
  word({ name: 'tcp-ss', brief: 'Saves the first packet.', since: '3.2', ...later }, [arg.nonEmpty('mode')], () => {}),
];

export const socketWordEntries: readonly Entry[] = [...socket, ...file, ...connection, ...identity, ...unused];
