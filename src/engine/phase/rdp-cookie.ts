/** `persist rdp-cookie` (manual 4.2): RDP clients tell address and port of the server that they want to come back to. */
import { parseIpv4 } from '../../model/ip.js';
import type { Persistence } from '../cookie/persistence.js';
import type { LiveProxy } from '../proxy/live-proxy.js';
import type { StreamState } from '../stream/stream-state.js';
import { bindTo } from './persist.js';

/** Finds the server of the cookie; it counts only if nothing else has chosen one. */
export function applyRdpCookie(backend: LiveProxy, state: StreamState, persistence: Persistence): void {
  const { rdpCookie } = backend.plan;
  if (rdpCookie === undefined || persistence.server !== undefined || persistence.ignored) return;
  const wanted = parseRdpCookie(rdpCookie.evaluateString(state) ?? '');
  if (wanted === undefined) return;
  const server = backend.proxy.servers.find(
    ({ address, port }) => port === wanted.port && parseIpv4(address)?.value === wanted.address,
  );
  bindTo(server, persistence, backend);
}

/** `3640205228.15629.0000`: the bytes of address and port as a little-endian machine reads them. */
export function parseRdpCookie(text: string): { readonly address: number; readonly port: number } | undefined {
  const found = /^(\d{1,10})\.(\d{1,5})\./.exec(text);
  if (found === null) return undefined;
  const [raw, rawPort] = [Number(found[1]), Number(found[2])];
  if (raw > 0xffffffff || rawPort > 0xffff) return undefined;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(raw);
  return { address: bytes.readUInt32BE(), port: ((rawPort & 0xff) << 8) | (rawPort >> 8) };
}
