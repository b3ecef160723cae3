/** What a rule says about how to go on. Small numbers: compared per rule and request. */
import type { Stream } from './stream.js';

export const Verdict = {
  /** Go on with the next rule. */
  Continue: 0,
  /** No more rules of this ruleset (allow, accept). */
  Stop: 1,
  /** `stream.reply` holds the answer; nothing is forwarded (return, redirect, deny, auth ...). */
  Reply: 2,
  /** Refuse: the engine closes the connection or answers with the status that `stream.reply` holds, if any. */
  Deny: 3,
  /** Drop the connection without a word (silent-drop). */
  Drop: 4,
  /** Not decidable yet: the same rule runs again when more data, time or the end of input has come. */
  Yield: 5,
  /** An internal error happened: 500. */
  Error: 6,
} as const;

export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** A local answer. */
export interface Reply {
  readonly status: number;
  /** Reason phrase; the usual one of the status if undefined. */
  readonly reason?: string | undefined;
  /** Names as they go on the wire (lower case). */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Latin1 carrier. The engine adds `content-length` only where it is not among `fields` already (nor `raw`). */
  readonly body: string;
  /**
   * The answer is the error page of `status`, looked up by the engine when it answers: the backend's, the frontend's, the
   * built-in one. `fields` follow those of the page; `reason` and `body` are not used.
   */
  readonly page?: boolean;
  /** The connection is closed behind it. */
  readonly close?: boolean;
  /** Version of its status line, 10 or 11; 11 if not given. */
  readonly version?: number;
  /** Its length is not told beforehand. */
  readonly chunked?: boolean;
  /** Read from a file: no `content-length` is added where it has none. */
  readonly raw?: boolean;
  /** What kind of end the log shows for it (PR-- for deny, LR-- for return and redirect). */
  readonly cause: 'deny' | 'tarpit' | 'local' | 'redirect' | 'auth' | 'monitor' | 'fault';
  /** Part of this process that made it in place of a server, as logs name it: `PROMEX`. Rules of responses see it. */
  readonly service?: string;
  /** Made anew for each stream: the answer that takes the place of this one. */
  readonly make?: (stream: Stream) => Reply;
  /** Tarpit (`cause: 'tarpit'`): the engine answers after `timeout tarpit`, or after this time if it is given. */
  readonly delayMs?: number;
}
