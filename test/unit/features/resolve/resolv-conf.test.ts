import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseResolvConf } from '../../../../src/features/resolve/resolv-conf.js';

test('every address of a nameserver line is a server on port 53, once', () => {
  const text =
    '# x\nsearch example.com\nnameserver 192.0.2.1\n  nameserver\t2001:db8::1 # y\nnameserver 192.0.2.1\nnameserver nonsense\n';
  const found = parseResolvConf(text, 'conf', 3);
  assert.deepEqual(
    found.map(({ name, host, port, transport, line }) => ({ name, host, port, transport, line })),
    ['192.0.2.1', '2001:db8::1'].map((host) => ({ name: host, host, port: 53, transport: 'udp', line: 3 })),
  );
  assert.deepEqual(parseResolvConf('', 'conf', 1), []);
});
