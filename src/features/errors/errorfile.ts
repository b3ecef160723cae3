/** `errorfile`, `errorfiles`, `errorloc*` and the `http-errors` section (manual 4.2, 12.4). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type Entry } from '../../catalog/entry.js';
import { PROXY } from '../../catalog/section-set.js';
import type { ArgText } from '../../catalog/text.js';
import type { ErrorMessage } from '../../model/config/proxy.js';
import { rawReplyProblem } from '../../model/raw-reply.js';
import { messagesOf, readStatus } from './status.js';

/** Reads a file that holds a whole response; undefined after a report. An empty file means: say nothing. */
export function readErrorFile(site: DirectiveSite, path: ArgText): ErrorMessage | undefined {
  const content = site.readFile(path);
  if (content === undefined) return undefined;
  const { bufferSize } = site.global;
  const isLong = content.length > bufferSize;
  const problem = isLong ? `has more than the ${bufferSize} bytes of a buffer` : rawReplyProblem(content);
  if (content !== '' && problem !== undefined) {
    site.report('file/unreadable', path.range, `'${path.value}' ${problem}`);
    return undefined;
  }
  return { kind: 'file', content, redirectStatus: 0 };
}

const errorfile = define.directive({
  ...{ name: 'errorfile', doc: '4.2#errorfile', brief: 'Answers a status with the bytes of a file.', since: '1.1' },
  ...{ support: 'full', sections: [...PROXY, 'http-errors'], modes: ['http'] },
  usage: 'errorfile <code> <file>',
  parse(site) {
    const code = readStatus(site, site.words.next(), 'errorfile');
    const path = site.words.expect(arg.any('file', 'the name of a file'));
    const message = path && code !== undefined ? readErrorFile(site, path) : undefined;
    if (code !== undefined && message) messagesOf(site).set(code, message);
  },
});

function errorloc(name: string, redirectStatus: 302 | 303, aliases: readonly string[] = []): DirectiveEntry {
  return define.directive({
    ...{
      name,
      aliases,
      doc: `4.2#${name}`,
      brief: `Answers a status with a redirect (${redirectStatus}).`,
      since: '1.1',
    },
    ...{ support: 'full', sections: PROXY, modes: ['http'], moreWords: true },
    usage: `${name} <code> <url>`,
    parse(site) {
      const code = readStatus(site, site.words.next(), name);
      const url = site.words.expect(arg.nonEmpty('url'));
      if (code !== undefined && url !== undefined) {
        messagesOf(site).set(code, { kind: 'location', content: url, redirectStatus });
      }
    },
  });
}

const errorfiles = define.directive({
  ...{ name: 'errorfiles', doc: '4.2#errorfiles', brief: 'Takes answers from an http-errors section.', since: '2.2' },
  ...{ support: 'full', sections: PROXY, modes: ['http'] },
  usage: 'errorfiles <name> [<code> ...]',
  parse(site) {
    const name = site.words.expect(arg.any('name', 'the name of an http-errors section'));
    if (!name) return;
    const codes = site.words.rest().map((text) => readStatus(site, text, 'errorfiles'));
    const section = site.sectionNamed('http-errors', name.value);
    if (!section) {
      site.report('arg/invalid', name.range, `'errorfiles' : there is no http-errors section '${name.value}'`);
      return;
    }
    const messages = (section.get('errors') as ReadonlyMap<number, ErrorMessage> | undefined) ?? new Map();
    for (const code of codes) {
      if (code === undefined || messages.has(code)) continue;
      const message = `'errorfiles' : status ${code} is not declared in the http-errors section '${name.value}'`;
      site.report('proxy/setting-ignored', name.range, message);
    }
    for (const [code, message] of messages) {
      if (codes.length === 0 || codes.includes(code)) messagesOf(site).set(code, message);
    }
  },
});

export const errorFileEntries: readonly Entry[] = [
  define.section({
    ...{ name: 'http-errors', doc: '12.4', brief: 'A set of answers to errors.', since: '2.2' },
    ...{ support: 'full', naming: 'required', repeatable: false },
  }),
  errorfile,
  errorfiles,
  errorloc('errorloc302', 302, ['errorloc']),
  errorloc('errorloc303', 303),
];
