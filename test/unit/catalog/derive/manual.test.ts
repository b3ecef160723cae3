/** The rows against the tables of the manual of 3.5 (configuration.txt 3, 4.1, 4.3), in both directions. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hawserCatalog } from '../../../../src/app/catalog.js';
import { projectRoot } from '../../../support/project.js';

const catalog = hawserCatalog();

/** Names by table: `# global`, `# proxy`, `# inverted`, `# action`. */
function readTables(): ReadonlyMap<string, readonly string[]> {
  const text = fs.readFileSync(path.join(projectRoot, 'fixtures/keyword/manual-3.5.txt'), 'latin1');
  const tables = text.split(/^# /m).filter((part) => part !== '');
  return new Map(
    tables.map((part) => {
      const [title = '', ...names] = part.trimEnd().split('\n');
      return [title, names];
    }),
  );
}

const tables = readTables();
const tableOf = (name: string) => tables.get(name) ?? [];

/** Described in the manual and left out of its tables. */
const OUTSIDE_OF_TABLES: ReadonlySet<string> = new Set([
  ...['set-var-fmt', 'tune.glitches.kill.cpu-usage', 'thread-hard-limit', 'thread-groups', 'stress-level'],
  ...['tune.notsent-lowat.client', 'tune.notsent-lowat.server', 'tune.vars.check-max-size', 'close-spread-time'],
  ...['tune.h2.log-errors', 'tune.listener.default-shards', 'tune.listener.multi-queue', 'http-err-codes'],
  ...['http-fail-codes', 'ssl-load-extra-del-ext', 'ssl-load-extra-files', 'setcap', 'shm-stats-file'],
  ...['shm-stats-file-max-objects', 'ssl-passphrase-cmd', 'thread-group', 'acme.scheduler'],
  ...['http-check set-var-fmt', 'tcp-check set-var-fmt', 'dynamic-cookie-key', 'stats show-modules', 'ssl-f-use'],
  ...['option accept-unsafe-violations-in-http-request', 'option accept-unsafe-violations-in-http-response'],
  ...['option accept-invalid-http-request', 'option accept-invalid-http-response', 'option transparent', 'lua.'],
]);

/** Actions of `quic-initial` alone, which are read by its row. */
const OF_QUIC = ['dgram-drop', 'send-retry'];

const PROXIES = ['defaults', 'frontend', 'listen', 'backend'];

/** Names of directives in some of the sections. */
function directivesIn(sections: readonly string[]): readonly string[] {
  const rows = catalog.all('directive').filter((row) => row.sections.some((name) => sections.includes(name)));
  return rows.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
}

function isRemoved(name: string): boolean {
  return catalog.all('removed').some((row) => row.name === name || `option ${row.name}` === name);
}

/** Whether one name is the other, or the beginning of its words. */
function begins(a: string, b: string): boolean {
  return a === b || b.startsWith(`${a} `);
}

function missing(names: readonly string[], rows: readonly string[]): readonly string[] {
  return names.filter((name) => !rows.some((row) => begins(name, row)) && !isRemoved(name));
}

test('manual: every keyword of the global section has a row', () => {
  assert.deepEqual(missing(tableOf('global'), directivesIn(['global'])), []);
});

test('manual: every keyword of the matrix of proxies has a row', () => {
  const options = catalog.all('option').map(({ name }) => `option ${name}`);
  assert.deepEqual(missing(tableOf('proxy'), [...directivesIn(PROXIES), ...options]), []);
});

test('manual: every action of the matrix has a row', () => {
  const prefixes = catalog.all('action').filter(({ match }) => match === 'prefix');
  const isKnown = (name: string) =>
    catalog.named('action', name).length > 0 || prefixes.some((row) => name.startsWith(row.name));
  assert.deepEqual(
    tableOf('action').filter((name) => !isKnown(name)),
    OF_QUIC,
  );
});

test('manual: every row stands in a table, but for what is described elsewhere', () => {
  const listed = [...tableOf('global'), ...tableOf('proxy'), ...tableOf('action')];
  const rows = [
    ...directivesIn(['global', ...PROXIES]),
    ...catalog.all('option').map(({ name }) => `option ${name}`),
    ...catalog.all('action').map(({ name }) => name),
  ];
  const isListed = (row: string) =>
    listed.some((name) => begins(name, row) || begins(row, name) || name.startsWith(row));
  const unlisted = rows.filter((row) => !isListed(row) && !OUTSIDE_OF_TABLES.has(row));
  assert.deepEqual([...new Set(unlisted)], []);
});

test('manual: options take "no" in front where the matrix says so', () => {
  const inverted = new Set(tableOf('inverted'));
  const listed = new Set(tableOf('proxy'));
  const wrong = catalog
    .all('option')
    .filter(({ name }) => listed.has(`option ${name}`))
    .filter(({ name, negatable }) => negatable !== inverted.has(`option ${name}`))
    .map(({ name }) => name);
  assert.deepEqual(wrong, []);
});
