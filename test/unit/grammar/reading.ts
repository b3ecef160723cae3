/** What tests of the grammar share: options, fixtures, and reading a text as a file. */
import fs from 'node:fs';
import path from 'node:path';
import type { ConfigTree } from '../../../grammar/config/ast.js';
import { parseConfig } from '../../../grammar/config/parse-config.js';
import type { FeatureSet } from '../../../grammar/source/feature-set.js';
import { Env } from '../../../grammar/words/env.js';
import { Diagnostics } from '../../../src/diag/diagnostic.js';
import { SourceText } from '../../../src/diag/source-text.js';

export const FEATURES: FeatureSet = {
  version: '3.5-dev5',
  features: new Set(['OPENSSL', 'LUA']),
  enabled: new Set(['EPOLL']),
  sslLibrary: { name: 'OpenSSL', version: '3.0.19' },
  awslcApi: undefined,
  fipsMode: false,
};

const SECTIONS = new Set(['global', 'defaults', 'frontend', 'backend', 'listen']);

export interface Reading {
  readonly tree: ConfigTree;
  readonly source: SourceText;
  readonly diagnostics: Diagnostics;
  readonly env: Env;
  /** Codes with the line and column of their ranges. */
  readonly found: readonly string[];
}

/** Parses a text as one file. */
export function read(text: string, name = 'test.cfg', variables: Readonly<Record<string, string>> = {}): Reading {
  const source = new SourceText(name, text);
  const diagnostics = new Diagnostics();
  const env = new Env(Object.entries(variables));
  const tree = parseConfig([source], {
    isSection: (word) => SECTIONS.has(word),
    env,
    features: FEATURES,
    diagnostics,
    environmentWords: {
      section: 'global',
      set: 'setenv',
      preset: 'presetenv',
      unset: 'unsetenv',
      reset: 'resetenv',
    },
  });
  return { tree, source, diagnostics, env, found: placesOf(diagnostics) };
}

/** `code@line:column` of every diagnostic. */
export function placesOf(diagnostics: Diagnostics): string[] {
  return diagnostics.list.map(({ code, range }) => {
    if (!range) return code;
    const { line, column } = range.source.position(range.start);
    return `${code}@${line}:${column}`;
  });
}

/** Files of a folder below fixtures/grammar, name and bytes. */
export function fixtures(folder: string): readonly (readonly [string, string])[] {
  const directory = path.resolve('fixtures/grammar', folder);
  return fs
    .readdirSync(directory)
    .sort()
    .map((name) => [name, fs.readFileSync(path.join(directory, name), 'latin1')] as const);
}

/** Statements of a section as arrays of words. */
export function valuesOf(reading: Reading, section = 0): string[][] {
  const { header, statements } = reading.tree.sections[section]!;
  return [header, ...statements].map(({ words }) => words.map((word) => word.value));
}
