/** How rows of sections are made that are checked and not executed. */
import type { ArgKind } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import { type DirectiveEntry, define, type SectionEntry } from '../../catalog/entry.js';

/** A section and what its rows have in common. */
export interface PlannedSection {
  readonly name: string;
  readonly doc: string;
  readonly since: string;
  readonly brief: string;
  readonly why: string;
  readonly naming: SectionEntry['naming'];
}

/** A word of a section: kinds of its arguments, or a grammar of its own. */
export interface PlannedWord {
  readonly name: string;
  readonly brief: string;
  readonly usage?: string;
  readonly args?: readonly ArgKind<unknown>[];
  readonly parse?: (site: DirectiveSite) => void;
  readonly negatable?: boolean;
  readonly since?: string;
}

type Rest = Partial<
  Pick<SectionEntry, 'repeatable' | 'experimental' | 'anyName' | 'moreWords' | 'holdsProxy' | 'file' | 'finish'>
>;

/** The row of the section itself. */
export function sectionRow(section: PlannedSection, rest: Rest = {}): SectionEntry {
  return define.section({ support: 'ignored', repeatable: false, ...section, ...rest });
}

function usageOf(args: readonly ArgKind<unknown>[]): string {
  return args.map(({ label, optional }) => (optional ? `[<${label}>]` : `<${label}>`)).join(' ');
}

/** The row of a word; its values are kept in the data of the section, under its name. */
export function wordRow(section: PlannedSection, word: PlannedWord): DirectiveEntry {
  const { name, brief, args = [], usage = usageOf(args), negatable = false, since = section.since } = word;
  return define.directive({
    ...{ name, brief, since, support: 'ignored', why: section.why, harmless: true, negatable },
    ...{ doc: `${section.doc}#${name}`, sections: [section.name], usage: `${name} ${usage}`.trimEnd() },
    parse(site) {
      if (word.parse) word.parse(site);
      else {
        const values = site.words.expectAll(args);
        // A word whose value is wrong is there all the same: its section does not lack it.
        site.sectionData.set(name, values && (values[0] ?? true));
      }
    },
  });
}
