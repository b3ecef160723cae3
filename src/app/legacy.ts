/** `--legacy`: lines of old versions are read as the modern ones, in memory; every one is told, at its place in the file. */
import type { Diagnostics } from '../diag/diagnostic.js';
import { SourceText } from '../diag/source-text.js';
import { type MigratedLine, type Migration, migrateConfigs } from '../migrate/migrate-config.js';

/** What a statement is known by: its first word, or two where the first one says nothing. */
const SAYING = /^(?:(?:no|option|timeout|stats|mode|listen|frontend|backend)[ \t]+)?\S+/;

function describe({ before, after, reviews }: MigratedLine): string {
  const word = SAYING.exec(before)![0];
  const modern = after.length === 0 ? `'${word}' is left out` : `'${word}' is read as: ${after.join(' / ')}`;
  return [modern, ...reviews.map((review) => `check ${review}`)].join('; ');
}

/** The texts in modern words. Ranges in them tell lines and columns of the files as they are. */
export function translateLegacy(
  sources: readonly SourceText[],
  isSection: (name: string) => boolean,
  diagnostics: Diagnostics,
): readonly SourceText[] {
  const texts = sources.map(({ text }) => text);
  const migrations = migrateConfigs(texts, isSection);
  return sources.map((source, index) => translateSource(source, migrations[index]!, diagnostics));
}

function translateSource(
  source: SourceText,
  { text, origins, changes, notes }: Migration,
  diagnostics: Diagnostics,
): SourceText {
  for (const change of changes) {
    const { start, end, before, after } = change;
    if (after.length === 1 && after[0] === before) continue;
    diagnostics.report('legacy/translated', { source, start, end }, describe(change));
  }
  for (const { at, text: note } of notes) {
    diagnostics.report('legacy/translated', { source, start: at, end: at }, note);
  }
  return text === source.text ? source : new SourceText(source.name, text, { source, lines: origins });
}
