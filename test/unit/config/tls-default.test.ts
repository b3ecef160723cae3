import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionRange } from '../../../src/config/resolve/tls-default.js';

test('options narrow the range of TLS versions from its ends', () => {
  const old = ['SSLv3', 'TLSv1.0', 'TLSv1.1'];
  assert.deepEqual(versionRange(['no-sslv3', 'no-tlsv10', 'no-tlsv11']), {
    min: undefined,
    max: undefined,
    without: old,
  });
  assert.deepEqual(versionRange(['ssl-min-ver', 'TLSv1.1', 'no-tlsv13']), {
    min: 'TLSv1.1',
    max: undefined,
    without: ['TLSv1.3'],
  });
  assert.deepEqual(versionRange(['force-tlsv12']), { min: 'TLSv1.2', max: 'TLSv1.2', without: [] });
  assert.deepEqual(versionRange(['no-tls-tickets']), { min: undefined, max: undefined, without: [] });
});
