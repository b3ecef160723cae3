/** Answers that are made of parts: `return`, `deny`, `http-error` (manual 4.2, 4.4). */
import type { Reply } from './verdict.js';

/** Parts of an answer; `contentType` counts only where there is a body. */
export interface ReplyParts {
  readonly status: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly contentType: string | undefined;
  readonly cause: Reply['cause'];
}

/** Puts the parts together. Fields without a value are left out, as in HAProxy. */
export function makeReply({ status, fields, body, contentType, cause }: ReplyParts): Reply {
  const all = fields.filter(([, value]) => value !== '');
  all.push(['content-length', String(body.length)]);
  if (body !== '' && contentType !== undefined) all.push(['content-type', contentType]);
  return { status, fields: all, body, cause };
}
