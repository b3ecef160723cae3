/** What the process is made of: version, environment, backends, sockets, memory (management.txt 9.3). */
import v8 from 'node:v8';
import { type CliEntry, define } from '../../catalog/entry.js';
import { type AdminAnswer, type AdminRequest, failure, remark } from '../../model/admin-request.js';
import type { SocketAddress } from '../../model/config/address.js';
import type { Runtime } from '../../model/runtime.js';
import { STAT_SCHEMA } from '../../model/stat/stat-schema.js';

/** The system gives UTF-8; answers are bytes. */
function carried(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function showEnvironment({ args }: AdminRequest): AdminAnswer {
  const [name] = args;
  if (name === undefined) {
    return Object.entries(process.env)
      .map(([key, value]) => carried(`${key}=${(value ?? '').replaceAll('\n', '\\n')}\n`))
      .join('');
  }
  const value = process.env[name];
  return value === undefined ? failure('Variable not found\n') : carried(`${name}=${value}\n`);
}

function renderSocket({ kind, host, port }: SocketAddress): string {
  switch (kind) {
    case 'unix':
      return `unix@${host}`;
    case 'abstract':
      return `abns@${host}`;
    case 'fd':
    case 'socketpair':
      return 'sockpair';
    default:
      return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  }
}

function showSockets(runtime: Runtime): string {
  const lines = runtime.global.statsSockets.flatMap(({ addresses, level }) =>
    addresses.map((address) => `${renderSocket(address)} ${level} all\n`),
  );
  return ['# socket lvl processes\n', ...lines].join('');
}

/** There are no pools: what the JavaScript engine says of its memory. */
function showPools(): string {
  const { total_heap_size, used_heap_size, external_memory, malloced_memory } = v8.getHeapStatistics();
  const usage = Object.entries({
    heapTotal: total_heap_size,
    heapUsed: used_heap_size,
    external: external_memory,
    malloced: malloced_memory,
  });
  const lines = usage.map(([name, bytes]) => `  - Memory ${name} : ${bytes} bytes\n`);
  return `No memory pools: figures of the JavaScript engine.\n${lines.join('')}`;
}

export const entries: readonly CliEntry[] = [
  define.cli({
    words: ['show', 'startup-logs'],
    usage: 'show startup-logs',
    doc: 'management 9.3#show startup-logs',
    since: '1.9',
    support: 'full',
    brief: 'Shows messages of the start.',
    level: 'operator',
    socket: 'both',
    run: ({ runtime }) => (runtime.startMessages ?? []).map((line) => `${line}\n`),
  }),
  define.cli({
    words: ['show', 'version'],
    usage: 'show version',
    doc: 'management 9.3#show version',
    since: '2.4',
    support: 'full',
    brief: 'Shows the version of this process.',
    level: 'user',
    socket: 'both',
    run: ({ product }) => remark('info', `${product.version}\n`),
  }),
  define.cli({
    words: ['show', 'env'],
    usage: 'show env [var]',
    doc: 'management 9.3#show env',
    since: '1.6',
    support: 'full',
    brief: 'Shows the environment of the process, or one variable of it.',
    level: 'operator',
    socket: 'both',
    run: showEnvironment,
  }),
  define.cli({
    words: ['show', 'backend'],
    usage: 'show backend',
    doc: 'management 9.3#show backend',
    since: '1.6',
    support: 'full',
    brief: 'Lists the backends.',
    level: 'user',
    run: ({ runtime }) =>
      `# name\n${runtime.proxies
        .filter((proxy) => proxy.isBackend)
        .map(({ name }) => `${name}\n`)
        .join('')}`,
  }),
  define.cli({
    words: ['show', 'cli', 'sockets'],
    usage: 'show cli sockets',
    doc: 'management 9.3#show cli sockets',
    since: '1.8',
    support: 'full',
    brief: 'Lists the sockets of the runtime API.',
    level: 'user',
    socket: 'both',
    run: ({ runtime }) => showSockets(runtime),
  }),
  define.cli({
    words: ['show', 'pools'],
    usage: 'show pools [by*] [match <pfx>] [nb]',
    doc: 'management 9.3#show pools',
    since: '1.5',
    support: 'partial',
    why: 'memory has no pools: the figures of the JavaScript engine are shown',
    brief: 'Shows how much memory is used.',
    level: 'user',
    run: showPools,
  }),
  define.cli({
    words: ['show', 'schema', 'json'],
    usage: 'show schema json',
    doc: 'management 9.3#show schema json',
    since: '1.8',
    support: 'full',
    brief: 'Shows the schema of JSON statistics.',
    level: 'user',
    run: () => STAT_SCHEMA,
  }),
];
