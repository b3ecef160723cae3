/** What holds for every row of the program. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hawserCatalog } from '../../../src/app/catalog.js';

const { entries } = hawserCatalog();

test('every row that is not fully supported says why', () => {
  const silent = entries.filter((entry) => entry.support !== 'full' && !entry.why);
  assert.deepEqual(
    silent.map(({ kind, name }) => `${kind} ${name}`),
    [],
  );
});

test('every row has its place in the manual and a sentence', () => {
  const bare = entries.filter(({ doc, brief }) => doc === '' || brief === '');
  assert.deepEqual(
    bare.map(({ kind, name }) => `${kind} ${name}`),
    [],
  );
});

test('every directive stands in sections that exist', () => {
  const sections = new Set(
    hawserCatalog()
      .all('section')
      .map(({ name }) => name),
  );
  const lost = hawserCatalog()
    .all('directive')
    .flatMap(({ name, sections: places }) =>
      places.filter((place) => !sections.has(place)).map((place) => [name, place]),
    );
  assert.deepEqual(lost, []);
});
