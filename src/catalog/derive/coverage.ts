/** The support table: what is executed, from the rows alone. */
import type { Catalog } from '../create-catalog.js';
import type { Entry, EntryKind, Support } from '../entry.js';

/** Titles of the kinds that the table lists, in its order. */
const TITLES: readonly (readonly [EntryKind, string])[] = [
  ['section', 'Sections'],
  ['directive', 'Keywords of sections'],
  ['option', 'Options'],
  ['bind-word', 'Words of `bind`'],
  ['server-word', 'Words of `server`'],
  ['action', 'Actions of rules'],
  ['balance', 'Balance algorithms'],
  ['fetch', 'Sample fetches'],
  ['converter', 'Converters'],
  ['acl-word', 'ACL words'],
  ['matcher', 'Match methods'],
  ['log-alias', 'Log-format aliases'],
  ['cli', 'Runtime API commands'],
  ['filter', 'Filters'],
  ['service', 'Services'],
];

const LEVELS: readonly Support[] = ['full', 'partial', 'ignored', 'refused'];

/** Number of rows per support level of a kind. */
function countSupport(catalog: Catalog, kind: EntryKind): Readonly<Record<Support, number>> {
  const counts: Record<Support, number> = { full: 0, partial: 0, ignored: 0, refused: 0 };
  for (const entry of catalog.all(kind)) counts[entry.support]++;
  return counts;
}

/** A markdown table of counts: one line per kind. */
export function supportTable(catalog: Catalog): string {
  const rows = TITLES.filter(([kind]) => catalog.all(kind).length > 0).map(([kind, title]) => {
    const counts = countSupport(catalog, kind);
    return `| ${title} | ${LEVELS.map((level) => counts[level]).join(' | ')} |`;
  });
  return ['| | full | partial | accepted, no effect | refused |', '|---|--:|--:|--:|--:|', ...rows, ''].join('\n');
}

function placeOf(entry: Entry): string {
  return entry.kind === 'directive' || entry.kind === 'option' ? entry.sections.join(', ') : '';
}

/** A markdown list of all rows that are not fully supported, with the reason. */
export function supportDetails(catalog: Catalog): string {
  return TITLES.flatMap(([kind, title]) => {
    const lacking = catalog.all(kind).filter((entry) => entry.support !== 'full');
    if (lacking.length === 0) return [];
    const lines = lacking.map((entry) => {
      const place = placeOf(entry);
      return `| \`${entry.name}\` | ${place} | ${entry.support} | ${entry.why ?? ''} |`;
    });
    return [`### ${title}`, '', '| word | where | support | why |', '|---|---|---|---|', ...lines, ''];
  }).join('\n');
}
