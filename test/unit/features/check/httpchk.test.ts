import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modernLines } from '../../../../src/features/check/httpchk.js';

test('headers and body behind the version become http-check send', () => {
  assert.deepEqual(modernLines(['GET', '/x'], 'HTTP/1.1\r\nHost: a b\r\nX-Y: 1\r\n\r\nping'), [
    'option httpchk GET /x HTTP/1.1',
    "http-check send hdr Host 'a b' hdr X-Y 1 body ping",
  ]);
});
