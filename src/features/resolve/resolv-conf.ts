/** Name servers of /etc/resolv.conf (resolv.conf(5)), for `parse-resolv-conf` and the section `default` that is always there. */
import net from 'node:net';
import type { NameserverConfig } from '../../model/config/resolvers.js';

export const RESOLV_CONF = '/etc/resolv.conf';

const DNS_PORT = 53;

/** Lines that name no address are left out; each server has its address as its name. */
export function parseResolvConf(text: string, file: string, line: number): readonly NameserverConfig[] {
  const hosts = text.split('\n').flatMap((row) => {
    const [, host = ''] = /^\s*nameserver\s+(\S+)/.exec(row) ?? [];
    return net.isIP(host) === 0 ? [] : [host];
  });
  const rest = { transport: 'udp', port: DNS_PORT, source: undefined, tls: undefined, maxconn: 0, file, line } as const;
  return [...new Set(hosts)].map((host) => ({ ...rest, name: host, host }));
}
