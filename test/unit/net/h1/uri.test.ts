import assert from 'node:assert/strict';
import { test } from 'node:test';
import { portColon, uriAuthority, uriScheme, withoutUserInfo } from '../../../../src/net/h1/uri.js';

test('uri: scheme and authority of the four forms', () => {
  const rows: [string, string, string][] = [
    ['/a/b?x=1', '', ''],
    ['//x//y?', '', ''],
    ['/t?u=http://x/?v', '', ''],
    ['http://u@h:81/p/q?z=1', 'http', 'u@h:81'],
    ['http://[2001:db8::1]:8000/x', 'http', '[2001:db8::1]:8000'],
    ['http://h', 'http', 'h'],
    ['a+b.c-d://h/', 'a+b.c-d', 'h'],
    ['1http://h/', '', '1http:'],
    ['host:443', '', 'host:443'],
    ['*', '', ''],
    ['', '', ''],
  ];
  for (const [text, scheme, authority] of rows) {
    assert.equal(uriScheme(text), scheme, text);
    assert.equal(uriAuthority(text), authority, text);
  }
});

test('uri: the colon of a port is found behind user information and addresses', () => {
  assert.equal(withoutUserInfo('u:p@h:80'), 'h:80');
  const rows: [string, number][] = [
    ['h:80', 1],
    ['h:', 1],
    ['h', -1],
    ['[::1]:80', 5],
    ['[::1]', -1],
    ['::1', -1],
  ];
  for (const [authority, at] of rows) assert.equal(portColon(authority), at, authority);
});
