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

/** Row of the filter that talks to SPOE agents. */
export const plannedSpoeFilter: FilterEntry = define.filter({
  ...{ name: 'spoe', brief: 'Not executed yet.', tag: 'SPOE', doc: '9#spoe', since: '1.7' },
  ...{ support: 'ignored', why: 'not executed yet', parse: readSpoe },
});

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
