/** Rows of log aliases in few words. */
import type { LogAliasEntry, LogPiece } from '../../../catalog/entry.js';
import { define } from '../../../catalog/entry.js';
import type { Stream } from '../../../model/stream.js';

type Read = (stream: Stream) => LogPiece;
type Extra = Partial<Omit<LogAliasEntry, 'kind' | 'name' | 'brief'>>;

function alias(type: LogAliasEntry['type'], name: string, brief: string, read: Read, extra: Extra): LogAliasEntry {
  return define.logAlias({
    name,
    brief,
    type,
    doc: '8.2.6',
    since: '1.5',
    support: 'full',
    http: false,
    compile: () => read,
    ...extra,
  });
}

/** An alias that is text. */
export function text(name: string, brief: string, read: Read, extra: Extra = {}): LogAliasEntry {
  return alias('str', name, brief, read, extra);
}

/** An alias that is a number. */
export function number(name: string, brief: string, read: Read, extra: Extra = {}): LogAliasEntry {
  return alias('sint', name, brief, read, extra);
}
