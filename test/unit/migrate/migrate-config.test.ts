import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrateConfig } from '../../../src/migrate/migrate-config.js';
import type { MigrationRule } from '../../../src/migrate/rule.js';
import { MIGRATION_RULES } from '../../../src/migrate/rules.js';

const SECTIONS = new Set(['global', 'defaults', 'frontend', 'backend', 'listen', 'program']);
const migrate = (text: string) => migrateConfig(text, (word) => SECTIONS.has(word));

/** The lines without the marks for a person. */
function withoutMarks(text: string): string {
  return text.replace(/^ *# hawser: migrate: .*\n/gm, '');
}

/** A section around statements. */
function around({ onHeader, sections: [kind] }: MigrationRule, statements: string): string {
  if (onHeader) return `${statements}\n`;
  const lines = statements.split('\n').filter((line) => line !== '');
  return [kind === 'global' ? 'global' : `${kind} x`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}

for (const rule of MIGRATION_RULES) {
  test(`migration of ${rule.name} gives what its example says`, () => {
    const { from, to } = rule.example;
    const { text } = migrate(around(rule, from));
    if (to === null) assert.match(text, /# hawser: migrate: to do: /);
    else assert.equal(withoutMarks(text), around(rule, to));
    assert.equal(migrate(text).text, text, 'a second run changes nothing');
  });
}

test('migration rules have names of their own per kind of section', () => {
  const names = MIGRATION_RULES.map(({ name, sections }) => `${name} in ${sections.join(' ')}`);
  assert.equal(new Set(names).size, names.length);
});

test('migration keeps bytes of untouched lines, indentation and comments', () => {
  const before = '# top\r\nlisten a\r\n\tmode\thttp   # m\r\n\treqadd  X:\\ 1\t# why\r\n\n  server s  1.1.1.1:80\n';
  const after = before.replace('reqadd  X:\\ 1', 'http-request add-header X 1');
  assert.equal(migrate(before).text, after);
});

test('migration keeps the comment of a line that goes, and tells the old line of every new one', () => {
  const { text, origins } = migrate('global\n nbproc 1 # one\n nbproc 1\nlisten a :80\n mode http\n');
  assert.equal(text, 'global\n # one\nlisten a\n bind :80\n mode http\n');
  assert.deepEqual(origins, [1, 2, 4, 4, 5]);
});

test('migration leaves modern configurations alone', () => {
  const text = 'listen a\n bind :80\n option httpchk GET / HTTP/1.1\n http-request deny if { path /x }\n';
  const result = migrate(text);
  assert.equal(result.text, text);
  assert.deepEqual(result.changes, []);
});

const left = (statement: string) => migrate(`listen a\n mode http\n ${statement}\n`).changes[0]?.person !== undefined;

test('migration leaves patterns to a person that are not proven to be about one field or the request line', () => {
  for (const statement of [
    'reqrep foo bar',
    'reqirep Server:.* Server:\\ x',
    'reqrep ^X-(.*):\\ (.*) Y-\\1:\\ \\2',
    'reqrep ^Host:www Host:\\ x',
    'reqrep ^Host:\\ a\\x0aB:\\ c Host:\\ a',
    'reqrep ^GET\\ /a POST\\ /a',
    'reqrep ^([^\\ :]*)\\ /a(.*) \\1\\ /b',
    'reqrep ^([^\\ :]*)\\ /a\\ HTTP/1.0 \\1\\ /b\\ HTTP/1.0',
    'reqrep ^OPTIONS\\ /.*HTTP/1\\.[01]$ OPTIONS\\ \\\\*\\ HTTP/1.0',
    'rsprep ^HTTP/1.1\\ 200 HTTP/1.1\\ 201',
    'reqidel ^A:|^B:',
    'reqrep "^$X" a',
  ]) {
    assert.ok(left(statement), statement);
  }
});

const lineOf = (statement: string) => migrate(`listen a\n mode http\n ${statement}\n`).changes[0]?.after.join('\n');

test('migration of request lines keeps method, version and groups', () => {
  assert.equal(
    lineOf('reqrep ^([^\\ ]*\\ /)httpbin[/]?(.*) \\1\\2'),
    "http-request replace-pathq ^(/)httpbin[/]?(.*) '\\1\\2'",
  );
  assert.equal(
    lineOf('reqirep ^GET\\ /old/(.*)\\ HTTP/(.*) GET\\ /new/\\1\\ HTTP/\\2 if a or b'),
    "http-request replace-pathq (?i)^/old/(.*)$ '/new/\\1' if { method GET } a or { method GET } b",
  );
  assert.equal(
    lineOf('reqirep ^[^:\\ ]*\\ /img[/\\ ].* \\0\\nCookie:\\ backend=2'),
    'http-request add-header Cookie backend=2 if { pathq -m reg -i ^/img(?:[/]|$) }',
  );
});

test('migration of conditions keeps their meaning', () => {
  assert.equal(
    lineOf('reqideny ^X: unless a b'),
    'http-request deny if { req.fhdr(X) -m found } !a or { req.fhdr(X) -m found } !b',
  );
  assert.equal(
    lineOf('reqdeny ^X: unless !{ src 1.1.1.1 } or b'),
    'http-request deny if { req.fhdr(X) -m found } { src 1.1.1.1 } !b',
  );
});

test('migration doubles percent signs, which begin a format in modern rules', () => {
  assert.equal(lineOf('reqadd X:\\ 5%\\ \\"a\\"'), `http-request add-header X '5%% "a"'`);
});

test('migration tells when rules ran in another order than they stand in', () => {
  const reviews = (text: string) => migrate(text).changes.flatMap((change) => change.reviews);
  assert.match(
    reviews('listen a\n mode http\n reqadd X:\\ 1\n http-request set-path /%[req.hdr(x)]\n')[0]!,
    /order: line 4/,
  );
  assert.deepEqual(reviews('listen a\n mode http\n reqadd X:\\ 1\n http-request set-path /a\n'), []);
  assert.match(reviews('listen a\n http-request allow if b\n reqadd X:\\ 1\n')[0]!, /order: 'http-request allow'/);
  assert.deepEqual(reviews('listen a\n http-request deny if b\n block if c\n'), []);
});

test('migration takes a byte order mark away and ends the last line', () => {
  const { text, notes } = migrate('\xef\xbb\xbfglobal\n nbproc 1');
  assert.equal(text, 'global\n');
  assert.deepEqual(
    notes.map(({ at }) => at),
    [0, 19],
  );
  const [change] = migrate('\xef\xbb\xbfglobal\n nbproc 1\n').changes;
  assert.deepEqual([change?.start, change?.end], [11, 19]);
});

test('migration renames a frontend that shares its name with a backend', () => {
  const text = 'frontend a\n acl busy fe_conn(a) gt 5\n default_backend a\nbackend a\n server s 1.1.1.1:80\n';
  assert.equal(
    withoutMarks(migrate(text).text),
    'frontend a-in\n acl busy fe_conn(a-in) gt 5\n default_backend a\nbackend a\n server s 1.1.1.1:80\n',
  );
});

test('migration leaves proxies of one name to a person where something tells them apart only by that name', () => {
  const person = (text: string) => migrate(text).changes.some((change) => change.person !== undefined);
  const table = 'frontend a\n stick-table type ip size 1k expire 1m\n http-request track-sc0 src\nbackend a\n';
  assert.ok(!person(table));
  assert.ok(person(`${table} stick on src table a\n`));
  assert.ok(person('listen a\n bind :80\nlisten a\n bind :81\nfrontend b\n use_backend a if c\n'));
  assert.match(migrate('listen a\n bind :80\nlisten a\n bind :81\n').text, /^listen a-2$/m);
});

test('migration never makes listeners speak older versions of TLS than they do today', () => {
  assert.equal(lineOf('bind :443 ssl crt x no-sslv3'), 'bind :443 ssl crt x ssl-min-ver TLSv1.2');
  assert.equal(
    lineOf('bind :443 ssl crt x no-sslv3 no-tlsv10 no-tlsv11 no-tlsv12'),
    'bind :443 ssl crt x ssl-min-ver TLSv1.3',
  );
  assert.equal(lineOf('bind :443 ssl crt x no-tlsv12'), undefined);
  const global = 'global\n ssl-default-bind-options ssl-min-ver TLSv1.3\n';
  assert.deepEqual(migrate(`${global}listen a\n bind :443 ssl crt x no-sslv3\n`).changes, []);
});
