/** Responses of status 103, in front of the one that they announce (manual 4.4 `early-hint`). */
import { Fields, ResponseHead } from '../../model/message.js';
import type { HttpStream } from './http-stream.js';

/** What `early-hint` rules collected: each group of them makes one 103. */
export function sendHints(stream: HttpStream): void {
  const { state } = stream;
  if (state.earlyHints === undefined) return;
  state.beginHints();
  for (const { names, values } of state.hintsBefore ?? []) {
    stream.client.sendInterim(new ResponseHead(11, 103, 'Early Hints', new Fields(names, values)));
  }
  state.hintsBefore = undefined;
  stream.client.flush();
}
