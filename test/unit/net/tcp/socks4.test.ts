/** Requests to SOCKS4 proxies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderSocks4Request } from '../../../../src/net/tcp/socks4.js';

test('socks4: a request names port, address and user', () => {
  const bytes = renderSocks4Request('10.1.2.3', 8080);
  assert.equal(bytes.toString('hex'), `0401${'1f90'}${'0a010203'}${Buffer.from('HAProxy\0').toString('hex')}`);
});

test('socks4: only IPv4 addresses can be asked for', () => {
  assert.throws(() => renderSocks4Request('::1', 80), /IPv4/);
  assert.throws(() => renderSocks4Request('example.com', 80), /IPv4/);
});
