import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCondition } from '../../../../grammar/source/check-condition.js';
import { isOpensslAtLeast, isVersionAtLeast } from '../../../../grammar/source/feature-set.js';
import { Env } from '../../../../grammar/words/env.js';
import { FEATURES } from '../reading.js';

const FACTS = { env: new Env([['A', '1']]), features: FEATURES };

/** true, false, or `message@offset`. */
function outcome(text: string): boolean | string {
  const result = checkCondition(text, FACTS);
  return result.ok ? result.value : `${result.message}@${result.at}`;
}

for (const [text, expected] of [
  ['', false],
  ['0', false],
  ['1', true],
  ['-1', true],
  ['00', false],
  ['!1', false],
  ['!!1', true],
  ['!(0||0)', true],
  ['1 && 0 || 1', true],
  ['0&&(0||1)', false],
  ['defined(A)', true],
  ['defined( A)', false],
  ['defined(NOPE) || defined("A")', true],
  ['feature(OPENSSL) && !feature(QUIC)', true],
  ['enabled(EPOLL)', true],
  ['enabled(KQUEUE)', false],
  ['streq("$A",1)', true],
  ['streq("$A", 1)', false],
  ['strneq(a,b)', true],
  ['strstr(haystack,sta)', true],
  ['version_atleast(2.4-dev19)', true],
  ['version_before(3.5)', true],
  ['version_atleast(3.6)', false],
  ['openssl_version_atleast(1.1.1)', true],
  ['openssl_version_before(3.5.0)', true],
  ['ssllib_name_startswith(OpenSSL)', true],
  ['awslc_api_atleast(1)', false],
  ['awslc_api_before(99)', false],
  ['fips_mode()', false],
  ['nosuch(x)', "unparsable conditional expression 'nosuch(x)'@0"],
  ['x', "unparsable conditional expression 'x'@0"],
  ['1x', "unexpected character 'x' at the end of conditional expression '1x'@1"],
  ['(1) (1)', "unexpected character '(' at the end of conditional expression '(1) (1)'@4"],
  ['1 & 1', "unexpected character '&' at the end of conditional expression '1 & 1'@2"],
  ['( 1', "expected ')' after conditional expression '( 1'@0"],
  ['1 &&', "unparsable conditional expression '&&'@2"],
  [')', "unparsable conditional expression ')'@0"],
  ['streq(a)', "missing arguments (got 1/2) for predicate 'streq' used in conditional expression@0"],
  ['"open', 'unmatched quote@0'],
] as const) {
  test(`condition '${text}'`, () => assert.equal(outcome(text), expected));
}

test('condition reports parentheses that are nested too deeply', () => {
  assert.equal(outcome(`${'('.repeat(20_000)}1`), 'too many nested parentheses@200');
  assert.equal(outcome(`${'('.repeat(150)}1${')'.repeat(150)}`), true);
});

test('versions compare by number, and development versions are older than their release', () => {
  assert.ok(isVersionAtLeast('3.5-dev5', '3.5-dev5'));
  assert.ok(isVersionAtLeast('3.5-dev10', '3.5-dev9'));
  assert.ok(!isVersionAtLeast('3.5-dev5', '3.5'));
  assert.ok(isVersionAtLeast('3.5', '3.5-dev5'));
  assert.ok(isVersionAtLeast('2.10.1', '2.9'));
  assert.ok(isOpensslAtLeast('1.1.1w', '1.1.1k'));
  assert.ok(!isOpensslAtLeast('3.0.0-alpha1', '3.0.0'));
});
