import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionRange } from '../../../src/config/resolve/tls-default.js';

test('options narrow the range of TLS versions from its ends', () => {
  assert.deepEqual(versionRange(['no-sslv3', 'no-tlsv10', 'no-tlsv11']), { min: 'TLSv1.2', max: undefined });
  assert.deepEqual(versionRange(['ssl-min-ver', 'TLSv1.1', 'no-tlsv13']), { min: 'TLSv1.1', max: 'TLSv1.2' });
  assert.deepEqual(versionRange(['force-tlsv12']), { min: 'TLSv1.2', max: 'TLSv1.2' });
  assert.deepEqual(versionRange(['no-tls-tickets']), { min: undefined, max: undefined });
});
