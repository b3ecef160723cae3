/**
 * Files full of mistakes, each of its own kind, read as one configuration: one run names every one of them, once, where it
 * stands, and nothing else - neither what follows from another mistake, nor what lint has to say about lines that are wrong.
 * Lines of fixtures/planted that end in `# !code` have the mistake of that code; with `# !code = text`, that text is marked.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkSources } from '../../src/app/check/check-files.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { SourceText } from '../../src/diag/source-text.js';
import { projectRoot } from '../support/project.js';

const FOLDER = path.join(projectRoot, 'fixtures/planted');
const SOURCES = fs
  .readdirSync(FOLDER)
  .sort()
  .map((name) => new SourceText(name, fs.readFileSync(path.join(FOLDER, name), 'latin1')));

/** `file:line code`, the statement, and what is marked of it where the file says so, for every mark. */
const PLANTED = SOURCES.flatMap(({ name, text }) =>
  text.split('\n').flatMap((line, index) => {
    const mark = /^(.*?)\s*# !(\S+)(?: = (.*))?$/.exec(line);
    if (!mark) return [];
    const [, statement = '', code, text] = mark;
    const column = text === undefined ? undefined : line.indexOf(text) + 1;
    return [{ place: `${name}:${index + 1} ${code}`, statement: statement.trim(), column, text }];
  }),
);

test('check names every planted mistake once and nothing else, when files have many', async () => {
  const input = { assume: { files: false, dns: false, fds: false }, lint: true, project: '' };
  const { shown } = await checkSources(SOURCES, input, new Diagnostics('check'));
  const problems = shown.filter(({ severity }) => severity === 'alert' || severity === 'warning');
  const reported = problems.map(({ range, code }) => {
    const place = range && `${range.source.name}:${range.source.position(range.start).line}`;
    return `${place ?? '-'} ${code}`;
  });
  assert.deepEqual(
    reported,
    PLANTED.map(({ place }) => place),
  );
  for (const [at, { place, column, text }] of PLANTED.entries()) {
    const range = problems[at]?.range;
    if (text === undefined || !range) continue;
    const found = {
      text: range.source.text.slice(range.start, range.end),
      column: range.source.position(range.start).column,
    };
    assert.deepEqual(found, { text, column }, place);
  }
});

test('the planted mistakes are more than sixty different ones in more than six files', () => {
  const files = new Set(PLANTED.map(({ place }) => place.split(':')[0]));
  const different = new Set(PLANTED.map(({ place, statement }) => `${place.split(' ')[1]} ${statement}`));
  assert.ok(files.size >= 6 && different.size >= 60, `${different.size} mistakes in ${files.size} files`);
  assert.equal(different.size, PLANTED.length, 'no mistake stands twice');
});
