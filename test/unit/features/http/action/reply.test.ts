import assert from 'node:assert/strict';
import test from 'node:test';
import type { Reply } from '../../../../../src/model/verdict.js';
import { Verdict } from '../../../../../src/model/verdict.js';
import { compileFrontend, createStream, runRules } from '../../../../support/rule-run.js';

const FILES = {
  '/page': '<p>page</p>\n',
  '/format': 'path=%[path]\n',
  '/error': 'HTTP/1.0 500 Mine\r\nX-Mine: 1\r\nConnection: close\r\n\r\nerr',
};

/** The answer that a rule gives to `GET /p?q`. */
function replyOf(rule: string): Reply | undefined {
  const compiled = compileFrontend([`http-request ${rule}`], FILES);
  assert.deepEqual(compiled.alerts, [], rule);
  const stream = createStream(compiled, 'GET /p?q=1 HTTP/1.1\nHost: a.example');
  const verdict = runRules(compiled, 'http-request', stream);
  assert.equal(verdict, stream.reply === undefined ? Verdict.Continue : Verdict.Reply);
  return stream.reply;
}

function fieldLines(reply: Reply | undefined): string[] {
  return reply?.fields.map(([name, value]) => `${name}: ${value}`) ?? [];
}

test('return builds a response from its words in wire order', () => {
  const reply = replyOf('return status 404 content-type text/plain lf-string "%[path]\\n" hdr X-A b');
  assert.equal(reply?.status, 404);
  assert.equal(reply?.body, '/p\n');
  assert.deepEqual(fieldLines(reply), ['x-a: b', 'content-length: 3', 'content-type: text/plain']);
});

test('return takes bodies from files and leaves the type of empty ones out', () => {
  assert.equal(replyOf('return content-type text/html file /page')?.body, FILES['/page']);
  assert.equal(replyOf('return content-type text/html lf-file /format')?.body, 'path=/p\n');
  assert.deepEqual(fieldLines(replyOf('return content-type text/plain lf-string "%[req.hdr(nope)]"')), [
    'content-length: 0',
  ]);
});

test('return errorfile answers with the file as it is', () => {
  const { make, ...reply } = replyOf('return status 500 errorfile /error')!;
  assert.ok(make);
  assert.deepEqual(reply, {
    status: 500,
    reason: 'Mine',
    version: 10,
    fields: [['x-mine', '1']],
    body: 'err',
    raw: true,
    cause: 'local',
  });
});

test('deny and auth answer with error pages', () => {
  assert.deepEqual({ ...replyOf('deny') }, { status: 403, fields: [], body: '', page: true, cause: 'deny' });
  assert.equal(replyOf('deny deny_status 429')?.status, 429);
  assert.equal(replyOf('deny hdr x y')?.page, undefined);
  assert.equal(replyOf('tarpit')?.cause, 'tarpit');
  assert.deepEqual(fieldLines(replyOf('auth realm "My Realm"')), ['www-authenticate: Basic realm="My Realm"']);
});

test('words that contradict each other in an answer are refused', () => {
  const alertOf = (rule: string) => compileFrontend([`http-request ${rule}`], FILES).alerts.join();
  assert.match(alertOf('return status 204 content-type a/b string x'), /status 204 have no body/);
  assert.match(alertOf('return status 304 content-type a/b string x'), /status 304 have no body/);
  assert.match(alertOf('return deny_status 403'), /deny_status/);
  assert.match(alertOf('deny content-type a/b string x deny_status 403'), /deny_status/);
  assert.equal(alertOf('deny deny_status 403 content-type a/b string x'), '');
  assert.equal(replyOf('deny status 403')?.page, undefined);
});

test('redirect builds locations from its kind and options', () => {
  const cases: readonly (readonly [rule: string, status: number, location: string])[] = [
    ['redirect location /x', 302, '/x'],
    ['redirect location /x?y keep-query code 303', 303, '/x?y&q=1'],
    ['redirect prefix http://new', 302, 'http://new/p?q=1'],
    ['redirect prefix / drop-query', 302, '/p'],
    ['redirect prefix /n drop-query append-slash', 302, '/n/p/'],
    ['redirect scheme https code 301', 301, 'https://a.example/p?q=1'],
  ];
  for (const [rule, status, location] of cases) {
    const reply = replyOf(rule);
    assert.equal(reply?.status, status, rule);
    assert.equal(fieldLines(reply)[1], `location: ${location}`, rule);
  }
});

test('redirect sets and clears cookies, and tells caches not to keep temporary ones', () => {
  assert.deepEqual(fieldLines(replyOf('redirect location /x set-cookie A=b')).slice(2), [
    'cache-control: no-cache',
    'set-cookie: A=b; path=/;',
  ]);
  assert.deepEqual(fieldLines(replyOf('redirect location /x code 308 clear-cookie A=')).slice(2), [
    'set-cookie: A=; path=/; Max-Age=0;',
  ]);
});

test('redirect ignore-empty goes on when the location is empty', () => {
  assert.equal(replyOf('redirect location "%[req.hdr(nope)]" ignore-empty'), undefined);
});

test('words of answers that do not fit are refused', () => {
  for (const rule of [
    'return status 199',
    'return content-type text/plain string a string b',
    'return string hello',
    'deny deny_status 418',
    'return nonsense',
    'redirect code 302',
    'redirect location /x code 300',
  ]) {
    assert.notDeepEqual(compileFrontend([`http-request ${rule}`], FILES).alerts, [], rule);
  }
});
