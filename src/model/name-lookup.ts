/**
 * Names that are looked up while the process runs (manual 5.3): what rules and the runtime API know of the resolvers. The
 * engine hands itself in when it starts; before that, and in mere checks, every look-up finds nothing.
 */
import type { Ipv4, Ipv6 } from './value.js';

/** What a name server was asked and what came back, in the order of `show resolvers`. */
export const NAMESERVER_COUNTERS = [
  ...(['sent', 'snd_error', 'valid', 'update', 'cname', 'cname_error', 'any_err', 'nx', 'timeout', 'refused'] as const),
  ...(['other', 'invalid', 'too_big', 'truncated', 'outdated'] as const),
] as const;

export type NameserverCounter = (typeof NAMESERVER_COUNTERS)[number];
export type NameserverCounters = Record<NameserverCounter, number>;

/** A section as it is shown. */
export interface ResolversView {
  readonly name: string;
  readonly nameservers: readonly { readonly name: string; readonly counters: Readonly<NameserverCounters> }[];
}

/** What became of an order to follow another name. */
export type FollowOutcome = 'done' | 'same' | 'impossible' | 'no-resolvers' | 'service';

/** The look-up of one name for one stream. */
export interface PendingLookup {
  readonly done: boolean;
  /** Undefined: there is no address, or none yet. */
  readonly address: Ipv4 | Ipv6 | undefined;
}

/** Looks names up in one section. */
export interface NameResolver {
  /** `onDone` is called later, and only if the answer is not at hand. */
  lookup(name: string, family: 4 | 6, onDone: () => void): PendingLookup;
}

const NOTHING: PendingLookup = Object.freeze({ done: true, address: undefined });

/** Sections by name, once the engine is there. */
export class NameLookups {
  #find: (section: string) => NameResolver | undefined;

  constructor() {
    this.#find = () => undefined;
  }

  attach(find: (section: string) => NameResolver | undefined): void {
    this.#find = find;
  }

  lookup(section: string, name: string, family: 4 | 6, onDone: () => void): PendingLookup {
    return this.#find(section)?.lookup(name, family, onDone) ?? NOTHING;
  }
}
