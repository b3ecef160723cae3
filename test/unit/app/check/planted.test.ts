/** Files with many independent errors: each is reported once, with its code at its line, and nothing else is. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkSources } from '../../../../src/app/check/check-files.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { SourceText } from '../../../../src/diag/source-text.js';
import { projectRoot } from '../../../support/project.js';

const FOLDER = path.join(projectRoot, 'fixtures/planted');
const FILES = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.cfg'));

/** `line code` of every planted error. */
function plantedIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const code = /# !(\S+)$/.exec(line)?.[1];
    return code === undefined ? [] : [`${index + 1} ${code}`];
  });
}

async function reported(name: string, text: string): Promise<readonly string[]> {
  const assume = { files: true, dns: true, fds: true };
  const input = { assume, lint: true, project: '' };
  const { shown } = await checkSources([new SourceText(name, text)], input, new Diagnostics('check'));
  const problems = shown.filter(({ severity }) => severity === 'alert' || severity === 'warning');
  return problems.map(({ range, code }) => `${range?.source.position(range.start).line} ${code}`);
}

for (const name of FILES) {
  test(`every error of ${name} is told, and no other`, async () => {
    const text = fs.readFileSync(path.join(FOLDER, name), 'latin1');
    assert.deepEqual(await reported(name, text), plantedIn(text));
  });
}

test('there are enough errors in enough files', () => {
  const planted = FILES.map((name) => plantedIn(fs.readFileSync(path.join(FOLDER, name), 'latin1')).length);
  assert.ok(FILES.length >= 6 && planted.reduce((sum, count) => sum + count, 0) >= 60, planted.join(' '));
});
