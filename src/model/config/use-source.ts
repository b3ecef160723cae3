/** `source ... usesrc` (manual 4.2, 5.2): whose address servers see instead of ours. */

/** `field`: the address in a header field; `occurrence` counts from 1, or from the end if it is negative; 0 is nowhere. */
export type UseSource =
  | { readonly kind: 'client' | 'clientip' }
  | { readonly kind: 'field'; readonly name: string; readonly occurrence: number }
  | { readonly kind: 'address'; readonly host: string; readonly port: number };

/** HAProxy looks no further from the end. */
const OCCURRENCES_MAX = 10;

/** Reads what stands behind `usesrc`; undefined if it is none of the forms. */
export function parseUseSource(text: string): UseSource | undefined {
  if (text === 'client' || text === 'clientip') return { kind: text };
  const field = /^hdr_ip\(([^,()\s]+)(?:,(-?\d+))?\)$/.exec(text);
  if (Number(field?.[2] ?? 0) < -OCCURRENCES_MAX) return undefined;
  if (field) return { kind: 'field', name: field[1]!.toLowerCase(), occurrence: Number(field[2] ?? -1) };
  const address = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9a-fA-F:.]*?))(?::(\d{1,5}))?$/.exec(text);
  const host = address?.[1] ?? address?.[2] ?? '';
  if (address === null || host === '') return undefined;
  return { kind: 'address', host, port: Number(address[3] ?? 0) };
}
