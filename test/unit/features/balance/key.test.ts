import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompileSite } from '../../../../src/catalog/site.js';
import { bodyValue, expressionHash, queryValue } from '../../../../src/features/balance/key.js';
import type { HashConfig } from '../../../../src/model/config/proxy.js';
import type { Stream } from '../../../../src/model/stream.js';
import type { Value } from '../../../../src/model/value.js';
import { fleet } from '../../../support/proxy.js';

/** The hash of what an expression gives. */
function hashOf(value: Value | undefined, name: HashConfig['function']): number | undefined {
  const hash: HashConfig = { method: 'map-based', function: name, avalanche: false };
  const proxy = fleet([], { hash });
  const site = { compileExpression: () => ({ evaluate: () => value }) } as unknown as CompileSite;
  return expressionHash(proxy, { value: 'x', range: undefined as never }, site)!(undefined as unknown as Stream);
}

test('hash-type none takes numbers as they are, and the number at the start of a text', () => {
  const values: readonly Value[] = [7, 4294967297n, '12ab', 'ab', true];
  assert.deepEqual(
    values.map((value) => hashOf(value, 'none')),
    [7, 1, 12, 0, 1],
  );
  assert.equal(hashOf(undefined, 'none'), undefined);
});

test('other functions of hash-type mix the eight bytes of a number', () => {
  assert.notEqual(hashOf(7, 'crc32'), hashOf('7', 'crc32'));
});

test('balance url_param: parameters are separated by & alone, and named in full', () => {
  const targets = ['/?k=a', '/?x=1&k=b;c&y', '/?k=', '/?kk=1', '/?x=1;k=b', '/k=b', '/k=b?', '/?x&k=1&k=2'];
  const values = targets.map((target) => queryValue(target, 'k'));
  assert.deepEqual(values, ['a', 'b;c', '', undefined, undefined, undefined, undefined, '1']);
});

test('parameters of bodies begin like encoded ones, or the body is something else (haproxy 2.6)', () => {
  const bodies = [
    'id=5',
    'a&id=5&id=6',
    'a=1;id=5',
    'id=5;b',
    'id=',
    'id= b&c',
    'id==5',
    'id=/&id=5',
    'id=\xe9',
    'id=5/6',
    'id',
  ];
  const values = bodies.map((body) => bodyValue(body, 'id'));
  assert.deepEqual(values, ['5', '5', undefined, '5;b', '', '', undefined, undefined, undefined, '5/6', undefined]);
});
