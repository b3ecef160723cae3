/**
 * Files of fixtures/follow-up: each has mistakes in lines that others rely on. The problems are those mistakes, and not
 * what others miss then; the last lines of a file, `# = LINE code`, say which.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkSources } from '../../src/app/check/check-files.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { projectRoot } from '../support/project.js';

const FOLDER = path.join(projectRoot, 'fixtures/follow-up');

for (const name of fs.readdirSync(FOLDER).sort()) {
  test(`check names the mistakes alone, when lines rely on wrong ones: ${name}`, async () => {
    const text = fs.readFileSync(path.join(FOLDER, name), 'latin1');
    const input = { assume: { files: false, dns: false, fds: false }, lint: false, project: '' };
    const { shown } = await checkSources([new SourceText(name, text)], input, new Diagnostics('check'));
    const problems = shown.filter(({ severity }) => severity === 'alert' || severity === 'warning');
    assert.deepEqual(
      problems.map(({ range, code }) => `${range ? range.source.position(range.start).line : '-'} ${code}`),
      [...text.matchAll(/^# = (.*)$/gm)].map(([, place]) => place),
    );
  });
}
