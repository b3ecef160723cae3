/** Host fields and addresses: `host_only`, `port_only`, `ipmask` (manual 7.3.1, RFC 9110 7.2). */
import { arg } from '../../catalog/arg.js';
import type { Entry } from '../../catalog/entry.js';
import { define } from '../../catalog/entry.js';
import { ipv6ToIpv4 } from '../../model/ip.js';
import { Ipv4, Ipv6 } from '../../model/value.js';
import { lowerAscii } from './text.js';

/** Offset of the colon in front of the port; -1 if a bracket ends the host, or if there is none. */
function portColon(host: string): number {
  const colon = host.lastIndexOf(':');
  return colon > host.lastIndexOf(']') ? colon : -1;
}

/** The host without its port. */
function hostOnly(host: string): string {
  const colon = portColon(host);
  return lowerAscii(colon < 0 ? host : host.slice(0, colon));
}

/** The port as HAProxy reads it: 32-bit arithmetic on whatever stands there. */
function portOnly(host: string): number {
  const colon = portColon(host);
  if (colon < 0) return 0;
  let port = 0;
  for (let at = colon + 1; at < host.length; at++) port = (Math.imul(port, 10) + host.charCodeAt(at) - 48) | 0;
  return port >>> 0;
}

function maskIpv6(ip: Ipv6, mask: Ipv6): Ipv6 {
  return new Ipv6((ip.a & mask.a) >>> 0, (ip.b & mask.b) >>> 0, (ip.c & mask.c) >>> 0, (ip.d & mask.d) >>> 0);
}

export const entries: readonly Entry[] = [
  define.converter({
    name: 'host_only',
    doc: '7.3.1#host_only',
    brief: 'Host of a Host field, in lower case and without port.',
    since: '2.6',
    support: 'full',
    args: [],
    in: 'str',
    out: 'str',
    compile: () => hostOnly,
  }),
  define.converter({
    name: 'port_only',
    doc: '7.3.1#port_only',
    brief: 'Port of a Host field; 0 if it has none.',
    since: '2.6',
    support: 'full',
    args: [],
    in: 'str',
    out: 'sint',
    compile: () => portOnly,
  }),
  define.converter({
    name: 'ipmask',
    doc: '7.3.1#ipmask',
    brief: 'Applies a mask to an address; IPv6 addresses need a mask of their own unless they hold an IPv4 address.',
    since: '1.4',
    support: 'full',
    args: [arg.mask4('mask4'), arg.opt(arg.mask6('mask6'))],
    in: 'addr',
    out: 'addr',
    compile:
      ([mask4, mask6]) =>
      (ip) => {
        const v4 = ip instanceof Ipv4 ? ip : ipv6ToIpv4(ip);
        if (v4 !== undefined) return new Ipv4((v4.value & mask4.value) >>> 0);
        return mask6 === undefined || ip instanceof Ipv4 ? undefined : maskIpv6(ip, mask6);
      },
  }),
];
