/** `import ... from 'hawser'`: the example of the README runs as a user would run it, and prints what it should. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../support/hawser.js';
import { projectRoot } from '../support/project.js';

/** The indented block behind a heading that starts with a text. */
function exampleOf(readme: string, heading: string, start: string): string {
  const chapter = readme.slice(readme.indexOf(`## ${heading}\n`));
  const block = /(?:(?: {4}.*)?\n)+/.exec(chapter.slice(chapter.indexOf(`    ${start}`)));
  return (block?.[0] ?? '').replace(/^ {4}/gm, '');
}

test('the example of the README runs against the package', (t) => {
  const folder = temporaryFolder(t);
  fs.mkdirSync(path.join(folder, 'node_modules'));
  fs.symlinkSync(projectRoot, path.join(folder, 'node_modules/hawser'));
  const readme = fs.readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
  fs.writeFileSync(path.join(folder, 'example.mjs'), exampleOf(readme, 'As a library', 'import '));
  const printed = execFileSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8' });
  assert.deepEqual(printed.split('\n'), [
    'false',
    "haproxy.cfg:3 backend/unknown: Proxy 'web': unable to find required default_backend: 'ap'; did you mean 'app'?",
    'frontend web, backend app',
    'backend app',
    '    server one 127.0.0.1:8081',
    '',
    '',
  ]);
});

test('the package declares what it exports', async () => {
  const { exports } = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  const library: object = await import(path.join(projectRoot, exports['.'].import));
  const types = fs.readFileSync(path.join(projectRoot, exports['.'].types), 'utf8');
  for (const name of Object.keys(library)) assert.match(types, new RegExp(`^export declare const ${name}: `, 'm'));
  assert.deepEqual(Object.keys(library).sort(), ['check', 'format', 'parse']);
});
