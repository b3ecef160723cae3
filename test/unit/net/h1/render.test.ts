import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fields, RequestHead, ResponseHead } from '../../../../src/model/message.js';
import {
  CHUNK_END,
  renderChunkHead,
  renderLastChunk,
  renderRequestHead,
  renderResponseHead,
  requestConnection,
  responseConnection,
} from '../../../../src/net/h1/render.js';

test('render: heads, with names adjusted on demand', () => {
  const request = new RequestHead('GET', '/', 11, new Fields(['host', 'x-y'], ['a', '\xe9']));
  assert.equal(renderRequestHead(request), 'GET / HTTP/1.1\r\nhost: a\r\nx-y: \xe9\r\n\r\n');
  assert.equal(renderRequestHead(request, new Map([['x-y', 'X-Y']])), 'GET / HTTP/1.1\r\nhost: a\r\nX-Y: \xe9\r\n\r\n');
  assert.equal(
    renderResponseHead(new ResponseHead(10, 404, 'Not Found', new Fields())),
    'HTTP/1.0 404 Not Found\r\n\r\n',
  );
  assert.equal(renderResponseHead(new ResponseHead(20, 200, 'OK', new Fields())), 'HTTP/1.1 200 OK\r\n\r\n');
});

test('render: chunks', () => {
  assert.equal(`${renderChunkHead(26)}x${CHUNK_END}`, '1A\r\nx\r\n');
  assert.equal(renderLastChunk(), '0\r\n\r\n');
  assert.equal(renderLastChunk(new Fields(['x-t'], ['1'])), '0\r\nx-t: 1\r\n\r\n');
});

test('render: connection says what the versions do not imply', () => {
  const request = (version: number): RequestHead => new RequestHead('GET', '/', version, new Fields());
  const response = (version: number): ResponseHead => new ResponseHead(version, 200, 'OK', new Fields());
  assert.equal(requestConnection(request(11), true), '');
  assert.equal(requestConnection(request(11), false), 'close');
  assert.equal(requestConnection(request(10), true), 'keep-alive');
  assert.equal(requestConnection(request(10), false), '');
  const upgrade = request(11);
  upgrade.upgrade = true;
  assert.equal(requestConnection(upgrade, false), '');
  assert.equal(responseConnection(11, response(11), true), '');
  assert.equal(responseConnection(11, response(11), false), 'close');
  assert.equal(responseConnection(10, response(11), true), 'keep-alive');
  assert.equal(responseConnection(10, response(11), false), 'close');
  assert.equal(responseConnection(11, response(10), true), 'keep-alive');
  assert.equal(responseConnection(11, response(10), false), '');
});
