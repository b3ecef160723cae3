/** Sections that HAProxy has and that are not executed yet: their words are known, so that typing errors are found. */
import { type DirectiveEntry, define, type Entry, type SectionEntry } from '../../catalog/entry.js';

interface PlannedSection {
  readonly name: string;
  readonly doc: string;
  readonly since: string;
  readonly naming: SectionEntry['naming'];
  readonly words: readonly string[];
}

const SECTIONS: readonly PlannedSection[] = [];

const NOT_YET = { support: 'ignored', why: 'not executed yet' } as const;

function wordRow(section: PlannedSection, name: string): DirectiveEntry {
  return define.directive({
    ...{ ...NOT_YET, name, doc: `${section.doc}#${name}`, brief: `Not executed yet.`, since: section.since },
    ...{ harmless: true, negatable: true, sections: [section.name], usage: `${name} ...` },
    parse({ words }) {
      words.rest();
    },
  });
}

export const plannedSections: readonly Entry[] = [
  ...SECTIONS.map((section) =>
    define.section({
      ...{ ...NOT_YET, name: section.name, doc: section.doc, since: section.since, naming: section.naming },
      ...{ brief: 'Not executed yet.', repeatable: true },
    }),
  ),
  ...SECTIONS.flatMap((section) => section.words.map((name) => wordRow(section, name))),
  define.section({
    ...{ name: 'program', doc: '3', brief: 'No longer part of HAProxy.', since: '2.0', naming: 'required' },
    ...{
      support: 'refused',
      why: 'HAProxy removed it in 3.3; let the service manager start the program',
      repeatable: true,
    },
  }),
  ...['command', 'user', 'group', 'option'].map((name) =>
    define.directive({
      ...{ ...NOT_YET, name, doc: '3', brief: 'No longer part of HAProxy.', since: '2.0', harmless: true },
      ...{ sections: ['program'], negatable: true, usage: `${name} ...` },
      parse({ words }) {
        words.rest();
      },
    }),
  ),
];
