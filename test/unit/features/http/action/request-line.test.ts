import assert from 'node:assert/strict';
import test from 'node:test';
import { compileValid, createStream, runRules } from '../../../../support/rule-run.js';

/** Request line behind a rule. */
function lineAfter(rule: string, target: string): string {
  const compiled = compileValid([`http-request ${rule}`], {}, { global: 'global\n expose-experimental-directives\n' });
  const stream = createStream(compiled, `GET ${target} HTTP/1.1\nHost: h`);
  runRules(compiled, 'http-request', stream);
  const { method, uri, fields } = stream.request!;
  return `${method} ${uri} ${fields.first('host')}`;
}

test('rules rewrite the parts of a request line that they name', () => {
  const cases: readonly (readonly [rule: string, target: string, line: string])[] = [
    ['set-method PUT', '/a?b', 'PUT /a?b h'],
    ['set-path /new%[path]', '/a?b', 'GET /new/a?b h'],
    ['set-path bar', 'http://h/a?b', 'GET http://hbar?b h'],
    ['set-pathq /n', '/a?b', 'GET /n h'],
    ['set-query c=d', '/a', 'GET /a?c=d h'],
    ['set-query %[req.hdr(nope)]', '/a?b', 'GET /a? h'],
    ['set-query %[req.hdr(nope)]', '/a', 'GET /a h'],
    ['set-uri http://other:81/x', '/a', 'GET http://other:81/x other:81'],
    ['replace-path /a/(.*) /b/\\1', '/a/1?x', 'GET /b/1?x h'],
    ['replace-pathq /h/(.*)\\?(.*) /\\2?\\1', '/h/1?z', 'GET /z?1 h'],
    ['replace-uri ^/c(.*) /d\\1', '/c/2?y', 'GET /d/2?y h'],
    ['replace-path ^/none /b', '/a', 'GET /a h'],
    ['normalize-uri query-sort-by-name', '/a?c=3&a=1&b=2', 'GET /a?a=1&b=2&c=3 h'],
    ['normalize-uri path-strip-dotdot full', '/bar/../../', 'GET / h'],
  ];
  for (const [rule, target, line] of cases) assert.equal(lineAfter(rule, target), line, rule);
});
