import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAcl, parseCondition } from '../../grammar/condition/parse-condition.js';
import { parseExpr } from '../../grammar/expr/parse-expr.js';
import { parseFormat } from '../../grammar/format/parse-format.js';
import { parseAddress } from '../../grammar/literal/address.js';
import { checkCondition } from '../../grammar/source/check-condition.js';
import { parseWords } from '../../grammar/words/parse-words.js';
import { Diagnostics } from '../../src/diag/diagnostic.js';
import { renderHaproxy } from '../../src/diag/render-haproxy.js';
import { renderPretty } from '../../src/diag/render-pretty.js';
import { printConfig } from '../support/print-config.js';
import { FEATURES, fixtures, read } from '../unit/grammar/reading.js';
import { below, randomText, seeded } from './random.js';

const PIECES = [
  '\n',
  '\n',
  ' ',
  '\t',
  'global',
  'frontend',
  'setenv A b',
  'x',
  '"',
  "'",
  '\\',
  '#',
  '"$A"',
  '"${B',
  '.if',
  '.if 1',
  '.else',
  '.elif',
  '.endif',
  '.notice',
  '(',
  ')',
  '!',
  '&&',
  '||',
  'defined(A)',
  '\0',
  '\r\n',
  '\xc3',
];

/** Reads a text, prints it and its diagnostics. */
function checkRoundTrip(text: string): void {
  const { tree, source, diagnostics } = read(text);
  assert.equal(printConfig(tree, source), text);
  for (const diagnostic of diagnostics.list) {
    renderHaproxy(diagnostic, 1);
    renderPretty(diagnostic);
  }
}

test('config never throws and prints the same bytes when the text is random', () => {
  const random = seeded(1);
  for (let round = 0; round < 2000; round++) checkRoundTrip(randomText(random, PIECES, 40));
});

test('config never throws and prints the same bytes when a file is cut or changed', () => {
  const random = seeded(2);
  for (const [, text] of fixtures('print')) {
    for (let end = 0; end < text.length; end++) checkRoundTrip(text.slice(0, end));
    for (let round = 0; round < 200; round++) {
      const at = below(random, text.length);
      checkRoundTrip(text.slice(0, at) + randomText(random, PIECES, 3) + text.slice(at + below(random, 4)));
    }
  }
});

const SYNTAX = [
  'path',
  'str',
  '(',
  ')',
  ',',
  '"',
  "'",
  '\\',
  ' ',
  '[',
  ']',
  '%',
  '%[',
  '%{+Q}',
  '%(n:str)',
  '%%',
  'ci',
  '!',
  '{',
  '}',
  'or',
  'if',
  '-i',
  '-m',
  '--',
  '0',
  '&&',
  '||',
  ':',
  '@',
  'ipv4',
  '1.2.3.4',
  '\xff',
];

test('expressions, formats, conditions, predicates and addresses never throw when the text is random', () => {
  const random = seeded(3);
  const facts = { env: read('').env, features: FEATURES };
  for (let round = 0; round < 3000; round++) {
    const text = randomText(random, SYNTAX, 10);
    const diagnostics = new Diagnostics();
    const { ast, end } = parseExpr(text, 0, diagnostics);
    assert.equal(ast === undefined, diagnostics.alerts > 0, text);
    assert.ok(end >= 0 && end <= text.length, text);
    const alerts = diagnostics.alerts;
    assert.equal(parseFormat(text, diagnostics) === undefined, diagnostics.alerts > alerts, text);
    const words = parseWords(text.replaceAll('"', ''), { diagnostics });
    parseCondition(parseWords(`if ${text}`, { diagnostics }), diagnostics);
    parseAcl(words, diagnostics);
    parseAddress(text, { port: 'optional', names: true, range: true });
    checkCondition(text, facts);
  }
});
