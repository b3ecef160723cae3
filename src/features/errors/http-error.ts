/** `http-error`: an answer made of parts (manual 4.2). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { PROXY } from '../../catalog/section-set.js';
import type { ErrorMessage, ErrorReply } from '../../model/config/proxy.js';
import { readErrorFile } from './errorfile.js';
import { messagesOf, readStatus } from './status.js';

interface Parts {
  status: number | undefined;
  contentType: string | undefined;
  body: ErrorReply['body'];
  fields: ErrorReply['fields'];
  /** A whole message instead of parts. */
  whole: ErrorMessage | undefined;
  /** Messages of an `http-errors` section. */
  section: ReadonlyMap<number, ErrorMessage> | undefined;
  reset: boolean;
  /** The word that says where the message comes from. */
  source: string | undefined;
}

function readBody(site: DirectiveSite, word: string): ErrorReply['body'] {
  const text = site.words.expect(arg.any('payload'));
  if (!text) return undefined;
  const isFile = word === 'file' || word === 'lf-file';
  const content = isFile ? site.readFile(text) : text.value;
  return content === undefined ? undefined : { text: content, isFormat: word.startsWith('lf-'), range: text.range };
}

function readSection(site: DirectiveSite, parts: Parts): void {
  const name = site.words.expect(arg.any('name', 'the name of an http-errors section'));
  const section = name && site.sectionNamed('http-errors', name.value);
  if (name && !section) {
    site.report('arg/invalid', name.range, `'http-error' : there is no http-errors section '${name.value}'`);
  }
  parts.section = (section?.get('errors') as ReadonlyMap<number, ErrorMessage> | undefined) ?? new Map();
}

/** A message has one source; false after a report. */
function isFirst(site: DirectiveSite, parts: Parts, word: string): boolean {
  const { source } = parts;
  parts.source = word;
  if (source === undefined) return true;
  site.report('arg/unexpected', site.words.last, `'http-error' : '${word}' cannot stand beside '${source}'`);
  return false;
}

/** Takes one word; false after a report. */
function readWord(site: DirectiveSite, parts: Parts, word: string): boolean {
  const { words } = site;
  switch (word) {
    case 'status':
      parts.status = readStatus(site, words.next(), 'http-error status');
      return parts.status !== undefined;
    case 'content-type':
      parts.contentType = words.expect(arg.nonEmpty('type'));
      return true;
    case 'default-errorfiles':
      if (!isFirst(site, parts, word)) return false;
      parts.reset = true;
      return true;
    case 'errorfile': {
      if (!isFirst(site, parts, word)) return false;
      const path = words.expect(arg.any('file', 'the name of a file'));
      parts.whole = path && readErrorFile(site, path);
      return true;
    }
    case 'errorfiles':
      if (!isFirst(site, parts, word)) return false;
      readSection(site, parts);
      return true;
    case 'file':
    case 'lf-file':
    case 'string':
    case 'lf-string':
      if (!isFirst(site, parts, word)) return false;
      parts.body = readBody(site, word);
      return true;
    case 'hdr': {
      const field = words.expectAll([arg.fieldName('name'), arg.any('fmt')]);
      if (field) parts.fields = [...parts.fields, [field[0], field[1]]];
      return true;
    }
    default:
      site.report('arg/unexpected', words.last, `'http-error' cannot handle unexpected argument '${word}'`);
      return false;
  }
}

function parse(site: DirectiveSite): void {
  const parts: Parts = {
    ...{ status: undefined, contentType: undefined, body: undefined, fields: [], reset: false },
    ...{ whole: undefined, section: undefined, source: undefined },
  };
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (!readWord(site, parts, word.value)) {
      site.words.rest();
      return;
    }
  }
  store(site, parts);
}

function store(site: DirectiveSite, { status, contentType, body, fields, section, reset, ...parts }: Parts): void {
  if (status === undefined) {
    site.report('arg/missing', site.keyword, "'http-error' expects 'status <code>'");
    return;
  }
  if (body && body.text !== '' && contentType === undefined) {
    site.report('arg/missing', site.keyword, "'http-error' : a payload needs a 'content-type'");
    return;
  }
  if (contentType !== undefined && parts.source === undefined) {
    const message = `'http-error' : content-type '${contentType}' is ignored, as there is no payload`;
    site.report('proxy/setting-ignored', site.keyword, message);
  }
  const messages = messagesOf(site);
  const whole = parts.whole ?? section?.get(status);
  if (whole) messages.set(status, whole);
  else if (reset || section) messages.delete(status);
  else {
    // The status alone makes an empty answer (haproxy 2.6).
    const reply: ErrorReply = { status, contentType: body?.text ? contentType : undefined, body, fields };
    messages.set(status, { kind: 'reply', content: body?.text ?? '', redirectStatus: 0, reply });
  }
}

export const httpErrorEntries: readonly Entry[] = [
  define.directive({
    ...{ name: 'http-error', doc: '4.2#http-error', brief: 'Answers a status with parts of your own.', since: '2.2' },
    ...{ support: 'full', sections: PROXY, modes: ['http'] },
    usage:
      'http-error status <code> [content-type <type>] [ { default-errorfiles | errorfile <file> | errorfiles <name> | ' +
      'file <file> | lf-file <file> | string <str> | lf-string <fmt> } ] [ hdr <name> <fmt> ]*',
    parse,
  }),
];
