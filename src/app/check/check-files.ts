/** One check: files in, everything that is to be said about them out. */
import fs from 'node:fs';
import { readSources } from '../../../grammar/source/read-sources.js';
import { type Diagnostic, Diagnostics } from '../../diag/diagnostic.js';
import { SourceText } from '../../diag/source-text.js';
import { lint } from '../../lint/lint.js';
import { parseArgv } from '../argv.js';
import { hawserCatalog } from '../catalog.js';
import { type Loaded, loadSources } from '../load.js';
import { resolveHosts } from '../resolve-hosts.js';
import { AssumedMachine, reportAssumedHosts } from './assume.js';
import { withChapters } from './chapter.js';
import type { Assumptions } from './check-argv.js';
import { checkDescriptors } from './descriptor.js';
import { withoutFollowUps } from './follow-up.js';
import { applyIgnores, type Filtered, type Ignore, readComments, readProject } from './ignore.js';
import { checkTlsLines } from './tls-lines.js';

export interface CheckInput {
  readonly assume: Assumptions;
  readonly lint: boolean;
  /** Lines of old versions are read as modern ones. */
  readonly legacy?: boolean;
  readonly project: string | undefined;
}

/** What came of a check. */
export interface Checked extends Filtered {
  /** Names of the files, those of folders included. */
  readonly files: readonly string[];
  /** Those of them that cannot be read. */
  readonly unread: readonly string[];
  readonly loaded: Loaded;
}

const PROJECT_FILE = '.hawser.json';

function projectIgnores(name: string | undefined, diagnostics: Diagnostics): readonly Ignore[] {
  if (name === '') return [];
  const file = name ?? PROJECT_FILE;
  if (name === undefined && !fs.existsSync(file)) return [];
  try {
    return readProject(new SourceText(file, fs.readFileSync(file, 'latin1')), diagnostics);
  } catch (error) {
    diagnostics.report('ignore/project-file', undefined, `${file} cannot be read: ${(error as Error).message}`);
    return [];
  }
}

/** In the order of files and lines; what has no place comes last. */
function inOrder(list: readonly Diagnostic[], sources: readonly SourceText[]): readonly Diagnostic[] {
  const rank = new Map(sources.map((source, index) => [source, index]));
  const file = ({ range }: Diagnostic) => (range ? (rank.get(range.source) ?? sources.length) : sources.length + 1);
  return [...list].sort((a, b) => file(a) - file(b) || (a.range?.start ?? 0) - (b.range?.start ?? 0));
}

/** Checks texts that were read already. */
export async function checkSources(
  sources: readonly SourceText[],
  { assume, lint: withLint, legacy, project }: CheckInput,
  diagnostics: Diagnostics,
): Promise<Checked> {
  const machine = new AssumedMachine();
  const options = parseArgv(['-c', ...(legacy ? ['--legacy'] : []), ...sources.flatMap(({ name }) => ['-f', name])]);
  const loaded = loadSources(sources, options, diagnostics, assume.files ? machine.options : {});
  if (assume.dns) reportAssumedHosts(loaded);
  else await resolveHosts(loaded);
  await checkTlsLines(loaded, { assumeFiles: assume.files });
  checkDescriptors(loaded, assume.fds);
  machine.report(loaded.tree, diagnostics);
  if (withLint) lint({ tree: loaded.tree, config: loaded.config, catalog: hawserCatalog() }, diagnostics);
  const ignores = [...sources.flatMap(readComments), ...projectIgnores(project, diagnostics)];
  const { shown, ignored } = applyIgnores(withoutFollowUps(diagnostics, loaded.tree), diagnostics, ignores);
  return {
    shown: inOrder(withChapters(shown, loaded.tree, hawserCatalog()), sources),
    ignored,
    files: sources.map(({ name }) => name),
    unread: [],
    loaded,
  };
}

/** Reads and checks files as one configuration. */
export async function checkFiles(files: readonly string[], input: CheckInput): Promise<Checked> {
  const diagnostics = new Diagnostics('check');
  const sources = files.flatMap((file) => (file === '-' ? readInput(diagnostics) : readSources([file], diagnostics)));
  const checked = await checkSources(sources, input, diagnostics);
  const names = files.map((file) => Buffer.from(file, 'utf8').toString('latin1'));
  const unread = names.filter((_, index) => files[index] !== '-' && !isReadable(files[index]!));
  const all = [...checked.files, ...unread];
  // a folder without files is one that was looked at
  return { ...checked, files: all.length > 0 ? all : names, unread };
}

function isReadable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** The standard input. */
function readInput(diagnostics: Diagnostics): readonly SourceText[] {
  try {
    return [new SourceText('<stdin>', fs.readFileSync(0, 'latin1'))];
  } catch (error) {
    diagnostics.report(
      'source/unreadable',
      undefined,
      `the standard input cannot be read: ${(error as Error).message}`,
    );
    return [];
  }
}
