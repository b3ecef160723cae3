/** `capture request header`, `capture response header`: values for logs, cut to the declared length (manual 8.8). */
import type { Fields } from '../../model/message.js';

/** Fills the slots that have a name; the last field of a name wins. */
export function captureFields(
  fields: Fields,
  slots: readonly { readonly name: string | undefined; readonly length: number }[],
  into: (string | undefined)[],
): void {
  for (let at = 0; at < slots.length; at++) {
    const { name, length } = slots[at]!;
    if (name === undefined) continue;
    const index = fields.names.lastIndexOf(name);
    if (index >= 0) into[at] = fields.values[index]!.slice(0, length);
  }
}
