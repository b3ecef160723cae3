/** Whole responses in a file: `errorfile` and its kin (manual 4.2). */
import type { Reply } from './verdict.js';

/** Fields that belong to the connection and not to the message. */
const NOT_KEPT: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding']);

/** An empty file (such as /dev/null) means: no answer at all, only the end of the connection. */
export const SILENT: Reply = Object.freeze({ status: 0, fields: [], body: '', cause: 'fault', close: true });

const STATUS_LINE = /^HTTP\/([0-9])\.([0-9])[ \t]+([0-9]{3})(?:[ \t]+(.*))?$/;

/** Takes status line, fields and body apart; undefined if it is no response. */
export function parseRawReply(text: string, cause: Reply['cause']): Reply | undefined {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const [first = '', ...lines] = head.split(/\r?\n/);
  const match = STATUS_LINE.exec(first);
  if (!match) return undefined;
  const fields: [string, string][] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (colon > 0 && !NOT_KEPT.has(name)) fields.push([name, line.slice(colon + 1).trim()]);
  }
  return {
    status: Number(match[3]),
    reason: match[4] ?? '',
    version: Number(match[1]) * 10 + Number(match[2]),
    fields,
    body: end ? text.slice(end.index + end[0].length) : '',
    raw: true,
    cause,
  };
}

const FIELD = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:|[ \t])/;

/** What is wrong with the text of a whole response, in words that follow its name; undefined if it can be sent as it is. */
export function rawReplyProblem(text: string): string | undefined {
  const end = /\r?\n\r?\n/.exec(text);
  const [first = '', ...lines] = (end ? text.slice(0, end.index) : text).split(/\r?\n/);
  const [, , , status] = STATUS_LINE.exec(first) ?? [];
  if (status === undefined) return 'does not start with an HTTP status line';
  if (Number(status) < 200) return `has the status ${status}, which ends nothing`;
  if (!end) return 'has no empty line behind its head';
  const wrong = lines.find((line) => !FIELD.test(line));
  if (wrong !== undefined) return `has a line in its head that is no field: ${wrong.slice(0, 60)}`;
  if (lines.some((line) => /^transfer-encoding:/i.test(line))) return 'is chunked, which is not supported';
  const size = text.length - end.index - end[0].length;
  const length = lines
    .map((line) => /^content-length:[ \t]*(\d+)/i.exec(line)?.[1])
    .find((found) => found !== undefined);
  return length === undefined || Number(length) === size
    ? undefined
    : `announces ${length} bytes of content and has ${size}`;
}
