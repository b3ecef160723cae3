/** `hawser migrate`: configurations of old versions in the words of 3.5. */
import type { Diagnostics } from '../../diag/diagnostic.js';
import type { SourceText } from '../../diag/source-text.js';
import { type Migration, migrateConfigs } from '../../migrate/migrate-config.js';
import { hawserCatalog } from '../catalog.js';
import { type Rewriter, runRewriter, UNFINISHED } from './rewrite.js';

const HELP = `Usage: hawser migrate [--check|--diff|--write] <file>...

Rewrites configurations of HAProxy 1.3 to 3.2 in the words of 3.5. Prints the result unless told otherwise; '-' is the
standard input. Several files are one configuration,
as for 'hawser check'. Lines that need no change keep their bytes. Above a line stands a comment where a person is asked for:

  # hawser: migrate: check: ...   the line below was rewritten; see whether it means what you want
  # hawser: migrate: to do: ...   the line below was left as it is, since there is no line that means the same

  --check   print the names of files that would change, and change nothing
  --diff    print what would change
  --write   change the files

Exit status: 0 done, 1 lines are left to do (or --check found something to change), 2 a file cannot be read or written.
`;

function report(source: SourceText, { changes, notes }: Migration, diagnostics: Diagnostics): void {
  for (const { start, end, reviews, person } of changes) {
    const range = { source, start, end };
    for (const review of reviews) diagnostics.report('migrate/check', range, review);
    if (person !== undefined) diagnostics.report('migrate/to-do', range, person);
  }
  for (const { at, text: note } of notes) diagnostics.report('migrate/check', { source, start: at, end: at }, note);
}

const rewrite: Rewriter['rewrite'] = (files) => {
  const catalog = hawserCatalog();
  const texts = files.map(({ source }) => source.text);
  const migrations = migrateConfigs(texts, (word) => catalog.find('section', word) !== undefined);
  return files.map(({ source, diagnostics }, index) => {
    report(source, migrations[index]!, diagnostics);
    return migrations[index]!.text;
  });
};

/** Runs the tool; @returns the exit status */
export function runMigrate(argv: readonly string[]): number {
  const statusOf: Rewriter['statusOf'] = ({ list }) =>
    list.some(({ code }) => code === 'migrate/to-do') ? UNFINISHED : 0;
  return runRewriter({ name: 'migrate', help: HELP, rewrite, statusOf }, argv);
}
