/** `h1-case-adjust`: how header names are spelt for peers that mind their case (manual 3.1). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import type { SourceRange } from '../../diag/source-text.js';

/** Notes one spelling; false after a report. */
function add(site: DirectiveSite, range: SourceRange, from: string, to: string): boolean {
  const { caseAdjust } = site.global;
  let problem: string | undefined;
  if (from !== from.toLowerCase()) problem = `'${from}' must be in lower case`;
  else if (from !== to.toLowerCase()) problem = `'${from}' and '${to}' may differ in their case only`;
  else if (caseAdjust.has(from)) problem = `'${from}' is adjusted twice`;
  if (problem !== undefined) {
    site.report('arg/invalid', range, `'h1-case-adjust' : ${problem}`);
    return false;
  }
  caseAdjust.set(from, to);
  return true;
}

function parsePair(site: DirectiveSite): void {
  const from = site.words.expect(arg.nonEmpty('from'));
  const to = from === undefined ? undefined : site.words.expect(arg.nonEmpty('to'));
  if (from !== undefined && to !== undefined) add(site, site.words.last, from, to);
}

/** Two names a line; `#` starts a comment line. */
function parseFile(site: DirectiveSite): void {
  const file = site.words.expect(arg.any('hdrs-file', 'the name of a file'));
  const text = file === undefined ? undefined : site.readFile(file);
  if (file === undefined || text === undefined) return;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [from = '', to, more] = line.split(/[ \t]+/);
    if (to === undefined || more !== undefined) {
      site.report('arg/invalid', file.range, `'h1-case-adjust-file' : two names are expected in line '${line}'`);
      return;
    }
    if (!add(site, file.range, from, to)) return;
  }
}

export const caseAdjustEntries: readonly Entry[] = [
  define.directive({
    ...{ name: 'h1-case-adjust', doc: '3.1#h1-case-adjust', brief: 'Spelling of one header name.', since: '2.2' },
    ...{ support: 'full', sections: ['global'], usage: 'h1-case-adjust <from> <to>', parse: parsePair },
  }),
  define.directive({
    ...{ name: 'h1-case-adjust-file', doc: '3.1#h1-case-adjust-file', brief: 'Spelling of header names.' },
    ...{ since: '2.2', support: 'full', sections: ['global'], usage: 'h1-case-adjust-file <hdrs-file>' },
    parse: parseFile,
  }),
];
