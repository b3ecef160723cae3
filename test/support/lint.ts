/** Lints a configuration given as text. */
import { parseConfig } from '../../grammar/config/parse-config.js';
import { Env } from '../../grammar/words/env.js';
import { hawserCatalog } from '../../src/app/catalog.js';
import { describeFeatures } from '../../src/app/version.js';
import { readConfig } from '../../src/config/read-config.js';
import { type Diagnostic, Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { lint } from '../../src/lint/lint.js';

/** What the lint rules say, in the order of the rules. */
export function lintText(text: string): readonly Diagnostic[] {
  const catalog = hawserCatalog();
  const diagnostics = new Diagnostics('check');
  const tree = parseConfig([new SourceText('test.cfg', text)], {
    isSection: (name) => catalog.find('section', name) !== undefined,
    env: new Env(),
    features: describeFeatures(),
    diagnostics,
  });
  const config = readConfig(tree, catalog, diagnostics, { exists: () => true, readBytes: () => '' });
  lint({ tree, config, catalog }, diagnostics);
  return diagnostics.list.filter(({ code }) => code.startsWith('lint/'));
}
