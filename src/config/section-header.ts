/** Reads the header of a section: its name and the `defaults` that it starts from (manual 4). */
import { rangeOf, type Section, type Word } from '../../grammar/config/ast.js';
import type { ProxyDraft } from '../catalog/draft.js';
import type { SectionEntry } from '../catalog/entry.js';
import type { ReadContext } from './read-context.js';

/** First character that must not stand in a name. */
function badCharacter(name: string): string | undefined {
  return /[^A-Za-z0-9_.:-]/.exec(name)?.[0];
}

/** Sections whose headers may go on with `from`, or with addresses of old times. */
const PROXY_LIKE: readonly string[] = ['defaults', 'frontend', 'backend', 'listen'];

/** The name behind the keyword; undefined if there is none, or after a report. */
export function readName(context: ReadContext, section: Section, entry: SectionEntry): string | undefined {
  const { diagnostics } = context;
  const [keyword, word] = section.header.words as readonly [Word, Word?];
  if (!word || (entry.naming === 'optional' && word.value === 'from')) {
    if (entry.naming === 'required') {
      const message = `'${section.kind}' expects a name`;
      diagnostics.report('section/name', rangeOf(keyword), message);
    }
    return undefined;
  }
  if (entry.naming === 'none') {
    const message = `'${section.kind}' cannot handle unexpected argument '${word.value}'`;
    diagnostics.report('arg/unexpected', rangeOf(word), message);
    return undefined;
  }
  const bad = entry.anyName ? undefined : badCharacter(word.value);
  const more = section.header.words[2];
  if (more && !entry.moreWords && !PROXY_LIKE.includes(section.kind)) {
    const message = `'${section.kind}' cannot handle unexpected argument '${more.value}'`;
    diagnostics.report('arg/unexpected', rangeOf(more), message);
  }
  if (bad !== undefined) {
    const message = `character '${bad}' is not permitted in ${section.kind} name '${word.value}'`;
    diagnostics.report('name/characters', rangeOf(word), message);
  }
  return word.value;
}

/** The defaults that a proxy or another `defaults` starts from; checks the words behind the name. */
export function readFrom(
  context: ReadContext,
  section: Section,
  name: string | undefined,
  fallback: ProxyDraft | undefined,
): ProxyDraft | undefined {
  const { words } = section.header;
  const at = name === undefined ? 1 : 2;
  const word = words[at];
  if (!word) return fallback;
  if (word.value !== 'from') {
    const isAddress = section.kind === 'frontend' || section.kind === 'listen' || section.kind === 'backend';
    const message = isAddress
      ? `'${section.kind}' does not take '${word.value}'; please use the 'bind' keyword for listening addresses`
      : `'${section.kind}' cannot handle unexpected argument '${word.value}'`;
    const code = section.kind === 'defaults' ? 'section/excess-word' : 'arg/unexpected';
    context.diagnostics.report(code, rangeOf(word), message);
    return fallback;
  }
  const named = words[at + 1];
  const extra = words[at + 2];
  if (extra) {
    const message = `'${section.kind}' cannot handle unexpected argument '${extra.value}'`;
    context.diagnostics.report('arg/unexpected', rangeOf(extra), message);
  }
  return findDefaults(context, section, word, named, fallback);
}

function findDefaults(
  { defaults, diagnostics }: ReadContext,
  section: Section,
  word: Word,
  named: Word | undefined,
  fallback: ProxyDraft | undefined,
): ProxyDraft | undefined {
  if (!named) {
    diagnostics.report('arg/missing', rangeOf(word), "'from' expects the name of a defaults section");
    return fallback;
  }
  const found = defaults.filter((entry) => entry.name === named.value);
  if (found.length === 1) return found[0]?.draft;
  const what = `${section.kind} '${section.header.words[1]?.value ?? ''}'`;
  if (found.length === 0) {
    const message = `defaults section '${named.value}' not found for ${what}`;
    diagnostics.report('defaults/unknown', rangeOf(named), message);
  } else {
    const message = `ambiguous defaults section name '${named.value}' referenced by ${what} exists more than once`;
    diagnostics.report('defaults/ambiguous', rangeOf(named), message);
  }
  return found[0]?.draft ?? fallback;
}
