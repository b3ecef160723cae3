/** Damaged configuration files through every stage, from bytes to plan: problems are told, nothing is thrown, nothing hangs. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseArgv } from '../../src/app/argv.js';
import { hawserCatalog } from '../../src/app/catalog.js';
import { type Loaded, loadSources } from '../../src/app/load.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { renderGithub } from '../../src/diag/render-github.js';
import { renderHaproxy } from '../../src/diag/render-haproxy.js';
import { renderPretty } from '../../src/diag/render-pretty.js';
import { renderSarif } from '../../src/diag/render-sarif.js';
import { SourceText } from '../../src/diag/source-text.js';
import { lint } from '../../src/lint/lint.js';
import { projectRoot } from '../support/project.js';
import { cuts, mutate } from './damage.js';
import { pick, seeded } from './random.js';

const OPTIONS = parseArgv(['-c']);
/** Each file gets its share of this many mutations. */
const MUTATIONS = 1000;

interface Fixture {
  readonly name: string;
  readonly text: string;
}

function configs(folder: string): Fixture[] {
  const directory = path.join(projectRoot, 'fixtures', folder);
  const names = fs.readdirSync(directory).filter((name) => name.endsWith('.cfg'));
  return names.sort().map((name) => ({ name, text: fs.readFileSync(path.join(directory, name), 'latin1') }));
}

const FIXTURES = [...configs('ok'), ...configs('bad')];

/** Loads a text and renders what is said about it; shows the text that breaks. */
function load({ name, text }: Fixture, how: string): Loaded {
  const diagnostics = new Diagnostics();
  try {
    const loaded = loadSources([new SourceText(name, text)], OPTIONS, diagnostics);
    lint({ tree: loaded.tree, config: loaded.config, catalog: hawserCatalog() }, diagnostics);
    renderSarif(diagnostics.list, { name: 'Hawser', version: '0' });
    for (const diagnostic of diagnostics.list) {
      renderGithub(diagnostic);
      renderHaproxy(diagnostic, 1);
      renderPretty(diagnostic);
    }
    return loaded;
  } catch (error) {
    const file = path.join(fs.mkdtempSync('/tmp/hawser-fuzz-'), name);
    fs.writeFileSync(file, text, 'latin1');
    throw new Error(`${name}, ${how} (kept as ${file})`, { cause: error });
  }
}

test('pipeline gives alerts for each bad file, and none for the others', () => {
  // Files with inherited listeners need the environment of their tests.
  const whole = configs('ok').filter(({ text }) => !text.includes('fd@$'));
  for (const fixture of whole) assert.equal(load(fixture, 'whole').diagnostics.alerts, 0, fixture.name);
  for (const fixture of configs('bad')) assert.ok(load(fixture, 'whole').diagnostics.alerts > 0, fixture.name);
});

test('pipeline gives diagnostics and never throws when a file is cut', () => {
  const random = seeded(11);
  for (const fixture of FIXTURES) {
    for (const at of cuts(random, fixture.text, 800, 200)) {
      load({ name: fixture.name, text: fixture.text.slice(0, at) }, `cut at ${at}`);
    }
  }
});

test('pipeline gives diagnostics and never throws when a file is changed', () => {
  const random = seeded(12);
  for (let round = 0; round < MUTATIONS; round++) {
    const fixture = FIXTURES[round % FIXTURES.length]!;
    load({ name: fixture.name, text: mutate(random, fixture.text) }, `mutation ${round}`);
  }
});

test('pipeline gives diagnostics and never throws when files are mixed', () => {
  const random = seeded(13);
  const lines = FIXTURES.flatMap(({ text }) => text.split('\n'));
  for (let round = 0; round < 200; round++) {
    let text = '';
    for (let count = 0; count < 60; count++) text += `${pick(random, lines)}\n`;
    load({ name: 'mixed.cfg', text }, `mix ${round}`);
  }
});

test('pipeline needs time in proportion to the length of a line', () => {
  // Every part of a word with quotes and escapes asks for its place: thousands of them must not scan the word each.
  const part = String.raw`%[path,lower]\"%ST\" %nothing `;
  const text = `frontend f\n    log-format "${part.repeat(1500)}"\n`;
  assert.ok(load({ name: 'long.cfg', text }, 'whole').diagnostics.alerts > 0);
  const plain = `frontend f\n    log-format ${'%[path,sha1,hex,bytes(0,8)]'.repeat(3000)}\n`;
  load({ name: 'plain.cfg', text: plain }, 'whole');
});
