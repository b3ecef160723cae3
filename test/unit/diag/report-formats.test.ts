import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { CODES, type DiagnosticCode } from '../../../src/diag/code.js';
import { type Diagnostic, Diagnostics } from '../../../src/diag/diagnostic.js';
import { guideOf } from '../../../src/diag/guide.js';
import { renderGithub } from '../../../src/diag/render-github.js';
import { toJson } from '../../../src/diag/render-json.js';
import { renderJunit } from '../../../src/diag/render-junit.js';
import { renderSarif } from '../../../src/diag/render-sarif.js';
import { SourceText } from '../../../src/diag/source-text.js';
import { projectRoot } from '../../support/project.js';

const carrier = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const SOURCE = new SourceText('./dir/a b.cfg', carrier('global\n  # \u00e9\u00e9 x\n'));
const START = SOURCE.text.indexOf('x');

function sample(): readonly Diagnostic[] {
  const diagnostics = new Diagnostics('check');
  const range = { source: SOURCE, start: START, end: START + 1 };
  diagnostics.report('acl/unknown', range, carrier("no such ACL : '\u00e9', 100%\nsecond"), {
    remedy: "did you mean 'x'?",
  });
  diagnostics.report('lint/verify-none', { ...range, start: 0, end: START }, 'a <b> & "c"');
  diagnostics.report('source/unreadable', undefined, '');
  return diagnostics.list;
}

test('every code has a chapter and a help text', () => {
  for (const code of Object.keys(CODES) as DiagnosticCode[]) {
    const { doc, help } = guideOf(code);
    assert.match(doc, /^\d+(\.\d+)*(#.+)?$/, code);
    assert.ok(help.length > 10, code);
  }
});

test('toJson gives what, why, what to do, chapter and the nearest word', () => {
  const [found] = sample().map(toJson);
  assert.equal(found?.suggestion, 'x');
  assert.equal(found?.doc, '7.2');
  assert.ok(found?.help && found.title);
});

test('renderSarif follows the schema and counts columns in characters', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(projectRoot, 'fixtures/schema/sarif-2.1.0.json'), 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  const log = JSON.parse(renderSarif(sample(), { name: 'Hawser', version: '1.2.3' }));
  assert.ok(ajv.validate(schema, log) as boolean, ajv.errorsText());
  const [run] = log.runs;
  const [first] = run.results;
  assert.deepEqual(first.locations[0].physicalLocation, {
    artifactLocation: { uri: 'dir/a%20b.cfg' },
    region: { startLine: 2, startColumn: 8, endLine: 2, endColumn: 9 },
  });
  assert.equal(run.tool.driver.rules[first.ruleIndex].id, 'acl/unknown');
  assert.equal(run.results[2].locations, undefined);
  assert.deepEqual(JSON.parse(renderSarif([], { name: 'Hawser', version: '1' })).runs[0].results, []);
});

test('renderGithub escapes what would end a command', () => {
  const [first, , last] = sample().map(renderGithub);
  assert.equal(
    first,
    "::error file=./dir/a b.cfg,line=2,endLine=2,col=8,endColumn=8,title=acl/unknown::no such ACL : '\u00e9', 100%25%0Asecond%0Adid you mean 'x'?",
  );
  assert.equal(last, '::error title=source/unreadable::');
});

test('renderJunit counts failures and escapes text', () => {
  const list = sample();
  const xml = renderJunit(list, {
    files: ['good.cfg', './dir/a b.cfg'],
    fails: ({ severity }) => severity === 'alert',
  });
  assert.match(xml, /<testsuites name="hawser check" tests="4" failures="2" errors="0">/);
  assert.match(xml, /<testcase classname="good.cfg" name="check"\/>/);
  assert.match(xml, /<system-out>a &lt;b&gt; &amp; &quot;c&quot;&#10;/);
  assert.equal(xml.match(/<failure /g)?.length, 2);
});
