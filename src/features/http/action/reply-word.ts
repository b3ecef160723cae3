/**
 * Words of `return`, `deny` and `tarpit` (manual 4.4 `return`): what the local answer is made of.
 */
import { arg } from '../../../catalog/arg.js';
import type { ActionSite } from '../../../catalog/directive-site.js';
import type { Format } from '../../../catalog/site.js';
import type { ArgText } from '../../../catalog/text.js';
import { makeReply } from '../../../model/made-reply.js';
import { parseRawReply, rawReplyProblem, SILENT } from '../../../model/raw-reply.js';
import { PAGE_STATUSES } from '../../../model/reason.js';
import type { Stream } from '../../../model/stream.js';
import type { Reply } from '../../../model/verdict.js';

/** Where the body comes from. */
type Source = 'none' | 'page' | 'errorfile' | 'errorfiles' | 'file' | 'lf-file' | 'string' | 'lf-string';

interface Draft {
  status: number | undefined;
  contentType: string | undefined;
  source: Source;
  text: ArgText | undefined;
  fields: (readonly [name: string, value: Format])[];
}

export interface ReplyDefaults {
  readonly status: number;
  readonly cause: Reply['cause'];
  /** Without words about the content the answer is the error page of the status. */
  readonly page: boolean;
}

/** Builds the answer of a stream. */
export type ReplyMaker = (stream: Stream) => Reply;

const STATUS = arg.sint('status', { min: 200, max: 599 });

/** Fields that an answer has by itself. */
const MADE_HERE: ReadonlySet<string> = new Set(['content-length', 'content-type', 'transfer-encoding']);

function passOver(site: ActionSite, message: string): void {
  site.report('http/reply-word', site.keyword, message);
}

function takeSource(site: ActionSite, draft: Draft, source: Source): boolean {
  if (draft.source !== 'none') {
    site.report('arg/unexpected', site.words.last, `'${source}' stands beside another source of the answer`);
    return false;
  }
  draft.source = source;
  if (source === 'page') return true;
  draft.text = site.words.expect(arg.any(source === 'errorfiles' ? 'name' : source));
  if (draft.text?.value) return true;
  if (draft.text) site.report('arg/missing', site.words.last, `'${source}' expects a value that is not empty`);
  return false;
}

/** Takes one word and what belongs to it; false after a report. */
function takeWord(site: ActionSite, draft: Draft): boolean {
  const word = site.words.next();
  switch (word?.value) {
    case 'status':
      draft.status = site.words.expect(STATUS);
      return draft.status !== undefined;
    case 'content-type':
      draft.contentType = site.words.expect(arg.nonEmpty('type'));
      return draft.contentType !== undefined;
    case 'hdr': {
      const name = site.words.expect(arg.fieldName('name'))?.toLowerCase();
      const value = name === undefined ? undefined : site.format();
      if (name === undefined || !value) return false;
      if (MADE_HERE.has(name)) passOver(site, `header '${name}' has no effect: it follows from the answer itself`);
      else draft.fields.push([name, value]);
      return true;
    }
    case 'default-errorfiles':
      return takeSource(site, draft, 'page');
    case 'errorfile':
    case 'errorfiles':
    case 'file':
    case 'lf-file':
    case 'string':
    case 'lf-string':
      return takeSource(site, draft, word.value);
    default:
      site.report('arg/unexpected', word?.range ?? site.keyword, `'${word?.value ?? ''}' is no word of an answer`, {
        remedy: word?.value === '{' ? "write 'if' or 'unless' in front of the condition" : undefined,
      });
      return false;
  }
}

/** Only statuses with a page can be answered with one. */
function checkPageStatus(site: ActionSite, status: number): boolean {
  if (PAGE_STATUSES.has(status)) return true;
  site.report('http/status', site.keyword, `there is no error page for status ${status}`);
  return false;
}

/**
 * The message of a file; an empty one (such as /dev/null) closes without a word. The log tells the status of the rule,
 * whatever the file says (haproxy 2.6).
 */
function wholeReply(content: string, status: number, cause: Reply['cause']): Reply | undefined {
  const reply = content === '' ? SILENT : parseRawReply(content, cause);
  return reply && Object.freeze({ ...reply, status, cause, make: () => reply });
}

function compileFile(site: ActionSite, text: ArgText, status: number, cause: Reply['cause']): ReplyMaker | undefined {
  if (!checkPageStatus(site, status)) return undefined;
  const content = site.readFile(text);
  if (content === undefined) return undefined;
  const problem = content === '' ? undefined : rawReplyProblem(content);
  const reply = problem === undefined ? wholeReply(content, status, cause) : undefined;
  if (reply) return () => reply;
  site.report('arg/invalid', text.range, `'${text.value}' ${problem ?? 'holds no HTTP response'}`);
  return undefined;
}

/** Text of the body, constant or per request; undefined after a report. */
function compileBody(site: ActionSite, draft: Draft): string | Format | undefined {
  const text = draft.text;
  if (text === undefined) return '';
  const content = draft.source === 'file' || draft.source === 'lf-file' ? site.readFile(text) : text.value;
  if (content === undefined) return undefined;
  const dynamic = draft.source === 'lf-file' || draft.source === 'lf-string';
  if (content === '' && draft.contentType !== undefined) {
    passOver(site, `content-type '${draft.contentType}' has no effect on an answer without body`);
  }
  if (content !== '' && draft.contentType === undefined) {
    site.report('arg/missing', text.range, `a body needs a 'content-type'`);
    return undefined;
  }
  return dynamic ? site.compileFormat({ value: content, range: text.range }) : content;
}

function compileContent(site: ActionSite, draft: Draft, status: number, cause: Reply['cause']): ReplyMaker | undefined {
  const body = compileBody(site, draft);
  if (body === undefined) return undefined;
  const { fields: formats, contentType } = draft;
  return (stream) =>
    makeReply({
      ...{ status, contentType, cause, body: typeof body === 'string' ? body : body(stream) },
      fields: formats.map(([name, value]) => [name, value(stream)]),
    });
}

/** `deny_status` in front of all other words is an older name of `status`; alone it asks for an error page. */
function takeOldStatus(site: ActionSite, draft: Draft, isRefusal: boolean): boolean {
  if (!isRefusal || !site.words.take('deny_status')) return true;
  draft.status = site.words.expect(STATUS);
  return draft.status !== undefined;
}

/** Words that the kind of answer leaves no room for; false after a report of an error. */
function checkWords(site: ActionSite, draft: Draft, status: number): boolean {
  const { source, contentType, fields } = draft;
  const isWhole = source === 'page' || source === 'errorfile' || source === 'errorfiles';
  if (isWhole && fields.length > 0) passOver(site, 'fields have no effect on an answer from an error file');
  if (contentType !== undefined && (isWhole || source === 'none')) {
    const why = isWhole ? 'from an error file' : 'without body';
    passOver(site, `content-type '${contentType}' has no effect on an answer ${why}`);
  }
  if (isWhole || source === 'none' || (status !== 204 && status !== 304)) return true;
  site.report('arg/unexpected', draft.text?.range ?? site.keyword, `answers of status ${status} have no body`);
  return false;
}

/** Takes all words of the rule; undefined after a report. */
export function compileReply(site: ActionSite, defaults: ReplyDefaults): ReplyMaker | undefined {
  const draft: Draft = { status: undefined, contentType: undefined, source: 'none', text: undefined, fields: [] };
  if (!takeOldStatus(site, draft, defaults.page)) return undefined;
  // Without any other word the answer is a page; `status` alone makes an empty one (manual 4.4 `deny`, haproxy 2.6).
  const isPage = defaults.page && site.words.done;
  while (!site.words.done) if (!takeWord(site, draft)) return undefined;
  const status = draft.status ?? defaults.status;
  if (!checkWords(site, draft, status)) return undefined;
  const { cause } = defaults;
  if (draft.source === 'page' || isPage) {
    const reply: Reply = Object.freeze({ status, fields: [], body: '', page: true, cause });
    return checkPageStatus(site, status) ? () => reply : undefined;
  }
  if (draft.source === 'errorfile') return compileFile(site, draft.text!, status, cause);
  if (draft.source === 'errorfiles') return compileErrorSection(site, draft.text!, status, cause);
  return compileContent(site, draft, status, cause);
}

/** `errorfiles <name>`: the file for this status of an `http-errors` section. */
function compileErrorSection(
  site: ActionSite,
  name: ArgText,
  status: number,
  cause: Reply['cause'],
): ReplyMaker | undefined {
  if (!checkPageStatus(site, status)) return undefined;
  const section = site.errorFiles?.(name.value);
  if (!section) {
    site.report('arg/invalid', name.range, `there is no http-errors section '${name.value}'`);
    return undefined;
  }
  const content = section.get(status);
  if (content === undefined) {
    passOver(site, `http-errors section '${name.value}' has no answer for status ${status}`);
    const empty: Reply = Object.freeze({ status, fields: [], body: '', cause });
    return () => empty;
  }
  const reply = wholeReply(content, status, cause);
  return reply && (() => reply);
}
