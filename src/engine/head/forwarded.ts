/** `option forwarded`: the Forwarded field (RFC 7239, manual 4.2). Parameters stand in a fixed order, as HAProxy writes them. */
import type { Endpoint } from '../../model/stream.js';
import type { StreamState } from '../stream/stream-state.js';

/** A word of the option as the configuration keeps it. */
interface OptionWord {
  readonly value: string;
}

/** The value of the field for this stream. */
export function renderForwarded(words: readonly unknown[], stream: StreamState): string {
  const asked = new Set(words.map((word) => (word as OptionWord).value));
  const isDefault = asked.size === 0;
  const { source, destination, tls } = stream.session;
  const parts: string[] = [];
  if (isDefault || asked.has('proto')) parts.push(`proto=${tls === undefined ? 'http' : 'https'}`);
  if (asked.has('host')) parts.push(`host="${stream.request!.fields.first('host') ?? ''}"`);
  if (asked.has('by')) parts.push(`by=${renderNode(destination, asked.has('by_port'))}`);
  if (isDefault || asked.has('for')) parts.push(`for=${renderNode(source, asked.has('for_port'))}`);
  return parts.join(';');
}

/** `1.2.3.4`, `"1.2.3.4:80"`, `"[::1]"`, `unknown`. */
function renderNode({ address, text, port }: Endpoint, withPort: boolean): string {
  if (address === undefined) return 'unknown';
  const isV6 = text.includes(':');
  const node = isV6 ? `[${text}]` : text;
  if (withPort) return `"${node}:${port}"`;
  return isV6 ? `"${node}"` : node;
}
