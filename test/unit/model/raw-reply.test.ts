import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rawReplyProblem } from '../../../src/model/raw-reply.js';

/** haproxy 2.6 takes and refuses the same ones. */
test('files of whole responses are refused if they could not be sent as they are', () => {
  const good = [
    'HTTP/1.0 403 F\r\n\r\nbody',
    'HTTP/1.0 403 F\nX-Y: z\n\nbody',
    'HTTP/1.1 403\r\n\r\n',
    'HTTP/1.1 403 F\r\nContent-Length: 4\r\n\r\nbody',
  ];
  assert.deepEqual(good.map(rawReplyProblem), [undefined, undefined, undefined, undefined]);
  const bad: readonly (readonly [string, RegExp])[] = [
    ['garbage', /status line/],
    ['HTTP/1.1 103 X\r\n\r\n', /status 103/],
    ['HTTP/1.1 403 F\r\nX: y\r\n', /empty line/],
    ['HTTP/1.1 403 F\r\nBad Name: x\r\n\r\n', /no field: Bad Name/],
    ['HTTP/1.1 403 F\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /chunked/],
    ['HTTP/1.1 403 F\r\nContent-Length: 3\r\n\r\nbody', /announces 3 bytes of content and has 4/],
  ];
  for (const [text, problem] of bad) assert.match(rawReplyProblem(text) ?? '', problem);
});
