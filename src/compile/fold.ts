/**
 * Constant folding: what an expression gives is computed when it is compiled, if its fetch is a constant and its converters
 * look at nothing but their value. A converter that asks its surroundings for anything (maps, tables, servers, keys) while
 * it is compiled may see changes later, so it is left as it is.
 */
import type { Fetch } from '../catalog/entry.js';
import type { CompileSite } from '../catalog/site.js';
import type { Stream } from '../model/stream.js';
import type { Value } from '../model/value.js';

/** What every row may use without being watched. */
const HARMLESS = new Set<PropertyKey>(['report', 'section', 'call']);

/** A site, and whether anything was asked of it that may change. */
export interface WatchedSite<S extends CompileSite> {
  readonly site: S;
  readonly asked: () => boolean;
}

/** Watches what a row asks while it is compiled. */
export function watch<S extends CompileSite>(site: S): WatchedSite<S> {
  let asked = false;
  const watched = new Proxy(site, {
    get(target, name) {
      if (!HARMLESS.has(name)) asked = true;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { site: watched, asked: () => asked };
}

/** Thrown by {@link NO_STREAM}; never leaves this file. */
class NeedsStream extends Error {}

const NO_STREAM = new Proxy({} as Stream, {
  get() {
    throw new NeedsStream();
  },
});

/** What a fetch gives where there is no stream; undefined if it needs one. */
export function evaluateAlone(fetch: Fetch): Value | undefined {
  try {
    return fetch(NO_STREAM);
  } catch (error) {
    if (error instanceof NeedsStream) return undefined;
    throw error;
  }
}

/** The same fetch, computed now; undefined if it needs a stream. */
export function fold(fetch: Fetch): Fetch | undefined {
  try {
    const value = fetch(NO_STREAM);
    return () => value;
  } catch (error) {
    if (error instanceof NeedsStream) return undefined;
    throw error;
  }
}
