import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AclAst } from '../../../../grammar/condition/ast.js';
import { parseAcl, parseCondition } from '../../../../grammar/condition/parse-condition.js';
import { parseWords } from '../../../../grammar/words/parse-words.js';
import { Diagnostics } from '../../../../src/diag/diagnostic.js';
import { placesOf } from '../reading.js';

/** `criterion -flag:value pattern ...`. */
function aclShape({ criterion, flags, patterns }: AclAst): string {
  const words = flags.map(({ name, value }) => (value ? `${name}:${value.value}` : name));
  return [criterion.fetch.name, ...words, ...patterns.map((word) => `<${word.value}>`)].join(' ');
}

/** Alternatives joined by `or`, terms by blanks. */
function shape(line: string): string | undefined {
  const ast = parseCondition(parseWords(line), new Diagnostics());
  const terms = ast?.alternatives.map((alternative) =>
    alternative
      .map(({ negated, acl }) => (negated ? '!' : '') + (acl.kind === 'named' ? acl.name : `{ ${aclShape(acl.ast)} }`))
      .join(' '),
  );
  return terms && `${ast!.unless ? 'unless' : 'if'} ${terms.join(' or ')}`;
}

for (const [line, expected = line] of [
  ['if a'],
  ['unless a !b'],
  ['if a || b OR c or d e', 'if a or b or c or d e'],
  ['if !!a ! b ! !c ! ! d', 'if a !b c d'],
  ['if { path -i /a /b }', 'if { path -i </a> </b> }'],
  ['if !{ src 10.0.0.0/8 } ! { src ::1 }', 'if !{ src <10.0.0.0/8> } !{ src <::1> }'],
  ['if { path -m beg -f x.lst -- -y }', 'if { path -m:beg -f:x.lst -- <-y> }'],
  ['if { path or || ! { }', 'if { path <or> <||> <!> <{> }'],
  ['if { path a -i } b', 'if { path <a> <-i> } b'],
  ['if or a or', 'if a'],
  ['if a && b', 'if a && b'],
  ['if', 'if '],
] as readonly (readonly [string, string?])[]) {
  test(`parseCondition reads ${line}`, () => assert.equal(shape(line), expected));
}

for (const [line, ...places] of [
  ['when a', 'condition/missing-word@1:1'],
  ['if', 'condition/empty@1:1'],
  ['if or', 'condition/empty@1:1'],
  ['if a !', 'condition/dangling-negation@1:6'],
  ['if a { path', 'condition/unterminated-acl@1:6'],
  ['if { }', 'acl/missing-criterion@1:4'],
  ['if a }', 'condition/stray-brace@1:6'],
  ['if {path /x }', 'condition/stray-brace@1:4'],
  ['if a or{ path /x } !{path /y}', 'condition/stray-brace@1:6'],
  ['if { path /x}', 'condition/unterminated-acl@1:4'],
  ['if { path "}" }', 'condition/stray-brace@1:15'],
  ['if { path -x a } { ! a }', 'acl/unknown-flag@1:11', 'expr/missing-name@1:20'],
  ['if { int(5) -5 }', 'acl/unknown-flag@1:13'],
  ['if { path -F a }', 'acl/unknown-flag@1:11'],
  ['if { path -m }', 'acl/missing-flag-value@1:11'],
  ['if { "path,lower(\\"" } x', 'expr/unterminated-quote@1:18'],
] as const) {
  test(`parseCondition reports ${places.join()} in ${line}`, () => {
    const diagnostics = new Diagnostics();
    parseCondition(parseWords(line), diagnostics);
    assert.deepEqual(placesOf(diagnostics), places);
  });
}

test('parseAcl reads criterion, flags and patterns', () => {
  const ast = parseAcl(parseWords('hdr(host),lower -i -n -M -u 7 -f a eq -1'), new Diagnostics());
  assert.equal(ast && aclShape(ast), 'hdr -i -n -M -u:7 -f:a <eq> <-1>');
  assert.equal(ast!.criterion.converters[0]!.name, 'lower');
});

test('parseAcl reports a missing criterion at the word that is handed in', () => {
  const diagnostics = new Diagnostics();
  const [owner] = parseWords('  acl');
  assert.equal(parseAcl([], diagnostics, owner), undefined);
  assert.deepEqual(placesOf(diagnostics), ['acl/missing-criterion@1:3']);
});
