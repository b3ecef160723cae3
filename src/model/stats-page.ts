/** The statistics page (manual 4.2 `stats enable`) as the engine calls it: a request in, an answer out. */
import type { Proxy } from './proxy.js';
import type { Reply } from './verdict.js';

/** A request that came to a proxy with a statistics page. Texts are latin1 carriers. */
export interface StatsPageRequest {
  /** The proxy whose `stats` lines hold. */
  readonly proxy: Proxy;
  readonly method: string;
  /** Path and query as they came. */
  readonly uri: string;
  /** Value of a field of the request, by lower-case name. */
  readonly field: (name: string) => string | undefined;
  /** The body of a POST, whole; undefined if it did not fit into a buffer. */
  readonly body: string | undefined;
  /** Outcome of `stats admin if`; false without such a line. */
  readonly mayAdminister: boolean;
}

/** Answers a request for the page; undefined for requests that are none. */
export type StatsPage = (request: StatsPageRequest) => Reply | undefined;
