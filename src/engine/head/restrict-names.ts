/** `option http-restrict-req-hdr-names` (manual 4.2): names of other characters than letters, digits and hyphens. */
import type { Fields } from '../../model/message.js';

const ODD = /[^A-Za-z0-9-]/;

/** Removes such fields; with `reject`, false if there is one. */
export function restrictNames(fields: Fields, policy: 'delete' | 'reject'): boolean {
  for (let at = fields.names.length - 1; at >= 0; at--) {
    if (!ODD.test(fields.names[at]!)) continue;
    if (policy === 'reject') return false;
    fields.removeAt(at);
  }
  return true;
}
