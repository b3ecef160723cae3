import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hawserCatalog } from '../../../../src/app/catalog.js';
import { arg } from '../../../../src/catalog/arg.js';
import { usageOf, usageOfCall } from '../../../../src/catalog/derive/usage.js';

test('optional arguments share one bracket in calls', () => {
  assert.equal(usageOfCall([arg.str('a'), arg.opt(arg.str('b')), arg.opt(arg.str('c'))]), '(<a>[,<b>,<c>])');
  assert.equal(usageOfCall([arg.opt(arg.str('a'))]), '([<a>])');
  assert.equal(usageOfCall([]), '');
});

test('rows show how they are written', () => {
  const catalog = hawserCatalog();
  assert.equal(usageOf(catalog.find('server-word', 'weight')!), 'weight <weight>');
  assert.equal(usageOf(catalog.find('section', 'frontend')!), 'frontend <name>');
  assert.equal(usageOf(catalog.find('directive', 'timeout client')!), 'timeout client <timeout>');
});
