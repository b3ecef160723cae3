import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from '../../../src/diag/diagnostic.js';
import { SourceText } from '../../../src/diag/source-text.js';
import { loadText } from '../../support/config.js';

const OLD = [
  'defaults',
  '  mode http',
  '  contimeout 5000',
  '  clitimeout 5000',
  '  srvtimeout 5000',
  'listen a 127.0.0.1:80',
  '\treqadd X-Proto:\\ https if secure # tell it',
  '  use_backend nobody',
  '  monitor-net 192.0.2.0/24',
  '  server s 127.0.0.1:81 chekc',
  '',
].join('\n');

function load(args: readonly string[]): { source: SourceText; list: readonly Diagnostic[] } {
  const source = new SourceText('old.cfg', OLD);
  return { source, list: loadText(source, args).diagnostics.list };
}

/** Code, line and the text of the range. */
function places(list: readonly Diagnostic[]): string[] {
  return list.map(({ code, range }) => {
    const text = range!.source.text.slice(range!.start, range!.end);
    return `${code} ${range!.source.position(range!.start).line} ${text}`;
  });
}

test('--legacy tells every translated line at its place and shows the modern one', () => {
  const told = load(['--legacy']).list.filter(({ code }) => code === 'legacy/translated');
  assert.deepEqual(places(told), [
    'legacy/translated 3 contimeout 5000',
    'legacy/translated 4 clitimeout 5000',
    'legacy/translated 5 srvtimeout 5000',
    'legacy/translated 6 listen a 127.0.0.1:80',
    'legacy/translated 7 reqadd X-Proto:\\ https if secure',
    'legacy/translated 9 monitor-net 192.0.2.0/24',
  ]);
  assert.match(told[4]!.message, /http-request add-header X-Proto https if secure/);
});

test('--legacy leaves diagnostics at the lines of the file as it is', () => {
  const { source, list } = load(['--legacy']);
  const others = list.filter(({ code, severity }) => code !== 'legacy/translated' && severity === 'alert');
  assert.ok(others.every(({ range }) => range!.source === source));
  const found = places(others);
  assert.ok(
    found.some((place) => place.includes(' 7 reqadd X-Proto:')),
    found.join('\n'),
  );
  assert.ok(
    found.some((place) => place.endsWith(' 8 nobody')),
    found.join('\n'),
  );
  assert.ok(
    found.some((place) => place.endsWith(' 10 chekc')),
    found.join('\n'),
  );
});

test('without --legacy old lines are refused', () => {
  const { list } = load([]);
  const lines = list
    .filter(({ severity }) => severity === 'alert')
    .map(({ range }) => range?.source.position(range.start).line);
  for (const line of [3, 4, 5, 7, 9]) assert.ok(lines.includes(line), String(line));
});
