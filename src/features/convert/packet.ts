/** Converters of saved SYN packets (manual 7.3.1): `eth.*`, `ip.*`, `tcp.*`. */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import type { SampleType, Value } from '../../model/value.js';
import { Binary } from '../../model/value.js';
import type { EthernetHeader, IpHeader, TcpHeader } from './packet-header.js';
import { fingerprint, hasOption, ipVersion, parseEthernet, parseIp, parseTcp } from './packet-header.js';

/** A part of a header: its name, its type and how it is read. */
type Part<H> = readonly [
  name: string,
  out: SampleType,
  brief: string,
  read: (header: H, bytes: string) => Value | undefined,
];

const ETHERNET: readonly Part<EthernetHeader>[] = [
  ['data', 'bin', 'What follows the Ethernet header.', ({ size }, frame) => new Binary(frame.slice(size))],
  ['dst', 'bin', 'Destination address of a frame.', (_, frame) => new Binary(frame.slice(0, 6))],
  ['hdr', 'bin', 'The Ethernet header with its VLAN tags.', ({ size }, frame) => new Binary(frame.slice(0, size))],
  ['proto', 'sint', 'EtherType of a frame.', ({ protocol }) => protocol],
  ['src', 'bin', 'Source address of a frame.', (_, frame) => new Binary(frame.slice(6, 12))],
  ['vlan', 'sint', 'Last VLAN of a frame.', ({ vlan }) => vlan],
];

const IP: readonly Part<IpHeader>[] = [
  ['data', 'bin', 'What follows the IP header.', ({ size }, packet) => new Binary(packet.slice(size))],
  ['df', 'sint', 'Whether a packet must not be fragmented.', ({ dontFragment }) => (dontFragment ? 1 : 0)],
  ['dst', 'addr', 'Destination address of a packet.', ({ destination }) => destination],
  ['hdr', 'bin', 'The IP header with its options.', ({ size }, packet) => new Binary(packet.slice(0, size))],
  ['proto', 'sint', 'Transport protocol of a packet.', ({ protocol }) => protocol],
  ['src', 'addr', 'Source address of a packet.', ({ source }) => source],
  ['tos', 'sint', 'Type of service of a packet.', ({ trafficClass }) => trafficClass],
  ['ttl', 'sint', 'Time to live of a packet.', ({ ttl }) => ttl],
];

const TCP: readonly Part<TcpHeader>[] = [
  ['dst', 'sint', 'Destination port of a segment.', ({ destination }) => destination],
  ['flags', 'sint', 'Flags of a segment.', ({ flags }) => flags],
  ['options.mss', 'sint', 'Largest segment that the sender takes; 0 if it does not say.', ({ mss }) => mss],
  ['options.sack', 'sint', 'Whether selective acknowledgement is offered.', (tcp) => (hasOption(tcp, 'sack') ? 1 : 0)],
  ['options.tsopt', 'sint', 'Whether there is a timestamp.', (tcp) => (hasOption(tcp, 'timestamp') ? 1 : 0)],
  ['options.tsval', 'sint', 'The timestamp; 0 if there is none.', ({ timestamp }) => timestamp],
  ['options.wscale', 'sint', 'Scale of the window; 0 if there is none.', ({ windowScale }) => windowScale],
  ['options.wsopt', 'sint', 'Whether the window is scaled.', (tcp) => (hasOption(tcp, 'windowScale') ? 1 : 0)],
  ['options_list', 'bin', 'Kinds of the options of a segment.', ({ optionKinds }) => new Binary(optionKinds)],
  ['seq', 'sint', 'Sequence number of a segment.', ({ sequence }) => sequence],
  ['src', 'sint', 'Source port of a segment.', ({ source }) => source],
  ['win', 'sint', 'Window of a segment.', ({ window }) => window],
];

function rowsOf<H>(layer: string, parts: readonly Part<H>[], parse: (bytes: string) => H | undefined): Entry[] {
  return parts.map(([name, out, brief, read]) =>
    define.converter({
      name: `${layer}.${name}`,
      doc: `7.3.1#${layer}.${name}`,
      brief,
      since: '3.4',
      support: 'full',
      args: [],
      in: 'bin',
      out,
      compile:
        () =>
        ({ bytes }) => {
          const header = parse(bytes);
          return header === undefined ? undefined : read(header, bytes);
        },
    }),
  );
}

export const entries: readonly Entry[] = [
  ...rowsOf('eth', ETHERNET, parseEthernet),
  ...rowsOf('ip', IP, parseIp),
  ...rowsOf('tcp', TCP, parseTcp),
  define.converter({
    name: 'ip.ver',
    doc: '7.3.1#ip.ver',
    brief: 'IP version of a packet.',
    since: '3.4',
    support: 'full',
    args: [],
    in: 'bin',
    out: 'sint',
    compile:
      () =>
      ({ bytes }) =>
        ipVersion(bytes),
  }),
  define.converter({
    name: 'ip.fp',
    doc: '7.3.1#ip.fp',
    brief: 'A fingerprint of what does not change from connection to connection of a host.',
    since: '3.4',
    support: 'full',
    args: [arg.opt(arg.sint('mode'))],
    in: 'bin',
    out: 'bin',
    compile:
      ([mode = 0]) =>
      ({ bytes }) => {
        const print = fingerprint(bytes, mode);
        return print === undefined ? undefined : new Binary(print);
      },
  }),
];
