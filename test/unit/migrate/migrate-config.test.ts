import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hawserCatalog } from '../../../src/app/catalog.js';
import { migrateConfigs } from '../../../src/migrate/migrate-config.js';
import type { MigrationRule } from '../../../src/migrate/rule.js';
import { MIGRATION_RULES } from '../../../src/migrate/rules.js';

const SECTIONS = new Set(['global', 'defaults', 'frontend', 'backend', 'listen', 'program']);
const migrateAll = (...texts: readonly string[]) => migrateConfigs(texts, (word) => SECTIONS.has(word));
const migrate = (text: string) => migrateAll(text)[0]!;

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

test('fields of option httpchk go where http-check send has its own', () => {
  const text = `listen a
 bind :80
 option httpchk GET /x HTTP/1.1\\r\\nA:\\ b
 http-check send hdr C d
`;
  assert.equal(migrate(text).text, 'listen a\n bind :80\n option httpchk GET /x HTTP/1.1\n http-check send hdr C d\n');
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
    'reqrep ^X-(.*):\\ (.*) Y-\\1:\\ \\2',
    'reqrep ^Host:www Host:\\ x',
    'reqrep ^Host:\\ a\\x0aB:\\ c Host:\\ a',
    'reqrep ^GET\\ /a POST\\ /a',
    'reqrep ^([^\\ :]*)\\ /a(.*) \\1\\ /b',
    'reqrep ^([^\\ :]*)\\ /a\\ HTTP/1.0 \\1\\ /b\\ HTTP/1.0',
    'rsprep ^HTTP/1.1\\ 200 HTTP/1.1\\ 201',
    'reqdeny A:\\ b$',
    'reqdeny x:\\ b',
    'reqidel a\\ b',
    'reqrep "^$X" a',
  ]) {
    assert.ok(left(statement), statement);
  }
});

const lineOf = (statement: string) => migrate(`listen a\n mode http\n ${statement}\n`).changes[0]?.after.join('\n');

const reviewOf = (statement: string) =>
  migrate(`listen a\n mode http\n ${statement}\n`).changes[0]?.reviews.join('\n') ?? '';

test('migration of patterns for several fields gives a rule for each', () => {
  assert.equal(lineOf('reqidel ^A:|^B:.*'), 'http-request del-header A\nhttp-request del-header B');
  assert.equal(
    lineOf('rspirep ^(Location|Refresh):\\ http:(.*) \\1:\\ https:\\2 if a'),
    "http-response replace-header Location (?i)^http:(.*) 'https:\\1' if a\nhttp-response replace-header Refresh (?i)^http:(.*) 'https:\\1' if a",
  );
  assert.equal(
    lineOf('reqideny ^A:|^GET\\ /x if b'),
    'http-request deny if { req.fhdr(A) -m found } b or { method GET } { pathq -m reg -i ^/x } b',
  );
  assert.equal(lineOf('reqidel ^X-[a-z]+:'), 'http-request del-header (?i)^X-[a-z]+$ -m reg');
});

test('migration of patterns without an anchor tells what they may have matched beside', () => {
  assert.equal(lineOf('reqirep Server:.* Server:\\ x'), 'http-request replace-header Server .* x');
  assert.match(reviewOf('reqirep Server:.* Server:\\ x'), /had no \^/);
  assert.equal(
    lineOf('reqideny cmd\\.exe'),
    "http-request deny if { url -m reg -i 'cmd\\.exe' } or { req.hdrs -m reg -i 'cmd\\.exe' }",
  );
  assert.match(reviewOf('reqideny cmd\\.exe'), /method and version/);
});

test('migration of one of several fields of a name empties it, and removes it where it is alone', () => {
  const lines = [
    "http-response replace-header Set-Cookie '(?i)^(IP)=()' '\\2' if a",
    'http-response del-header Set-Cookie if !{ res.fhdr(Set-Cookie) -m reg . } a',
  ];
  assert.equal(lineOf('rspidel ^Set-Cookie:\\ (IP)= if a')?.replaceAll("'", ''), lines.join('\n').replaceAll("'", ''));
});

test('migration of request lines that change the version tells that it stays', () => {
  const statement = 'reqirep ^OPTIONS\\ /.*HTTP/1\\.[01]$ OPTIONS\\ \\\\*\\ HTTP/1.0';
  assert.equal(lineOf(statement), 'http-request replace-pathq ^/.*$ * if { method OPTIONS }');
  assert.match(reviewOf(statement), /keep their version/);
});

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
    /order: 'http-request' of line 4 ran before 'reqadd' of line 3/,
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

test('migration tells proxies of one name apart that stand in several files', () => {
  const [front, back] = migrateAll(
    'defaults\n mode http\nfrontend app\n bind :80\n',
    'backend app\n server a 192.0.2.1:80\n monitor-net 192.0.2.0/24\n',
  );
  assert.equal(withoutMarks(front!.text), 'defaults\n mode http\nfrontend app-in\n bind :80\n');
  assert.match(withoutMarks(back!.text), /^backend app\n.*\n http-request set-log-level/);
});

test('migration leaves applications to a person whose sessions no table holds as before', () => {
  for (const statement of [
    'appsession a len 3 timeout 1h prefix',
    'appsession a len 3',
    'appsession a len 3 timeout 1h\n stick-table type ip size 1k',
  ]) {
    assert.ok(left(statement), statement);
  }
  assert.match(lineOf('appsession a len 3 timeout 1h mode query-string')!, /stick match url_param\(a\)$/);
});

test('every word that the catalog calls removed has a rule of the migration', () => {
  const words = new Set(MIGRATION_RULES.flatMap((rule) => rule.words ?? []).map((names) => names.join(' ')));
  const missing = hawserCatalog()
    .all('removed')
    .map((entry) => (entry.was === 'option' ? `option ${entry.name}` : entry.name))
    .filter((name) => !words.has(name));
  assert.deepEqual(missing, []);
});

test('migration leaves lines alone that cannot be cut into words, and marks them', () => {
  const long = ` acl x path ${'/a '.repeat(400_000)}\n`;
  const { text, changes } = migrate(`listen a\n${long} reqadd "X: 1\n redispatch\n`);
  assert.equal(withoutMarks(text), `listen a\n${long} reqadd "X: 1\n option redispatch\n`);
  assert.equal(migrate(text).text, text);
  const persons = changes.map(({ person }) => person?.replace(/;.*/, ''));
  assert.deepEqual(persons, ['the line is longer than a megabyte', 'a quote is never closed', undefined]);
});

test('migration marks every line that is left, also where lines of a kind follow each other', () => {
  const text = 'listen a\n mode http\n reqrep foo bar\n reqrep bar baz\n reqrep ^([^\\ ]*)\\ /a(.*) \\1\\ /b\\2\n';
  const done = migrate(`${text} reqrep ^([^\\ ]*)\\ /c(.*) \\1\\ /d\\2\n`).text;
  assert.deepEqual(
    done.split('\n').map((line) => /migrate: (\w+)/.exec(line)?.[1]),
    [undefined, undefined, 'to', undefined, 'to', undefined, 'check', undefined, 'check', undefined, undefined],
  );
  assert.equal(migrate(done).text, done);
});

test('migration takes sections in alternatives of a conditional block for one', () => {
  const text = '.if defined(A)\nlisten x :80\n.elif defined(B)\nlisten x :81\n.else\nlisten x :82\n.endif\n mode tcp\n';
  const { text: done } = migrate(text);
  assert.equal(done.match(/^listen x$/gm)?.length, 3);
  assert.match(migrate(`${text}listen x :83\n`).text, /^listen x-4\n {4}bind :83$/m);
});

test('migration of patterns on how names of fields begin', () => {
  assert.equal(lineOf('rspidel ^Server.*'), 'http-response del-header (?i)^Server -m reg');
  assert.equal(lineOf('rspdel ^X-(Powered|AspNet)'), 'http-response del-header (?i)^X-(Powered|AspNet) -m reg');
  assert.equal(lineOf('rspidel X-AspNet.*'), 'http-response del-header (?i)^X-AspNet -m reg');
  assert.match(reviewOf('rspidel X-AspNet.*'), /had no \^/);
  for (const pattern of ['secret', '^Server\\ x', '^X-A?', '^.*', '^X.*y', '^'])
    assert.ok(left(`rspidel ${pattern}`), pattern);
});

test('migration of patterns whose group holds name and value', () => {
  assert.equal(
    lineOf('rspirep ^(set-cookie:.*) \\1;\\ HttpOnly'),
    "http-response replace-header set-cookie ^(.*) '\\1; HttpOnly'",
  );
  assert.equal(
    lineOf('rspirep ^(Set-Cookie:\\ sid=[^;]*)(.*) \\1x\\2'),
    "http-response replace-header Set-Cookie (?i)^(sid=[^;]*)(.*) '\\1x\\2'",
  );
  assert.equal(lineOf('rspidel ^(Server:.*)'), 'http-response del-header Server');
  assert.equal(lineOf('reqdeny ^(X-A:\\ b.*)'), 'http-request deny if { req.fhdr(X-A) -m reg ^(b.*) }');
  for (const rest of ['X:\\ \\1', '\\1\\1', '\\1\\n\\2', '\\0']) assert.ok(left(`rspirep ^(A:.*)(b) ${rest}`), rest);
  assert.ok(left('rspirep ^(A:.*)* \\1x'));
  assert.ok(left('rspirep ^(A:x|B:y) \\1x'));
});

test('migration of request lines whose last group takes the version along', () => {
  assert.equal(
    lineOf('reqrep ^([^\\ :]*)\\ (/old/.*) \\1\\ /new\\2'),
    "http-request replace-pathq ^(/old/.*) '/new\\1'",
  );
  assert.equal(lineOf('reqrep ^([^\\ :]*\\ )/a(/.*) \\1\\2'), "http-request replace-pathq ^()/a(/.*) '\\1\\2'");
  assert.ok(left('reqrep ^([^\\ :]*)\\ (/a/.*|/b) \\1\\ /new\\2'));
  assert.match(reviewOf('reqrep ^([^\\ :]*)\\ /a/([^/]*)/(.*) \\1\\ /\\2/b/\\3'), /into the HTTP version/);
  assert.equal(reviewOf('reqrep ^([^\\ :]*)\\ /a/([^/\\ ]*)/(.*) \\1\\ /\\2/b/\\3'), '');
});

test('migration of patterns about methods', () => {
  assert.equal(lineOf('reqdeny ^PUT\\ '), 'http-request deny if { method PUT }');
  assert.equal(lineOf('reqideny ^OPTIONS if a'), 'http-request deny if { capture.req.method -m beg -i OPTIONS } a');
  assert.ok(left('reqrep ^PUT\\  POST\\ '));
});

test('migration puts no rules into defaults that old versions did not take there', () => {
  for (const statement of ['reqadd X:\\ 1', 'rspidel ^Server:', 'block if { path /x }']) {
    assert.ok(migrate(`defaults\n mode http\n ${statement}\n`).changes[0]?.person, statement);
  }
});

test('migration quotes names of fields that hold quotes', () => {
  assert.equal(lineOf(`reqadd X-Quo\\'ted:\\ a`), `http-request add-header "X-Quo'ted" a`);
  assert.equal(lineOf(`reqidel ^X\\'Y:`), `http-request del-header "X'Y"`);
  assert.equal(lineOf(`reqdeny ^X\\'Y:`), `http-request deny if { "req.fhdr(X'Y)" -m found }`);
});

test('migration of fields without a value, and of checks that tell the length of their body', () => {
  assert.equal(lineOf('reqadd X-Empty: if a'), 'http-request add-header X-Empty %[str()] if a');
  assert.equal(
    lineOf('option httpchk POST /x HTTP/1.1\\r\\nA:\\ b\\r\\nContent-Length:\\ 3\\r\\n\\r\\nabc'),
    'option httpchk POST /x HTTP/1.1\nhttp-check send hdr A b body abc',
  );
});

test('migration of tens of thousands of sections', () => {
  const sections = Array.from({ length: 20_000 }, (_, at) => `frontend p${at}\nbackend p${at}\n contimeout 5s\n`);
  const { text } = migrate(sections.join(''));
  assert.match(withoutMarks(text), /frontend p19999-in\nbackend p19999\n timeout connect 5s\n$/);
});
