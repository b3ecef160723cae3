/** Socket addresses of `bind`, `server`, `source` and others (manual 11). */
import { type AddressRules, parseAddress } from '../../../grammar/literal/address.js';
import type { SocketAddress } from '../../model/config/address.js';
import type { ParseSite } from '../site.js';
import type { ArgText } from '../text.js';
import type { ArgKind } from './kind.js';

/** Bytes of the path of a unix socket, less those of the name that it is made under. */
const MAX_PATH = 97;

/** A socket address whose host must be known when the process starts. */
export function resolvedAddress(label: string, rules: AddressRules): ArgKind<SocketAddress> {
  const kind = address(label, rules);
  return {
    ...kind,
    parse(text, site) {
      const parsed = kind.parse(text, site);
      if (parsed?.kind === 'tcp' || parsed?.kind === 'udp') needHost(parsed, text, site);
      return parsed;
    },
  };
}

function needHost({ host, family }: SocketAddress, { value, range }: ArgText, site: ParseSite): void {
  const message = `invalid address: '${host}' in '${value}' has no address`;
  site.needsHost?.({ host, family, range, code: 'address/unresolved', message });
}

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
      const expanded = expandVariables(text.value, site);
      if (expanded === '' && text.value !== '') {
        const message = `'${text.value}' resolves to an empty address (environment variable missing?)`;
        site.report('arg/invalid', text.range, message);
        return undefined;
      }
      const parsed = parseAddress(expanded, rules);
      if (!parsed.ok) {
        site.report('arg/invalid', text.range, parsed.message);
        return undefined;
      }
      const { kind, host } = parsed.value;
      if ((kind === 'unix' || kind === 'unix-datagram') && host.length > MAX_PATH) {
        site.report('arg/invalid', text.range, `socket path '${host}' too long (max ${MAX_PATH})`);
      }
      return parsed.value;
    },
  };
}

/**
 * Addresses name variables of the environment outside of quotes, too: `${HOST}:$PORT`. What is not set is empty, as shells
 * have it.
 */
function expandVariables(text: string, { environment }: ParseSite): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$(?:\{([A-Za-z0-9_.]+)\}|([A-Za-z0-9_]+))/g, (_all, braced?: string, bare?: string) => {
    return environment?.(braced ?? bare ?? '') ?? '';
  });
}
