/** What messages about a proxy call it. */
import type { ProxyKind } from '../model/config/proxy.js';

/** `frontend`, `backend`, or `proxy` for what is both. */
export function typeOf({ kind }: { readonly kind: ProxyKind }): string {
  return kind === 'listen' ? 'proxy' : kind;
}
