import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExpr } from '../../../../grammar/expr/parse-expr.js';
import { parseWords } from '../../../../grammar/words/parse-words.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { placesOf } from '../reading.js';

/** An expression as nested arrays: name and arguments of each call. */
function shape(text: string): unknown {
  const { ast } = parseExpr(text);
  return ast && [ast.fetch, ...ast.converters].map(({ name, args }) => [name, args?.map((arg) => arg.value)]);
}

for (const [text, expected] of [
  ['path', [['path', undefined]]],
  ['str()', [['str', ['']]]],
  ['str(a),', [['str', ['a']]]],
  [
    'str(a),,upper,',
    [
      ['str', ['a']],
      ['upper', undefined],
    ],
  ],
  [
    'req.hdr(X-A,-1),word(1, )',
    [
      ['req.hdr', ['X-A', '-1']],
      ['word', ['1', ' ']],
    ],
  ],
  [
    `str("a,b)c"),regsub('(a|b)',"\\1",g)`,
    [
      ['str', ['a,b)c']],
      ['regsub', ['(a|b)', '\\1', 'g']],
    ],
  ],
  ["str(\\'it\\ s\\')", [['str', ["'it s'"]]]],
  ['str(\\n\\t\\x41\\#\\$\\)', [['str', ['\n\t\\x41\\#\\$\\']]]],
  ['str(a"b\\"c"d)', [['str', ['ab"cd']]]],
  [
    'str(a]b),ipmask(24,64)',
    [
      ['str', ['a]b']],
      ['ipmask', ['24', '64']],
    ],
  ],
] as const) {
  test(`parseExpr reads ${text}`, () => assert.deepEqual(shape(text), expected));
}

test('parseExpr gives offsets of names and arguments', () => {
  const { ast, end } = parseExpr('xx str("a"),upper', 3);
  assert.equal(end, 17);
  assert.deepEqual(ast!.fetch, {
    name: 'str',
    args: [{ value: 'a', start: 7, end: 10 }],
    start: 3,
    nameEnd: 6,
    end: 11,
  });
  assert.deepEqual(ast!.converters[0], { name: 'upper', args: undefined, start: 12, nameEnd: 17, end: 17 });
  assert.deepEqual([ast!.start, ast!.end], [3, 17]);
});

for (const [line, place] of [
  ['str(a)b', 'expr/missing-comma@1:7'],
  ['str(a),upper)', 'expr/missing-comma@1:13'],
  ['path/x', 'expr/missing-comma@1:5'],
  ['int(1', 'expr/unterminated-arguments@1:4'],
  ["'str(a),upper('", 'expr/unterminated-arguments@1:14'],
  ["'str(\"a)'", 'expr/unterminated-quote@1:6'],
  [',lower', 'expr/missing-name@1:1'],
  ['""', 'expr/missing-name@1:1'],
  ['"\\x20path"', 'expr/missing-name@1:2'],
  ['"str(\\"a\\")\\x20"', 'expr/missing-comma@1:12'],
] as const) {
  test(`parseExpr reports ${place} in ${line}`, () => {
    const diagnostics = new Diagnostics();
    const [word] = parseWords(line);
    assert.equal(parseExpr(word!, 0, diagnostics).ast, undefined);
    assert.deepEqual(placesOf(diagnostics), [place]);
  });
}
