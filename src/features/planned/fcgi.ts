/** `fcgi-app` sections and `use-fcgi-app` (manual 10.1). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite, SectionSite } from '../../catalog/directive-site.js';
import { define, type Entry } from '../../catalog/entry.js';
import { OWN_BACK } from '../../catalog/section-set.js';
import { compileRegex } from '../../model/regex/compile-regex.js';
import { type PlannedSection, sectionRow, wordRow } from './section-word.js';

const app: PlannedSection = {
  ...{ name: 'fcgi-app', doc: '10.1.1', since: '2.1', naming: 'required', brief: 'An application behind FastCGI.' },
  why: 'FastCGI is not spoken yet',
};

function finish({ name, range, data, report }: SectionSite): void {
  if (data.has('docroot')) return;
  report('section/incomplete', range, `fcgi-app '${name ?? ''}' has no docroot`, { remedy: "add 'docroot <path>'" });
}

/** The condition at the end of a rule. */
function readCondition(site: DirectiveSite): void {
  const condition = site.condition();
  if (condition) site.checkLater({ use: 'be-http-request', condition });
}

function readParam(site: DirectiveSite): void {
  const found = site.words.expectAll([arg.nonEmpty('name'), arg.any('fmt', 'a log-format string')]);
  if (!found) return;
  site.checkLater({ use: 'be-http-request', format: found[1] });
  readCondition(site);
}

function readHeader(site: DirectiveSite): void {
  if (site.words.expect(arg.nonEmpty('name')) !== undefined) readCondition(site);
}

/** Script name and path info come from the groups. */
function readPathInfo({ words, report }: DirectiveSite): void {
  const regex = words.expect(arg.any('regex', 'a regular expression'));
  if (!regex) return;
  const { problem } = compileRegex(regex.value);
  if (problem !== undefined) report('arg/invalid', regex.range, `'path-info' : ${problem} in '${regex.value}'`);
}

function option(name: string, brief: string): Entry {
  return wordRow(app, { name: `option ${name}`, brief, negatable: true });
}

export const fcgiEntries: readonly Entry[] = [
  sectionRow(app, { holdsProxy: true, finish }),
  wordRow(app, { name: 'docroot', brief: 'Folder of scripts.', args: [arg.nonEmpty('path')] }),
  wordRow(app, { name: 'index', brief: 'Script of folders.', args: [arg.nonEmpty('script-name')] }),
  wordRow(app, { name: 'path-info', brief: 'Cuts paths.', usage: '<regex>', parse: readPathInfo }),
  wordRow(app, {
    ...{ name: 'pass-header', brief: 'Header that is passed on.', usage: '<name> [{if | unless} <condition>]' },
    parse: readHeader,
  }),
  wordRow(app, {
    ...{ name: 'set-param', brief: 'Parameter of requests.', usage: '<name> <fmt> [{if | unless} <condition>]' },
    parse: readParam,
  }),
  option('get-values', 'Asks the application for its limits.'),
  option('keep-conn', 'Keeps connections.'),
  option('mpxs-conns', 'Several requests on a connection.'),
  wordRow(app, { name: 'option max-reqs', brief: 'Most requests at once.', args: [arg.uint('reqs', { min: 1 })] }),
  define.directive({
    ...{ name: 'use-fcgi-app', doc: '10.1.2#use-fcgi-app', brief: 'Application of the backend.', since: '2.1' },
    ...{ support: 'refused', why: app.why, sections: OWN_BACK, usage: 'use-fcgi-app <name>' },
    parse(site) {
      const name = site.words.expect(arg.any('name', 'the name of a fcgi-app section'));
      if (name) site.proxy?.extra.set('fcgi-app', name.value);
      if (name) site.refersTo('fcgi-app', name, `Proxy '${site.sectionName ?? ''}'`);
    },
  }),
];
