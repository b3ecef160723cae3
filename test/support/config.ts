/** Takes a configuration given as text through grammar, config stage and compiler, with all rows of the program. */
import type { ConfigTree } from '../../grammar/config/ast.js';
import { parseConfig } from '../../grammar/config/parse-config.js';
import { Env } from '../../grammar/words/env.js';
import { parseArgv } from '../../src/app/argv.js';
import { hawserCatalog } from '../../src/app/catalog.js';
import { type Loaded, loadSources } from '../../src/app/load.js';
import { describeFeatures } from '../../src/app/version.js';
import { compilePlan } from '../../src/compile/compile-plan.js';
import type { Plan } from '../../src/compile/plan.js';
import { readConfig } from '../../src/config/read-config.js';
import type { TypedConfig } from '../../src/config/typed-config.js';
import { type Diagnostic, Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';

/** Files that a text may name, by name; everything else is missing. */
export type Files = Readonly<Record<string, string>>;

/** The tree of a text. */
export function parseText(source: SourceText, diagnostics: Diagnostics, env = new Env()): ConfigTree {
  const catalog = hawserCatalog();
  return parseConfig([source], {
    isSection: (name) => catalog.find('section', name) !== undefined,
    env,
    features: describeFeatures(),
    diagnostics,
  });
}

function readerOf(files: Files) {
  return {
    exists: (name: string) => Object.hasOwn(files, name),
    readBytes(name: string) {
      if (Object.hasOwn(files, name)) return files[name] ?? '';
      throw Object.assign(new Error(name), { code: 'ENOENT' });
    },
  };
}

/** What came of a text. */
export interface ReadText {
  readonly typed: TypedConfig;
  readonly diagnostics: readonly Diagnostic[];
}

export function readText(text: string, files: Files = {}): ReadText {
  const diagnostics = new Diagnostics();
  const tree = parseText(new SourceText('test.cfg', text), diagnostics);
  const typed = readConfig(tree, hawserCatalog(), diagnostics, readerOf(files));
  return { typed, diagnostics: diagnostics.list };
}

/** A compiled text, and the messages of the alerts that make it invalid. */
export interface PlannedText {
  readonly plan: Plan;
  readonly alerts: readonly string[];
}

export function compileText(text: string, files: Files = {}): PlannedText {
  const { typed, diagnostics } = readText(text, files);
  const found = new Diagnostics();
  const plan = compilePlan(typed, hawserCatalog(), found, readerOf(files));
  const alerts = [...diagnostics, ...found.list].filter(({ severity }) => severity === 'alert');
  return { plan, alerts: alerts.map(({ message }) => message) };
}

/** Loads a text as `-c` does, for its plan and all diagnostics; more words of the command line may follow. */
export function loadText(text: string | SourceText, words: readonly string[] = []): Loaded {
  const source = typeof text === 'string' ? new SourceText('x.cfg', text) : text;
  return loadSources([source], parseArgv(['-c', ...words, '-f', source.name]), new Diagnostics('check'));
}
