/** Limits and tolerance of the HTTP/1 parsers, decided by the configuration. */

/** One record per proxy and side; shared by all of its parsers. */
export interface H1Settings {
  /** Largest head in bytes: `tune.bufsize` - `tune.maxrewrite`. */
  readonly maxHeadBytes: number;
  /** `tune.http.maxhdr`; the first line counts. */
  readonly maxHeaders: number;
  /** `option accept-unsafe-violations-in-http-request` or `-response`. */
  readonly relaxed: boolean;
  /** Global `h1-accept-payload-with-any-method`. */
  readonly anyMethodPayload: boolean;
  /** Global `h1-do-not-close-on-insecure-transfer-encoding`. */
  readonly keepInsecureTransferEncoding: boolean;
}

/** HAProxy's defaults: 16384 - 1024 bytes, 101 lines, strict. */
export const DEFAULT_H1_SETTINGS: H1Settings = Object.freeze({
  maxHeadBytes: 16384 - 1024,
  maxHeaders: 101,
  relaxed: false,
  anyMethodPayload: false,
  keepInsecureTransferEncoding: false,
});
