import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decodeUnreserved,
  encodeFragment,
  mergeSlashes,
  sortQuery,
  stripDot,
  stripDotDot,
  stripFragment,
  upperPercent,
} from '../../../../../src/features/http/action/normalizer.js';

/** Answers of haproxy 2.6. */
const DOTS: readonly (readonly [target: string, dot: string, dotdot: string, full: string])[] = [
  ['/.', '/', '/.', '/.'],
  ['/./.', '/', '/./.', '/./.'],
  ['/a/./b/./c', '/a/b/c', '/a/./b/./c', '/a/./b/./c'],
  ['/..', '/..', '/../', '/'],
  ['/a/..', '/a/..', '/', '/'],
  ['/a/b/..', '/a/b/..', '/a/', '/a/'],
  ['/a/../../b', '/a/../../b', '/../b', '/b'],
  ['/a//../', '/a//../', '/a/', '/a/'],
  ['/../a/../b', '/../a/../b', '/../b', '/b'],
  ['/..a/..', '/..a/..', '/', '/'],
  ['/a/..?x=/../', '/a/..?x=/../', '/?x=/../', '/?x=/../'],
];

test('normalizers of dots change paths as haproxy does', () => {
  for (const [target, dot, dotdot, full] of DOTS) {
    assert.equal(stripDot(target), dot, target);
    assert.equal(stripDotDot(target, false), dotdot, target);
    assert.equal(stripDotDot(target, true), full, target);
  }
});

test('normalizers of percent signs refuse malformed ones only when they are strict', () => {
  assert.equal(decodeUnreserved('/%61?%2e=%2F', false), '/a?.=%2F');
  assert.equal(decodeUnreserved('/%%36%36', false), '/%66');
  assert.equal(decodeUnreserved('/%%36%36', true), undefined);
  assert.equal(upperPercent('/%zz%6f%4', false), '/%zz%6F%4');
  assert.equal(upperPercent('/%zz', true), undefined);
});

test('normalizers of slashes, fragments and queries leave the rest alone', () => {
  assert.equal(mergeSlashes('http://h//a///b?c//d'), 'http://h/a/b?c//d');
  assert.equal(stripFragment('/a#b'), '/a');
  assert.equal(encodeFragment('/a#b'), '/a%23b');
  assert.equal(sortQuery('/?a=3&b=4&a=1&b=5&a=2'), '/?a=3&a=1&a=2&b=4&b=5');
});
