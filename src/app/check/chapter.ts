/** The chapter of the manual for a problem with a word: that of the keyword whose line it stands in. */
import type { ConfigTree, Statement, Word } from '../../../grammar/config/ast.js';
import type { Catalog } from '../../catalog/create-catalog.js';
import type { Diagnostic } from '../../diag/diagnostic.js';
import type { SourceRange } from '../../diag/source-text.js';

/** Codes that say nothing about which word they are about. */
const GENERAL = /^(?:arg|keyword|rule|file|server|http)\//;

const RULESETS = /^(?:tcp-re(?:quest|sponse) (?:connection|session|content)|http-(?:request|response|after-response)) /;
const MOST_WORDS = 3;

function sectionRow(words: readonly string[], kind: string, catalog: Catalog): string | undefined {
  for (let length = Math.min(MOST_WORDS, words.length); length > 0; length--) {
    const rows = catalog.named('directive', words.slice(0, length).join(' '));
    const row = rows.find(({ sections }) => sections.includes(kind)) ?? rows[0];
    if (row) return row.doc;
  }
  return undefined;
}

const LINE_WORDS: Readonly<Record<string, 'bind-word' | 'server-word'>> = {
  bind: 'bind-word',
  server: 'server-word',
  'server-template': 'server-word',
  'default-server': 'server-word',
};

/** Chapter of the word of a `bind` or `server` line that a problem is at, or at whose argument it is. */
function wordChapter({ words }: Statement, { start }: SourceRange, catalog: Catalog): string | undefined {
  const lineWord = LINE_WORDS[words[0]?.value ?? ''];
  if (!lineWord) return undefined;
  const at = words.findIndex((word) => word.start >= start);
  for (const { value } of words.slice(at, at + 1).concat(words.slice(Math.max(at - 1, 1), at))) {
    const row = catalog.find(lineWord, value.replace(/\(.*$/s, ''));
    if (row) return row.doc;
  }
  return undefined;
}

/** Chapter of a statement's keyword, option or action. */
function chapterOf({ words }: Statement, kind: string, catalog: Catalog): string | undefined {
  const values = words.map(({ value }) => value);
  const bare = values.length > 1 && /^(?:no|default)$/.test(values[0]!) ? values.slice(1) : values;
  if (bare[0] === 'option') return catalog.find('option', bare[1] ?? '')?.doc;
  const ruleset = RULESETS.exec(`${bare.slice(0, 2).join(' ')} `)?.[0].trim();
  const action = ruleset === undefined ? undefined : bare[ruleset.split(' ').length]?.replace(/\(.*$/s, '');
  const row = action === undefined ? undefined : catalog.named('action', action)[0];
  return row?.doc ?? sectionRow(bare, kind, catalog);
}

interface Place {
  readonly statement: Statement;
  readonly kind: string;
}

function keyOf({ source, start }: Pick<Word, 'source' | 'start'>): string {
  return `${source.position(start).line} ${source.name}`;
}

/** Gives problems of general codes the chapter of their line's keyword. */
export function withChapters(list: readonly Diagnostic[], tree: ConfigTree, catalog: Catalog): readonly Diagnostic[] {
  const wanted = new Set(list.flatMap(({ code, range }) => (range && GENERAL.test(code) ? [keyOf(range)] : [])));
  if (wanted.size === 0) return list;
  const places = new Map<string, Place>();
  for (const { kind, statements } of tree.sections) {
    for (const statement of statements) {
      const key = keyOf(statement.words[0]!);
      if (wanted.has(key)) places.set(key, { statement, kind });
    }
  }
  return list.map((found) => {
    const place = found.range && GENERAL.test(found.code) ? places.get(keyOf(found.range)) : undefined;
    const { range } = found;
    const doc =
      place &&
      ((range && wordChapter(place.statement, range, catalog)) ?? chapterOf(place.statement, place.kind, catalog));
    return doc === undefined ? found : { ...found, doc };
  });
}
