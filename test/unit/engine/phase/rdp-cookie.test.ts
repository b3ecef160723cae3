/** Values of RDP cookies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRdpCookie } from '../../../../src/engine/phase/rdp-cookie.js';

test('parseRdpCookie turns the bytes of address and port around', () => {
  assert.deepEqual(parseRdpCookie('16777343.15629.0000'), { address: 0x7f000001, port: 3389 });
});

test('parseRdpCookie takes no other text', () => {
  for (const text of ['', 'a.b.c', '16777343.15629', '4294967296.1.0', '1.65536.0']) {
    assert.equal(parseRdpCookie(text), undefined, text);
  }
});
