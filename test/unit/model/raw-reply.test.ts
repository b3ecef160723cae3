import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRawReply } from '../../../src/model/raw-reply.js';

test('parseRawReply takes status line, fields and body apart, and drops what belongs to the connection', () => {
  const text = 'HTTP/1.0 503 Not now\r\nConnection: close\r\nX-A:  b \r\nno colon\r\n\r\none\r\n\r\ntwo';
  assert.deepEqual(parseRawReply(text, 'fault'), {
    status: 503,
    reason: 'Not now',
    version: 10,
    fields: [['x-a', 'b']],
    body: 'one\r\n\r\ntwo',
    raw: true,
    cause: 'fault',
  });
});

test('parseRawReply reads bare line feeds, a status without a reason and a message without a body', () => {
  assert.deepEqual(parseRawReply('HTTP/1.1 200\nA: 1\n', 'fault'), {
    ...{ status: 200, reason: '', version: 11, fields: [['a', '1']], body: '', raw: true, cause: 'fault' },
  });
});

test('parseRawReply says nothing about what is no response', () => {
  for (const text of ['', 'HTTP/1.1 20 x\n\n', 'HTTP/1.1 2000\n\n', '<html>', 'GET / HTTP/1.1\r\n\r\n']) {
    assert.equal(parseRawReply(text, 'fault'), undefined, text);
  }
});
