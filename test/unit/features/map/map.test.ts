import assert from 'node:assert/strict';
import test from 'node:test';
import { parseMapLines } from '../../../../src/model/map-store.js';
import { compileFrontend, compileValid, createStream, runRules } from '../../../support/rule-run.js';

const FILES = { '/m': 'a 1\nab 2\n', '/ip': '10.0.0.0/8 wide\n10.1.0.0/16 narrow\n' };

test('lines of map files lose blanks around key and value, and comments', () => {
  assert.deepEqual(parseMapLines('# c\n\n  key \t two  words \r\nalone\n'), [
    { id: 1, key: 'key', value: 'two  words', line: 3 },
    { id: 2, key: 'alone', value: '', line: 4 },
  ]);
});

test('look-ups follow changes of their map', () => {
  const compiled = compileValid(
    [
      'http-request set-var(txn.before) path,map_beg(/m)',
      'http-request set-map(/m) %[path] new',
      'http-request set-var(txn.after) path,map_beg(/m)',
      'http-request del-map(/m) %[path]',
      'http-request set-var(txn.end) path,map_beg(/m,none)',
    ],
    FILES,
  );
  const stream = createStream(compiled, 'GET ab HTTP/1.1');
  stream.request!.uri = '/x';
  runRules(compiled, 'http-request', stream);
  const vars = stream.vars('txn');
  assert.deepEqual([vars?.get('before'), vars?.get('after'), vars?.get('end')], [undefined, 'new', 'none']);
  assert.equal(compiled.plan.maps.get('/m')?.size, 2);
});

test('a map that gives numbers refuses other values', () => {
  const compiled = compileFrontend(['http-request set-var(txn.v) path,map_beg_int(/m)'], FILES);
  const map = compiled.plan.maps.get('/m');
  assert.match(map?.add('c', 'x') ?? '', /unable to parse 'x'/);
  assert.equal(map?.add('c', '3'), undefined);
  const broken = compileFrontend(['http-request set-var(txn.v) path,map_str_int(/ip)'], FILES);
  assert.match(broken.alerts.join(), /unable to parse 'wide' at line 1/);
});

test('the narrowest network wins', () => {
  const compiled = compileFrontend(['http-request set-var(txn.v) ipv4(10.1.2.3),map_ip(/ip)'], FILES);
  const stream = createStream(compiled, 'GET / HTTP/1.1');
  runRules(compiled, 'http-request', stream);
  assert.equal(stream.vars('txn')?.get('v'), 'narrow');
});
