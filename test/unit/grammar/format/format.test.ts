import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormatItem } from '../../../../grammar/format/ast.js';
import { parseFormat } from '../../../../grammar/format/parse-format.js';
import { parseWords } from '../../../../grammar/words/parse-words.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { placesOf } from '../reading.js';

/** An item in one line: text, `%alias`, `[fetch]`, with flags and name. */
function shape(item: FormatItem): string {
  if (item.kind === 'text') return item.text;
  const flags = item.flags.map(({ name, on }) => (on ? '+' : '-') + name).join();
  const name = item.name === undefined ? '' : `(${item.name}:${item.type ?? ''})`;
  const what = item.kind === 'alias' ? item.alias : `[${item.expr.fetch.name},${item.expr.converters.length}]`;
  return `%${name}${flags && `{${flags}}`}${what}`;
}

for (const [text, expected] of [
  ['', []],
  ['plain text', ['plain text']],
  ['%ci:%cp [%tr]', ['%ci', ':', '%cp', ' [', '%tr', ']']],
  ['100%% %%%ci', ['100% %', '%ci']],
  ['%{+Q,-E}H', ['%{+Q,-E}H']],
  ['%{+Q}o %t %{-Q}r', ['%{+Q}o', ' ', '%t', ' ', '%{-Q}r']],
  ['%(name)r%(n:sint){+X}pid%(:bool)[src]', ['%(name:)r', '%(n:sint){+X}pid', '%(:bool)[src,0]']],
  ['x%[str(a]b),upper]y', ['x', '%[str,1]', 'y']],
  ['%{+json}o%{bin,-cbor}[path]', ['%{+json}o', '%{-cbor}[path,0]']],
  ['%,x', [',x']],
  ['%{Q}5a', ['%5a']],
] as const) {
  test(`parseFormat reads ${text}`, () => assert.deepEqual(parseFormat(text)?.items.map(shape), expected));
}

test('parseFormat gives offsets of items and expressions', () => {
  const [text, expr] = parseFormat('ab%{+Q}[path,lower]')!.items;
  assert.deepEqual([text!.start, text!.end, expr!.start, expr!.end], [0, 2, 2, 19]);
  assert.ok(expr?.kind === 'expr');
  assert.deepEqual([expr.expr.start, expr.expr.end], [8, 18]);
});

for (const [text, place] of [
  ['a%', 'format/truncated@1:3'],
  ['%%%', 'format/truncated@1:4'],
  ['%{+Q', 'format/truncated@1:2'],
  ['%(name', 'format/truncated@1:2'],
  ['%(name)', 'format/truncated@1:2'],
  ['%{+Q}', 'format/missing-alias@1:2'],
  ['%{+Q} ci', 'format/missing-alias@1:2'],
  ['%{+json}(x)[path]', 'format/missing-alias@1:2'],
  ['x% ci', 'format/bad-item@1:3'],
  ['%5', 'format/bad-item@1:2'],
  ['%(n:bad)ci', 'format/unknown-type@1:6'],
  ['%[path', 'format/truncated@1:3'],
  ['%[path ]', 'expr/missing-comma@1:8'],
  ['%[path,]', 'expr/missing-name@1:9'],
  ['%[]', 'expr/missing-name@1:4'],
  ['%[ path]', 'expr/missing-name@1:4'],
  ['%[str(a]', 'expr/unterminated-arguments@1:7'],
  ['%ci%[str(a)b]', 'expr/missing-comma@1:13'],
] as const) {
  test(`parseFormat reports ${place} in ${text}`, () => {
    const diagnostics = new Diagnostics();
    const [word] = parseWords(`"${text}"`);
    assert.equal(parseFormat(word!, diagnostics), undefined);
    assert.deepEqual(placesOf(diagnostics), [place]);
  });
}

test('parseFormat accepts flags that are not known with a notice', () => {
  const diagnostics = new Diagnostics();
  assert.deepEqual(parseFormat('%{+Z,+Q}ci', diagnostics)?.items.map(shape), ['%{+Q}ci']);
  assert.deepEqual(placesOf(diagnostics), ['format/unknown-flag']);
  assert.equal(diagnostics.alerts, 0);
});
