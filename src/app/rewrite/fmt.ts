/** `hawser fmt`: white space of configurations, in one way. */
import { formatConfig } from '../../../grammar/config/format-config.js';
import { hawserCatalog } from '../catalog.js';
import { FAILED, type Rewriter, runRewriter } from './rewrite.js';

const HELP = `Usage: hawser fmt [--check|--diff|--write] <file>...

Formats configurations: changes white space between words, nothing else. Prints the result unless told otherwise.
'-' is the standard input.

  --check   print the names of files that are not formatted, and change nothing
  --diff    print what would change
  --write   change the files

Exit status: 0 done, 1 --check found files that are not formatted, 2 a file cannot be read, written or cut into words
(it is left as it is).
`;

/** Runs the tool; @returns the exit status */
export function runFmt(argv: readonly string[]): number {
  const catalog = hawserCatalog();
  const tool: Rewriter = {
    name: 'fmt',
    help: HELP,
    rewrite: (files) =>
      files.map(({ source: { name, text }, diagnostics }) =>
        formatConfig(text, { name, diagnostics, isSection: (word) => catalog.find('section', word) !== undefined }),
      ),
    statusOf: ({ alerts }) => (alerts > 0 ? FAILED : 0),
  };
  return runRewriter(tool, argv);
}
