/** How rows of server words are made. */
import type { ArgKind, Values } from '../../catalog/arg.js';
import { define, type ServerWordEntry } from '../../catalog/entry.js';
import type { ParseSite } from '../../catalog/site.js';
import type { ServerConfig } from '../../model/config/server.js';

type Rest = Partial<
  Pick<ServerWordEntry, 'since' | 'support' | 'why' | 'harmless' | 'aliases' | 'usable' | 'experimental'>
>;

/** Accepted, and of no effect on what clients see. */
export const tuning = { support: 'ignored', why: 'the runtime decides', harmless: true } as const;
/** Accepted with a warning. */
export const later = { support: 'ignored', why: 'not executed yet' } as const;

/** A word of `server` lines; `apply` gets the values of its arguments and, last, the site. */
export function serverWord<const A extends readonly ArgKind<unknown>[]>(
  name: string,
  brief: string,
  args: A,
  apply: (server: ServerConfig, values: Values<A>, site: ParseSite) => void,
  rest: Rest = {},
): ServerWordEntry {
  return define.serverWord({
    ...{ name, brief, doc: `5.2#${name}`, since: '1.5', support: 'full', usable: 'both', ...rest },
    ...{ args, apply },
  });
}

/** A word that is only taken. */
export function unusedWord(
  name: string,
  brief: string,
  args: readonly ArgKind<unknown>[],
  rest: Rest = later,
): ServerWordEntry {
  return serverWord(name, brief, args, () => {}, rest);
}
