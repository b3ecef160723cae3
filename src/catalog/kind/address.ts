/** Socket addresses of `bind`, `server`, `source` and others (manual 11). */
import { type AddressRules, parseAddress } from '../../../grammar/literal/address.js';
import type { SocketAddress } from '../../model/config/address.js';
import type { ArgKind } from './kind.js';

export type { AddressRules };

/** A socket address; `rules` say what it may look like where it stands. */
export function address(
  label: string,
  rules: AddressRules = { port: 'optional', names: true },
): ArgKind<SocketAddress> {
  return {
    label,
    type: 'address',
    expects: rules.port === 'required' ? 'an address with a port' : 'an address',
    optional: false,
    parse(text, site) {
      const parsed = parseAddress(text.value, rules);
      if (parsed.ok) return parsed.value;
      site.report('arg/invalid', text.range, parsed.message);
      return undefined;
    },
  };
}
