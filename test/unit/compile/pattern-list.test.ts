/** Patterns of ACLs that change while they are used. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../../src/compile/plan.js';
import type { MapFile } from '../../../src/model/map-store.js';
import { type CompiledText, compileFrontend, compileValid, createStream, runRules } from '../../support/rule-run.js';

const FILES = { '/p.acl': '# paths\n/a\n\n  /b \n', '/m.map': '/x one\n/y two\n', '/ip.acl': '10.0.0.0/8\n' };

function compile(...lines: string[]): CompiledText {
  return compileValid(lines, FILES);
}

/** Whether rules of the form `http-request set-var(txn.hit) bool(true) if ...` set it. */
function hits(compiled: CompiledText, request: string): boolean {
  const stream = createStream(compiled, request);
  runRules(compiled, 'http-request', stream);
  return stream.vars('txn')?.get('hit') === true;
}

function listNamed({ maps }: Plan, name: string): MapFile {
  const list = maps.get(name) ?? maps.all().find(({ id }) => `#${id}` === name);
  assert.ok(list, `no list ${name}`);
  return list;
}

const HIT = 'http-request set-var(txn.hit) bool(true) if';

test('patterns of a file are seen as soon as they are added, and gone when they are removed', () => {
  const compiled = compile(`${HIT} { path -f /p.acl }`);
  const list = listNamed(compiled.plan, '/p.acl');
  assert.equal(hits(compiled, 'GET /a HTTP/1.1'), true);
  assert.equal(hits(compiled, 'GET /new HTTP/1.1'), false);
  assert.equal(list.add('/new', ''), undefined);
  assert.equal(hits(compiled, 'GET /new HTTP/1.1'), true);
  for (const entry of list.find('/a')) list.remove(entry);
  assert.equal(hits(compiled, 'GET /a HTTP/1.1'), false);
  assert.equal(hits(compiled, 'GET /new HTTP/1.1'), true);
  list.clear();
  assert.equal(hits(compiled, 'GET /new HTTP/1.1'), false);
});

test('many additions end in one compiled list', () => {
  const compiled = compile(`${HIT} { path_beg /0/ }`);
  const list = listNamed(compiled.plan, '#0');
  for (let index = 1; index < 300; index++) {
    list.add(`/${index}/`, '');
    assert.equal(hits(compiled, `GET /${index}/x HTTP/1.1`), true);
  }
  assert.equal(hits(compiled, 'GET /0/ HTTP/1.1'), true);
  assert.equal(hits(compiled, 'GET /300/ HTTP/1.1'), false);
});

test('a list refuses patterns that do not fit any of its matchers', () => {
  const compiled = compile(`${HIT} { src -f /ip.acl }`);
  const list = listNamed(compiled.plan, '/ip.acl');
  assert.equal(list.add('nonsense', ''), "'nonsense' is not a valid IPv4 or IPv6 address.");
  assert.equal(list.add('127.0.0.0/8', ''), undefined);
  assert.equal(hits(compiled, 'GET / HTTP/1.1'), true);
});

test('ACLs and rules of the same file share its list', () => {
  const compiled = compile(
    'http-request add-acl(/p.acl) %[req.hdr(add)] if { req.hdr(add) -m found }',
    'http-request del-acl(/p.acl) %[req.hdr(del)] if { req.hdr(del) -m found }',
    `${HIT} { path -f /p.acl } or { req.hdr(x) -i -f /p.acl }`,
  );
  assert.equal(hits(compiled, 'GET /n HTTP/1.1\nadd: /n\n'), true);
  assert.equal(hits(compiled, 'GET / HTTP/1.1\nx: /N\n'), true);
  assert.equal(hits(compiled, 'GET /n HTTP/1.1\ndel: /n\n'), false);
  hits(compiled, 'GET / HTTP/1.1\nadd: /a\n');
  assert.equal(listNamed(compiled.plan, '/p.acl').find('/a').length, 1);
});

test('keys of a map serve as patterns with -M', () => {
  const compiled = compile(`${HIT} { path -M -f /m.map }`, 'http-request set-var(txn.v) path,map(/m.map)');
  assert.equal(hits(compiled, 'GET /y HTTP/1.1'), true);
  listNamed(compiled.plan, '/m.map').add('/z', 'three');
  assert.equal(hits(compiled, 'GET /z HTTP/1.1'), true);
});

test('a file cannot be a map and a list of patterns', () => {
  const { alerts } = compileFrontend(
    [`${HIT} { path -f /m.map }`, 'http-request set-var(txn.v) path,map(/m.map)'],
    FILES,
  );
  assert.match(alerts.join(), /'\/m\.map' is used as a list of patterns already/);
});

test('lists are numbered by their first use, around the numbers that -u gives', () => {
  const compiled = compile(
    'acl one path_beg /a /b',
    'acl two path -u 0 -f /p.acl extra',
    `${HIT} two or one or METH_GET`,
    'http-request set-var(txn.v) path,map(/m.map)',
  );
  const shown = compiled.plan.maps.all().map(({ id, name, description }) => `${id} (${name}) ${description}`);
  const line = (text: string) => ` file 'test.cfg' line ${text}`;
  assert.deepEqual(
    shown.map((text) => text.replace(/line \d+/g, 'line N')),
    [
      `0 () acl 'path'${line('N')}`,
      `1 () acl 'path_beg'${line('N')}`,
      `2 (/p.acl) pattern loaded from file '/p.acl' used by acl at${line('N')}`,
      `3 () acl 'method'${line('N')}`,
      `4 (/m.map) pattern loaded from file '/m.map' used by map at${line('N')}`,
    ],
  );
});

test('an operator can ask which pattern matches', () => {
  const compiled = compile(`${HIT} { hdr(host) -i a.example b.example }`);
  const [trial] = listNamed(compiled.plan, '#0').listeners.map((listener) => listener.tryOut?.('B.example'));
  assert.deepEqual([trial?.method, trial?.entry?.key, trial?.ignoreCase], ['str', 'b.example', true]);
});
