/** `ring` sections: buffers in memory that log lines are written to and forwarded from (manual 12.5). */
import { arg } from '../../../catalog/arg.js';
import type { DirectiveSite } from '../../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../../catalog/entry.js';
import { LOG_FORMATS, type LogAddress, type LogProto, type LogRing } from '../../../model/log-target.js';

/** The ring of the section, which is the last one as soon as a line has made it: no section comes twice. */
function ringOf({ global, sectionName }: DirectiveSite): LogRing | undefined {
  const last = global.rings.at(-1);
  return last?.name === sectionName ? last : undefined;
}

/** Replaces the ring of the section as its lines are read. */
function change(site: DirectiveSite, part: Partial<LogRing>): void {
  const name = site.sectionName ?? '';
  const { rings, bufferSize } = site.global;
  const known = ringOf(site);
  const old: LogRing = known ?? {
    ...{ name, description: name, format: 'local', maxLength: bufferSize, sizeBytes: bufferSize, servers: [] },
  };
  rings.splice(known ? rings.length - 1 : rings.length, 1, { ...old, ...part });
}

function row(
  name: string,
  brief: string,
  usage: string,
  parse: (site: DirectiveSite) => void,
  rest: Partial<Pick<DirectiveEntry, 'support' | 'why' | 'harmless'>> = {},
): DirectiveEntry {
  return define.directive({
    ...{ name, brief, doc: `12.5#${name}`, since: '2.2', support: 'full', sections: ['ring'], ...rest },
    ...{ usage: `${name} ${usage}`, parse },
  });
}

/** `log-proto` and nothing else: what would secure or delay lines must not be passed over. */
function readProto(site: DirectiveSite): LogProto | undefined {
  let proto: LogProto = 'legacy';
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (word.value !== 'log-proto') {
      const message = `'server' of a ring takes only 'log-proto', '${word.value}' is not executed yet`;
      site.report('keyword/refused', word.range, message);
      site.words.rest();
      return undefined;
    }
    const read = site.words.expect(arg.enumeration('logproto', ['legacy', 'octet-count']));
    if (read === undefined) return undefined;
    proto = read;
  }
  return proto;
}

function addServer(site: DirectiveSite): void {
  const name = site.words.expect(arg.nonEmpty('name'));
  const socket =
    name === undefined
      ? undefined
      : site.words.expect(arg.resolvedAddress('address', { port: 'optional', names: true }));
  const proto = socket && readProto(site);
  if (!socket || !proto) {
    site.words.rest();
    return;
  }
  const { host, family, kind } = socket;
  const address: LogAddress =
    kind === 'unix' ? { kind: 'unix-stream', path: host } : { kind: 'tcp', host, family, port: socket.port || 514 };
  change(site, { servers: [...(ringOf(site)?.servers ?? []), { address, proto }] });
}

const timeouts = { support: 'ignored', why: 'lines wait until the server takes them', harmless: true } as const;

export const ringEntries: readonly Entry[] = [
  define.section({
    ...{ name: 'ring', doc: '12.5', brief: 'A buffer in memory for log lines.', since: '2.2' },
    ...{ support: 'full', naming: 'required', repeatable: false },
  }),
  row('description', 'Text about the ring.', '<text>', (site) => {
    const texts = site.words.rest().map(({ value }) => value);
    change(site, { description: texts.join(' ') });
  }),
  row('format', 'Format of its lines.', '<format>', (site) => {
    const format = site.words.expect(arg.enumeration('format', LOG_FORMATS));
    if (format !== undefined) change(site, { format });
  }),
  row('maxlen', 'Longest line.', '<length>', (site) => {
    const maxLength = site.words.expect(arg.uint('length', { min: 1 }));
    if (maxLength !== undefined) change(site, { maxLength });
  }),
  row('size', 'Bytes of the buffer.', '<size>', (site) => {
    const sizeBytes = site.words.expect(arg.size('size', { min: 1 }));
    if (sizeBytes !== undefined) change(site, { sizeBytes });
  }),
  row('server', 'Where lines are forwarded to.', '<name> <address> [log-proto <logproto>]', addServer),
  ...['timeout connect', 'timeout server'].map((name) =>
    row(
      name,
      'Patience with the server.',
      '<timeout>',
      ({ words }) => {
        words.expect(arg.timeMs('timeout'));
      },
      timeouts,
    ),
  ),
  row(
    'backing-file',
    'File that mirrors the ring.',
    '<path>',
    ({ words }) => {
      words.expect(arg.nonEmpty('path'));
    },
    { support: 'ignored', why: 'rings live in memory only' },
  ),
];
