/** Looks up the names of hosts that lines use: without an address the proxy does not start (manual 5.2 `init-addr`). */
import dns from 'node:dns/promises';
import type { Loaded } from './load.js';

/** Finds an address; rejects if there is none. */
export type Lookup = (host: string, family: 0 | 4 | 6) => Promise<unknown>;

const bySystem: Lookup = (host, family) => dns.lookup(host, { family });

/** Reports every name that has no address. Each is looked up once, all at the same time. */
export async function resolveHosts({ config, diagnostics }: Loaded, lookup: Lookup = bySystem): Promise<void> {
  const found = new Map<string, Promise<boolean>>();
  for (const { host, family } of config.hosts) {
    const key = `${host} ${family}`;
    const isKnown = () => lookup(host, family).then(...ANSWERS);
    if (!found.has(key)) found.set(key, isKnown());
  }
  for (const { host, family, range, code, message } of config.hosts) {
    if (!(await found.get(`${host} ${family}`))) diagnostics.report(code, range, message);
  }
}

const ANSWERS = [() => true, () => false] as const;
