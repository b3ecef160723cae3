/** `-c`: says whether the files are right, and what is wrong with them. */
import { DUMP_CLASSES, type DumpClass, dumpClass } from '../catalog/derive/dump.js';
import type { Options } from './argv.js';
import { hawserCatalog } from './catalog.js';
import { checkDescriptors } from './check/descriptor.js';
import { checkTlsLines } from './check/tls-lines.js';
import { load } from './load.js';
import { complain, say } from './output.js';
import { hasWarnings, isAcceptable, reportLoad } from './report.js';
import { resolveHosts } from './resolve-hosts.js';

/** The classes that `-dK` words name; `all` stands for every one. */
function dumpedClasses(names: readonly string[]): readonly DumpClass[] {
  return DUMP_CLASSES.filter((name) => names.includes('all') || names.includes(name));
}

/** Prints the keyword lists of `-dK`. */
export function dumpKeywords(options: Options): void {
  if (options.dumpClasses.includes('help')) {
    say(`Classes of keywords for -dK: all ${DUMP_CLASSES.join(' ')}\n`);
    return;
  }
  const lists = dumpedClasses(options.dumpClasses).map((name) => dumpClass(hawserCatalog(), name).join('\n'));
  say(Buffer.from(lists.map((list) => `${list}\n`).join(''), 'latin1'));
}

/** @returns 0 if the configuration is valid, 1 if not */
export async function check(options: Options): Promise<number> {
  const loaded = load(options, undefined, { onlyProblems: true });
  await resolveHosts(loaded, { ignoreFailures: options.ignoreResolution, withoutSystem: true });
  await checkTlsLines(loaded, { assumeFiles: false });
  checkDescriptors(loaded, false);
  const quiet = loaded.config.global.quiet;
  reportLoad(loaded, { quiet, diag: options.diagnostic });
  if (options.dumpClasses.length > 0) dumpKeywords(options);
  if (!isAcceptable(loaded)) {
    if (loaded.diagnostics.alerts === 0 && !quiet) complain('Some warnings were found and "zero-warning" is set.\n');
    return 1;
  }
  if (quiet) return 0;
  if (hasWarnings(loaded.diagnostics.list)) say('Warnings were found.\n');
  if (options.verbose) say('Configuration file is valid\n');
  return 0;
}
