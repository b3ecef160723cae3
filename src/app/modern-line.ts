/** What errors about removed words say to write: what `hawser migrate` would make of the line. */

import { quoteWord } from '../../grammar/config/quote-word.js';
import type { Entry, Replacement } from '../catalog/entry.js';
import { migrateConfigs } from '../migrate/migrate-config.js';

/** Sections to try a word in; it means the same in all that know it. */
const SECTIONS = ['listen x\nmode http\n', 'global\n'];

/** The row of a removed word with what replaces it; other rows as they are. */
export function withModernLine(entry: Entry): Entry {
  if (entry.kind !== 'removed') return entry;
  const label = entry.was === 'option' ? ['option', entry.name] : [entry.name];
  return { ...entry, replacement: (args) => modernLine([...label, ...args.map(quoteWord)].join(' ')) };
}

function modernLine(line: string): Replacement | undefined {
  for (const section of SECTIONS) {
    const [migration] = migrateConfigs([`${section}${line}\n`], (word) => word === 'listen' || word === 'global');
    const [change] = migration!.changes;
    if (change) return change.person === undefined ? { lines: change.after } : { person: withoutRule(change.person) };
  }
  return undefined;
}

/** Messages begin with the name of the rule, which is that of the word. */
function withoutRule(person: string): string {
  return person.slice(person.indexOf(': ') + 2);
}
