/** `option forwarded`: the Forwarded field (RFC 7239, manual 4.2). Parameters stand in a fixed order, as HAProxy writes them. */
import type { Expression } from '../../compile/closures.js';
import type { ForwardedNode, ForwardedPlan } from '../../compile/plan.js';
import { parseIpv4, parseIpv6 } from '../../model/ip.js';
import type { Endpoint } from '../../model/stream.js';
import type { StreamState } from '../stream/stream-state.js';

/** An identifier that tells nothing (RFC 7239 6.3). */
const OBFUSCATED = /^_[A-Za-z0-9._-]+$/;

/** The value of the field for this stream; '' if nothing is known. */
export function renderForwarded(plan: ForwardedPlan, stream: StreamState): string {
  const { session } = stream;
  const parts: string[] = [];
  if (plan.proto) parts.push(`proto=${session.tls === undefined ? 'http' : 'https'}`);
  const host = plan.host === undefined ? undefined : hostOf(plan.host, stream);
  if (host !== undefined) parts.push(`host="${host}"`);
  if (plan.by !== undefined) parts.push(`by=${renderNode(plan.by, stream.destination ?? session.destination, stream)}`);
  if (plan.for !== undefined) parts.push(`for=${renderNode(plan.for, stream.source ?? session.source, stream)}`);
  return parts.join(';');
}

function hostOf(part: 'own' | Expression, stream: StreamState): string | undefined {
  return part === 'own' ? stream.request!.fields.first('host') : part.evaluateString(stream);
}

/** `1.2.3.4`, `"1.2.3.4:80"`, `"[::1]"`, `_id`, `unknown`. */
function renderNode({ name, port }: ForwardedNode, end: Endpoint, stream: StreamState): string {
  const own = end.address === undefined ? undefined : end.text;
  const node = nodeName(name === 'own' ? own : name.evaluateString(stream));
  const nodePort = port === undefined ? undefined : portOf(port, end, stream);
  if (nodePort !== undefined) return `"${node}:${nodePort}"`;
  return node.startsWith('[') ? `"${node}"` : node;
}

/** What is no name of RFC 7239 but has its characters becomes one that tells nothing (manual 4.2, `for-expr rand,hex`). */
function identifierOf(text: string): string | undefined {
  const identifier = text.startsWith('_') ? text : `_${text}`;
  return OBFUSCATED.test(identifier) ? identifier : undefined;
}

/** A name as RFC 7239 6 has it. */
function nodeName(text: string | undefined): string {
  if (text === undefined) return 'unknown';
  if (OBFUSCATED.test(text) || parseIpv4(text) !== undefined) return text;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (parseIpv6(bare) !== undefined) return `[${bare}]`;
  return (/^unknown$/i.test(text) ? undefined : identifierOf(text)) ?? 'unknown';
}

function portOf(part: 'own' | Expression, end: Endpoint, stream: StreamState): string | undefined {
  if (part === 'own') return end.address === undefined ? undefined : String(end.port);
  const text = part.evaluateString(stream);
  if (text === undefined) return undefined;
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? text : identifierOf(text);
}
