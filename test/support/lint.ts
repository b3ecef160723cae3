/** Lints a configuration given as text. */
import { hawserCatalog } from '../../src/app/catalog.js';
import { readConfig } from '../../src/config/read-config.js';
import { type Diagnostic, Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { lint } from '../../src/lint/lint.js';
import { parseText } from './config.js';

/** What the lint rules say, in the order of the rules. */
export function lintText(text: string): readonly Diagnostic[] {
  const catalog = hawserCatalog();
  const diagnostics = new Diagnostics('check');
  const tree = parseText(new SourceText('test.cfg', text), diagnostics);
  const config = readConfig(tree, catalog, diagnostics, { exists: () => true, readBytes: () => '' });
  lint({ tree, config, catalog }, diagnostics);
  return diagnostics.list.filter(({ code }) => code.startsWith('lint/'));
}
