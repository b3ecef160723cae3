import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entries } from '../../../../../src/features/http/fetch/auth.js';
import type { UserlistUser } from '../../../../../src/model/userlist.js';
import { evaluate, fetchSite, requestStream } from '../../../../support/fetch.js';

function withAuthorization(value: string) {
  return requestStream(`GET / HTTP/1.1\nHost: h\nAuthorization: ${value}\nX-Token: Bearer tok2\nX-Raw: no\n\n`);
}

const basic = withAuthorization('Basic dXNlcjpwYTpzcw==');
const bearer = withAuthorization('Bearer abc.def');
const lower = withAuthorization('basic dXNlcjpwYXNz');

function user(name: string, password: string, encrypted = false, groups: readonly string[] = []): UserlistUser {
  return { name, password, encrypted, groups };
}

/** `pa:ss` as a hash of SHA-512, made by openssl passwd -6. */
const HASH = '$6$saltstr$2loK2kjIsFZoY8vyjkKUUk6HoFb64I9z786afc5.nsQtbB7K2yDCbUzEhzlyLyvYl36wUSqbkkSCbjsiG6VmE.';

function sites(users: readonly UserlistUser[]) {
  const section = new Map<string, unknown>([
    ['users', new Map(users.map((one) => [one.name, one]))],
    ['groups', new Map([['g1', ['user']]])],
  ]);
  return fetchSite('fe-http-request', {
    sectionNamed: (_: string, name: string) => (name === 'ul' ? section : undefined),
  });
}

test('credentials are taken apart', () => {
  assert.equal(evaluate(entries, 'http_auth_type', basic), 'Basic');
  assert.equal(evaluate(entries, 'http_auth_user', basic), 'user');
  assert.equal(evaluate(entries, 'http_auth_pass', basic), 'pa:ss');
  assert.equal(evaluate(entries, 'http_auth_type', lower), 'Basic');
  assert.equal(evaluate(entries, 'http_auth_bearer', bearer), 'abc.def');
  assert.equal(evaluate(entries, 'http_auth_user', bearer), undefined);
});

test('what cannot be decoded is no credential', () => {
  for (const value of ['Basic !!!', 'Basic dXNlcg==', 'Digest username="x"', 'Bearer']) {
    assert.equal(evaluate(entries, 'http_auth_type', withAuthorization(value)), undefined, value);
  }
});

test('a token in a field that is named is empty if there is none', () => {
  assert.equal(evaluate(entries, 'http_auth_bearer(x-token)', bearer), 'tok2');
  assert.equal(evaluate(entries, 'http_auth_bearer(x-raw)', bearer), '');
  assert.equal(evaluate(entries, 'http_auth_bearer(nope)', bearer), '');
});

test('users are looked up with their passwords', () => {
  const site = sites([user('user', 'pa:ss')]);
  assert.equal(evaluate(entries, 'http_auth(ul)', basic, site), true);
  assert.equal(evaluate(entries, 'http_auth(ul)', lower, site), false);
  assert.equal(evaluate(entries, 'http_auth(ul)', requestStream('GET / HTTP/1.1\nHost: h\n\n'), site), undefined);
});

test('http_auth_group is the name of the user; the matcher knows groups', () => {
  const site = sites([user('user', 'pa:ss', false, ['own'])]);
  assert.equal(evaluate(entries, 'http_auth_group(ul)', basic, site), 'user');
});

test('unknown lists and hashes are reported', () => {
  const unknown = sites([]);
  assert.equal(evaluate(entries, 'http_auth(nolist)', basic, unknown), 'refused');
  assert.match(unknown.problems[0] ?? '', /expr\/unknown-userlist/);
  const strange = sites([user('user', '$y$j9T$abc', true)]);
  assert.equal(evaluate(entries, 'http_auth(ul)', basic, strange), 'refused');
  assert.match(strange.problems[0] ?? '', /expr\/refused/);
});

test('passwords may be hashes', () => {
  const site = sites([user('user', HASH, true)]);
  assert.equal(evaluate(entries, 'http_auth(ul)', basic, site), true);
  assert.equal(evaluate(entries, 'http_auth(ul)', basic, site), true);
  assert.equal(evaluate(entries, 'http_auth(ul)', lower, site), false);
});
