/** `compression` and `filter spoe` lines: checked, not executed yet (manual 4.2, 9.3). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type FilterEntry } from '../../catalog/entry.js';
import { PROXY } from '../../catalog/section-set.js';
import type { ArgText } from '../../catalog/text.js';
import { readSpoeFile } from './spoe.js';

/** `filter spoe [engine <name>] config <file>`: HAProxy reads the file while it starts. */
function readSpoe(site: DirectiveSite): undefined {
  let file: ArgText | undefined;
  let engine: string | undefined;
  for (let word = site.words.next(); word; word = site.words.next()) {
    if (word.value === 'engine') engine = site.words.expect(arg.nonEmpty('name'));
    else if (word.value === 'config') {
      file = site.words.expect(arg.any('file', 'the name of a file'));
      if (!file) return;
    } else {
      const message = `'filter spoe' expects 'engine' or 'config' and not '${word.value}'`;
      site.report('arg/unexpected', word.range, message);
      site.words.rest();
      return;
    }
  }
  if (file) readSpoeFile(site, file, engine);
  else site.report('arg/missing', site.words.last, "'filter spoe' expects 'config <file>'");
}

/** `filter cache <name>`, `filter fcgi-app <name>`: a section that must be there. */
function readNamed(kind: 'cache' | 'fcgi-app') {
  return (site: DirectiveSite): undefined => {
    const name = site.words.expect(arg.any('name', `the name of a ${kind} section`));
    if (!name) return;
    if (kind === 'fcgi-app') site.proxy?.extra.set('fcgi-app', name.value);
    site.refersTo(kind, name, `Proxy '${site.sectionName ?? ''}'`);
  };
}

const TRACE_WORDS = ['name', 'random-parsing', 'random-forwarding', 'max-fwd', 'hexdump', 'quiet'] as const;

function readTrace({ words }: DirectiveSite): undefined {
  while (!words.done) {
    const word = words.expect(arg.enumeration('param', TRACE_WORDS));
    if (word === undefined) return;
    if (word === 'name' && words.expect(arg.nonEmpty('name')) === undefined) return;
    if (word === 'max-fwd' && words.expect(arg.uint('max')) === undefined) return;
  }
}

const NO_WORDS = (): undefined => undefined;

function filter(name: string, tag: string, brief: string, since: string, parse: FilterEntry['parse']): FilterEntry {
  const head = { name, tag, brief, since, doc: `9#${name}`, support: 'ignored', why: 'not executed yet' } as const;
  return define.filter({ ...head, ...(parse && { parse }) });
}

/** Rows of filters that only have words. */
export const plannedFilters: readonly FilterEntry[] = [
  filter('cache', 'CACHE', 'Keeps answers.', '1.8', readNamed('cache')),
  filter('comp-req', 'COMP', 'Compresses requests.', '3.4', NO_WORDS),
  filter('comp-res', 'COMP', 'Compresses responses.', '3.4', NO_WORDS),
  filter('compression', 'COMP', 'Compresses messages.', '1.7', NO_WORDS),
  filter('fcgi-app', 'FCGI', 'Speaks FastCGI.', '2.1', readNamed('fcgi-app')),
  filter('spoe', 'SPOE', 'Asks SPOE agents.', '1.7', readSpoe),
  filter('trace', 'TRACE', 'Shows what filters see.', '1.7', readTrace),
];

const ALGORITHMS = ['identity', 'gzip', 'deflate', 'raw-deflate'] as const;

function readCompression(site: DirectiveSite): void {
  const { words } = site;
  const word = words.next();
  switch (word?.value) {
    case 'algo':
    case 'algo-res':
      words.expect(arg.enumeration('algorithm', ALGORITHMS));
      while (!words.done) words.expect(arg.enumeration('algorithm', ALGORITHMS));
      return;
    case 'algo-req':
      words.expect(arg.enumeration('algorithm', ALGORITHMS));
      return;
    case 'type':
    case 'type-req':
    case 'type-res':
      words.expect(arg.nonEmpty('mime type'));
      words.rest();
      return;
    case 'offload':
      if (site.section !== 'defaults') return;
      site.report('keyword/no-effect', word.range, "'compression' : 'offload' is ignored in 'defaults' sections");
      return;
    case 'direction':
      words.expect(arg.enumeration('direction', ['request', 'response', 'both']));
      return;
    case 'minsize-req':
    case 'minsize-res':
      words.expect(arg.size('size'));
      return;
    default:
      if (word) site.report('arg/invalid', word.range, `'compression' has no setting '${word.value}'`);
      else site.report('arg/missing', site.keyword, "'compression' expects 'algo', 'type', 'direction' or 'offload'");
      words.rest();
  }
}

const head = { support: 'ignored', brief: 'Not executed yet.' } as const;

/** Rows of the word. */
export const plannedFilterWords: readonly DirectiveEntry[] = [
  define.directive({
    ...{ ...head, name: 'compression', doc: '4.2#compression', since: '1.5', sections: PROXY },
    ...{ why: 'responses are not compressed yet', usage: 'compression <setting> <value> ...', parse: readCompression },
  }),
];
