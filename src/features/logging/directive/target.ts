/** `log <target>` of global and proxy sections (manual 4.2 `log`). */
import { arg } from '../../../catalog/arg.js';
import type { DirectiveSite } from '../../../catalog/directive-site.js';
import type { ArgText } from '../../../catalog/text.js';
import type { SourceRange } from '../../../diag/source-text.js';
import type { SocketAddress } from '../../../model/config/address.js';
import {
  DEFAULT_LOG_LENGTH,
  LOG_FACILITIES,
  LOG_FORMATS,
  LOG_LEVELS,
  type LogAddress,
  type LogFacility,
  type LogLevel,
  type LogSample,
  type LogTarget,
} from '../../../model/log-target.js';
import { abstractName } from '../../../net/unix/name.js';

const SYSLOG_PORT = 514;

function fromSocket(address: SocketAddress): LogAddress | undefined {
  const { host, family } = address;
  const port = address.port || SYSLOG_PORT;
  switch (address.kind) {
    case 'udp':
    case 'tcp':
      return { kind: address.kind, host, port, family };
    case 'unix-datagram':
      return { kind: 'unix-datagram', path: host };
    case 'unix':
      return { kind: 'unix-stream', path: host };
    case 'abstract':
      return { kind: 'unix-datagram', path: abstractName(host, address) };
    case 'fd':
      return { kind: 'fd', fd: Number(host) };
    case 'socketpair':
    case 'reverse':
      return undefined;
    default:
      return address.kind satisfies never;
  }
}

/** Datagrams unless the prefix says otherwise. */
function readSocket(site: DirectiveSite, text: ArgText): LogAddress | undefined {
  const stream = /^(?:stream\+|tcp|uxst@|mptcp|fd@)/.test(text.value);
  const rules = {
    port: 'optional',
    names: true,
    descriptor: true,
    ...(stream ? { stream } : { datagram: true }),
  } as const;
  const address = arg.address('target', rules).parse(text, site);
  const found = address && fromSocket(address);
  if (found?.kind === 'udp' || found?.kind === 'tcp') {
    const message = `log : invalid address: '${found.host}' in '${text.value}' has no address`;
    site.needsHost({ host: found.host, family: found.family, range: text.range, code: 'log/unresolved', message });
  }
  if (address && !found) site.report('arg/invalid', text.range, `'log' cannot write to '${text.value}'`);
  return found;
}

/** The place that lines go to; undefined after a report. */
function readAddress(site: DirectiveSite, text: ArgText): LogAddress | undefined {
  const { value } = text;
  if (value === 'stdout') return { kind: 'fd', fd: 1 };
  if (value === 'stderr') return { kind: 'fd', fd: 2 };
  if (value.startsWith('ring@')) return { kind: 'ring', name: value.slice('ring@'.length) };
  if (value.startsWith('backend@')) return { kind: 'backend', name: value.slice('backend@'.length) };
  return readSocket(site, text);
}

/** `1,3-5:8`. */
export function parseSample(text: string): LogSample | undefined {
  const match = /^([\d,-]+):(\d+)$/.exec(text);
  if (!match) return undefined;
  const size = Number(match[2]);
  const ranges = (match[1] ?? '').split(',').map((range) => {
    const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    return { low: Number(low), high: Number(high ?? low) };
  });
  const fits = ranges.every(({ low, high }) => low >= 1 && high >= low && high <= size);
  const sorted = [...ranges].sort((a, b) => a.low - b.low);
  const overlaps = sorted.some(({ high }, at) => high >= (sorted[at + 1]?.low ?? Number.POSITIVE_INFINITY));
  return fits && !overlaps ? { ranges, size } : undefined;
}

interface Parts {
  maxLength: number;
  format: LogTarget['format'];
  sample: LogSample | undefined;
  profile: string | undefined;
}

/** `len`, `format`, `sample`, `profile` in any order; false after a report. */
function readParts(site: DirectiveSite, parts: Parts): boolean {
  const { words } = site;
  if (words.take('len')) {
    const length = words.expect(arg.uint('length', { min: 80, max: 65535 }));
    parts.maxLength = length ?? parts.maxLength;
    return length !== undefined && readParts(site, parts);
  }
  if (words.take('format')) {
    parts.format = words.expect(arg.enumeration('format', LOG_FORMATS));
    return parts.format !== undefined && readParts(site, parts);
  }
  if (words.take('sample')) {
    const text = words.expect(arg.any('ranges:size'));
    parts.sample = text && parseSample(text.value);
    if (text && !parts.sample) {
      site.report('arg/invalid', text.range, `'log' : '${text.value}' is not a sample such as 1,3-5:8`);
    }
    return parts.sample !== undefined && readParts(site, parts);
  }
  if (words.take('profile')) {
    const profile = words.expect(arg.any('profile', 'the name of a log-profile section'));
    if (profile) site.refersTo('log-profile', profile, 'log');
    parts.profile = profile?.value;
    return parts.profile !== undefined && readParts(site, parts);
  }
  return true;
}

function readLevel(site: DirectiveSite, label: string, absent: LogLevel): LogLevel | undefined {
  if (site.words.done) return absent;
  const name = site.words.expect(arg.enumeration(label, LOG_LEVELS));
  return name && (LOG_LEVELS.indexOf(name) as LogLevel);
}

/** Reads the words behind `log`; undefined after a report. */
export function readLogTarget(site: DirectiveSite): LogTarget | undefined {
  const text = site.words.expect(arg.any('target', "'global' or the address of a log server"));
  const address = text && readAddress(site, text);
  const parts: Parts = { maxLength: DEFAULT_LOG_LENGTH, format: undefined, sample: undefined, profile: undefined };
  if (!address || !readParts(site, parts)) return undefined;
  const facility: LogFacility | undefined = site.words.expect(arg.enumeration('facility', LOG_FACILITIES));
  const maxLevel = facility && readLevel(site, 'level', 7);
  const minLevel = maxLevel === undefined ? undefined : readLevel(site, 'minlevel', 0);
  if (facility === undefined || maxLevel === undefined || minLevel === undefined) return undefined;
  if (address.kind === 'ring' || address.kind === 'backend') {
    const ranges = site.proxy?.extra.get('log ranges') as ReadonlyMap<string, SourceRange> | undefined;
    site.proxy?.extra.set('log ranges', new Map(ranges).set(`${address.kind} ${address.name}`, text.range));
  }
  return { address, ...parts, facility, maxLevel, minLevel };
}
