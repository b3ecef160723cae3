/** `stick on`, `stick match`, `stick store-request`, `stick store-response` (manual 4.2). Compiled with the proxy. */
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { StickRuleDraft } from '../../catalog/draft.js';
import { type DirectiveEntry, define } from '../../catalog/entry.js';
import { NOT_BACK, OWN_BACK } from '../../catalog/section-set.js';
import { argText, wordOf } from '../../catalog/text.js';

/** Words that end the pattern. */
const ENDS: ReadonlySet<string> = new Set(['table', 'if', 'unless']);

function readRule(kind: StickRuleDraft['kind'], site: DirectiveSite): void {
  const { words, proxy } = site;
  const pattern = [];
  for (let word = words.peek(); word && !ENDS.has(word.value); word = words.peek()) {
    pattern.push(wordOf(word));
    words.next();
  }
  if (pattern.length === 0) {
    site.report('arg/missing', site.keyword, `'stick ${kind}' expects <pattern>, a sample expression`);
    words.rest();
    return;
  }
  const named = words.take('table');
  const table = named ? words.next() : undefined;
  if (named && !table) site.report('arg/missing', words.last, `'stick ${kind}' : 'table' expects <table>`);
  const conditional = !words.done;
  const condition = site.condition();
  if (!proxy || (conditional && !condition)) return;
  const rules = (proxy.extra.get('stick rules') as StickRuleDraft[] | undefined) ?? [];
  const range = argText(site.statement.words[0]!).range;
  proxy.extra.set('stick rules', [...rules, { kind, pattern, table, condition, range }]);
}

function row(kind: StickRuleDraft['kind'], brief: string): DirectiveEntry {
  return define.directive({
    ...{ name: `stick ${kind}`, brief, doc: `4.2#stick ${kind}`, since: '1.4', support: 'full' },
    ...{ sections: OWN_BACK, ignoredIn: NOT_BACK },
    usage: `stick ${kind} <pattern> [table <table>] [{if | unless} <condition>]`,
    parse: (site) => readRule(kind, site),
  });
}

export const entries: readonly DirectiveEntry[] = [
  row('on', 'Learns which server clients were sent to, and sends them there again.'),
  row('match', 'Sends clients to the server of their entry.'),
  row('store-request', 'Learns the server under a key of the request.'),
  row('store-response', 'Learns the server under a key of the response.'),
];
