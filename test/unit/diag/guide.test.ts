/** Every code can be explained: what it means, why it matters, where the manual says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderCode } from '../../../src/app/explain-code.js';
import { CODES, type DiagnosticCode } from '../../../src/diag/code.js';
import { guideOf } from '../../../src/diag/guide.js';

const ALL = Object.keys(CODES) as DiagnosticCode[];

test('every code has a title, help and a chapter of the manual', () => {
  for (const code of ALL) {
    const { help, doc } = guideOf(code);
    assert.match(code, /^[a-z0-9-]+\/[a-z0-9-]+$/);
    assert.match(CODES[code].title, /^[A-Z"'].*\.$/s, code);
    assert.ok(help.length > 20, `${code} has no help`);
    assert.match(doc, /^(?:\d+(?:\.\d+)*|SPOE\.txt \d.*|management\.txt.*)(?:#.+)?$/, code);
  }
});

test('renderCode says how serious a code is, how to ignore it, and shows the example', () => {
  const text = renderCode('acl/unknown');
  assert.match(text, /^acl\/unknown \(alert\)/);
  assert.match(text, /Instead of\n {4}http-request deny if bad_bot\n {2}write/);
  assert.match(text, /# hawser: ignore=acl\/unknown/);
});
