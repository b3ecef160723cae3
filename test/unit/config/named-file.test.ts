/** Where files are that lines name, and names of hosts that must have addresses. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { FileRole } from '../../../src/catalog/site.js';
import { findFile } from '../../../src/config/named-file.js';
import { SourceText } from '../../../src/diag/source-text.js';
import { initialGlobal } from '../../../src/model/config/global.js';
import { readText } from '../../support/config.js';

function find(role: FileRole, value: string, settings: object, there: readonly string[]) {
  const range = { source: new SourceText('etc/haproxy.cfg', value), start: 0, end: value.length };
  return findFile(role, { value, range }, { ...initialGlobal(), ...settings }, (name) => there.includes(name));
}

test('findFile looks below the folder of the role, when the name is relative', () => {
  const settings = { crtBase: '/crt', caBase: '/ca' };
  assert.deepEqual(find('crt', 'a.pem', settings, ['/crt/a.pem']), {
    name: 'a.pem',
    isThere: true,
    place: '/crt/a.pem',
  });
  assert.deepEqual(find('crt', 'a', settings, ['/crt/a.rsa']), { name: 'a', isThere: true, place: '/crt/a' });
  assert.deepEqual(find('ca', '/x/a.pem', settings, ['/x/a.pem']), {
    name: '/x/a.pem',
    isThere: true,
    place: '/x/a.pem',
  });
  // HAProxy looks for lists of certificates where it was started, whatever crt-base says.
  assert.deepEqual(find('crt-list', 'a.lst', settings, ['/crt/a.lst']), {
    name: 'a.lst',
    isThere: false,
    place: 'a.lst',
  });
  assert.equal(find('ca', '@system-ca', settings, []).isThere, true);
  assert.equal(find('namespace', 'blue', settings, ['/var/run/netns/blue']).isThere, true);
});

test('findFile keeps a name from the root, when default-path moves it', () => {
  const found = find('crt', 'a.pem', { defaultPath: 'config' }, [path.join('etc', 'a.pem')]);
  assert.deepEqual(found, { name: path.resolve('etc/a.pem'), isThere: true, place: path.join('etc', 'a.pem') });
  const based = find('crt', 'a.pem', { defaultPath: '/srv', crtBase: 'certs' }, ['/srv/certs/a.pem']);
  assert.deepEqual(based, { name: '/srv/certs/a.pem', isThere: true, place: '/srv/certs/a.pem' });
});

test('names of hosts are noted, when lines of sources, checks and agents have them', () => {
  const { typed } = readText(`backend b
    mode tcp
    source out.example
    server a 127.0.0.1:1 check addr check.example agent-check agent-addr agent.example agent-port 2 source 10.0.0.1
    tcp-check connect addr step.example
`);
  const names = typed.hosts.map(({ host, code }) => `${host} ${code}`);
  assert.deepEqual(
    names,
    ['out', 'check', 'agent', 'step'].map((name) => `${name}.example address/unresolved`),
  );
});
