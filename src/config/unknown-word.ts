/** Diagnoses words that are not keywords where they stand: removed, misplaced or misspelled. */
import { rangeOf, type Word } from '../../grammar/config/ast.js';
import type { Catalog } from '../catalog/create-catalog.js';
import { suggest } from '../catalog/derive/suggest.js';
import type { EntryKind, RemovedEntry, Replacement } from '../catalog/entry.js';
import type { Report } from '../catalog/site.js';

const PROXY_SECTIONS = ['defaults', 'frontend', 'listen', 'backend'];

/** `; did you mean 'x'?` or nothing. */
function meant(word: string, candidates: Iterable<string>): string {
  const found = suggest(word, candidates);
  return found === undefined ? '' : `; did you mean '${found}'?`;
}

/** `frontend, listen and backend sections`. */
function sectionList(sections: readonly string[]): string {
  const names = [...new Set(sections)];
  const last = names.pop() ?? '';
  return names.length > 0 ? `${names.join(', ')} and ${last} sections` : `${last} sections`;
}

/** Reports a word that HAProxy once had; false if it never had it. */
export function reportRemoved(
  catalog: Catalog,
  was: RemovedEntry['was'],
  words: readonly Word[],
  at: number,
  report: Report,
): boolean {
  const word = words[at];
  const entry = word && catalog.removed(was, word.value);
  if (!word || !entry) return false;
  const args = words.slice(at + 1).map(({ value }) => value);
  const label = was === 'option' ? `option ${word.value}` : word.value;
  const message = `'${label}' is not supported any more since HAProxy ${entry.removed}`;
  report('keyword/removed', rangeOf(word), message + hintOf(entry.replacement?.(args)));
  return true;
}

function hintOf(replacement: Replacement | undefined): string {
  if (!replacement) return '';
  if ('person' in replacement) return `; ${replacement.person}`;
  const { lines } = replacement;
  return lines.length > 0 ? `; use: ${lines.join(' / ')}` : '; just remove it';
}

/** Reports a keyword that does not stand in this section. `at` is the index of the keyword. */
export function reportUnknownKeyword(
  catalog: Catalog,
  section: string,
  words: readonly Word[],
  at: number,
  report: Report,
): void {
  if (reportRemoved(catalog, 'directive', words, at, report)) return;
  const word = words[at]!;
  const next = words[at + 1];
  const pair = next && `${word.value} ${next.value}`;
  const here = catalog.all('directive').filter((entry) => entry.sections.includes(section));
  const deeper = here.filter((entry) => entry.name.startsWith(`${word.value} `));
  const ofPair = pair ? catalog.named('directive', pair) : [];
  if (deeper.length > 0 && ofPair.length === 0) {
    const seconds = deeper.map((entry) => entry.name.slice(word.value.length + 1));
    const found = next ? `but found '${next.value}'` : 'but found nothing';
    const message = `'${word.value}' expects ${seconds.map((name) => `'${name}'`).join(', ')} ${found}`;
    report('keyword/unknown', rangeOf(next ?? word), message + (next ? meant(next.value, seconds) : ''));
    return;
  }
  const spelled = here.find(
    ({ name }) => name !== word.value && name.replaceAll('_', '-') === word.value.replaceAll('_', '-'),
  );
  if (spelled) {
    const message = `unknown keyword '${word.value}' in '${section}' section; did you mean '${spelled.name}'?`;
    report('keyword/unknown', rangeOf(word), message);
    return;
  }
  const elsewhere = [...catalog.named('directive', word.value), ...ofPair];
  if (elsewhere.length > 0) {
    const places = sectionList(elsewhere.flatMap((entry) => entry.sections));
    // The first word alone may well stand here: `stats admin` is no word of defaults, `stats uri` is.
    const name = deeper.length > 0 && pair ? pair : word.value;
    const message = `unknown keyword '${name}' in '${section}' section; it belongs in ${places}`;
    report('keyword/misplaced', rangeOf(word), message);
    return;
  }
  const names = here.flatMap((entry) => [entry.name.split(' ')[0] ?? '', ...(entry.aliases ?? [])]);
  const candidates = [...names, 'option', ...catalog.all('section').map((entry) => entry.name)];
  const message = `unknown keyword '${word.value}' in '${section}' section`;
  report('keyword/unknown', rangeOf(word), message + meant(word.value, candidates));
}

/** Reports an option that does not exist or not in this section. `at` is the index of the option's name. */
export function reportUnknownOption(
  catalog: Catalog,
  section: string,
  words: readonly Word[],
  at: number,
  report: Report,
): void {
  const word = words[at];
  const own = catalog
    .all('directive')
    .filter(({ name, sections }) => name.startsWith('option ') && sections.includes(section));
  if (word && own.length > 0 && !PROXY_SECTIONS.includes(section)) {
    const hint = meant(
      word.value,
      own.map(({ name }) => name.slice('option '.length)),
    );
    report('keyword/unknown', rangeOf(word), `unknown option '${word.value}'${hint}`);
    return;
  }
  if (!word || !PROXY_SECTIONS.includes(section)) {
    const message = word ? `'option' does not stand in '${section}' sections` : "'option' expects an option name";
    report(word ? 'keyword/misplaced' : 'arg/missing', rangeOf(word ?? words[at - 1]!), message);
    return;
  }
  if (reportRemoved(catalog, 'option', words, at, report)) return;
  const names = catalog.all('option').map((entry) => entry.name);
  report('keyword/unknown', rangeOf(word), `unknown option '${word.value}'${meant(word.value, names)}`);
}

/** Reports a word behind `bind` or `server`. */
export function reportUnknownWord(
  catalog: Catalog,
  kind: Extract<EntryKind, 'bind-word' | 'server-word'>,
  words: readonly Word[],
  at: number,
  label: string,
  report: Report,
): void {
  if (reportRemoved(catalog, kind, words, at, report)) return;
  const word = words[at]!;
  const names = catalog.all(kind).flatMap((entry) => [entry.name, ...(entry.aliases ?? [])]);
  const message = `'${label}' : unknown keyword '${word.value}'`;
  report('keyword/unknown', rangeOf(word), message + meant(word.value, names));
}
