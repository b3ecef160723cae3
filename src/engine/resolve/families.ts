/** Families of addresses that names are looked up in (manual 3.1 `dns-accept-family`). */
import fs from 'node:fs';

export type AcceptedFamily = 'ipv4' | 'ipv6' | 'auto';

/** How long a look at the routes is good for. */
const CACHE_MS = 30_000;

/** Whether packets to addresses of IPv6 have a way out: a default route that is not the loopback's. */
export function hasIpv6Route(
  readRoutes: () => string = () => fs.readFileSync('/proc/net/ipv6_route', 'latin1'),
): boolean {
  try {
    return readRoutes()
      .split('\n')
      .some((line) => /^0{32} 00 /.test(line) && !/ lo$/.test(line.trimEnd()));
  } catch {
    return false;
  }
}

/** Tells which families are accepted; `auto` is looked up and kept for a while. */
export function createFamilies(
  accepted: readonly AcceptedFamily[],
  now: () => number,
  hasRoute: () => boolean = hasIpv6Route,
): () => { readonly v4: boolean; readonly v6: boolean } {
  let checkedMs = Number.NEGATIVE_INFINITY;
  let routed = false;
  const isRouted = () => {
    if (now() - checkedMs >= CACHE_MS) {
      checkedMs = now();
      routed = hasRoute();
    }
    return routed;
  };
  const auto = accepted.includes('auto');
  return () => ({ v4: auto || accepted.includes('ipv4'), v6: accepted.includes('ipv6') || (auto && isRouted()) });
}
