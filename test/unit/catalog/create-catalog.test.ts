import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalog } from '../../../src/catalog/create-catalog.js';
import { type DirectiveEntry, define } from '../../../src/catalog/entry.js';

function directive(name: string, sections: readonly string[], aliases: readonly string[] = []): DirectiveEntry {
  const head = { doc: '4.2', brief: 'x', since: '1.1', support: 'full', usage: name } as const;
  return define.directive({ ...head, name, sections, aliases, parse: () => {} });
}

test('a row is found by name and by alias', () => {
  const row = directive('errorloc302', ['backend'], ['errorloc']);
  const catalog = createCatalog([row]);
  assert.equal(catalog.find('directive', 'errorloc'), row);
  assert.equal(catalog.find('directive', 'errorloc302'), row);
  assert.equal(catalog.find('option', 'errorloc'), undefined);
});

test('two rows of one name may stand in different sections', () => {
  const catalog = createCatalog([directive('log', ['global']), directive('log', ['backend'])]);
  assert.equal(catalog.named('directive', 'log').length, 2);
});

test('two rows of one name in one section throw', () => {
  assert.throws(() => createCatalog([directive('log', ['global']), directive('log', ['global'])]), /'log' in global/);
});
