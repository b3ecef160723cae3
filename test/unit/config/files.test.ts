import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvePath } from '../../../src/config/files.js';

test('default-path decides what relative names count from', () => {
  assert.equal(resolvePath('a.http', '/etc/haproxy/x.cfg', undefined), 'a.http');
  assert.equal(resolvePath('a.http', '/etc/haproxy/x.cfg', 'config'), '/etc/haproxy/a.http');
  assert.equal(resolvePath('a.http', '/etc/haproxy/x.cfg', 'parent'), '/etc/a.http');
  assert.equal(resolvePath('a.http', '/etc/haproxy/x.cfg', '/srv'), '/srv/a.http');
  assert.equal(resolvePath('/a.http', '/etc/haproxy/x.cfg', 'config'), '/a.http');
});
