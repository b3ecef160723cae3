import assert from 'node:assert/strict';
import test from 'node:test';
import { parseAcl } from '../../../grammar/condition/parse-condition.js';
import type { Stream } from '../../../src/model/stream.js';
import type { BenchOptions, Fake } from './bench.js';
import { conditionOf, createBench, wordsOf } from './bench.js';

function acls(...lines: readonly string[]) {
  const bench = createBench();
  const table = new Map();
  for (const line of lines) {
    const [name, ...words] = wordsOf(line);
    const ast = parseAcl(words, bench.diagnostics);
    table.set(name!.value, [...(table.get(name!.value) ?? []), ast]);
  }
  return table;
}

function holds(text: string, stream: Fake = {}, options: BenchOptions = {}): boolean {
  const bench = createBench(options);
  const condition = conditionOf(bench, text);
  assert.ok(condition, `${text}: ${bench.reports().join()}`);
  return condition(stream as unknown as Stream);
}

test('conditions join terms by AND, OR and negation', () => {
  const values: readonly (readonly [string, boolean])[] = [
    ['if { always_true }', true],
    ['unless { always_true }', false],
    ['if !{ always_true } || { always_true } { always_true }', true],
    ['if { always_true } { always_false }', false],
    ['if TRUE !FALSE', true],
    ['if { always_false } or { always_false } or { always_false } or { always_true }', true],
  ];
  for (const [text, expected] of values) assert.equal(holds(text), expected, text);
});

test('conditions take lines of one name as alternatives, and declared ACLs before predefined ones', () => {
  const table = acls('a path /x', 'a path /y', 'TRUE path /x');
  assert.equal(holds('if a', { path: '/y' }, { acls: table }), true);
  assert.equal(holds('if !a', { path: '/z' }, { acls: table }), true);
  assert.equal(holds('if TRUE', { path: '/y' }, { acls: table }), false);
});

test('conditions try each value of a fetch that has many', () => {
  const stream = { fields: ['One', 'two'] };
  assert.equal(holds('if { fields One }', stream), true);
  assert.equal(holds('if { fields,lower one }', stream), true);
  assert.equal(holds('if { fields -m found }', {}), false);
  assert.equal(holds('if { fields -m len 4 }', stream), false);
});

test('conditions read patterns of files, in the case of the flags in front', () => {
  const files = { 'a.lst': '# comment\n\n  /Foo\n', 'b.lst': '/BAR\r\n', 'm.map': '/key value\n' };
  assert.equal(holds('if { path -f a.lst }', { path: '/Foo' }, { files }), true);
  assert.equal(holds('if { path -f a.lst -i -f b.lst }', { path: '/foo' }, { files }), false);
  assert.equal(holds('if { path -f a.lst -i -f b.lst }', { path: '/bar' }, { files }), true);
  assert.equal(holds('if { path -M -f m.map }', { path: '/key' }, { files }), true);
  assert.equal(holds('if { path -f opt@none.lst }', { path: '/key' }, { files }), false);
});

test('conditions report problems of ACLs with their place', () => {
  const wrong: readonly (readonly [string, readonly string[]])[] = [
    ['if nope', ['acl/unknown: nope']],
    ['if nope && other', ['acl/unknown: nope', 'acl/unknown: &&']],
    ['if not { always_true } or nope', ['acl/unknown: not']],
    ['if ( path /x )', ['acl/unknown: (']],
    ['if path_beg(x) /x', ['acl/unknown: path_beg(x)']],
    ['if { pth x } { path -m rex x }', ['expr/unknown-fetch: pth', 'acl/unknown-method: rex']],
    ['if { bin(00) }', ['acl/missing-method: bin(00)']],
    ['if { bin(00) -m int 5 }', ['acl/incompatible-method: int']],
    ['if { path -m beg -m end x }', ['acl/several-methods: end']],
    ['if { path -u x y }', ['acl/bad-id: x']],
    ['if { int(5) abc 6:4 }', ['acl/bad-pattern: abc', 'acl/bad-pattern: 6:4']],
    ['if { path -m reg ( }', ['regex/invalid: (']],
    ['if { path -f none.lst }', ['file/unreadable: none.lst']],
    ['if { int(5) -m dotted 5 }', ['acl/unknown-method: dotted']],
  ];
  for (const [text, expected] of wrong) {
    const bench = createBench();
    assert.equal(conditionOf(bench, text), undefined);
    assert.deepEqual(bench.reports(), expected, text);
  }
});

test('an ACL that is not available never matches and is warned of', () => {
  const bench = createBench();
  const scope = bench.scope.with({ use: 'fe-http-response', ruleset: 'http-response' });
  const condition = conditionOf({ ...bench, scope }, 'if { path -m found }');
  assert.equal(condition?.({ path: '/' } as unknown as Stream), false);
  assert.deepEqual(bench.reports(), ['acl/never-matches: path']);
  assert.equal(bench.diagnostics.alerts, 0);
});

test('tcp content conditions stay undecided while a value may still come', () => {
  const bench = createBench({ ruleset: 'tcp-request content' });
  const run = (text: string, fields: object) => {
    const stream = { mayChange: false, final: false, ...fields };
    return [conditionOf(bench, text)!(stream as unknown as Stream), stream.mayChange];
  };
  assert.deepEqual(run('if { late x }', {}), [false, true]);
  assert.deepEqual(run('unless { late x }', {}), [false, true]);
  assert.deepEqual(run('if { late x } || TRUE', {}), [true, false]);
  assert.deepEqual(run('if { late x } FALSE', {}), [false, false]);
  assert.deepEqual(run('if { late x }', { late: 'x' }), [true, false]);
  assert.deepEqual(run('if !{ late x }', { final: true }), [true, false]);
});

test('rules that use a named ACL are warned of the alternatives that cannot be read there', () => {
  const bench = createBench();
  const place = { use: 'fe-http-response', ruleset: 'http-response' } as const;
  const table = acls('never path /a', 'never path_beg /b', 'some path /a', 'some always_true');
  const scope = bench.scope.with({ ...place, acls: table });
  conditionOf({ ...bench, scope }, 'if never some');
  conditionOf({ ...bench, scope }, 'unless !never');
  assert.deepEqual(bench.reports(), [
    'acl/never-matches: never',
    'acl/never-matches: some',
    'acl/never-matches: !never',
  ]);
  const [never, some] = bench.diagnostics.list;
  assert.match(never!.message, /^ACL 'never' never matches: 'path', 'path_beg' /);
  assert.match(some!.message, /^ACL 'some' matches only by its other lines: 'path' /);
});

test('problems of predefined ACLs are shown at the word that names them', () => {
  const bench = createBench();
  assert.equal(conditionOf(bench, 'if TRUE WAIT_END'), undefined);
  assert.deepEqual(bench.reports(), ['expr/unknown-fetch: WAIT_END']);
});
