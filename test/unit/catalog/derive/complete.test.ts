import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hawserCatalog } from '../../../../src/app/catalog.js';
import { complete } from '../../../../src/catalog/derive/complete.js';

function words(section: string | undefined, ...before: string[]): string[] {
  return complete(hawserCatalog(), section, before).map(({ word }) => word);
}

test('keywords of the section and section keywords start a line', () => {
  const found = words('backend');
  assert.ok(found.includes('balance') && found.includes('frontend'));
  assert.ok(!found.includes('bind'));
});

test('words behind a keyword are those of its rows', () => {
  assert.ok(words('frontend', 'option').includes('httplog'));
  assert.ok(words('frontend', 'bind', ':80').includes('accept-proxy'));
  assert.ok(words('backend', 'server', 's', '127.0.0.1').includes('weight'));
  assert.ok(words('frontend', 'timeout').includes('client'));
  assert.ok(!words('backend', 'timeout').includes('client'));
});

test('behind no only what can be negated', () => {
  const found = words('backend', 'no');
  assert.ok(found.includes('log'));
  assert.ok(!found.includes('balance'));
});
