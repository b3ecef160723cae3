/** `http-error` lines made of parts: their formats become closures (manual 4.2). */
import type { ProxyDraft } from '../catalog/draft.js';
import type { Format } from '../catalog/site.js';
import type { ErrorReply } from '../model/config/proxy.js';
import { makeReply } from '../model/made-reply.js';
import type { Stream } from '../model/stream.js';
import type { Reply } from '../model/verdict.js';
import type { Scope } from './scope.js';

/** Answers by status; undefined where no line needs one. */
export function compileErrorReplies(
  { config }: ProxyDraft,
  outer: Scope,
): ReadonlyMap<number, (stream: Stream) => Reply> | undefined {
  let replies: Map<number, (stream: Stream) => Reply> | undefined;
  for (const { reply } of config.errors.values()) {
    if (reply === undefined) continue;
    const make = compileReply(reply, outer.with({ label: 'failed to parse http-error' }));
    if (!make) continue;
    replies ??= new Map();
    replies.set(reply.status, make);
  }
  return replies;
}

function compileReply({ status, contentType, body, fields }: ErrorReply, scope: Scope) {
  const text: string | Format | undefined =
    body?.isFormat === true ? scope.compileFormat({ value: body.text, range: body.range }) : (body?.text ?? '');
  const formats = fields.map(([name, format]) => [name.toLowerCase(), scope.compileFormat(format)] as const);
  if (text === undefined || formats.some(([, format]) => format === undefined)) return undefined;
  return (stream: Stream): Reply =>
    makeReply({
      ...{ status, contentType, cause: 'fault', body: typeof text === 'string' ? text : text(stream) },
      fields: formats.map(([name, format]) => [name, format!(stream)]),
    });
}
