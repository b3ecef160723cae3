/** `traces` sections (manual 12.1; management.txt 9.3 `trace`). */
import { arg } from '../../catalog/arg.js';
import type { DirectiveSite } from '../../catalog/directive-site.js';
import type { Entry } from '../../catalog/entry.js';
import { type PlannedSection, sectionRow, wordRow } from './section-word.js';

const traces: PlannedSection = {
  ...{ name: 'traces', doc: '12.1', since: '3.1', naming: 'optional', brief: 'Dumps of the inside.' },
  why: 'there are other insides to look at',
};

/** Sub-commands that take a word each; what that may be depends on the source. */
const COMMANDS = ['event', 'follow', 'level', 'lock', 'pause', 'sink', 'start', 'stop', 'verbosity'] as const;
const LEVELS = ['error', 'user', 'proto', 'state', 'data', 'developer'] as const;

function readTrace({ words }: DirectiveSite): void {
  const source = words.expect(arg.nonEmpty('source'));
  if (source === undefined || source === '0') return;
  while (!words.done) {
    const command = words.expect(arg.enumeration('args', COMMANDS));
    if (command === undefined) return;
    // Without a value it would only list what there is.
    if (words.done) return;
    const value = words.expect(command === 'level' ? arg.enumeration('level', LEVELS) : arg.nonEmpty(command));
    if (value === undefined) return;
  }
}

export const tracesEntries: readonly Entry[] = [
  sectionRow(traces, { repeatable: true }),
  wordRow(traces, { name: 'trace', brief: 'Switches a source on.', usage: '<source> <args...>', parse: readTrace }),
];
