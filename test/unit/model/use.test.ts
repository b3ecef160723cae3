/** Columns of `-dKsmp` of HAProxy 3.5, one letter per point of use. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { USE_POINTS } from '../../../src/model/ruleset.js';
import * as use from '../../../src/model/use.js';

const COLUMNS: Readonly<Record<string, string>> = {
  USE_ANYWHERE: 'YYYYYYYYYYYYYYYYYYYYYY',
  USE_PROCESS: 'YYYYYYYYYYYYYYYYYYYY.Y',
  USE_CLIENT: 'YYYYYYYYYYYYYYYYYYYY..',
  USE_FRONTEND: 'YYYYYYYYYYYYYYYYYYY...',
  USE_SESSION: '.YYYYYYYYYYYYYYYYYY...',
  USE_STREAM: '..YYYYYYYYYYYYYYYYY...',
  USE_REQUEST: '..YYYYYYYYY...........',
  USE_RESPONSE: '...........YYYYYYY.Y..',
  USE_EITHER_MESSAGE: '..YYYYYYYYYYYYYYYY.Y..',
  USE_SERVER_SIDE: '...........YYYYYYYYY..',
  USE_BACKEND: '......YYYYYYYYYYYYYY..',
  USE_SERVER: '..........YYYYYYYYYY..',
  USE_RESPONSE_FIGURES: '.........YYYYYYYYYY...',
};

for (const [name, columns] of Object.entries(COLUMNS)) {
  test(`${name} holds the points of its column`, () => {
    const set = new Map<string, unknown>(Object.entries(use)).get(name) as readonly string[];
    assert.equal(USE_POINTS.map((point) => (set.includes(point) ? 'Y' : '.')).join(''), columns);
  });
}

test('a point behind the request is one of the response', () => {
  assert.ok(use.isResponsePoint('be-http-response'));
  assert.ok(!use.isResponsePoint('fe-http-request'));
});
