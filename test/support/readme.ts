/** `bin/dev readme [--check]`: writes the support table, which follows from the catalog alone, into the README. */
import fs from 'node:fs';
import path from 'node:path';
import { hawserCatalog } from '../../src/app/catalog.js';
import { supportDetails, supportTable } from '../../src/catalog/derive/coverage.js';
import { projectRoot } from './project.js';

const BEGIN = '<!-- support table: written by `bin/dev readme` -->';
const END = '<!-- end of support table -->';

/** The README with the table of this catalog, and the list of everything that is not fully supported. */
export function renderDocuments(readme: string): { readonly readme: string; readonly support: string } {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  const catalog = hawserCatalog();
  return {
    readme: `${readme.slice(0, from)}${BEGIN}\n\n${supportTable(catalog)}\n${readme.slice(to)}`,
    support: `# What is not fully supported, and why\n\nWritten by \`bin/dev readme\` from the catalog.\n\n${supportDetails(catalog)}`,
  };
}

/** @returns 0, or 1 with `--check` where a document is out of date */
export async function main(args: readonly string[]): Promise<number> {
  const readmeFile = path.join(projectRoot, 'README.md');
  const supportFile = path.join(projectRoot, 'SUPPORT.md');
  const before = fs.readFileSync(readmeFile, 'utf8');
  const { readme, support } = renderDocuments(before);
  if (args.includes('--check')) {
    const current = fs.existsSync(supportFile) ? fs.readFileSync(supportFile, 'utf8') : '';
    return before === readme && current === support ? 0 : 1;
  }
  fs.writeFileSync(readmeFile, readme);
  fs.writeFileSync(supportFile, support);
  return 0;
}
