/** Reads a configuration given as text through grammar and config stage, with all rows of the program. */
import { parseConfig } from '../../grammar/config/parse-config.js';
import { Env } from '../../grammar/words/env.js';
import { hawserCatalog } from '../../src/app/catalog.js';
import { readConfig } from '../../src/config/read-config.js';
import type { TypedConfig } from '../../src/config/typed-config.js';
import { type Diagnostic, Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';

/** What came of a text. */
export interface ReadText {
  readonly typed: TypedConfig;
  readonly diagnostics: readonly Diagnostic[];
}

/** Files that a text may name, by name; everything else is missing. */
export function readText(text: string, files: Readonly<Record<string, string>> = {}): ReadText {
  const catalog = hawserCatalog();
  const diagnostics = new Diagnostics();
  const tree = parseConfig([new SourceText('test.cfg', text)], {
    isSection: (name) => catalog.find('section', name) !== undefined,
    env: new Env(),
    features: {
      version: '3.5',
      features: new Set(),
      enabled: new Set(),
      sslLibrary: { name: 'OpenSSL', version: '3.0.0' },
      awslcApi: undefined,
      fipsMode: false,
    },
    diagnostics,
  });
  const typed = readConfig(tree, catalog, diagnostics, {
    exists: (name) => Object.hasOwn(files, name),
    readBytes(name) {
      if (Object.hasOwn(files, name)) return files[name] ?? '';
      throw Object.assign(new Error(name), { code: 'ENOENT' });
    },
  });
  return { typed, diagnostics: diagnostics.list };
}
