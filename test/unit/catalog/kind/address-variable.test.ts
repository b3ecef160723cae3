/** Variables of the environment in addresses, which need no quotes (as haproxy reads them). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arg } from '../../../../src/catalog/arg.js';
import type { ParseSite } from '../../../../src/catalog/site.js';
import { SourceText } from '../../../../src/diag/source-text.js';

function parse(value: string, variables: Readonly<Record<string, string>>) {
  const reported: string[] = [];
  const site: ParseSite = {
    report: (_code, _range, message) => reported.push(message),
    section: 'frontend',
    readFile: () => undefined,
    environment: (name) => variables[name],
  };
  const range = { source: new SourceText('t', value), start: 0, end: value.length };
  const address = arg.address('address', { port: 'required', names: true }).parse({ value, range }, site);
  return { address, reported };
}

test('an address takes host and port from variables in both spellings', () => {
  const { address, reported } = parse('${HOST}:$PORT', { HOST: '127.0.0.1', PORT: '8080' });
  assert.deepEqual([address?.host, address?.port, reported], ['127.0.0.1', 8080, []]);
});

test('a variable that is not set leaves a hole that is reported', () => {
  const { address, reported } = parse('127.0.0.1:${PORT}', {});
  assert.equal(address, undefined);
  assert.equal(reported.length, 1);
});
