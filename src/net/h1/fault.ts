/** What can be wrong with an HTTP/1 message. Faults are values: the parsers never throw because of received bytes. */

/** Reason of a refusal; one per rule of the grammar or of the framing (RFC 9112). */
export type H1FaultCode =
  | 'method'
  | 'uri'
  | 'version'
  | 'status'
  | 'line-end'
  | 'field-name'
  | 'field-value'
  | 'too-large'
  | 'too-many-fields'
  | 'content-length'
  | 'transfer-encoding'
  | 'unsupported-coding'
  | 'unexpected-payload'
  | 'host'
  | 'authority'
  | 'websocket'
  | 'upgrade'
  | 'chunk-size'
  | 'chunk-end'
  | 'truncated';

/** A refused message. `bytes` and `offset` are what `show errors` prints. */
export interface H1Fault {
  readonly code: H1FaultCode;
  /** Status to answer with when it is a request; a response that is refused becomes a 502. */
  readonly status: 400 | 413 | 422;
  /** Position of the first wrong byte in `bytes`. */
  readonly offset: number;
  /** What was received of the head, or the piece of the body that holds the wrong byte. */
  readonly bytes: Buffer;
}

/** Status of the answer to a request with this fault, as HAProxy chooses it. */
export function faultStatus(code: H1FaultCode): 400 | 413 | 422 {
  if (code === 'unexpected-payload') return 413;
  return code === 'unsupported-coding' ? 422 : 400;
}
