/** Words of crt-list lines (manual 5.1, 12.7.1). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCrtListOptions } from '../../../../src/engine/listener/crt-list-option.js';

const FOLDERS = { ca: (name: string) => name, certificate: (name: string) => name, key: (name: string) => name };

function faultOf(line: string): string | undefined {
  const read = readCrtListOptions(line.split(' '), FOLDERS);
  return typeof read === 'string' ? read : undefined;
}

test('words of load are taken with values that fit', () => {
  const line = 'ocsp-update on jwt off acme le domains a,b alias x generate-dummy on keytype RSA bits 2048 ktls on';
  assert.equal(faultOf(line), undefined);
});

test('words are refused that do not exist, lack a value or have a wrong one', () => {
  assert.equal(faultOf('nice 5'), "unknown keyword 'nice'");
  assert.equal(faultOf('ocsp-update'), "'ocsp-update' expects a value");
  assert.equal(faultOf('ocsp-update maybe'), "'ocsp-update' does not take 'maybe'");
  assert.equal(faultOf('verify maybe'), "'verify' expects 'none', 'optional' or 'required', not 'maybe'");
});
